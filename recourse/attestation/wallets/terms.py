"""Words of wallets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from recourse.attestation.terms import Kind

Json = Mapping[str, object]


class Event(StrEnum):
    """What a wallet says became of a batch (OpenID4VCI 1.0, section 11.1)."""

    ACCEPTED = "credential_accepted"
    FAILED = "credential_failure"
    DELETED = "credential_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What one credential says: of which configuration it is, and what may be shown of it.

    `audience` names the one recipient it is for, as an https address; empty for any.
    `valid_until` is its last good day. `says` has each claim under its own name.
    """

    configuration: str
    kind: Kind
    valid_until: date
    audience: str
    says: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the person's page shows, this once: the code in a link, and the digits to type.

    `link` opens a wallet on the same device, or is drawn as a QR code for another one; `pin` is
    typed into the wallet and stands nowhere in the link.
    """

    link: str
    pin: str
    until: datetime
    configurations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a wallet gets for a code and its digits."""

    token: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a wallet takes away: an instance for each of its keys."""

    credentials: tuple[str, ...]
    notification: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a statement is, without what it says; `is_good` holds for the asked instant."""

    number: str
    kind: Kind
    valid_until: date
    is_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCard:
    """One batch that a wallet fetched, as its person sees it."""

    id: UUID
    configuration: str
    wallet_key: str
    fetched_at: datetime
    instances: int
    told: Event | None
    is_revoked: bool
