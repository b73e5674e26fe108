"""The room as a Django application."""

import importlib

from django.apps import AppConfig


class RedressConfig(AppConfig):
    """The room `redress`; see its README."""

    name = "recourse.redress"
    label = "redress"

    def ready(self) -> None:
        """Let the room `notice` know who writes letters about cases."""
        importlib.import_module("recourse.redress.telling")
