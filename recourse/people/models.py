"""Tables of the room `people`; private to it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string


class Account(AbstractBaseUser):
    """A way in: of a person or of an official. Machines have clients, not accounts."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    login = models.TextField(unique=True, db_comment="personal: name of the way in")
    password = models.CharField(max_length=128, db_comment="personal: hash, or unusable")
    last_login = models.DateTimeField(null=True, db_comment="personal: last way in")
    kind = models.TextField(db_comment="plain: person or official")
    person_id = models.UUIDField(null=True, unique=True, db_comment="personal: whose file opens")
    display_name = models.TextField(db_comment="personal: how the page greets")
    language = models.TextField(default="zh-hans", db_comment="plain: language of letters")
    is_active = models.BooleanField(default=True, db_comment="plain")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()

    class Meta:
        """Names and rules of the table."""

        db_table = "account"
        constraints = (
            models.CheckConstraint(
                name="account_kind_known", condition=Q(kind__in=["person", "official"])
            ),
            models.CheckConstraint(
                name="account_person_has_a_person",
                condition=Q(kind="person", person_id__isnull=False)
                | Q(kind="official", person_id__isnull=True),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier, never the name."""
        return str(self.id)


class Session(AbstractBaseSession):
    """A session of a browser; beside it what its owner needs to know it again, and to end it."""

    session_key = models.CharField(
        max_length=40, primary_key=True, db_comment="plain: random; whoever has it is in"
    )
    session_data = models.TextField(db_comment="personal: what it holds, signed")
    expire_date = models.DateTimeField(db_index=True, db_comment="plain")
    session_id = models.UUIDField(null=True, db_comment="plain: UUIDv7; opens nothing")
    account_id = models.UUIDField(null=True, db_index=True, db_comment="personal: who is in")
    way = models.TextField(default="", db_comment="personal: how they came in")
    browser = models.TextField(default="", db_comment="personal: its family and system")
    begun_at = models.DateTimeField(null=True, db_comment="personal")
    used_at = models.DateTimeField(null=True, db_comment="personal")

    class Meta:
        """Names and rules of the table."""

        db_table = "session"
        constraints = (
            models.CheckConstraint(
                name="session_of_an_account_is_whole",
                condition=Q(account_id__isnull=True)
                | Q(session_id__isnull=False, begun_at__isnull=False, used_at__isnull=False),
            ),
        )

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return what reads a session; it stands in a module that needs this one."""
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store

    def __str__(self) -> str:
        """Show what opens nothing."""
        return str(self.session_id)


class Person(models.Model):
    """A person's sealed identity, read through the view that shows one person."""

    person_id = models.UUIDField(primary_key=True)
    sealed = models.BinaryField()
    wrapped_key = models.BinaryField()
    key_name = models.TextField()
    language = models.TextField()
    electronic_service_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "person_of_one"

    def __str__(self) -> str:
        """Show the identifier, never the name."""
        return str(self.person_id)


class Entrusted(models.Model):
    """What a person entrusts to a helper, as either of them may read it."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    kind = models.TextField()
    scope = models.TextField()
    case_id = models.UUIDField(null=True)
    relation = models.TextField(null=True)  # noqa: DJ001 - a helper is no relative
    helper_id = models.UUIDField(null=True)
    code_until = models.DateTimeField()
    named_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    begins_at = models.DateTimeField()
    last_on = models.DateField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_how = models.TextField(null=True)  # noqa: DJ001 - what goes on was ended by nobody

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class Entrustment(Entrusted):
    """What one person has entrusted."""

    code_digest = models.BinaryField(null=True)
    for_digest = models.BinaryField(null=True)

    class Meta:
        """The view that shows one person's."""

        managed = False
        db_table = "entrustment_of_one"


class HeldEntrustment(Entrusted):
    """What was entrusted to one person."""

    class Meta:
        """The view that shows one helper's."""

        managed = False
        db_table = "entrustment_held_of_one"


class LetterCodeRow(models.Model):
    """A code on paper, by which one person comes in once."""

    pk = models.CompositePrimaryKey("person_id", "id")
    person_id = models.UUIDField()
    id = models.UUIDField()
    code_digest = models.BinaryField()
    seat_id = models.UUIDField()
    confirmed_by = models.UUIDField(null=True)
    issued_at = models.DateTimeField()
    code_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "letter_code_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class LetterBegun(models.Model):
    """That a clerk has printed the first half of a code, and who went on with it."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    shown = models.BinaryField(db_comment="personal: HMAC of a document and a name, known or not")
    first_digest = models.BinaryField(db_comment="plain: keyed digest of the first half")
    agency_id = models.UUIDField(db_comment="plain: whose counter")
    seat_id = models.UUIDField(db_comment="plain: where it was begun")
    account_id = models.UUIDField(null=True, db_comment="personal: the official who began it")
    at = models.DateTimeField(db_comment="personal")
    confirmed_by = models.UUIDField(null=True, db_comment="plain: the seat that went on with it")
    confirmed_at = models.DateTimeField(null=True, db_comment="personal")

    class Meta:
        """Names and rules of the table."""

        db_table = "letter_begun"
        indexes = (models.Index(name="letter_begun_agency", fields=["agency_id", "-at"]),)
        constraints = (
            models.CheckConstraint(
                name="letter_begun_takes_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("seat_id")),
            ),
        )

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class LetterAttempt(models.Model):
    """That somebody tried to come in by a code on paper."""

    id = models.UUIDField(primary_key=True, db_comment="plain: UUIDv7")
    whom = models.BinaryField(db_comment="personal: HMAC of a document, known or not")
    at = models.DateTimeField(db_index=True, db_comment="personal")
    is_refused = models.BooleanField(db_comment="personal")

    class Meta:
        """Names and rules of the table."""

        db_table = "letter_attempt"
        indexes = (models.Index(name="letter_attempt_whom", fields=["whom", "-at"]),)

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.id)


class KinRefusal(models.Model):
    """Who has arranged that no next of kin sees their file after their death."""

    person_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()

    class Meta:
        """The view, not the table."""

        managed = False
        db_table = "kin_refusal_of_one"

    def __str__(self) -> str:
        """Show the identifier."""
        return str(self.person_id)
