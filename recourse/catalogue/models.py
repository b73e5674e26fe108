"""Tables of the room `catalogue`; private to it."""

from django.db import models


class CatalogueVersion(models.Model):
    """One dated version of the whole catalogue, as it was loaded; never changed."""

    version = models.TextField(primary_key=True, db_comment="plain: 2026-11-23.1")
    digest = models.BinaryField(db_comment="plain: SHA-256 of the canonical JSON")
    content = models.JSONField(db_comment="plain: laws, items, purposes, lists")
    loaded_at = models.DateTimeField(db_comment="plain")
    loaded_by = models.TextField(  # noqa: DJ001 - of versions loaded before this was kept
        null=True, db_comment="plain: who loaded it, a seat or the operator's command"
    )

    class Meta:
        """Names and rules of the table."""

        db_table = "catalogue_version"

    def __str__(self) -> str:
        """Show the version."""
        return self.version
