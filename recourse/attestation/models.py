"""Tables of the room `attestation`, read through views of one person; private to the room."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StatementRow(models.Model):
    """One statement, in its present state."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    number = models.TextField()
    kind = models.TextField()
    catalogue_version = models.TextField()
    issued_at = models.DateTimeField()
    valid_until = models.DateField()
    planned_on = models.DateField()
    erase_on = models.DateField()
    key_month = models.DateField()
    carries = ArrayField(models.UUIDField())
    wrapped_key = models.BinaryField(null=True)
    contents = models.BinaryField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_why = models.TextField(null=True)  # noqa: DJ001 - what was not taken back has no reason

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "statement_of_one"

    def __str__(self) -> str:
        """Show the number, never the contents."""
        return self.number


class Share(models.Model):
    """One code for a counter; of the code itself only a keyed digest is kept, until it is used."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    statement_id = models.UUIDField()
    recipient = models.TextField()
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "statement_share_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the code."""
        return str(self.id)


class Attempt(models.Model):
    """A wrong code, and the keyed digest of the address it came from; kept for a day."""

    id = models.UUIDField(primary_key=True)
    asker = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        """Made by the migration."""

        managed = False
        db_table = "statement_share_attempt"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)
