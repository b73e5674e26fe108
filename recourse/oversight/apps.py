"""The room as a Django application."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The room `oversight`; see its README."""

    name = "recourse.oversight"
    label = "oversight"
