"""What a person carries away: statements, and what they are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.ground.words import Words
from recourse.notice.terms import Row

NO_ADVERSE_ENTRY = "no_adverse_entry"
"""The one finding a statement can have; there is no other, and none that is worse."""


class Kind(StrEnum):
    """What is said; the value stands in the address of the credential's type (`vct`)."""

    NO_VIOLATION = "no-violation"
    REPORT = "report"
    CORRECTION = "correction"
    BENEFIT = "benefit-eligibility"


VALID_DAYS = {Kind.NO_VIOLATION: 31, Kind.REPORT: 14, Kind.CORRECTION: 365, Kind.BENEFIT: 90}
"""For how many days, at most, a statement is good; short, so that nobody needs to revoke it."""


class State(StrEnum):
    """Where a statement is in its life, at one instant."""

    GOOD = "good"
    OVER = "over"
    TAKEN_BACK = "taken_back"
    ERASED = "erased"


class TakenBack(StrEnum):
    """Why a statement was taken back; nothing that happened later is a reason."""

    WRONG = "wrong"
    WISH = "wish"
    KEY = "key"


class Mark(StrEnum):
    """What is to be known beside an entry of a report."""

    CORRECTED = "corrected"
    REPAIRED = "repaired"
    DISPUTED = "disputed"
    ENDED = "ended"


class Undone(StrEnum):
    """What became of an entry that a correction notice tells of."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """As much of the person as lets somebody match a face to the paper."""

    name: str
    id_last4: str
    birth_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Both days belong to it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An organisation that may make one request of the catalogue.

    `address` names it in credentials (`aud`), as an https address.
    """

    id: UUID
    name: Words
    address: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record in a report, with what stands beside it."""

    title: Words
    authority: Words
    decided_on: date
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...] = ()
    own_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The entries of one domain of the catalogue; empty says that there are none."""

    domain: str
    name: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An entry that no longer holds, and since when."""

    title: Words
    authority: Words
    decided_on: date
    what: Undone
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """A benefit that was granted on an application."""

    scheme: str
    name: Words
    rule_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is said of a person, to be carried; the same on paper, in a code and in a wallet.

    `says` and `limits` are the very sentences on the paper: what is stated, and what is not.
    `valid_until` is the last day on which it is good. `domains` are codes of the catalogue;
    `items` the codes of what was looked through.
    """

    id: UUID
    number: str
    kind: Kind
    as_of: datetime
    valid_until: date
    catalogue_version: str
    subject: Subject
    title: Words
    says: tuple[Words, ...]
    limits: tuple[Words, ...]
    domains: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    period: Period | None = None
    finding: str = ""
    recipient: Recipient | None = None
    sections: tuple[Section, ...] = ()
    correction: Correction | None = None
    benefit: Benefit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person wants to have stated.

    `also` names records of a report that it would otherwise leave out: those that are being
    checked, and those that nobody uses any more. Only the person can want them shown.
    """

    kind: Kind
    domains: tuple[str, ...]
    period: Period
    recipient: Recipient | None = None
    also: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCard:
    """A statement of a person, as they see it; `statement` is None once it is erased.

    `state` is that of the instant of the question. `holds` says whether what was carried away
    still holds then, also if it is erased here. `carries` names the records it shows.
    """

    person: UUID
    id: UUID
    number: str
    kind: Kind
    issued_at: datetime
    valid_until: date
    erase_on: date
    taken_back_at: datetime | None
    taken_back_why: TakenBack | None
    state: State
    holds: bool
    carries: tuple[UUID, ...]
    statement: Statement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """For whom a code for a counter is made; `code` names an agency or a registered recipient."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareCard:
    """A code for a counter, as its person sees it afterwards: never the code itself."""

    id: UUID
    statement: UUID
    recipient: str
    made_at: datetime
    until_at: datetime
    opened_at: datetime | None


class Place(NamedTuple):
    """Which statement, of whom."""

    person: UUID
    statement: UUID


class StoppedRecord(NamedTuple):
    """A record that ended early while statements carried it."""

    person: UUID
    record: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusIndex:
    """Where a verifier learns whether a statement was taken back: one bit of one list."""

    uri: str
    list_id: int
    index: int
