"""Who does a deed."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The kinds of doers the log knows."""

    PERSON = "person"
    HELPER = "helper"
    KIN = "kin"
    SEAT = "seat"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever acts: a person on their own file, who stands in for them, a seat, or the system.

    A helper and a next of kin are named by what lets them in, not by who they are.
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
    def stands_in(self) -> bool:
        """Whether somebody acts on the file of another person, in that person's place."""
        return self.kind in {ActorKind.HELPER, ActorKind.KIN}

    @property
    def code(self) -> str:
        """The doer as one short text for histories: its kind and identifier, or `system`."""
        return "system" if self.kind is ActorKind.SYSTEM else f"{self.kind}:{self.id}"


SYSTEM = Actor(kind=ActorKind.SYSTEM, id=UUID(int=0))
