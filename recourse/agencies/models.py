"""Tables of the room `agencies`; private to it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Agency(models.Model):
    """A department that reports, an agency that looks up, or both."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    code = models.TextField(unique=True, db_comment="plain: GB 32100 unified social credit code")
    name_zh = models.TextField(db_comment="plain")
    name_en = models.TextField(db_comment="plain")
    kind = models.TextField(db_comment="plain: kind of authority, as the catalogue names it")
    is_department = models.BooleanField(db_comment="plain: reports records")
    aliases = ArrayField(
        models.TextField(), default=list, db_comment="plain: other spellings met in files"
    )
    look_ups_a_day = models.IntegerField(default=5000, db_comment="plain: budget of the agency")
    webhook = models.TextField(  # noqa: DJ001 - an agency without one has no address
        null=True, db_comment="plain: where its machine is told of recalls"
    )

    class Meta:
        """Names and rules of the table."""

        db_table = "agency"

    def __str__(self) -> str:
        """Show the code."""
        return self.code


class Seat(models.Model):
    """A post in an agency; whoever holds it acts as the seat."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    agency = models.ForeignKey(Agency, models.PROTECT, db_comment="plain")
    account_id = models.UUIDField(null=True, db_comment="personal: the official who holds it")
    held_since_at = models.DateTimeField(
        null=True, db_comment="plain: when it last changed hands; null if never since it was made"
    )
    role = models.TextField(db_comment="plain")
    number = models.TextField(db_comment="plain: number people see in the log")
    unit_zh = models.TextField(db_comment="plain: section")
    unit_en = models.TextField(db_comment="plain: section")
    valid_from_on = models.DateField(db_comment="plain")
    valid_until_on = models.DateField(null=True, db_comment="plain: first day no longer valid")
    look_ups_a_day = models.IntegerField(default=500, db_comment="plain: budget of the seat")

    class Meta:
        """Names and rules of the table."""

        db_table = "seat"
        constraints = (
            models.UniqueConstraint(name="seat_number_once", fields=["agency", "number"]),
            models.CheckConstraint(
                name="seat_role_known",
                condition=Q(
                    role__in=[
                        "data_steward",
                        "second_signer",
                        "case_officer",
                        "agency_officer",
                        "auditor",
                        "counter_clerk",
                        "administrator",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="seat_period_not_backward",
                condition=Q(valid_until_on__isnull=True)
                | Q(valid_until_on__gte=F("valid_from_on")),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class Mandate(models.Model):
    """What a seat may do: hand in an item, or look up for a purpose; for a period."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    seat = models.ForeignKey(Seat, models.CASCADE, db_comment="plain")
    kind = models.TextField(db_comment="plain: item or purpose")
    code = models.TextField(db_comment="plain: code of the item or purpose")
    valid_from_on = models.DateField(db_comment="plain")
    valid_until_on = models.DateField(null=True, db_comment="plain: first day no longer valid")

    class Meta:
        """Names and rules of the table."""

        db_table = "mandate"
        constraints = (
            models.CheckConstraint(
                name="mandate_kind_known", condition=Q(kind__in=["item", "purpose"])
            ),
            models.UniqueConstraint(
                name="mandate_once", fields=["seat", "kind", "code", "valid_from_on"]
            ),
        )

    def __str__(self) -> str:
        """Show the code."""
        return self.code


class Machine(models.Model):
    """A machine that acts as a seat, by OAuth2 client credentials (RFC 6749 section 4.4)."""

    client_id = models.TextField(primary_key=True, db_comment="plain")
    secret_digest = models.BinaryField(db_comment="plain: SHA-256 of a 256-bit random secret")
    used_on = models.DateField(null=True, db_comment="plain: last day it was let in by its secret")
    earlier_digest = models.BinaryField(
        null=True, db_comment="plain: SHA-256 of the secret before, while that one is valid too"
    )
    earlier_until_at = models.DateTimeField(
        null=True, db_comment="plain: first instant at which the secret before is not valid"
    )
    earlier_used_on = models.DateField(
        null=True, db_comment="plain: last day it was let in by the secret before"
    )
    seat = models.ForeignKey(Seat, models.CASCADE, db_comment="plain")
    is_active = models.BooleanField(default=True, db_comment="plain")

    class Meta:
        """Names and rules of the table."""

        db_table = "machine"

    def __str__(self) -> str:
        """Show the client."""
        return self.client_id


class Proposal(models.Model):
    """What one administrator proposes to give; nothing is given before a second one approves."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    giving = models.TextField(db_comment="plain: what would be given")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="+", db_comment="plain: whose it would be"
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, related_name="+", db_comment="plain: to which seat"
    )
    asked = models.JSONField(
        db_comment="personal: what its deed takes; an invitation has a sign-in name"
    )
    law_zh = models.TextField(db_comment="plain: what it rests on")
    law_en = models.TextField(db_comment="plain: what it rests on")
    proposed_by = models.ForeignKey(
        Seat, models.PROTECT, related_name="+", db_comment="plain: the first administrator"
    )
    account_id = models.UUIDField(
        null=True, db_comment="personal: the official who held the first seat then"
    )
    proposed_at = models.DateTimeField(db_comment="plain")
    first_half = models.BinaryField(
        null=True, db_comment="plain: SHA-256 of the half that was shown to the first one"
    )
    state = models.TextField(default="waiting", db_comment="plain")
    decided_by = models.ForeignKey(
        Seat, models.PROTECT, null=True, related_name="+", db_comment="plain: who closed it"
    )
    decided_at = models.DateTimeField(null=True, db_comment="plain")
    why = models.TextField(default="", db_comment="plain: why it was refused")

    class Meta:
        """Names and rules of the table."""

        db_table = "proposal"
        constraints = (
            models.CheckConstraint(
                name="proposal_giving_known",
                condition=Q(
                    giving__in=["seat", "mandate", "invitation", "machine", "secret", "webhook"]
                ),
            ),
            models.CheckConstraint(
                name="proposal_state_known",
                condition=Q(state__in=["waiting", "approved", "refused", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="proposal_closed_by_somebody",
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_approved_by_another",
                condition=~Q(state="approved") | ~Q(decided_by=F("proposed_by")),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)
