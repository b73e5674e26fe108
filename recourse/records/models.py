"""Tables of the room `records`, read through views that show one person; private to the room."""

from django.db import models

from recourse.records.terms import Life


class Record(models.Model):
    """The present state of one record."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    item = models.TextField()
    catalogue_version = models.TextField()
    authority_id = models.UUIDField()
    batch_id = models.UUIDField()
    source_digest = models.BinaryField()
    version = models.SmallIntegerField()
    adverse = models.BooleanField()
    conduct_ended_on = models.DateField(null=True)
    decided_on = models.DateField()
    served_on = models.DateField(null=True)
    repair_notice_served_on = models.DateField(null=True)
    final_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    noticed_on = models.DateField(null=True)
    usable_from_on = models.DateField(null=True)
    first_disclosed_on = models.DateField(null=True)
    repair_from_on = models.DateField(null=True)
    ends_on = models.DateField()
    erase_on = models.DateField()
    silenced = models.SmallIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(null=True)  # noqa: DJ001 - a record that has not ended has no reason
    falls_at = models.DateTimeField(null=True)
    falls_why = models.TextField(null=True)  # noqa: DJ001 - what does not fall has no reason
    disowned_at = models.DateTimeField(null=True)
    key_month = models.DateField()
    wrapped_key = models.BinaryField(null=True)
    payload = models.BinaryField(null=True)
    fulfilled_on = models.DateField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "record_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the contents."""
        return str(self.id)

    @property
    def life(self) -> Life:
        """The dates that bound the record's life."""
        return Life(
            repair_from_on=self.repair_from_on, ends_on=self.ends_on, erase_on=self.erase_on
        )

    @property
    def has_contents(self) -> bool:
        """Whether the sealed fields are still there; they go together with their key."""
        return self.wrapped_key is not None


class RecordEvent(models.Model):
    """One thing that happened to a record; only ever added."""

    pk = models.CompositePrimaryKey("person_id", "record_id", "sequence")
    person_id = models.UUIDField()
    record_id = models.UUIDField()
    sequence = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    facts = models.JSONField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "record_event_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the contents."""
        return f"{self.record_id}/{self.sequence}"


class RecordPaper(models.Model):
    """What one line of a record's history rests on; sealed, and erased with the record."""

    pk = models.CompositePrimaryKey("person_id", "record_id", "sequence")
    person_id = models.UUIDField()
    record_id = models.UUIDField()
    sequence = models.SmallIntegerField()
    wrapped_key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "record_paper_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the contents."""
        return f"{self.record_id}/{self.sequence}"


class RecordStatement(models.Model):
    """What the person says beside a record; sealed, and erased with it."""

    pk = models.CompositePrimaryKey("person_id", "record_id")
    person_id = models.UUIDField()
    record_id = models.UUIDField()
    said_at = models.DateTimeField()
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "record_statement_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the words."""
        return str(self.record_id)
