"""Tables of the room `intake`; private to it. None of them holds a value from a file."""

from django.db import models
from django.db.models import F, Q

AMENDED = ["proposed", "done", "dropped"]
DEEDS = ["withdraw", "revoke", "correct"]
STATES = ["received", "checked", "signed", "entering", "entered", "refused"]


class Batch(models.Model):
    """One file of one item, handed in by one seat."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    number = models.TextField(unique=True, db_comment="plain: B-20261123-0007")
    item = models.TextField(db_comment="plain")
    catalogue_version = models.TextField(db_comment="plain")
    agency_id = models.UUIDField(db_comment="plain")
    seat_id = models.UUIDField(db_comment="plain: who handed it in")
    file_name = models.TextField(db_comment="plain")
    file_sha256 = models.BinaryField(db_comment="plain")
    size_bytes = models.BigIntegerField(db_comment="plain")
    form = models.TextField(db_comment="plain: csv, xlsx or jsonl")
    encoding = models.TextField(default="", db_comment="plain")
    state = models.TextField(db_comment="plain")
    refusal = models.TextField(default="", db_comment="plain: code, where the file was refused")
    refusal_facts = models.JSONField(default=dict, db_comment="plain: facts of the refusal")
    rows = models.IntegerField(default=0, db_comment="plain")
    accepted = models.IntegerField(default=0, db_comment="plain")
    duplicate = models.IntegerField(default=0, db_comment="plain")
    held = models.IntegerField(default=0, db_comment="plain")
    refused = models.IntegerField(default=0, db_comment="plain")
    dropped_columns = models.JSONField(default=list, db_comment="plain: headings not stored")
    received_at = models.DateTimeField(db_comment="plain")
    checked_at = models.DateTimeField(null=True, db_comment="plain")
    signed_at = models.DateTimeField(null=True, db_comment="plain")
    signed_by_id = models.UUIDField(null=True, db_comment="plain: the second seat")
    entered_at = models.DateTimeField(null=True, db_comment="plain")
    receipt = models.TextField(default="", db_comment="plain: signed receipt")
    late = models.IntegerField(
        db_default=0, default=0, db_comment="plain: rows in order that came late"
    )
    fixes_id = models.UUIDField(
        null=True, db_comment="plain: batch whose held rows it brings again, put right"
    )

    class Meta:
        """Names and rules of the table."""

        db_table = "batch"
        constraints = (
            models.UniqueConstraint(
                name="batch_once_by_content", fields=["agency_id", "item", "file_sha256"]
            ),
            models.CheckConstraint(name="batch_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="batch_rows_accounted_for",
                condition=Q(state__in=["received", "refused"])
                | Q(rows=F("accepted") + F("duplicate") + F("held") + F("refused")),
            ),
            models.CheckConstraint(
                name="batch_second_signature_by_another_seat",
                condition=Q(signed_by_id__isnull=True) | ~Q(signed_by_id=F("seat_id")),
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class Chunk(models.Model):
    """A run of rows entered in one transaction; the unit that is resumed after a crash."""

    id = models.BigAutoField(primary_key=True, db_comment="plain")
    batch = models.ForeignKey(Batch, models.CASCADE, db_comment="plain")
    number = models.IntegerField(db_comment="plain")
    first_row = models.IntegerField(db_comment="plain")
    rows = models.IntegerField(db_comment="plain")
    accepted = models.IntegerField(default=0, db_comment="plain")
    duplicate = models.IntegerField(default=0, db_comment="plain")
    held = models.IntegerField(default=0, db_comment="plain")
    refused = models.IntegerField(default=0, db_comment="plain")
    entered_at = models.DateTimeField(null=True, db_comment="plain")

    class Meta:
        """Names and rules of the table."""

        db_table = "chunk"
        constraints = (
            models.UniqueConstraint(name="chunk_once", fields=["batch", "number"]),
            models.CheckConstraint(
                name="chunk_rows_accounted_for",
                condition=Q(entered_at__isnull=True)
                | Q(rows=F("accepted") + F("duplicate") + F("held") + F("refused")),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class Finding(models.Model):
    """One fault of one row: where and under which rule; never the value."""

    id = models.BigAutoField(primary_key=True, db_comment="plain")
    batch = models.ForeignKey(Batch, models.CASCADE, db_comment="plain")
    row_number = models.IntegerField(db_comment="plain: line of the file, heading = 1")
    column = models.TextField(db_comment="plain: heading as written in the file")
    rule = models.TextField(db_comment="plain")
    outcome = models.TextField(db_comment="plain: held, refused or duplicate")

    class Meta:
        """Names and rules of the table."""

        db_table = "finding"
        indexes = (models.Index(name="finding_by_row", fields=["batch", "row_number", "id"]),)
        constraints = (
            models.CheckConstraint(
                name="finding_outcome_known",
                condition=Q(outcome__in=["held", "refused", "duplicate"]),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class Mended(models.Model):
    """A held row that its department put right: sealed while it waits, then only where it went."""

    id = models.BigAutoField(primary_key=True, db_comment="plain")
    batch = models.ForeignKey(Batch, models.CASCADE, db_comment="plain: that holds the row")
    row_number = models.IntegerField(db_comment="plain: line of the file, heading = 1")
    seat_id = models.UUIDField(db_comment="plain: who put it right")
    mended_at = models.DateTimeField(db_comment="plain")
    sealed = models.BinaryField(
        null=True, db_comment="personal: the row as it ought to be, sealed; empty once sent"
    )
    sent_in = models.ForeignKey(
        Batch, models.CASCADE, null=True, related_name="+", db_comment="plain: that brought it"
    )

    class Meta:
        """Names and rules of the table."""

        db_table = "mended"
        constraints = (
            models.UniqueConstraint(name="mended_once", fields=["batch", "row_number"]),
            models.CheckConstraint(
                name="mended_says_nothing_once_sent",
                condition=Q(sealed__isnull=False, sent_in__isnull=True)
                | Q(sealed__isnull=True, sent_in__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class Amendment(models.Model):
    """What a department asks to be done to one of its records, until it is done."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    number = models.TextField(unique=True, db_comment="plain: A-20261123-0007")
    agency_id = models.UUIDField(db_comment="plain")
    seat_id = models.UUIDField(db_comment="plain: who proposed it")
    item = models.TextField(db_comment="plain")
    deed = models.TextField(db_comment="plain: withdraw, revoke or correct")
    reason = models.TextField(db_comment="plain: code of a closed set")
    learned_on = models.DateField(db_comment="plain: the department learned of it")
    due_on = models.DateField(db_comment="plain: last of its three working days")
    state = models.TextField(db_comment="plain")
    sealed = models.BinaryField(
        null=True, db_comment="personal: whom and what it concerns, sealed; empty once closed"
    )
    proposed_at = models.DateTimeField(db_comment="plain")
    signed_by_id = models.UUIDField(null=True, db_comment="plain: the second seat")
    closed_at = models.DateTimeField(null=True, db_comment="plain: done or dropped")
    receipt = models.TextField(default="", db_comment="plain: signed receipt")

    class Meta:
        """Names and rules of the table."""

        db_table = "amendment"
        constraints = (
            models.CheckConstraint(name="amendment_state_known", condition=Q(state__in=AMENDED)),
            models.CheckConstraint(name="amendment_deed_known", condition=Q(deed__in=DEEDS)),
            models.CheckConstraint(
                name="amendment_second_signature_by_another_seat",
                condition=Q(signed_by_id__isnull=True) | ~Q(signed_by_id=F("seat_id")),
            ),
            models.CheckConstraint(
                name="amendment_done_is_signed",
                condition=~Q(state="done") | Q(signed_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="amendment_concerns_nobody_once_closed",
                condition=Q(state="proposed", sealed__isnull=False, closed_at__isnull=True)
                | Q(sealed__isnull=True, closed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number


class Certification(models.Model):
    """A second person's word that a fact which was taken down may come back."""

    id = models.BigAutoField(primary_key=True, db_comment="plain")
    batch = models.ForeignKey(Batch, models.CASCADE, db_comment="plain")
    row_number = models.IntegerField(db_comment="plain: line of the file, heading = 1")
    seat_id = models.UUIDField(db_comment="plain: who certified")
    reason = models.TextField(db_comment="plain: code of a closed set")
    certified_at = models.DateTimeField(db_comment="plain")

    class Meta:
        """Names and rules of the table."""

        db_table = "certification"
        constraints = (
            models.UniqueConstraint(name="certification_once", fields=["batch", "row_number"]),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)
