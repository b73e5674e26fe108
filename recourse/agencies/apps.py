"""The room as a Django application."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """The room `agencies`; see its README."""

    name = "recourse.agencies"
    label = "agencies"
