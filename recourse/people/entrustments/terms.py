"""Words of entrustments: how far they reach, how they end, where one stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.ground.actor import Actor, ActorKind


class Kind(StrEnum):
    """Whom a person, or the law, lets act on a file."""

    HELPER = "helper"
    NEXT_OF_KIN = "next_of_kin"


class Scope(StrEnum):
    """How far an entrustment reaches; a closed set."""

    READ = "read"
    ASK = "ask"
    CASE = "case"
    KIN = "kin"


class Relation(StrEnum):
    """What a next of kin was to the person, as Civil Code art. 1045 counts them."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"


class Ended(StrEnum):
    """Who ended an entrustment before its last day."""

    PERSON = "person"
    HELPER = "helper"


class Stage(StrEnum):
    """Where an entrustment stands at an instant."""

    OFFERED = "offered"
    LAPSED = "lapsed"
    TO_COME = "to_come"
    IN_FORCE = "in_force"
    OVER = "over"


class Reach(NamedTuple):
    """What a page or a deed needs: whether it asks for something, and in which case it is."""

    asks: bool = False
    case: UUID | None = None


TO_READ = Reach()
TO_ASK = Reach(asks=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntrustment:
    """What a person wants to entrust."""

    scope: Scope
    last_on: date
    case: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKin:
    """A next of kin who has shown papers: who they are, what they were, from when, until when."""

    document: bytes
    relation: Relation
    begins_at: datetime
    last_on: date


class Offer(NamedTuple):
    """What lies behind a code: whose file, how far, from when, until when."""

    person: UUID
    id: UUID
    kind: Kind
    scope: Scope
    relation: Relation | None
    begins_at: datetime
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrustmentCard:
    """One entrustment, as the person and the helper see it."""

    person: UUID
    id: UUID
    kind: Kind
    scope: Scope
    case: UUID | None
    relation: Relation | None
    helper: UUID | None
    named_at: datetime
    code_until: datetime
    accepted_at: datetime | None
    begins_at: datetime
    last_on: date
    ends_at: datetime
    ended_at: datetime | None
    ended_how: Ended | None

    @property
    def actor(self) -> Actor:
        """The helper, or the next of kin, as the doer of a deed on the person's file."""
        kind = ActorKind.HELPER if self.kind is Kind.HELPER else ActorKind.KIN
        return Actor(kind=kind, id=self.id)

    def stage(self, at: datetime) -> Stage:
        """Return where it stands at the instant `at`."""
        if self.ended_at is not None or at >= self.ends_at:
            return Stage.OVER
        if self.accepted_at is None:
            return Stage.OFFERED if at < self.code_until else Stage.LAPSED
        return Stage.IN_FORCE if at >= self.begins_at else Stage.TO_COME

    def reaches(self, need: Reach) -> bool:
        """Whether it reaches as far as a page or a deed needs; the database asks the same."""
        if self.scope is Scope.CASE:
            return need.case == self.case
        return not need.asks or self.scope in {Scope.ASK, Scope.KIN}
