"""Tables of the room `people`; private to it."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


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
