"""From the headings of a file to the fields of an item.

A heading is compared without case, spaces, asterisks and full-width spellings, then also
without what stands in brackets: `CF_WSH`, `处罚决定书文号*`, `罚款金额（万元）` find their fields.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recourse.catalogue.terms import Item
from recourse.intake import errors

REASON = "暂存原因 Reason"
"""Heading of the column that held rows come back with; ignored when they return."""

ORIGIN = "原行号 Row"
"""Heading of the number a held row had; when it returns, it tells which row was put right."""

ROW_BEFORE = "\0before"
"""The same number as it is kept beside the row: no heading can be this."""

_NOISE = re.compile(r"[\s*＊:：　\ufeff]+")
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_NOTES = frozenset(
    (
        "必填",
        "选填",
        "非必填",
        "字符型",
        "字符",
        "日期型",
        "日期",
        "数值型",
        "数值",
        "文本",
        "n",
        "y",
    )
)
_INSTRUCTS = re.compile(
    r"必填|选填|必选|可选|填写|填报|见附件|(?:字符|字符串|日期|数值|数字|文本|整数)(?:型|类型|格式)"
)
"""What only a row that explains says in the column of a name or a number."""

_TYPE = re.compile(
    r"(?:an|a|c|n|d|dt|t|ul|by)(?:\.\.)?\d{0,4}(?:[,.]\d{1,2})?"
    r"|(?:var)?char(?:\d+)?|string|text|date|datetime|number|decimal|required|optional"
    r"|yyyy\W?mm\W?dd.{0,20}|\d{1,4}位"
)
"""A type as the sheets write it: `C..200`, `N..8,2`, `D8`, `YYYYMMDD`."""

_NUMBER = re.compile(r"\d{5}")
"""A run of digits that a document's number may be; lengths (`C..4000`) are shorter."""

_DIGITS = re.compile(r"\d{6,}")
_LONGEST_NAME = 100
_WHO = frozenset(("name", "document_number"))
_SEEN = frozenset(("Zs", "Co", "Cn"))
"""Spaces, and characters some fonts know: GB 18030 keeps rare ones in the private area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns of a file are kept.

    Attributes:
        places: Place of each kept column in a row, by field code, in the file's order.
        written: Its heading as written, by field code.
        dropped: Headings of the columns that are not kept.
        width: Number of headings.
        origin: Place of the number that a held row had; None if no column has it.

    """

    places: Mapping[str, int]
    written: Mapping[str, str]
    dropped: tuple[str, ...]
    width: int
    origin: int | None = None


def plain(heading: str) -> str:
    """Return a heading as it is compared."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


_OURS = frozenset(map(plain, (REASON, ORIGIN)))


@lru_cache(maxsize=256)
def _fields_by_heading(known: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    """Return the field code for every plain heading."""
    found: dict[str, str] = {}
    for code, headings in known:
        for heading in headings:
            found.setdefault(plain(heading), code)
    for code, headings in known:
        for heading in headings:
            found.setdefault(plain(_BRACKETS.sub("", heading)), code)
    found.pop("", None)
    return found


def fields_by_heading(item: Item) -> Mapping[str, str]:
    """Return the field code for every heading the item is known by, in plain spelling."""
    known = [(f.code, (f.code, *f.headings, f.name.zh, f.name.en)) for f in item.fields]
    return _fields_by_heading(tuple(known))


def columns_of(cells: Sequence[str], item: Item) -> Columns | None:
    """Return the columns that a row of headings names, or None if it is no row of headings.

    Raises:
        DuplicateHeadings: Two columns have the same heading, or mean the same field.

    """
    fields = fields_by_heading(item)
    codes = [_code(cell, fields) for cell in cells]
    if sum(code is not None for code in codes) < 2:
        return None
    _refuse_twins(cells, codes)
    places = {code: at for at, code in enumerate(codes) if code is not None}
    return Columns(
        places=places,
        written={code: cells[at].strip() for code, at in places.items()},
        dropped=tuple(
            name_of(cell)
            for cell, code in zip(cells, codes, strict=True)
            if code is None and cell.strip() and plain(cell) not in _OURS
        ),
        width=len(cells),
        origin=next((at for at, cell in enumerate(cells) if plain(cell) == plain(ORIGIN)), None),
    )


def is_explanation(cells: Sequence[str], columns: Columns, item: Item) -> bool:
    """Whether a row only explains the headings above it, as the public feed's second row does.

    It does if at least two cells, and at least half of those filled, are a heading again or a
    note of the sheet (必填, 字符型). Types (`C..200`) and instructions (必填项，填写说明见附件)
    count too where name and number, if filled, are such themselves. A row with a run of digits
    in the column of the number, or with anything there that explains nothing, is never skipped.
    """
    fields = fields_by_heading(item)
    filled = {
        code: cells[at]
        for code, at in columns.places.items()
        if at < len(cells) and cells[at].strip()
    }
    noted = {
        code
        for code, cell in filled.items()
        if _code(cell, fields) == code or plain(_BRACKETS.sub("", cell)) in _NOTES
    }
    described = noted | {code for code, cell in filled.items() if _describes(cell)}
    number = filled.get("document_number", "")
    if _NUMBER.search(unicodedata.normalize("NFKC", number)) or (
        number and "document_number" not in described
    ):
        return False
    who = filled.keys() & _WHO
    counted = described if who and who <= described else noted
    return len(counted) >= 2 and 2 * len(counted) >= len(filled)


def _describes(cell: str) -> bool:
    """Whether a cell names a type, or says how the column is filled in."""
    return bool(_INSTRUCTS.search(cell) or _TYPE.fullmatch(plain(_BRACKETS.sub("", cell))))


def visible(text: str) -> str:
    """Return a text whose control and format characters are seen and do nothing.

    C0 controls become their pictures (ESC is ␛), whatever else is not printed becomes `�`:
    a terminal obeys the ones, and the others turn or hide what stands beside them.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _picture(ord(c)) for c in text)


def _picture(code: int) -> str:
    """Return what is shown for a character that Python does not call printable."""
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return chr(code) if unicodedata.category(chr(code)) in _SEEN else "\ufffd"


def name_of(heading: str) -> str:
    """Return a heading as it may be shown: short, visible, with nothing like a person's number."""
    return _DIGITS.sub("…", visible(" ".join(heading.split())))[:_LONGEST_NAME]


def _code(cell: str, fields: Mapping[str, str]) -> str | None:
    """Return the field a heading means."""
    return fields.get(plain(cell)) or fields.get(plain(_BRACKETS.sub("", cell)))


def _refuse_twins(cells: Sequence[str], codes: Sequence[str | None]) -> None:
    """Refuse two columns of one meaning."""
    seen: dict[str, int] = {}
    for at, (cell, code) in enumerate(zip(cells, codes, strict=True), start=1):
        meaning = code or f"\0{plain(cell)}"
        if meaning == "\0":
            continue
        if meaning in seen:
            raise errors.DuplicateHeadings(first=seen[meaning], second=at)
        seen[meaning] = at
