"""The room as a Django application."""

from django.apps import AppConfig


class AttestationConfig(AppConfig):
    """The room `attestation`; see its README."""

    name = "recourse.attestation"
    label = "attestation"
