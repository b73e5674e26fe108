"""The room as a Django application."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room `ledger`; see its README."""

    name = "recourse.ledger"
    label = "ledger"
