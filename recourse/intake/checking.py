"""Every rule a row must keep by itself, checked column by column over a chunk.

Texts are checked by polars; values that repeat (dates, codes, amounts, authorities) are read once
each and remembered. Every fault of every row becomes a finding, with the row, the
column, and the rule; nothing stops at the first. What needs other rows, the person or
the file of the person, is asked by the journey.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

import polars as pl

from recourse.agencies.rules import plain_name
from recourse.catalogue import rules as catalogue_rules
from recourse.catalogue.terms import Catalogue, Field, FieldKind, Item
from recourse.ground.identifiers import (
    born_on,
    credit_code_fault,
    gb11643_fault,
    normalise_name,
)
from recourse.intake import rules
from recourse.intake.deliveries import ROW, SHAPE
from recourse.intake.rulebook import MISSING, RULES
from recourse.intake.terms import Outcome
from recourse.people.rules import document_fault
from recourse.people.terms import DocumentType, Identity

_ID_SHAPE = r"[0-9]{17}[0-9Xx]"
_TYPES = {str(kind): kind for kind in DocumentType}
_IDENTITY = ("document_type", "document_number", "name")
_NOT_IN_THE_RECORD = frozenset((*_IDENTITY, "party_type"))
_BORN_AT = slice(6, 14)
_MEMORY = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a check needs to know beside the rows."""

    item: Item
    catalogue: Catalogue
    agency: UUID
    authorities: Mapping[str, UUID]
    received_on: date
    demo: bool
    is_open: bool
    """Whether the catalogue in force still opens the item today, whatever it said at receipt."""


class Finding(NamedTuple):
    """One fault: place of the row in the chunk, field, rule."""

    at: int
    field: str
    rule: str


class Reading(NamedTuple):
    """What a value was read as, or which rule it breaks."""

    value: str | None
    rule: str = ""
    on: date | None = None


@dataclass(slots=True)
class Checked:
    """A chunk after the check: its values as they will be kept, and what is wrong with them."""

    numbers: Sequence[int]
    values: dict[str, Sequence[str | None]]
    dates: dict[str, Sequence[date | None]]
    authorities: list[UUID | None]
    findings: list[Finding] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def mark(self, at: int, field: str, rule: str) -> None:
        """Note a fault; of several the gravest decides what becomes of the row."""
        self.findings.append(Finding(at, field, rule))
        self.outcomes[at] = max(self.outcomes[at], RULES[rule].outcome)

    def acceptable(self) -> list[int]:
        """Return the places of the rows with no fault so far."""
        return [at for at, outcome in enumerate(self.outcomes) if outcome is Outcome.ACCEPTED]

    def identity(self, at: int) -> Identity:
        """Return whom an acceptable row is about."""
        kind, number, name = (self.values[code][at] or "" for code in _IDENTITY)
        return Identity(document_type=DocumentType(kind), number=number, name=name)

    def kept_fields(self) -> list[str]:
        """Return the fields that a record keeps: all that say something, but who it is about."""
        return sorted(code for code in self.values if code not in _NOT_IN_THE_RECORD)


class Checker:
    """Checks the chunks of one batch."""

    def __init__(self, setting: Setting) -> None:
        """Prepare the reader of each field."""
        self._setting = setting
        self._fields = setting.item.fields
        self._readers = {
            f.code: reader for f in self._fields if (reader := self._reader(f)) is not None
        }
        self._memory: dict[str, dict[str, Reading]] = {code: {} for code in self._readers}
        self._authority_memory: dict[tuple[str | None, str | None], tuple[UUID | None, str]] = {}
        self._adult_on: dict[str, date] = {}
        self._has_basis: dict[date, bool] = {}

    def check(self, frame: pl.DataFrame) -> Checked:
        """Check a chunk by every rule that a row can break by itself."""
        texts = self._cleaned(frame)
        rows = frame.height
        checked = Checked(
            numbers=frame[ROW].to_list(),
            values={},
            dates={},
            authorities=[],
            outcomes=[Outcome.ACCEPTED] * rows,
        )
        for at in frame[SHAPE].to_physical().ne(0).arg_true():
            checked.mark(at, "", "V-128")
        for one in self._fields:
            self._check_field(checked, texts, one)
        self._check_numbers(checked)
        self._check_authorities(checked)
        self._check_dates(checked)
        return checked

    def _cleaned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the fields of the item, trimmed; what says nothing or is not there is null."""
        columns = set(frame.columns)
        present = [f.code for f in self._fields if f.code in columns]
        absent = [f.code for f in self._fields if f.code not in columns]
        stripped = frame.select(pl.col(present).str.strip_chars(rules.BLANKS))
        quoted = stripped.select(pl.all().str.starts_with("'").any()).row(0)
        if any(quoted):
            stripped = stripped.with_columns(pl.all().str.replace(rules.NEUTRALISED, "${1}"))
        nothing = list(rules.NOTHING)
        return stripped.select(
            *(
                pl.when(pl.col(code).is_in(nothing)).then(None).otherwise(pl.col(code)).alias(code)
                for code in present
            ),
        ).with_columns(*(pl.lit(None, dtype=pl.String).alias(code) for code in absent))

    def _check_field(self, checked: Checked, texts: pl.DataFrame, one: Field) -> None:
        """Check one column: there where it must be, short enough, readable."""
        column = texts[one.code]
        if one.required and column.null_count():
            rule = MISSING.get(one.code, "V-101")
            for at in column.is_null().arg_true():
                checked.mark(at, one.code, rule)
        if one.max_length is not None and _longest(column) > one.max_length:
            for at in (column.str.len_chars() > one.max_length).arg_true():
                checked.mark(at, one.code, "V-120")
        if one.code in self._readers:
            self._read(checked, column, one.code)
            return
        checked.values[one.code] = column.to_list()
        if one.code not in _IDENTITY:
            self._check_text(checked, column, texts["document_number"], one.code)

    def _read(self, checked: Checked, column: pl.Series, code: str) -> None:
        """Read every value of a column whose values repeat; remember each reading."""
        memory, read = self._memory[code], self._readers[code]
        values: list[str | None] = []
        dates: list[date | None] = []
        if len(memory) > _MEMORY:
            memory.clear()
        for at, text in enumerate(column.to_list()):
            if text is None:
                values.append(None)
                dates.append(None)
                continue
            reading = memory.get(text)
            if reading is None:
                reading = memory[text] = read(text)
            if reading.rule:
                checked.mark(at, code, reading.rule)
            values.append(reading.value)
            dates.append(reading.on)
        checked.values[code] = values
        checked.dates[code] = dates

    def _reader(self, one: Field) -> Callable[[str], Reading] | None:
        """Return what reads a field, or None for free text."""
        if one.kind in {FieldKind.CODE, FieldKind.CODES}:
            return self._code_reader(one)
        return {
            FieldKind.DATE: _read_date,
            FieldKind.DECIMAL: _read_amount,
            FieldKind.CREDIT_CODE: _read_credit_code,
            FieldKind.UUID: _read_uuid,
        }.get(one.kind)

    def _code_reader(self, one: Field) -> Callable[[str], Reading]:
        """Return what reads the codes of a field; a code the catalogue refuses refuses the row."""
        catalogue = self._setting.catalogue
        reader = rules.CodeReader(
            catalogue.code_lists[one.code_list], catalogue.spellings.get(one.code_list, {})
        )
        refused = catalogue.refused_codes.get(one.code_list, {})
        read = reader.read_many if one.kind is FieldKind.CODES else reader.read
        unknown = "V-108" if one.code == "document_type" else "V-121"
        excluded = rules.EXCLUDED.get(one.code, "")

        def read_code(text: str) -> Reading:
            value = read(text)
            if (value and not refused.keys().isdisjoint(value.split(";"))) or (
                excluded and excluded in text
            ):
                return Reading(value, rules.REFUSED_CODES.get(one.code, "V-004"))
            if value and one.code == "penalty_kinds" and not self._heavy_enough(value.split(";")):
                return Reading(value, "V-005")
            return Reading(value, "" if value else unknown)

        return read_code

    def _heavy_enough(self, kinds: Sequence[str]) -> bool:
        """Whether the penalties are of the item's tier: a lighter one may not be shown as long."""
        return catalogue_rules.is_heavy_enough(self._setting.item, kinds, self._setting.catalogue)

    def _check_text(self, checked: Checked, column: pl.Series, own: pl.Series, code: str) -> None:
        """Look in free text for other people's numbers and for what shows an excluded class."""
        excluded = rules.EXCLUDED.get(code)
        if excluded:
            for at in column.str.contains(excluded, literal=True).arg_true():
                checked.mark(at, code, "V-004")
        for at in column.str.contains(_ID_SHAPE).arg_true():
            numbers = rules.id_numbers_in(column[at])
            mine = (own[at] or "").upper()
            if any(n != mine and gb11643_fault(n, any_region=True) is None for n in numbers):
                checked.mark(at, code, "V-127")

    def _check_numbers(self, checked: Checked) -> None:
        """Check each document's number by the rules of its type, and put names in one spelling."""
        kinds = checked.values["document_type"]
        demo = self._setting.demo
        numbers: list[str | None] = []
        for at, (kind, text) in enumerate(
            zip(kinds, checked.values["document_number"], strict=True)
        ):
            if text is None or kind is None:
                numbers.append(text)
                continue
            number = text if text.isdecimal() and text.isascii() else rules.plain_number(text)
            fault = document_fault(_TYPES[kind], number, synthetic=demo)
            if fault:
                checked.mark(at, "document_number", rules.NUMBER_FAULTS.get(fault, "V-103"))
            numbers.append(number)
        checked.values["document_number"] = numbers
        names = checked.values["name"]
        checked.values["name"] = [name and normalise_name(name) for name in names]

    def _check_authorities(self, checked: Checked) -> None:
        """Find who decided; only the department's own decisions may be handed in."""
        rows = len(checked.numbers)
        nobody: Sequence[str | None] = [None] * rows
        codes = checked.values.get("authority_code", nobody)
        names = checked.values.get("authority_name", nobody)
        memory = self._authority_memory
        for at, pair in enumerate(zip(codes, names, strict=True)):
            found = memory.get(pair)
            if found is None:
                if len(memory) > _MEMORY:
                    memory.clear()
                found = memory[pair] = self._authority(*pair)
            agency, rule = found
            if rule:
                checked.mark(at, "authority_name", rule)
            checked.authorities.append(agency)

    def _authority(self, code: str | None, name: str | None) -> tuple[UUID | None, str]:
        """Return the agency a code and a name mean, and the rule they break."""
        known = self._setting.authorities
        by_code = known.get(plain_name(code)) if code else None
        by_name = known.get(plain_name(name)) if name else None
        if code is None and name is None:
            return None, ""
        if by_code and by_name and by_code != by_name:
            return None, "V-125"
        agency = by_code or by_name
        if agency is None:
            return None, "V-124"
        return agency, "" if agency == self._setting.agency else "V-126"

    def _check_dates(self, checked: Checked) -> None:
        """Check the order of the dates, the law on the day decided, and the person's age."""
        received_on = self._setting.received_on
        began_on = checked.dates.get("period_from_on")
        for at, dates in enumerate(self._rows_of_dates(checked)):
            if not _in_plain_order(dates, received_on):
                for fault in rules.date_faults(dates, received_on):
                    checked.mark(at, fault.column, fault.rule)
            if dates.decided_on is None:
                continue
            if not self._law_stood(dates.decided_on):
                checked.mark(at, "decided_on", "V-003")
            began = began_on[at] if began_on else None
            self._check_age(checked, at, dates.conduct_ended_on or began or dates.decided_on)

    def _rows_of_dates(self, checked: Checked) -> Iterator[rules.RowDates]:
        """Yield the dates of each row."""
        none: Sequence[date | None] = [None] * len(checked.numbers)
        columns = [checked.dates.get(code, none) for code in rules.RowDates._fields]
        return map(rules.RowDates._make, zip(*columns, strict=True))

    def _law_stood(self, on: date) -> bool:
        """Whether a verified law let the item be kept on that day, and one still does today."""
        known = self._has_basis.get(on)
        if known is None:
            known = self._has_basis[on] = self._setting.is_open and self._setting.item.has_basis(on)
        return known

    def _check_age(self, checked: Checked, at: int, on: date) -> None:
        """Refuse conduct of a person under 18; hold what cannot tell the person's age."""
        kind, number = checked.values["document_type"][at], checked.values["document_number"][at]
        if kind is None or number is None:
            return
        if not carries_birth_date(kind, number):
            if self._setting.item.is_adverse:
                checked.mark(at, "document_type", "V-109")
            return
        day = number[_BORN_AT]
        adult_on = self._adult_on.get(day)
        if adult_on is None:
            try:
                adult_on = rules.adult_on(born_on(number))
            except ValueError:
                return
            self._adult_on[day] = adult_on
        if on < adult_on:
            checked.mark(at, "document_number", "V-007")


def _in_plain_order(dates: rules.RowDates, received_on: date) -> bool:
    """Whether every date is there and in the usual order; the quick answer for most rows."""
    conduct, decided, served, repair, final, begins, ends = dates
    return (
        conduct is not None
        and decided is not None
        and served is not None
        and repair is not None
        and begins is None
        and ends is None
        and conduct <= decided <= served <= received_on
        and decided <= repair <= received_on
        and (final is None or decided <= final)
    )


def carries_birth_date(kind: str, number: str) -> bool:
    """Whether a document's number tells when its holder was born."""
    return len(number) == 18 and kind in {
        DocumentType.CITIZEN,
        DocumentType.RESIDENCE_PERMIT,
        DocumentType.FOREIGN_RESIDENT,
    }


def _longest(column: pl.Series) -> int:
    """Return the bytes of the longest text of a column."""
    longest = column.str.len_bytes().max()
    return longest if isinstance(longest, int) else 0


def _read_date(text: str) -> Reading:
    on = rules.read_date(text)
    return Reading(None, "V-110") if on is None else Reading(on.isoformat(), on=on)


def _read_amount(text: str) -> Reading:
    value = rules.read_amount(text)
    return Reading(value, "" if value else "V-122")


def _read_credit_code(text: str) -> Reading:
    code = rules.plain_number(text)
    return Reading(code, "V-123" if credit_code_fault(code) else "")


def _read_uuid(text: str) -> Reading:
    try:
        return Reading(str(UUID(text)))
    except ValueError:
        return Reading(None, "V-129")
