"""Words of the room `agencies`."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from recourse.ground.actor import Actor, ActorKind
from recourse.ground.words import Words


class Role(StrEnum):
    """What a seat is for."""

    DATA_STEWARD = "data_steward"
    SECOND_SIGNER = "second_signer"
    CASE_OFFICER = "case_officer"
    AGENCY_OFFICER = "agency_officer"
    AUDITOR = "auditor"
    COUNTER_CLERK = "counter_clerk"
    ADMINISTRATOR = "administrator"


class MandateKind(StrEnum):
    """What a mandate lets a seat do."""

    ITEM = "item"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCard:
    """What anyone may know of an agency."""

    id: UUID
    code: str
    name: Words
    kind: str
    is_department: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCard:
    """A seat: a post in an agency, with the number people see in the log."""

    id: UUID
    agency: AgencyCard
    role: Role
    number: str
    unit: Words

    @property
    def actor(self) -> Actor:
        """The seat as the doer of a deed."""
        return Actor(kind=ActorKind.SEAT, id=self.id, agency=self.agency.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyLine:
    """An agency as an administrator sees it: how many of its seats are valid today."""

    agency: AgencyCard
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """A seat as an administrator sees it: for how long it is there, and whether it is taken."""

    seat: SeatCard
    valid_from_on: date
    valid_until_on: date | None
    look_ups_a_day: int
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateCard:
    """What a seat may do, and for how long."""

    kind: MandateKind
    code: str
    valid_from_on: date
    valid_until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineCard:
    """A machine and when its secrets were used; `earlier` is None unless two are valid."""

    client_id: str
    seat: SeatCard
    is_active: bool
    used_on: date | None
    earlier_until_at: datetime | None
    earlier_used_on: date | None
