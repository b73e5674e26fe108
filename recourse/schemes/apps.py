"""The room as a Django application."""

import importlib

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """The room `schemes`; see its README."""

    name = "recourse.schemes"
    label = "schemes"

    def ready(self) -> None:
        """Let the room `notice` know who writes letters about benefits."""
        importlib.import_module("recourse.schemes.telling")
