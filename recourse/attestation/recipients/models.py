"""Tables of the registered recipients of statements; private to it. They hold no people."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RecipientRow(models.Model):
    """An organisation."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    name_zh = models.TextField()
    name_en = models.TextField()
    address = models.TextField(unique=True)
    chain = ArrayField(models.BinaryField())
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        """Made by a migration."""

        app_label = "attestation"
        managed = False
        db_table = "statement_recipient"

    def __str__(self) -> str:
        """Show the code."""
        return self.code


class PermissionRow(models.Model):
    """That an organisation may make a request of the catalogue."""

    id = models.UUIDField(primary_key=True)
    recipient = models.ForeignKey(
        RecipientRow, models.PROTECT, related_name="permissions", db_column="organisation_id"
    )
    request = models.TextField()
    valid_from_on = models.DateField()
    valid_until_on = models.DateField()

    class Meta:
        """Made by a migration."""

        app_label = "attestation"
        managed = False
        db_table = "statement_permission"

    def __str__(self) -> str:
        """Show the request."""
        return self.request
