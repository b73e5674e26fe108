"""What a value of a file means, and which dates contradict each other. Pure; no clock.

Nothing is guessed: a value that can be read in two ways is not read. What the public feed writes
for "nothing" (a dash, a slash, 无, NULL) is nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from recourse.catalogue.terms import Item
from recourse.ground.calendar import WorkingDays, civil_date
from recourse.ground.words import Words
from recourse.intake.limits import DELIVERY_LONGEST_DAYS

BLANKS = " \t\r\n\v\f\u3000\u00a0\u200b\u200c\u200d\ufeff"
NOTHING = (
    *("", "无", "空", "暂无"),
    *("NULL", "Null", "null", "(null)", "(NULL)", "N/A", "n/a", "None", "none", "nan", "NaN"),
)
ONLY_DASHES = r"^[\p{Pd}−ー─━_/／\\\s]+$"
"""Dashes and slashes, however many: nothing."""

UNSEEN = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{ad}\x{61c}\x{180e}\x{200b}\x{200e}\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}\x{e0001}\x{e0020}-\x{e007f}]"
)
"""Controls, and what turns the direction of writing: taken out of texts, never of a name.

Tabs and line ends stay, and so do joiners and variation selectors: rare names are written
with them.
"""

_APART = r"[\s\p{Pd}−─━_./·•・．／*]"
LIKE_ID_NUMBER = rf"(?:\p{{Nd}}{_APART}{{0,3}}){{17}}[\p{{Nd}}XxＸｘ]"
"""What may be a citizen's number, in any width and in groups; `id_numbers_in` looks closer."""

NEUTRALISED = "^'([=+@-])"
"""How `held` writes what a spreadsheet would take for a formula; undone on return."""

OPEN_ENDED = date(2099, 12, 31)
HAND_IN_WORKING_DAYS = 7
"""From a decision to its delivery, as the public feed of penalties and licences has it."""

ADULT_YEARS = 18
REFUSED_CODES: Mapping[str, str] = {"party_type": "V-001", "procedure_kind": "V-002"}
"""The rule that a code breaks which the catalogue refuses, by field; elsewhere V-004."""

NUMBER_FAULTS: Mapping[str, str] = {
    "identifiers.citizen_number_shape": "V-103",
    "identifiers.citizen_number_fifteen_digits": "V-103",
    "identifiers.citizen_number_region": "V-104",
    "identifiers.citizen_number_birth_date": "V-104",
    "identifiers.citizen_number_check_digit": "V-102",
    "identifiers.real_number_in_demo": "V-105",
    "identifiers.synthetic_number": "V-105",
    "people.document_number_shape": "V-103",
}
"""The rule that a fault of a citizen's number breaks."""

EXCLUDED: Mapping[str, str] = {
    "penalty_basis": "治安管理处罚",
    "penalty_kinds": "拘留",
    "penalty_content": "行政拘留",
    "violation_type": "失信被执行人",
}
"""Words by which a penalty shows that it belongs to a class that never enters, by field."""

_DATE = re.compile(
    r"(?:(\d{4})(\d{2})(\d{2})"
    r"|(\d{4})([-/.])(\d{1,2})\5(\d{1,2})"
    r"|(\d{4})年(\d{1,2})月(\d{1,2})日?)"
    r"(?:[ T]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_WITH_ZONE = re.compile(
    r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 14_611, 73_050  # 1940-01-01 to 2099-12-31
_SERIAL_ZERO = date(1899, 12, 30)
_AMOUNT = re.compile(r"(\d{1,8})(?:\.(\d{1,6}))?0*(?:万元|万)?")
_STRONG_SEPARATORS = re.compile(r"[,，;；|\n\r+]+")
_WEAK_SEPARATORS = re.compile(r"[、/\s]+")
_BRACKETS = re.compile(r"[（(].*?[)）]")
_OTHER = re.compile(r"(其[他它])\s*[-‐‑–—―－−:：(（]+\s*")
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_IN_GROUPS = re.compile(r"[0-9Xx]+(?:[^0-9A-Za-z\u3400-\u9fff,，、;；:：()]{1,3}[0-9Xx]+)+")
_ID_NUMBER_LENGTH = 18
_GROUP = re.compile("[0-9Xx]+")


def read_date(text: str) -> date | None:
    """Return the civil date a text names, or None if it names none that exists.

    An instant with its zone is the date in China at that instant; a bare time of day
    is ignored. Five digits are a spreadsheet's day number.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    try:
        if match := _DATE.fullmatch(text):
            year, month, day = (int(part) for part in match.groups() if part and part.isdecimal())
            return _plausible(date(year, month, day))
        if _WITH_ZONE.fullmatch(text):
            return _plausible(civil_date(datetime.fromisoformat(text)))
    except ValueError:
        return None
    serial = _SERIAL.fullmatch(text)
    if serial and _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    return None


def _plausible(on: date) -> date | None:
    """Return a date that can stand on a decision."""
    return on if 1940 <= on.year <= OPEN_ENDED.year else None


def read_amount(text: str) -> str | None:
    """Return an amount as plain decimal text, or None if it is none.

    Thousands are parted by commas or not at all; 万元 may follow, 元 may not.
    """
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    if "," in text and not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?(万元|万)?", text):
        return None
    match = _AMOUNT.fullmatch(text.replace(",", ""))
    if match is None:
        return None
    whole, part = match.groups()
    return f"{Decimal(f'{whole}.{part or 0}').normalize():f}"


class CodeReader:
    """Reads the codes of one list, written as code or in words of either language."""

    def __init__(self, codes: Mapping[str, Words], spellings: Mapping[str, str]) -> None:
        """Learn every spelling: the code, its words with and without brackets, the others met."""
        self._known: dict[str, str] = {}
        for code, words in codes.items():
            for spelling in (code, words.zh, words.en, _BRACKETS.sub("", words.zh)):
                self._known.setdefault(_plain(spelling), code)
        for spelling, code in spellings.items():
            self._known.setdefault(_plain(spelling), code)

    def read(self, text: str) -> str | None:
        """Return the code a text names, or None; "other" may say what it is."""
        named = self._known.get(_plain(text)) or self._known.get(_plain(_BRACKETS.sub("", text)))
        return named or self._other(text.strip())

    def _other(self, text: str) -> str | None:
        """Return the code of 其他-…, which is that of the words behind it if the list has them."""
        other = _OTHER.match(text)
        if other is None:
            return None
        said = text[other.end() :].rstrip(")）")
        return self._known.get(_plain(said)) or self._known.get(other[1])

    def read_many(self, text: str) -> str | None:
        """Return the codes a text names, parted by semicolons, or None if one is unknown."""
        codes = [code for part in _STRONG_SEPARATORS.split(text) for code in self._parts(part)]
        if not codes or None in codes:
            return None
        return ";".join(sorted({code for code in codes if code}))

    def _parts(self, text: str) -> Iterator[str | None]:
        """Yield the codes of a text that may be one name with a weak separator in it.

        What follows 其他-… and is no name of the list says what the other is.
        """
        if not text.strip():
            return
        if whole := self._known.get(_plain(text)):
            yield whole
            return
        says_other = False
        for part in _WEAK_SEPARATORS.split(_OTHER.sub(r"\1-", text.strip())):
            code = self.read(part)
            if part and (code or not says_other):
                yield code
            says_other |= _OTHER.match(part) is not None


def _plain(text: str) -> str:
    """Return a word of a code list as it is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def plain_number(text: str) -> str:
    """Return a number of a document or organisation as it is compared: plain, capital, unspaced."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def id_numbers_in(text: str) -> list[str]:
    """Return what in a text has the shape of a citizen's number, in one piece or in groups.

    >>> id_numbers_in("证件号：０００００１ 19900101 001X")
    ['00000119900101001X']
    """
    plain = unicodedata.normalize("NFKC", text)
    grouped = (_GROUP.findall(run) for run in _IN_GROUPS.findall(plain))
    together = (number for groups in grouped for number in _of_eighteen(groups))
    found = (*_ID_NUMBER.findall(plain), *filter(_ID_NUMBER.fullmatch, together))
    return [number.upper() for number in found]


def _of_eighteen(groups: Sequence[str]) -> Iterator[str]:
    """Yield the neighbouring groups that have eighteen characters together."""
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            if len(number) >= _ID_NUMBER_LENGTH:
                break
        if len(number) == _ID_NUMBER_LENGTH:
            yield number


def delivery_gone_on(received_at: datetime) -> date:
    """Return the day on which a delivery received then is deleted at the latest."""
    return civil_date(received_at) + timedelta(days=DELIVERY_LONGEST_DAYS)


def is_open(item: Item, on: date) -> bool:
    """Whether an item may be handed in by file on the civil date `on`.

    Law:
        Charter G1; Shandong Social Credit Regulations art. 10.

    """
    return item.enabled and item.by_file and item.has_basis(on)


def adult_on(born_on: date) -> date:
    """Return the first day on which somebody born then is 18.

    Law:
        Civil Code art. 17; prevention of juvenile delinquency law art. 59.

    """
    try:
        return born_on.replace(year=born_on.year + ADULT_YEARS)
    except ValueError:
        return date(born_on.year + ADULT_YEARS, 3, 1)


class RowDates(NamedTuple):
    """The dates of one row, as far as they could be read."""

    conduct_ended_on: date | None = None
    decided_on: date | None = None
    served_on: date | None = None
    repair_notice_served_on: date | None = None
    final_on: date | None = None
    valid_from_on: date | None = None
    valid_until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFault:
    """A contradiction: the column to look at, and the rule."""

    column: str
    rule: str


def date_faults(dates: RowDates, received_on: date) -> list[DateFault]:
    """Return every contradiction between the dates of a row and the day it was handed in."""
    faults = [
        DateFault(column=column, rule="V-118")
        for column, on in zip(RowDates._fields[:4], dates[:4], strict=True)
        if on is not None and on > received_on
    ]
    decided_on = dates.decided_on
    if decided_on is not None:
        faults += _faults_around(dates, decided_on)
    begins, ends = dates.valid_from_on, dates.valid_until_on
    if begins is not None and ends is not None and ends < begins:
        faults.append(DateFault(column="valid_until_on", rule="V-117"))
    return faults


def _faults_around(dates: RowDates, decided_on: date) -> Iterator[DateFault]:
    """Yield the contradictions with the day of the decision."""
    if dates.conduct_ended_on is not None and dates.conduct_ended_on > decided_on:
        yield DateFault(column="conduct_ended_on", rule="V-115")
    for column in ("served_on", "repair_notice_served_on", "final_on"):
        on = getattr(dates, column)
        if on is not None and on < decided_on:
            yield DateFault(column=column, rule="V-116")


def in_time_from(received_on: date, *, calendar: WorkingDays) -> date:
    """Return the earliest day of decision of a row that came in time on the day `received_on`.

    Law:
        Shandong Social Credit Regulations art. 15 (the provider hands in on time).

    """
    on = received_on - timedelta(days=HAND_IN_WORKING_DAYS)
    while calendar.add(on - timedelta(days=1), HAND_IN_WORKING_DAYS) >= received_on:
        on -= timedelta(days=1)
    return on
