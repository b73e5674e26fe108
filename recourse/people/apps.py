"""The room as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room `people`; see its README."""

    name = "recourse.people"
    label = "people"
