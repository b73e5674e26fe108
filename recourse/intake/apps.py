"""The room as a Django application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The room `intake`; see its README."""

    name = "recourse.intake"
    label = "intake"
