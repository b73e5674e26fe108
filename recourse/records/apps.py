"""The room as a Django application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room `records`; see its README."""

    name = "recourse.records"
    label = "records"
