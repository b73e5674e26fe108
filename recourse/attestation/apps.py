"""The room as a Django application."""

import importlib

from django.apps import AppConfig


class AttestationConfig(AppConfig):
    """The room `attestation`; see its README."""

    name = "recourse.attestation"
    label = "attestation"

    def ready(self) -> None:
        """Let the room `notice` know who writes letters about statements, and Django all tables."""
        importlib.import_module("recourse.attestation.telling")
        importlib.import_module("recourse.attestation.recipients.models")
