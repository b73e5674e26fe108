"""Words of the room `disclosure`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.catalogue.terms import Purpose
from recourse.ground.refused import Refused
from recourse.ledger.terms import EntryReceipt
from recourse.people.terms import Identity

ASKED_AGAIN = timedelta(minutes=10)
"""How long a question may be asked again under its name."""


class Named(NamedTuple):
    """The name of a question that may be asked again under it: keyed digests of both."""

    key: bytes
    request: bytes


class First(NamedTuple):
    """A question that was asked under a name before, and the entry that tells of it."""

    request: bytes
    entry: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One machine or one seat asks about one person, for one purpose, in one matter.

    `client` names the machine; where an official asks at their desk, it is the identifier of
    their seat, and `at_desk` says so. `fault` is what is wrong with the question itself. Without
    an `identity` nobody can be named, and the refusal is logged as about nobody. `named` is how
    the machine will know the question again, if the connection breaks.
    """

    client: str
    purpose: str = ""
    matter: str = ""
    identity: Identity | None = None
    fault: Refused | None = None
    at_desk: bool = False
    named: Named | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDesk:
    """One question that was asked at the desk of a seat; of whom is not kept here."""

    entry: UUID
    at: datetime
    purpose: str
    matter: str
    was_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the database says of whoever asks at the moment of the question.

    `code` is its seat as a doer in the log.
    """

    code: str
    seat_id: UUID
    agency_id: UUID
    agency_kind: str
    is_valid: bool
    purposes: frozenset[str]
    seat_budget: int
    seat_spent: int
    agency_budget: int
    agency_spent: int


class Earlier(NamedTuple):
    """Questions of the same seat and of the same agency that came before in the batch."""

    by_seat: int
    by_agency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A purpose on one day: which items may be read, how far back, which fields leave."""

    purpose: Purpose
    items: tuple[str, ...]
    decided_from: date | None
    contents: bool
    basis: str


class Row(NamedTuple):
    """What the one door gave for one ask: a standing record, or, without one, who was meant."""

    place: int
    known: bool
    person_id: UUID
    record_id: UUID | None
    item: str | None
    key_month: date | None
    wrapped_key: bytes | None
    payload: bytes | None
    statement_key: bytes | None
    statement: bytes | None


class Untold(NamedTuple):
    """A look-up whose person is to be told; without a person, nobody here was meant."""

    entry_id: UUID
    person_id: UUID | None
    at: datetime
    agency_id: UUID
    purpose: str
    records: list[UUID]
    seat_id: UUID | None
    matter: str | None


class Shown(NamedTuple):
    """One record as the agency sees it, with what its person says beside it."""

    item: str
    fields: Mapping[str, str]
    statement: str | None = None


class Budget(NamedTuple):
    """How many look-ups of a day a seat and its agency have, and how many are left."""

    seat: int
    seat_left: int
    agency: int
    agency_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The smallest answer to a question, with the entry that proves it was logged.

    `repeats` is the entry of the same question, if it was asked under its name before.
    """

    purpose: str
    as_of: datetime
    found: bool
    records: tuple[Shown, ...] | None
    receipt: EntryReceipt
    budget: Budget
    repeats: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """A refusal, with the entry that proves it was logged."""

    refused: Refused
    receipt: EntryReceipt
    budget: Budget


Outcome = Answer | NoAnswer


class Changed(StrEnum):
    """What became of a record that somebody was shown."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REPAIRED = "repaired"
    REVOKED = "revoked"
    ENDED_EARLY = "ended_early"
    SILENCED = "silenced"


class Change(NamedTuple):
    """A record no longer holds: in which way, and since when."""

    changed: Changed
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What an agency is told: one of its own look-ups rests on a record that no longer holds.

    Nobody is named in it, and nothing of the record. `number` counts the recalls of the
    agency, without gaps; `matter` is None if it was not kept.
    """

    id: UUID
    number: int
    entry_id: UUID
    matter: str | None
    changed: Changed
    since: datetime
    told_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A recall as the person sees it: who was told of which record, and whether they answered."""

    record_id: UUID
    entry_id: UUID
    agency_id: UUID
    shown_at: datetime
    changed: Changed
    told_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How one agency answers recalls; `within` counts those acknowledged in so many days."""

    agency_id: UUID
    sent: int
    within: Mapping[int, int]
    open: int
