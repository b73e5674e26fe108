"""Tables of the room `notice`; private to it."""

from django.db import models


class Notice(models.Model):
    """One thing a person was told; the words are made from codes, dates and the record."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    kind = models.TextField()
    catalogue_version = models.TextField()
    facts = models.JSONField()
    written_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    served_on = models.DateField(null=True)
    served_how = models.TextField(null=True)  # noqa: DJ001 - not served has no manner

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "notice_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the contents."""
        return str(self.id)


class Dispatch(models.Model):
    """A notice on its way through one channel."""

    pk = models.CompositePrimaryKey("person_id", "notice_id", "channel")
    person_id = models.UUIDField()
    notice_id = models.UUIDField()
    channel = models.TextField()
    state = models.TextField()
    attempts = models.SmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    deemed_on = models.DateField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "dispatch_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return f"{self.notice_id}/{self.channel}"


class HeldBackDays(models.Model):
    """For which days a person last had their letters held back."""

    person_id = models.UUIDField(primary_key=True)
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "letters_held_back_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.person_id)
