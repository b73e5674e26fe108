"""Who does a deed."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The kinds of doers the log knows."""

    PERSON = "person"
    HELPER = "helper"
    SEAT = "seat"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever acts: a person on their own file, their helper, a seat, or the system itself.

    A helper is named by what was entrusted to them, not by who they are.
    An official acts as a seat, never as a private individual; the seat names the
    agency that answers for the deed.
    """

    kind: ActorKind
    id: UUID
    agency: UUID | None = None

    def __post_init__(self) -> None:
        """Refuse a seat without the agency that answers for it."""
        if (self.kind is ActorKind.SEAT) != (self.agency is not None):
            raise ValueError("a seat, and only a seat, acts for an agency")

    @property
    def code(self) -> str:
        """The doer as one short text for histories: `seat:…`, `person:…`, `helper:…`, `system`."""
        return "system" if self.kind is ActorKind.SYSTEM else f"{self.kind}:{self.id}"


SYSTEM = Actor(kind=ActorKind.SYSTEM, id=UUID(int=0))
