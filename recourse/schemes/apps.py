"""The room as a Django application."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """The room `schemes`; see its README."""

    name = "recourse.schemes"
    label = "schemes"
