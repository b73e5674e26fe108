"""The room as a Django application."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """The room `disclosure`; see its README."""

    name = "recourse.disclosure"
    label = "disclosure"
