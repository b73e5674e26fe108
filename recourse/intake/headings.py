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
_DIGITS = re.compile(r"\d{6,}")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns of a file are kept.

    Attributes:
        places: Place of each kept column in a row, by field code, in the file's order.
        written: Its heading as written, by field code.
        dropped: Headings of the columns that are not kept.
        width: Number of headings.

    """

    places: Mapping[str, int]
    written: Mapping[str, str]
    dropped: tuple[str, ...]
    width: int


def plain(heading: str) -> str:
    """Return a heading as it is compared."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


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
            if code is None and cell.strip() and plain(cell) != plain(REASON)
        ),
        width=len(cells),
    )


def is_explanation(cells: Sequence[str], columns: Columns, item: Item) -> bool:
    """Whether a row only explains the headings above it, as the public feed's second row does."""
    fields = fields_by_heading(item)
    filled = [
        (code, cells[at])
        for code, at in columns.places.items()
        if at < len(cells) and cells[at].strip()
    ]
    same = sum(_code(cell, fields) == code for code, cell in filled)
    notes = sum(plain(_BRACKETS.sub("", cell)) in _NOTES for _, cell in filled)
    return same + notes >= 2 and 2 * (same + notes) >= len(filled)


def name_of(heading: str) -> str:
    """Return a heading as it may be shown: short, and without anything like a person's number."""
    return _DIGITS.sub("…", " ".join(heading.split()))[:_LONGEST_NAME]


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
