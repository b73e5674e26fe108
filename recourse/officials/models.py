"""Tables of the room `officials`; private to it."""

from django.db import models
from django.db.models import Q


class Invitation(models.Model):
    """A link that opens a seat to an official, once."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    digest = models.BinaryField(unique=True, db_comment="plain: SHA-256 of 256 random bits")
    link_digest = models.BinaryField(
        null=True,
        db_comment="plain: SHA-256 of the half in the link, where the other half is typed",
    )
    seat_id = models.UUIDField(db_index=True, db_comment="plain: the seat it opens")
    account_id = models.UUIDField(db_comment="personal: the account it opens")
    name = models.TextField(db_comment="personal: sign-in name of the official")
    made_at = models.DateTimeField(db_comment="plain")
    ends_at = models.DateTimeField(db_comment="plain: first instant it no longer works")
    used_at = models.DateTimeField(null=True, db_comment="plain")

    class Meta:
        """Names and rules of the table."""

        db_table = "official_invitation"
        constraints = (
            models.CheckConstraint(
                name="official_invitation_ends", condition=Q(ends_at__gt=models.F("made_at"))
            ),
            models.UniqueConstraint(
                name="official_invitation_one_open",
                fields=["seat_id"],
                condition=Q(used_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class Passkey(models.Model):
    """A passkey of an official: the half of the key that may be known."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    account_id = models.UUIDField(db_index=True, db_comment="personal: the official")
    credential_id = models.BinaryField(unique=True, db_comment="personal: its name on the device")
    credential = models.BinaryField(db_comment="personal: name and public key")
    sign_count = models.BigIntegerField(db_comment="plain: how often it says it has signed")
    label = models.TextField(db_comment="personal: what the official calls the device")
    made_at = models.DateTimeField(db_comment="personal")
    used_at = models.DateTimeField(null=True, db_comment="personal: last way in")
    is_stopped = models.BooleanField(default=False, db_comment="plain: a copy was met")

    class Meta:
        """Names and rules of the table."""

        db_table = "official_passkey"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class CodeApp(models.Model):
    """The secret that an official's code app shares with us, sealed by a key of the vault."""

    account_id = models.UUIDField(primary_key=True, db_comment="personal: the official")
    sealed = models.BinaryField(db_comment="personal: the secret, sealed")
    last_step = models.BigIntegerField(db_comment="personal: step of the last code used")
    made_at = models.DateTimeField(db_comment="personal")

    class Meta:
        """Names and rules of the table."""

        db_table = "official_code_app"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.account_id)


class RecoveryCode(models.Model):
    """A code for the day the device is lost; gone once it is used."""

    digest = models.BinaryField(primary_key=True, db_comment="personal: HMAC under a vault key")
    account_id = models.UUIDField(db_index=True, db_comment="personal: the official")

    class Meta:
        """Names and rules of the table."""

        db_table = "official_recovery_code"

    def __str__(self) -> str:
        """Show the account."""
        return str(self.account_id)


class SignInAttempt(models.Model):
    """That somebody tried to sign in as an official."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    whom = models.BinaryField(db_comment="personal: HMAC of the login or passkey, known or not")
    account_id = models.UUIDField(null=True, db_comment="personal: the official, if there is one")
    at = models.DateTimeField(db_index=True, db_comment="personal")
    way = models.TextField(db_comment="plain: passkey, code or recovery code")
    refused = models.TextField(db_comment="plain: code of the refusal; empty if let in")

    class Meta:
        """Names and rules of the table."""

        db_table = "official_attempt"
        constraints = (
            models.CheckConstraint(
                name="official_attempt_way_known",
                condition=Q(way__in=["passkey", "code", "recovery-code"]),
            ),
        )
        indexes = (
            models.Index(name="official_attempt_whom", fields=["whom", "-at"]),
            models.Index(name="official_attempt_account", fields=["account_id", "-at"]),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)
