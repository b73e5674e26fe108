"""Words of the room `agencies`."""

from dataclasses import dataclass
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
