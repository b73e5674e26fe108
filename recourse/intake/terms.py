"""Words of the room `intake`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NamedTuple
from uuid import UUID

import polars as pl

from recourse.ground.words import Words


class Form(StrEnum):
    """What a file may be."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class State(StrEnum):
    """Where a batch stands."""

    RECEIVED = "received"
    CHECKED = "checked"
    SIGNED = "signed"
    ENTERING = "entering"
    ENTERED = "entered"
    REFUSED = "refused"


class Outcome(IntEnum):
    """What becomes of a row; of several findings the highest decides."""

    ACCEPTED = 0
    DUPLICATE = 1
    HELD = 2
    REFUSED = 3

    @property
    def code(self) -> str:
        """The outcome as the tables spell it."""
        return self.name.lower()


class Line(NamedTuple):
    """One row of a file: its number as a spreadsheet shows it, its cells, its characters."""

    number: int
    cells: Sequence[str]
    size: int


class Block(NamedTuple):
    """Rows that stand together in a file: the number of the first, their kept cells by field."""

    number: int
    cells: pl.DataFrame


STATE_WORDS: Mapping[State, Words] = {
    State.RECEIVED: Words(zh="已接收", en="Received"),
    State.CHECKED: Words(zh="已核验，待复核签署", en="Checked, waits for a second signature"),
    State.SIGNED: Words(zh="已签署，等待入档", en="Signed, waits to be entered"),
    State.ENTERING: Words(zh="正在入档", en="Being entered"),
    State.ENTERED: Words(zh="已入档", en="Entered"),
    State.REFUSED: Words(zh="整个文件未接收", en="The whole file was refused"),
}
OUTCOME_WORDS: Mapping[Outcome, Words] = {
    Outcome.ACCEPTED: Words(zh="已接受", en="Accepted"),
    Outcome.DUPLICATE: Words(zh="重复", en="Duplicate"),
    Outcome.HELD: Words(zh="暂存（可修正）", en="Held (you can fix)"),
    Outcome.REFUSED: Words(zh="拒收（不保存）", en="Refused (not kept)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule a row must keep: what is wrong, what to do, and what becomes of the row."""

    code: str
    outcome: Outcome
    says: Words
    do: Words
    law: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCard:
    """What may be known of a batch; no value of any row."""

    id: UUID
    number: str
    item: str
    catalogue_version: str
    agency_id: UUID
    seat_id: UUID
    file_name: str
    file_sha256: bytes
    size_bytes: int
    form: str
    encoding: str
    state: State
    refusal: str
    refusal_facts: Mapping[str, str | int]
    rows: int
    accepted: int
    duplicate: int
    held: int
    refused: int
    dropped_columns: tuple[str, ...]
    received_at: datetime
    checked_at: datetime | None
    signed_at: datetime | None
    signed_by_id: UUID | None
    entered_at: datetime | None
    receipt: str
    late: int
    fixes_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How many rows of a batch break one rule."""

    rule: str
    outcome: Outcome
    says: Words
    do: Words
    law: Words
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCard:
    """One fault of one row: where, under which rule, what to do; never the value."""

    id: int
    row: int
    column: str
    rule: str
    outcome: Outcome
    says: Words
    do: Words
