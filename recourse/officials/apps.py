"""The room as a Django application."""

from django.apps import AppConfig


class OfficialsConfig(AppConfig):
    """The room `officials`; see its README."""

    name = "recourse.officials"
    label = "officials"
