"""Words of the room `records`: the dates of a fact, a record's life, its card, its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import polars as pl


class State(StrEnum):
    """Where a record is in its life, at one instant."""

    UNSEEN = "unseen"
    STANDING = "standing"
    SILENCED = "silenced"
    ENDED = "ended"
    ERASED = "erased"


class Why(StrEnum):
    """Why a record ended before its last day."""

    WITHDRAWN = "withdrawn"
    REPAIRED = "repaired"
    CORRECTED = "corrected"
    REVOKED = "revoked"
    ERASED = "erased"


class Happening(StrEnum):
    """What can happen to a record; the kinds of its history."""

    ENTERED = "entered"
    NOTICED = "noticed"
    RETIMED = "retimed"
    SILENCED = "silenced"
    UNSILENCED = "unsilenced"
    AWAITED = "awaited"
    FULFILLED = "fulfilled"
    STATED = "stated"
    UNSTATED = "unstated"
    CORRECTED = "corrected"
    CERTIFIED = "certified"
    ENDED = "ended"
    ERASED = "erased"


Paper = Mapping[str, str]
"""What a line of a history rests on, by `PAPER_FIELDS`; sealed, and erased with the record."""

PAPER_FIELDS = ("document_no", "decided_on", "authority_name", "paid_wan_yuan", "measure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Every date the law gives a fact; all are kept, none is preferred (law, section 5.4)."""

    conduct_ended_on: date | None = None
    decided_on: date
    served_on: date | None = None
    repair_notice_served_on: date | None = None
    final_on: date | None = None
    valid_until_on: date | None = None
    received_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The three dates fixed at entry.

    Attributes:
        repair_from_on: First day on which repair may be asked; None if nothing needs repair.
        ends_on: First day on which nobody may be shown the record any more.
        erase_on: First day on which its contents are gone for everybody.

    """

    repair_from_on: date | None
    ends_on: date
    erase_on: date


class NewRecord(NamedTuple):
    """A record about to enter: plain columns, and the fields as canonical JSON, unsealed."""

    person_id: UUID
    id: UUID
    item: str
    catalogue_version: str
    authority_id: UUID
    batch_id: UUID
    source_digest: bytes
    adverse: bool
    conduct_ended_on: date | None
    decided_on: date
    served_on: date | None
    repair_notice_served_on: date | None
    final_on: date | None
    received_at: datetime
    noticed_on: date | None
    usable_from_on: date | None
    repair_from_on: date | None
    ends_on: date
    erase_on: date
    payload: bytes
    version: int = 1
    fulfilled_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecords:
    """Many records about to enter together: what they share, and a column of everything else.

    Attributes:
        person_ids: Whose each is; 16 bytes each.
        ids: Identifier of each; 16 bytes each.
        facts: What differs from one to the other, packed ahead by `packing.packed`; `erase_on`
            and `payload`, as in `NewRecord`.

    """

    person_ids: Sequence[bytes]
    ids: Sequence[bytes]
    item: str
    catalogue_version: str
    authority_id: UUID
    batch_id: UUID
    adverse: bool
    received_at: datetime
    noticed_on: date | None
    usable_from_on: date | None
    version: int
    facts: pl.DataFrame


KnownFact = tuple[bytes, bytes, bytes]
"""What is asked whether it is on file: whose fact, its digest, the digest of its document.

16 bytes each.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a person says beside a record, as it is shown, and since when."""

    words: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCard:
    """One record as its person sees it.

    `fields` is empty once the record is erased, and where only the outside of the
    record was asked for. `standing` and `state` hold for the instant of the question.
    `falls_at` lies ahead: a record that has fallen reads like one that was ended then.
    `disowned_at` is since when the person says that it is not about them. `statement` is what they
    say beside it; it comes with the contents, and goes with them.
    """

    person_id: UUID
    id: UUID
    item: str
    catalogue_version: str
    authority_id: UUID
    batch_id: UUID
    version: int
    adverse: bool
    conduct_ended_on: date | None
    decided_on: date
    served_on: date | None
    repair_notice_served_on: date | None
    final_on: date | None
    received_at: datetime
    noticed_on: date | None
    usable_from_on: date | None
    first_disclosed_on: date | None
    repair_from_on: date | None
    ends_on: date
    erase_on: date
    key_month: date
    silenced: int
    ended_at: datetime | None
    ended_why: Why | None
    falls_at: datetime | None
    disowned_at: datetime | None
    has_contents: bool
    standing: bool
    state: State
    fields: Mapping[str, str]
    fulfilled_on: date | None = None
    statement: Statement | None = None


class Place(NamedTuple):
    """Which record, in whose file."""

    person: UUID
    record: UUID


class Unused(NamedTuple):
    """A record whose person was told and that nobody else may be shown yet, and from when."""

    usable_from_on: date
    person: UUID
    record: UUID


class Stop(NamedTuple):
    """A line of the list of what has stopped: look at this record, for it may be over."""

    person: UUID
    record: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a record's history."""

    sequence: int
    kind: Happening
    at: datetime
    by: str
    facts: Mapping[str, str | int]


class Fall(NamedTuple):
    """When a record falls unless somebody decides before, and as what; None: it awaits nothing."""

    at: datetime | None
    why: Why | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What became of one record when it was erased.

    Attributes:
        item: Code of the kind of record.
        catalogue_version: Where the item stands.
        key: Name of the vault's key that opens what older backups still hold.
        readable_nowhere_from: First day on which nothing of it can be read in any backup.
        delivery_gone_on: Day on which the file it came in is deleted, if that lies ahead.
        journal_line: Line of the erasure journal; 0 where the record's own day erased it.
        journal_digest: SHA-256 of that line, in hexadecimal.

    """

    record: UUID
    item: str
    catalogue_version: str
    received_at: datetime
    erased_at: datetime
    key: str
    readable_nowhere_from: date
    delivery_gone_on: date | None
    journal_line: int
    journal_digest: str
