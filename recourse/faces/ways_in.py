"""Ways to sign in: ready-made roles in the demo, the identity service, officials' own.

There is no password to guess here.
"""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from recourse.faces.ready_made import LOGINS
from recourse.people.terms import AccountKind


class ReadyMadeRoles(BaseBackend):
    """Opens the ready-made accounts of the synthetic city; only in the demo."""

    def authenticate(  # type: ignore[override]  # Django calls it with what was given to it
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        ready_made: str = "",
    ) -> AbstractBaseUser | None:
        """Return the account of a ready-made role, or nobody."""
        if not settings.DEMO or ready_made not in LOGINS:
            return None
        return _active(login=ready_made)

    def get_user(self, user_id: object) -> AbstractBaseUser | None:  # type: ignore[override]  # the table is private to its room
        """Return the account of a running session; none outside the demo."""
        return _active(pk=user_id) if settings.DEMO else None


class IdentityService(BaseBackend):
    """Opens the accounts of people for whom the city's identity service has just vouched."""

    def authenticate(  # type: ignore[override]  # Django calls it with what was given to it
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        way_in: UUID | None = None,
    ) -> AbstractBaseUser | None:
        """Return the account of a person who was let in, or nobody."""
        return None if way_in is None else self.get_user(way_in)

    def get_user(self, user_id: object) -> AbstractBaseUser | None:  # type: ignore[override]  # the table is private to its room
        """Return a person's account; none of an official, and none when no service is connected."""
        if settings.IDENTITY_SERVICE is None:
            return None
        return _active(pk=user_id, kind=AccountKind.PERSON)


class LetterCode(BaseBackend):
    """Opens the accounts of people who have just brought a code that a counter gave them."""

    def authenticate(  # type: ignore[override]  # Django calls it with what was given to it
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        by_letter: UUID | None = None,
    ) -> AbstractBaseUser | None:
        """Return the account of a person who was let in, or nobody."""
        return None if by_letter is None else self.get_user(by_letter)

    def get_user(self, user_id: object) -> AbstractBaseUser | None:  # type: ignore[override]  # the table is private to its room
        """Return a person's account; none of an official."""
        return _active(pk=user_id, kind=AccountKind.PERSON)


class Officials(BaseBackend):
    """Opens the accounts of officials whose passkey or code was just checked."""

    def authenticate(  # type: ignore[override]  # Django calls it with what was given to it
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        official: UUID | None = None,
    ) -> AbstractBaseUser | None:
        """Return the account of an official who was let in, or nobody."""
        return None if official is None else self.get_user(official)

    def get_user(self, user_id: object) -> AbstractBaseUser | None:  # type: ignore[override]  # the table is private to its room
        """Return an official's account; none of a person."""
        return _active(pk=user_id, kind=AccountKind.OFFICIAL)


def own_account(request: HttpRequest) -> UUID:
    """Return the account that is signed in.

    Raises:
        PermissionDenied: None is.

    """
    account = getattr(request.user, "id", None)
    if not isinstance(account, UUID):
        raise PermissionDenied
    return account


def _active(**which: object) -> AbstractBaseUser | None:
    """Return the account if it is there and may be used."""
    return get_user_model()._default_manager.filter(is_active=True, **which).first()  # noqa: SLF001 - Django's documented way for reusable code
