"""The store as a Django application."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Roles of the database and operations for migrations."""

    name = "recourse.store"
    label = "store"
