"""Words of the room `officials`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.agencies.terms import SeatCard


class Way(StrEnum):
    """By what an official signs in."""

    PASSKEY = "passkey"
    CODE = "code"
    RECOVERY_CODE = "recovery-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where passkeys are made and used: the name they are bound to, and the page's origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How one seat is signed in to: the name of whoever does, and of whoever is invited."""

    name: str
    invited: str
    invited_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """A passkey that a browser has just made; `credential` is its identifier and public key."""

    credential_id: bytes
    credential: bytes = field(repr=False)
    sign_count: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCodeApp:
    """A secret that a code app has just taken over, and the code that shows it did."""

    secret: bytes = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCard:
    """An invitation that may still be used: to which seat, whom it names, until when."""

    account: UUID
    seat: SeatCard
    name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """An official who has just accepted an invitation, and the codes that are shown this once."""

    account: UUID
    recovery_codes: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An official who is let in."""

    account: UUID
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyCard:
    """A passkey, as its official sees it."""

    id: UUID
    label: str
    made_at: datetime
    used_at: datetime | None
    is_stopped: bool


class Attempt(NamedTuple):
    """That somebody tried to sign in: when, by what, and the code of the refusal if refused."""

    at: datetime
    way: Way
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysIn:
    """By what an official may sign in, and when somebody last tried."""

    passkeys: Sequence[PasskeyCard]
    code_app_since: datetime | None
    recovery_codes: int
    attempts: Sequence[Attempt]
