"""Tables of the room `redress`, read through views that show one person; private to the room."""

from django.db import models


class Case(models.Model):
    """One case, in its present state."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    number = models.TextField()
    kind = models.TextField()
    ground = models.TextField(default="")
    record_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    reviewed_id = models.UUIDField(null=True)
    form = models.TextField(default="")
    authority_id = models.UUIDField()
    via = models.TextField()
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    accept_due_on = models.DateField(null=True)
    accept_due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    extension = models.TextField(default="")
    silences = models.BooleanField()
    state = models.TextField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    reason = models.TextField(default="")
    decided_by = models.UUIDField(null=True)
    decided_by_account = models.UUIDField(null=True)
    erase_on = models.DateField()
    key_month = models.DateField()
    wrapped_key = models.BinaryField(null=True)
    told = models.BinaryField(null=True)
    answer = models.BinaryField(null=True)
    scheme = models.TextField(default="")

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "redress_case_of_one"

    def __str__(self) -> str:
        """Show the number, never the contents."""
        return self.number


class CaseEvent(models.Model):
    """One thing that happened in a case; only ever added."""

    pk = models.CompositePrimaryKey("person_id", "case_id", "sequence")
    person_id = models.UUIDField()
    case_id = models.UUIDField()
    sequence = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    facts = models.JSONField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "redress_event_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return f"{self.case_id}/{self.sequence}"


class CaseFile(models.Model):
    """A file of evidence, sealed under its case's key."""

    pk = models.CompositePrimaryKey("person_id", "case_id", "id")
    person_id = models.UUIDField()
    case_id = models.UUIDField()
    id = models.UUIDField()
    media_type = models.TextField()
    size_bytes = models.IntegerField()
    sha256 = models.BinaryField()
    added_at = models.DateTimeField()
    name = models.BinaryField(null=True)
    content = models.BinaryField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "redress_file_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the name."""
        return str(self.id)


class Opening(models.Model):
    """A seat has opened a file of evidence."""

    pk = models.CompositePrimaryKey("person_id", "file_id", "seat_id")
    person_id = models.UUIDField()
    case_id = models.UUIDField()
    file_id = models.UUIDField()
    seat_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "redress_opening_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.file_id)


class Draft(models.Model):
    """What a person has begun to write and not sent, sealed under a key of its own."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    kind = models.TextField()
    kept_at = models.DateTimeField()
    until_on = models.DateField()
    key_month = models.DateField()
    wrapped_key = models.BinaryField()
    told = models.BinaryField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "redress_draft_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class DraftFile(models.Model):
    """A file of evidence that was chosen and not sent, sealed under a key of its own."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    record_id = models.UUIDField(null=True)
    kind = models.TextField()
    media_type = models.TextField()
    size_bytes = models.IntegerField()
    sha256 = models.BinaryField()
    added_at = models.DateTimeField()
    until_on = models.DateField()
    key_month = models.DateField()
    wrapped_key = models.BinaryField()
    name = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "redress_draft_file_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the name."""
        return str(self.id)


class Waiting(models.Model):
    """A case as the queue of those who answer shows it: nobody's name, nobody's identifier."""

    case_id = models.UUIDField(primary_key=True)
    number = models.TextField()
    authority_id = models.UUIDField()
    kind = models.TextField()
    is_identity = models.BooleanField()
    filed_at = models.DateTimeField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    accept_due_on = models.DateField(null=True)
    accept_due_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)

    class Meta:
        """A table of work, not of people."""

        managed = False
        db_table = "redress_waiting"

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class Ended(models.Model):
    """How one case ended: which agency had to answer, in which month; no person, no case."""

    id = models.BigAutoField(primary_key=True)
    authority_id = models.UUIDField()
    kind = models.TextField()
    ended = models.TextField()
    month = models.DateField()

    class Meta:
        """A table of agencies, not of people."""

        managed = False
        db_table = "redress_ended"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)
