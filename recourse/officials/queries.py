"""Reads of the room `officials`."""

from datetime import datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.officials import rules
from recourse.officials.errors import NoSuchInvitation
from recourse.officials.models import CodeApp, Invitation, Passkey, RecoveryCode, SignInAttempt
from recourse.officials.terms import (
    Attempt,
    Door,
    InvitationCard,
    PasskeyCard,
    Way,
    WaysIn,
)
from recourse.people import queries as accounts


def invitation(digest: bytes, *, now: datetime) -> InvitationCard:
    """Return the invitation whose token has this digest, if it may still be used.

    Raises:
        NoSuchInvitation: It may not.

    """
    row = Invitation.objects.filter(digest=digest, used_at=None, ends_at__gt=now).first()
    if row is None:
        raise NoSuchInvitation
    return InvitationCard(
        account=row.account_id, seat=agencies.seat(row.seat_id), name=row.name, ends_at=row.ends_at
    )


def is_half(link: bytes, *, now: datetime) -> bool:
    """Whether a link with this digest is half of an invitation that may still be used."""
    return Invitation.objects.filter(link_digest=link, used_at=None, ends_at__gt=now).exists()


def door_of(seat: UUID, *, now: datetime) -> Door:
    """Return by what name an official signs in to a seat, and who is invited; three queries."""
    holder = agencies.holder_of(seat)
    open_ones = Invitation.objects.filter(seat_id=seat, used_at=None, ends_at__gt=now)
    invited = open_ones.order_by("-made_at", "-id").first()
    return Door(
        name="" if holder is None else accounts.name_of_official(holder),
        invited="" if invited is None else invited.name,
        invited_until=None if invited is None else invited.ends_at,
    )


def ways_in(account: UUID) -> WaysIn:
    """Return by what an official may sign in, and the last attempts; four queries."""
    app = CodeApp.objects.filter(account_id=account).first()
    tried = SignInAttempt.objects.filter(account_id=account).order_by("-at", "-id")
    return WaysIn(
        passkeys=[_passkey_card(row) for row in _passkeys(account)],
        code_app_since=None if app is None else app.made_at,
        recovery_codes=RecoveryCode.objects.filter(account_id=account).count(),
        attempts=[
            Attempt(row.at, Way(row.way), row.refused) for row in tried[: rules.SHOWN_ATTEMPTS]
        ],
    )


def credential_ids(account: UUID) -> list[bytes]:
    """Return by what names an official's devices know their passkeys."""
    return [bytes(row.credential_id) for row in _passkeys(account)]


def _passkeys(account: UUID) -> list[Passkey]:
    """Return an official's passkeys, oldest first."""
    return list(Passkey.objects.filter(account_id=account).order_by("made_at", "id"))


def _passkey_card(row: Passkey) -> PasskeyCard:
    """Return a passkey as a term."""
    return PasskeyCard(
        id=row.id,
        label=row.label,
        made_at=row.made_at,
        used_at=row.used_at,
        is_stopped=row.is_stopped,
    )
