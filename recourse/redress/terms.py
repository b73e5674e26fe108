"""Words of the room `redress`: what a person asks for, the clock it runs against, the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from recourse.ground.words import Words


class Kind(StrEnum):
    """What a case asks for."""

    OBJECTION = "objection"
    CORRECTION = "correction"
    REPAIR = "repair"
    REVIEW = "review"
    WHY = "why"
    ACCESS = "access"
    ERASURE = "erasure"
    BENEFIT = "benefit"


class Ground(StrEnum):
    """What is wrong with a record, as its person says."""

    NOT_ME = "not_me"
    WRONG = "wrong"
    NO_BASIS = "no_basis"
    EXPIRED = "expired"
    OTHER = "other"


class Form(StrEnum):
    """Another form in which a person wishes to have their file."""

    PAPER = "paper"
    LARGE_PRINT = "large_print"
    READ_ALOUD = "read_aloud"
    MACHINE_READABLE = "machine_readable"


class State(StrEnum):
    """Where a case is, at one instant; an open one whose day is over is `silent`."""

    OPEN = "open"
    DECIDED = "decided"
    SILENT = "silent"
    TAKEN_BACK = "taken_back"
    OVERTAKEN = "overtaken"


class Outcome(StrEnum):
    """What was decided. `TO_CORRECT` leaves the record silent until its source has corrected it."""

    GRANTED = "granted"
    TO_CORRECT = "to_correct"
    REFUSED = "refused"


class Weight(StrEnum):
    """How a file of evidence was weighed."""

    PROVES = "proves"
    DOES_NOT_PROVE = "does_not_prove"
    NOT_ABOUT_IT = "not_about_it"


class Happening(StrEnum):
    """What can happen to a case; the kinds of its timeline."""

    FILED = "filed"
    FILE_ADDED = "file_added"
    SILENCED = "silenced"
    FILE_OPENED = "file_opened"
    ACCEPTED = "accepted"
    EXTENDED = "extended"
    RETIMED = "retimed"
    DECIDED = "decided"
    SILENT = "silent"
    TAKEN_BACK = "taken_back"
    OVERTAKEN = "overtaken"
    ERASED = "erased"


class Via(StrEnum):
    """The way by which a case came in; the clock is the same on each."""

    PORTAL = "portal"
    HELPER = "helper"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawSaysNo:
    """The law itself refuses: the article that does so must be in the catalogue."""

    law: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerSaysNo:
    """An officer weighed it and refuses; cites no article, because none decides it."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMissing:
    """Nothing shows it so far; names what would."""

    needed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotBeExpressed:
    """The rules have no way to say what is asked; a person has to look at the rules."""

    gap: str


Reason = LawSaysNo | OfficerSaysNo | EvidenceMissing | CannotBeExpressed
REASON_CODES: Mapping[type[Reason], str] = {
    LawSaysNo: "law_says_no",
    OfficerSaysNo: "officer_says_no",
    EvidenceMissing: "evidence_missing",
    CannotBeExpressed: "cannot_be_expressed",
}


class Weighed(NamedTuple):
    """How one file was weighed, and why, in words the person reads."""

    weight: Weight
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an officer decides: a refusal has one reason of a closed set, anything else has none.

    Attributes:
        outcome: What was decided.
        words: What was found, in the officer's plain words.
        reason: Why it was refused.
        weighed: Every file of the case, and how it was weighed.

    """

    outcome: Outcome
    words: str
    reason: Reason | None = None
    weighed: Mapping[UUID, Weighed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a refusal without a reason, and a reason without a refusal."""
        if (self.outcome is Outcome.REFUSED) != (self.reason is not None):
            raise ValueError("a refusal, and only a refusal, has a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a person asks for.

    Attributes:
        kind: What they ask for; a correction is never filed, it follows a decision.
        words: Their own words, unchanged.
        ground: What is wrong, for an objection.
        record: The record it is about.
        entry: The look-up it is about, for “why did you look?”.
        agency: The agency that looked.
        reviewed: The decided case, for a review.
        form: The form wished for, for access.
        scheme: The benefit applied for.
        promised: Whether the person declares that what they say is true, for a repair.

    """

    kind: Kind
    words: str
    ground: Ground | None = None
    record: UUID | None = None
    entry: UUID | None = None
    agency: UUID | None = None
    reviewed: UUID | None = None
    form: Form | None = None
    scheme: str | None = None
    promised: bool = False


class NewFile(NamedTuple):
    """A file of evidence on its way in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCard:
    """A file of evidence from outside; `sha256` is of what was handed in, the receipt of it."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int
    sha256: bytes
    added_at: datetime
    opened_by: frozenset[UUID]


class Due(NamedTuple):
    """The last day of an answer, and the first instant at which it is too late (24:00)."""

    on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Within how many working days an answer is due, and under which article."""

    working_days: int
    law: Words
    accept_working_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A reason for which a clock may run longer; there are no others."""

    code: str
    working_days: int
    says: Words
    law: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCard:
    """One case as its person, and whoever answers it, sees it; `state` holds for one instant.

    `silences` tells whether the record may be shown to nobody while the case is open.
    `outcome` is None until somebody has decided; so is `decision`, and wherever a case is shown
    without the words in it. `is_erased`: what was said and shown in it can be read no more.
    """

    person_id: UUID
    id: UUID
    number: str
    kind: Kind
    ground: Ground | None
    record_id: UUID | None
    entry_id: UUID | None
    reviewed_id: UUID | None
    form: Form | None
    authority_id: UUID
    via: Via
    filed_at: datetime
    due: Due
    accept_due: Due | None
    accepted_at: datetime | None
    extension: str
    silences: bool
    state: State
    closed_at: datetime | None
    decided_by: UUID | None
    outcome: Outcome | None
    words: str
    decision: Decision | None
    erase_on: date
    is_erased: bool = False
    scheme: str = ""

    @property
    def silence_ends_it(self) -> bool:
        """Whether it hangs on a record or a benefit, so that silence decides for the person."""
        return self.record_id is not None or bool(self.scheme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a case's timeline."""

    sequence: int
    kind: Happening
    at: datetime
    by: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCase:
    """One case with all that was said and shown in it, and the review that was asked for."""

    card: CaseCard
    review: CaseCard | None
    timeline: tuple[Event, ...]
    files: tuple[FileCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeCase:
    """One case as whoever answers it needs it.

    Attributes:
        card: The case, with all that was said in it.
        files: Its files from outside, with the seats that opened each.
        timeline: What happened in it, first things first.
        others: The other cases about the same record, newest first, without the words in them.
        reviewed: The decided case that a review looks at again, with its decision.

    """

    card: CaseCard
    files: tuple[FileCard, ...]
    timeline: tuple[Event, ...]
    others: tuple[CaseCard, ...]
    reviewed: CaseCard | None


class Place(NamedTuple):
    """Where a case is: whose, and which."""

    person: UUID
    case: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What became of one case when it was erased.

    Attributes:
        case: The case.
        number: What people call it.
        kind: What it asked for.
        filed_at: When it came in.
        erased_at: When what was said and shown in it was erased.
        key: Name of the vault's key that opens what older backups still hold.
        readable_nowhere_from: First day on which nothing of it can be read in any backup.
        journal_line: Line of the erasure journal; 0 where the case's first day erased it.
        journal_digest: SHA-256 of that line, in hexadecimal.

    """

    case: UUID
    number: str
    kind: Kind
    filed_at: datetime
    erased_at: datetime
    key: str
    readable_nowhere_from: date
    journal_line: int
    journal_digest: str


class Pile(StrEnum):
    """Whose work of the queue is shown."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One case in the queue of those who answer: what, by when, and nobody's name."""

    id: UUID
    number: str
    kind: Kind
    filed_at: datetime
    due: Due
    accept_due: Due | None
    is_identity: bool
    taken_by: UUID | None
