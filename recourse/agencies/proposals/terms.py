"""Words of proposals: what may be proposed, and how one stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from recourse.agencies.terms import AgencyCard, MandateKind, Role, SeatCard
from recourse.ground.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeat:
    """A seat to be made."""

    number: str
    role: Role
    unit: Words
    valid_from_on: date
    valid_until_on: date | None
    look_ups_a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMandate:
    """A mandate to be given."""

    kind: MandateKind
    code: str
    valid_from_on: date
    valid_until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitation:
    """An official to be invited to a seat, by the name they will sign in with."""

    name: str
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMachine:
    """A machine to be enrolled."""

    client_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    """A machine's secret to be renewed; for so many hours the earlier one is valid too."""

    client_id: str
    overlap_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAddress:
    """An address to which an agency's recalls will be sent."""

    address: str


Asked = NewSeat | NewMandate | NewInvitation | NewMachine | NewSecret | NewAddress


class Giving(StrEnum):
    """What would be given."""

    SEAT = "seat"
    MANDATE = "mandate"
    INVITATION = "invitation"
    MACHINE = "machine"
    SECRET = "secret"  # noqa: S105 - the kind of a proposal
    WEBHOOK = "webhook"


SHAPES: dict[Giving, type[Asked]] = {
    Giving.SEAT: NewSeat,
    Giving.MANDATE: NewMandate,
    Giving.INVITATION: NewInvitation,
    Giving.MACHINE: NewMachine,
    Giving.SECRET: NewSecret,
    Giving.WEBHOOK: NewAddress,
}

SHOWN_ONCE = frozenset({Giving.INVITATION, Giving.MACHINE, Giving.SECRET})
"""What ends in a link or a secret of two halves: who proposes is shown one, who approves the other.
"""


class ProposalState(StrEnum):
    """How a proposal stands; `lapsed` follows from the day and is never stored."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCard:
    """A proposal: what, by which seat, on what it rests, and what became of it."""

    id: UUID
    giving: Giving
    agency: AgencyCard
    seat: SeatCard | None
    asked: Asked
    law: Words
    proposed_by: SeatCard
    proposed_at: datetime
    ends_at: datetime
    state: ProposalState
    decided_by: SeatCard | None
    decided_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What was approved, and the digest of the half that its proposer was shown, if any."""

    card: ProposalCard
    first_half: bytes | None
