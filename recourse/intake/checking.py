"""Every rule a row must keep by itself, checked column by column over a chunk.

Texts and dates are checked by polars; values that repeat (dates, codes, amounts, authorities,
numbers) are read once each and remembered. Every fault of every row becomes a finding, with the
row, the column, and the rule; nothing stops at the first. What needs other rows, the person
or the file of the person, is asked by the journey.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

import polars as pl

from recourse.agencies.rules import plain_name
from recourse.catalogue import tiers
from recourse.catalogue.terms import Catalogue, Field, FieldKind, Item
from recourse.ground.identifiers import credit_code_fault, gb11643_fault, normalise_name
from recourse.intake import rules
from recourse.intake.deliveries import ROW, SHAPE
from recourse.intake.rulebook import MISSING, RULES
from recourse.intake.terms import Outcome
from recourse.people.rules import document_fault
from recourse.people.terms import DocumentType

_TYPES = {str(kind): kind for kind in DocumentType}
_IDENTITY = ("document_type", "document_number", "name")
_NOT_IN_THE_RECORD = frozenset((*_IDENTITY, "party_type"))
_LIKE_CITIZENS = (
    DocumentType.CITIZEN.value,
    DocumentType.RESIDENCE_PERMIT.value,
    DocumentType.FOREIGN_RESIDENT.value,
)
_PLAIN_NAME = r"^[\x{4e00}-\x{9fff}]+$"
_SAYS_NOTHING = r'"[a-z0-9_]+":null,?'
_MEMORY = 32_000
_BETWEEN = "\0"
"""Parts a code from the number behind it; no code holds it."""


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
class Verdicts:
    """What is wrong with the rows of a chunk, and what becomes of each."""

    numbers: Sequence[int]
    findings: list[Finding] = field(default_factory=list)
    outcomes: list[Outcome] = field(init=False)

    def __post_init__(self) -> None:
        """Let every row be accepted but for what was found."""
        findings, self.findings = self.findings, []
        self.outcomes = [Outcome.ACCEPTED] * len(self.numbers)
        for finding in findings:
            self.mark(*finding)

    def mark(self, at: int, field: str, rule: str) -> None:
        """Note a fault; of several the gravest decides what becomes of the row."""
        self.findings.append(Finding(at, field, rule))
        self.outcomes[at] = max(self.outcomes[at], RULES[rule].outcome)

    def mark_where(self, faulty: pl.Series, field: str, rule: str) -> None:
        """Note a fault of every row for which `faulty` is true."""
        for at in faulty.arg_true():
            self.mark(at, field, rule)

    def acceptable(self) -> list[int]:
        """Return the places of the rows with no fault so far."""
        return [at for at, outcome in enumerate(self.outcomes) if outcome is Outcome.ACCEPTED]


@dataclass(slots=True)
class Checked:
    """A chunk after the check: its values as they will be kept, and what is wrong with them."""

    verdicts: Verdicts
    values: dict[str, pl.Series] = field(default_factory=dict)
    dates: dict[str, pl.Series] = field(default_factory=dict)

    def payloads(self) -> pl.Series:
        """Return what a record keeps of each row, as canonical JSON (RFC 8785).

        That is every field which says something, but for those that say who it is about. A
        text within the JSON has no bare quotation mark, so the pattern finds members only.
        """
        rows = len(self.verdicts.numbers)
        kept = sorted(
            code
            for code, column in self.values.items()
            if code not in _NOT_IN_THE_RECORD and column.null_count() < rows
        )
        if not kept:
            return pl.Series([b"{}"] * rows, dtype=pl.Binary)
        texts = pl.DataFrame({code: self.values[code] for code in kept})
        encoded = texts.select(pl.struct(kept).struct.json_encode()).to_series()
        if any(column.null_count() for column in texts):
            encoded = encoded.str.replace_all(_SAYS_NOTHING, "").str.replace(r",\}$", "}")
        return encoded.cast(pl.Binary)


class Checker:
    """Checks the chunks of one batch."""

    def __init__(self, setting: Setting) -> None:
        """Prepare the reader of each field."""
        self._setting = setting
        self._fields = setting.item.fields
        self._readers = {
            f.code: reader for f in self._fields if (reader := self._reader(f)) is not None
        }
        self._free = [
            f.code for f in self._fields if f.code not in self._readers and f.code not in _IDENTITY
        ]
        self._memory: dict[str, dict[str, Reading]] = {code: {} for code in self._readers}
        self._fine_numbers: set[str] = set()
        self._has_basis: dict[date, bool] = {}

    def check(self, frame: pl.DataFrame) -> Checked:
        """Check a chunk by every rule that a row can break by itself."""
        texts = self._cleaned(frame)
        checked = Checked(Verdicts(frame[ROW].to_list()))
        checked.verdicts.mark_where(frame[SHAPE].to_physical() != 0, "", "V-128")
        for one in self._fields:
            self._check_field(checked, texts[one.code], one)
        self._check_texts(checked, texts)
        self._check_numbers(checked)
        self._check_names(checked)
        self._check_authorities(checked)
        self._check_dates(checked)
        self._check_age(checked)
        return checked

    def _cleaned(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the fields of the item, trimmed; what says nothing or is not there is null."""
        columns = set(frame.columns)
        present = [f.code for f in self._fields if f.code in columns]
        absent = [f.code for f in self._fields if f.code not in columns]
        seen = _without_unseen(frame, [code for code in self._free if code in columns])
        stripped = seen.select(pl.col(present).str.strip_chars(rules.BLANKS))
        quoted = stripped.select(pl.all().str.starts_with("'").any()).row(0)
        if any(quoted):
            stripped = stripped.with_columns(pl.all().str.replace(rules.NEUTRALISED, "${1}"))
        is_nothing = pl.all().is_in(list(rules.NOTHING))
        nothing = stripped.select(is_nothing | pl.all().str.contains(rules.ONLY_DASHES))
        having = [code for code in present if nothing[code].any()]
        return stripped.with_columns(
            *(pl.when(~nothing[code]).then(pl.col(code)).alias(code) for code in having),
            *(pl.lit(None, dtype=pl.String).alias(code) for code in absent),
        )

    def _check_field(self, checked: Checked, column: pl.Series, one: Field) -> None:
        """Check one column: there where it must be, short enough, readable."""
        if one.required and column.null_count():
            rule = MISSING.get(one.code, "V-101")
            checked.verdicts.mark_where(column.is_null(), one.code, rule)
        if one.max_length is not None and _longest(column) > one.max_length:
            checked.verdicts.mark_where(column.str.len_chars() > one.max_length, one.code, "V-120")
        if one.code in self._readers:
            self._read(checked, column, one)
        else:
            checked.values[one.code] = column

    def _read(self, checked: Checked, column: pl.Series, one: Field) -> None:
        """Read every value of a column whose values repeat; remember each reading."""
        texts = column.drop_nulls().unique()
        readings = self._readings(texts.to_list(), one.code)
        for text, reading in zip(texts, readings, strict=True):
            if reading.rule:
                checked.verdicts.mark_where(column == text, one.code, reading.rule)
        values = pl.Series([reading.value for reading in readings], dtype=pl.String)
        checked.values[one.code] = _replaced(column, texts, values)
        if one.kind is FieldKind.DATE:
            dates = pl.Series([reading.on for reading in readings], dtype=pl.Date)
            checked.dates[one.code] = _replaced(column, texts, dates)

    def _readings(self, texts: Sequence[str], code: str) -> list[Reading]:
        """Read texts of one column, each once."""
        memory, read = self._memory[code], self._readers[code]
        if len(memory) > _MEMORY:
            memory.clear()
        for text in texts:
            if text not in memory:
                memory[text] = read(text)
        return [memory[text] for text in texts]

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
        """Whether there is more than a minor penalty, or the item is one for minor penalties."""
        return tiers.is_heavy_enough(self._setting.item, kinds, self._setting.catalogue)

    def _check_texts(self, checked: Checked, texts: pl.DataFrame) -> None:
        """Look in free text for other people's numbers and for what shows an excluded class."""
        for code in self._free:
            if excluded := rules.EXCLUDED.get(code):
                faulty = texts[code].str.contains(excluded, literal=True)
                checked.verdicts.mark_where(faulty, code, "V-004")
        together = pl.concat_str(self._free, separator="\n", ignore_nulls=True)
        for at in texts.select(together.str.contains(rules.LIKE_ID_NUMBER)).to_series().arg_true():
            self._check_foreign_numbers(checked, at, texts.row(at, named=True))

    def _check_foreign_numbers(
        self, checked: Checked, at: int, row: Mapping[str, str | None]
    ) -> None:
        """Hold a row whose free texts hold the number of somebody else."""
        mine = rules.plain_number(row["document_number"] or "")
        for code in self._free:
            numbers = rules.id_numbers_in(row[code] or "")
            if any(n != mine and gb11643_fault(n, any_region=True) is None for n in numbers):
                checked.verdicts.mark(at, code, "V-127")

    def _check_numbers(self, checked: Checked) -> None:
        """Check each document's number by the rules of its type, and put it in one spelling."""
        documents = _side_by_side(
            checked.values["document_type"], checked.values["document_number"]
        )
        fine = self._fine_numbers
        if len(fine) > _MEMORY:
            fine.clear()
        odd: dict[str, tuple[str, str]] = {}
        for document in set(documents).difference(fine):
            if document is not None:
                kind, _, text = document.partition(_BETWEEN)
                read = self._number(kind, text)
                if read == (text, ""):
                    fine.add(document)
                else:
                    odd[document] = read
        if odd:
            self._keep_odd_numbers(checked, documents, odd)

    def _keep_odd_numbers(
        self, checked: Checked, documents: Sequence[str | None], odd: Mapping[str, tuple[str, str]]
    ) -> None:
        """Put the numbers that are spelt otherwise in one spelling; note those that are faulty."""
        numbers = checked.values["document_number"].to_list()
        for at, document in enumerate(documents):
            if document is not None and document in odd:
                numbers[at], rule = odd[document]
                if rule:
                    checked.verdicts.mark(at, "document_number", rule)
        checked.values["document_number"] = pl.Series(numbers, dtype=pl.String)

    def _number(self, kind: str, text: str) -> tuple[str, str]:
        """Return a document's number in its one spelling, and the rule it breaks."""
        number = text if text.isdecimal() and text.isascii() else rules.plain_number(text)
        fault = document_fault(_TYPES[kind], number, synthetic=self._setting.demo)
        return number, rules.NUMBER_FAULTS.get(fault, "V-103") if fault else ""

    def _check_names(self, checked: Checked) -> None:
        """Put names in one spelling, as most are; hold those with signs that do not show."""
        names = checked.values["name"]
        if not names.str.contains(_PLAIN_NAME).all():
            checked.verdicts.mark_where(names.str.contains(rules.UNSEEN), "name", "V-130")
            spelt = [name and normalise_name(name) for name in names]
            checked.values["name"] = pl.Series(spelt, dtype=pl.String)

    def _check_authorities(self, checked: Checked) -> None:
        """Find who decided; only the department's own decisions may be handed in."""
        nobody = pl.Series([None] * len(checked.verdicts.numbers), dtype=pl.String)
        named = pl.DataFrame(
            {
                "code": checked.values.get("authority_code", nobody),
                "name": checked.values.get("authority_name", nobody),
            }
        )
        faulty = {pair: rule for pair in named.unique().rows() if (rule := self._authority(*pair))}
        for at, pair in enumerate(named.rows() if faulty else ()):
            if pair in faulty:
                checked.verdicts.mark(at, "authority_name", faulty[pair])

    def _authority(self, code: str | None, name: str | None) -> str:
        """Return the rule that a code and a name of an agency break."""
        known = self._setting.authorities
        by_code = known.get(plain_name(code)) if code else None
        by_name = known.get(plain_name(name)) if name else None
        if code is None and name is None:
            return ""
        if by_code and by_name and by_code != by_name:
            return "V-125"
        agency = by_code or by_name
        if agency is None:
            return "V-124"
        return "" if agency == self._setting.agency else "V-126"

    def _check_dates(self, checked: Checked) -> None:
        """Check the order of the dates, and the law on the day decided."""
        received_on = self._setting.received_on
        dates = self._dates(checked)
        for at in dates.select(_out_of_plain_order(received_on)).to_series().arg_true():
            for fault in rules.date_faults(rules.RowDates(*dates.row(at)), received_on):
                checked.verdicts.mark(at, fault.column, fault.rule)
        days = dates["decided_on"].drop_nulls().unique().to_list()
        lawless = [on for on in days if not self._law_stood(on)]
        if lawless:
            checked.verdicts.mark_where(dates["decided_on"].is_in(lawless), "decided_on", "V-003")

    def _dates(self, checked: Checked) -> pl.DataFrame:
        """Return the dates of each row, in the order of `RowDates`."""
        rows = len(checked.verdicts.numbers)
        none = pl.Series([None] * rows, dtype=pl.Date)
        return pl.DataFrame({c: checked.dates.get(c, none) for c in rules.RowDates._fields})

    def _law_stood(self, on: date) -> bool:
        """Whether a verified law let the item be kept on that day, and one still does today."""
        known = self._has_basis.get(on)
        if known is None:
            known = self._has_basis[on] = self._setting.is_open and self._setting.item.has_basis(on)
        return known

    def _check_age(self, checked: Checked) -> None:
        """Refuse conduct of a person under 18; hold what cannot tell the person's age."""
        dates = self._dates(checked)
        dates = dates.with_columns(
            kind=checked.values["document_type"],
            number=checked.values["document_number"],
            began=checked.dates.get(
                "period_from_on", pl.Series([None] * len(dates), dtype=pl.Date)
            ),
        ).select(
            "kind",
            "number",
            "decided_on",
            on=pl.coalesce("conduct_ended_on", "began", "decided_on"),
            tells=_tells_birth_date(),
            born=pl.col("number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False),
        )
        asked = pl.col("decided_on").is_not_null() & pl.col("kind").is_not_null()
        dates = dates.with_columns(asked=asked & pl.col("number").is_not_null())
        if self._setting.item.is_adverse:
            always_tells = pl.col("kind") == DocumentType.CITIZEN.value  # or is faulty itself
            silent = dates.select(pl.col("asked") & ~pl.col("tells") & ~always_tells).to_series()
            checked.verdicts.mark_where(silent, "document_type", "V-109")
        young = dates.select(pl.col("asked") & pl.col("tells") & _is_minor()).to_series()
        checked.verdicts.mark_where(young, "document_number", "V-007")


def _without_unseen(frame: pl.DataFrame, codes: Sequence[str]) -> pl.DataFrame:
    """Take controls out of texts; hardly any column has one."""
    if not codes:
        return frame
    having = frame.select(pl.col(codes).str.contains(rules.UNSEEN).any()).row(0)
    spoilt = [code for code, has in zip(codes, having, strict=True) if has]
    return frame.with_columns(pl.col(spoilt).str.replace_all(rules.UNSEEN, "")) if spoilt else frame


def _out_of_plain_order(received_on: date) -> pl.Expr:
    """Whether a date is missing or not in the usual order; most rows need no closer look."""
    conduct, decided, served, repair, final, begins, ends = map(pl.col, rules.RowDates._fields)
    plain = (
        (conduct <= decided)
        & (decided <= served)
        & (served <= received_on)
        & (decided <= repair)
        & (repair <= received_on)
        & begins.is_null()
        & ends.is_null()
        & (final.is_null() | (decided <= final))
    )
    return ~plain.fill_null(value=False)


def _tells_birth_date() -> pl.Expr:
    """Whether a document's number tells when its holder was born."""
    return (pl.col("number").str.len_chars() == 18) & pl.col("kind").is_in(_LIKE_CITIZENS)


def _is_minor() -> pl.Expr:
    """Whether somebody born then was under 18 on that day.

    As numbers, 2000-02-29 and 18 years are 2018-02-29: come of age on 1 March, as by
    `rules.adult_on`.
    """
    return _as_number(pl.col("born")) + 10_000 * rules.ADULT_YEARS > _as_number(pl.col("on"))


def _as_number(day: pl.Expr) -> pl.Expr:
    """Return a date as the number of its eight digits."""
    month = day.dt.month().cast(pl.Int32)
    return 10_000 * day.dt.year() + 100 * month + day.dt.day()


def _side_by_side(*columns: pl.Series) -> list[str | None]:
    """Return the texts of several columns as one text a row; none where one of them is null."""
    together = pl.concat_str(columns, separator=_BETWEEN)
    return pl.select(together).to_series().to_list()


def _replaced(column: pl.Series, texts: pl.Series, by: pl.Series) -> pl.Series:
    """Return a column with each of its texts replaced by what it was read as."""
    if texts.is_empty():
        return pl.Series([None] * len(column), dtype=by.dtype)
    return column.replace_strict(texts, by, default=None, return_dtype=by.dtype)


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
