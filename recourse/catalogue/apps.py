"""The room as a Django application."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room `catalogue`; see its README."""

    name = "recourse.catalogue"
    label = "catalogue"
