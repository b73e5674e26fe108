"""Rows of a file, one after the other: JSON Lines here, CSV and workbooks next door.

A reader never holds more than a chunk. Every fault of the file's shape is a refusal that
names the line; faults of a row's values are not its business.
"""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from recourse.catalogue.terms import Item
from recourse.intake import errors, limits
from recourse.intake.headings import Columns, columns_of, is_explanation
from recourse.intake.plain_csv import CsvFile
from recourse.intake.rules import BLANKS
from recourse.intake.scanning import Scan
from recourse.intake.terms import Block, Form, Line
from recourse.intake.workbook import rows_of_workbook

_SEPARATORS = (",", "\t", ";")


class Table(NamedTuple):
    """A file whose headings are understood, and its rows still to be read."""

    columns: Columns
    rows: Iterator[Line | Block]


Rest = Callable[[Columns], Iterator[Line | Block]]


def open_table(path: Path, scan: Scan, item: Item) -> Table:
    """Find the headings of a file and return it ready to be read.

    Raises:
        Refused: The file's shape cannot be read; every refusal of this module and of `workbook`.

    """
    if scan.form is Form.XLSX:
        return _padded(_after_headings(rows_of_workbook(path), item))
    if scan.form is Form.JSONL:
        return _after_headings(_rows_of_json(path, scan.encoding), item)
    return _best(path, scan.encoding, item)


def _padded(table: Table) -> Table:
    """Fill rows up to the width of the headings: a workbook does not write empty cells."""
    width = table.columns.width

    def rows() -> Iterator[Line | Block]:
        for line in table.rows:
            if isinstance(line, Line):
                yield line._replace(cells=[*line.cells, *[""] * (width - len(line.cells))])

    return Table(table.columns, rows())


def _best(path: Path, encoding: str, item: Item) -> Table:
    """Try the separators in turn; the first under which the headings are found is meant."""
    for separator in _SEPARATORS:
        try:
            file = CsvFile(path, encoding, separator)
            return _after_headings(file.lines(), item, rest=file.rest)
        except errors.NoHeadings:
            continue
    raise errors.NoHeadings(looked_at=limits.HEADING_ROWS)


def _after_headings(rows: Iterator[Line], item: Item, *, rest: Rest | None = None) -> Table:
    """Skip titles above the headings and the explanatory row under them.

    Args:
        rows: The rows of the file, one by one.
        item: What the file is about.
        rest: Reads the row that came last again and all after it, by larger pieces.

    Raises:
        FileEmpty: The file ends, and nothing stood in it but blanks.
        NoHeadings: None of the first rows names the columns of the item.

    """
    blank = True
    for _ in range(limits.HEADING_ROWS):
        line = next(rows, None)
        if line is None:
            if blank:
                raise errors.FileEmpty
            break
        blank = blank and not any(cell.strip(BLANKS) for cell in line.cells)
        if columns := columns_of(line.cells, item):
            return Table(columns, _rows_below(rows, columns, item, rest))
    raise errors.NoHeadings(looked_at=limits.HEADING_ROWS)


def _rows_below(
    rows: Iterator[Line], columns: Columns, item: Item, rest: Rest | None
) -> Iterator[Line | Block]:
    """Yield the rows of data; the first rows are skipped while they only explain the headings."""
    for line in rows:
        if not is_explanation(line.cells, columns, item):
            yield from rest(columns) if rest else chain((line,), rows)
            return


def _rows_of_json(path: Path, encoding: str) -> Iterator[Line]:
    """Yield first the keys of all objects as headings, then each object's values in their order."""
    keys: dict[str, None] = {}
    for number, _, values in _objects(path, encoding):
        keys.update(dict.fromkeys(values))
        if len(keys) > limits.COLUMNS:
            raise errors.TooManyColumns(row=number, limit=limits.COLUMNS)
    yield Line(0, list(keys), 0)
    for number, size, values in _objects(path, encoding):
        yield Line(number, [values.get(key, "") for key in keys], size)


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield line number, length and values of each line that is not blank."""
    with path.open(encoding=encoding) as file:
        for number, text in enumerate(file, start=1):
            if text.strip():
                yield number, len(text), _object(text, number)


def _object(text: str, number: int) -> dict[str, str]:
    """Read one line strictly: an object of plain values, each key once, no monstrous number.

    Raises:
        JsonBroken: Not JSON.
        JsonNotObject: Not an object, or a value is a list or an object.
        JsonNumber: NaN, Infinity, or more digits than any field holds.
        JsonTwice: A key stands twice.

    """
    try:
        value = _decoder(number).decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise errors.JsonBroken(line=number) from error
    if not isinstance(value, dict):
        raise errors.JsonNotObject(line=number)
    values = {key: _plain_value(cell, number) for key, cell in value.items()}
    if "\\u" in text:
        _refuse_half_characters(values, number)
    return values


def _decoder(number: int) -> json.JSONDecoder:
    """Return a decoder that keeps numbers as they are written and refuses by line."""

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in items}) != len(items):
            raise errors.JsonTwice(line=number)
        return dict(items)

    def digits(literal: str) -> str:
        if len(literal) > limits.JSON_NUMBER_CHARACTERS:
            raise errors.JsonNumber(line=number)
        return literal

    def constant(_literal: str) -> str:
        raise errors.JsonNumber(line=number)

    return json.JSONDecoder(
        object_pairs_hook=pairs, parse_int=digits, parse_float=digits, parse_constant=constant
    )


def _refuse_half_characters(values: dict[str, str], number: int) -> None:
    """Refuse escapes that name half a character: no text in any encoding holds them."""
    try:
        "".join((*values, *values.values())).encode()
    except UnicodeEncodeError as error:
        raise errors.JsonBroken(line=number) from error


def _plain_value(value: object, number: int) -> str:
    """Return a value as text; null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if "\0" in value:
            raise errors.NulBytes(line=number)
        return value
    raise errors.JsonNotObject(line=number)
