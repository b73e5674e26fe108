"""The room as a Django application."""

from django.apps import AppConfig


class RedressConfig(AppConfig):
    """The room `redress`; see its README."""

    name = "recourse.redress"
    label = "redress"
