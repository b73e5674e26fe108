"""The departments' files: CSV in two encodings, XLSX, JSON Lines, with the feed's own headings."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from recourse.catalogue.terms import Item
from recourse.faces.cli.city.rows import Row


def write(path: Path, item: Item, rows: Sequence[Row]) -> None:
    """Write the rows in the form the name of the file asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _FORMS[path.suffixes[-1] if path.suffixes[-2:-1] != [".gbk"] else ".gbk.csv"](path, item, rows)


def _columns(item: Item, rows: Sequence[Row]) -> dict[str, str]:
    """Return the heading of every column that any row fills, in the catalogue's order."""
    filled = {field for row in rows for field in row}
    return {
        field.code: _feed_heading(item, field.code) for field in item.fields if field.code in filled
    }


def _feed_heading(item: Item, code: str) -> str:
    """Return the public feed's code for a field, or its Chinese name."""
    field = item.field(code)
    return next((heading for heading in field.headings if heading.isascii()), field.name.zh)


def _table(item: Item, rows: Sequence[Row]) -> list[list[str]]:
    columns = _columns(item, rows)
    return [list(columns.values()), *([row.get(code, "") for code in columns] for row in rows)]


def _csv_for_spreadsheets(path: Path, item: Item, rows: Sequence[Row]) -> None:
    """UTF-8 with a byte order mark: codes above, Chinese headings below, as the feed does."""
    columns = _columns(item, rows)
    chinese = [item.field(code).name.zh for code in columns]
    table = _table(item, rows)
    _write_csv(path, [table[0], chinese, *table[1:]], encoding="utf-8-sig")


def _csv_of_old_systems(path: Path, item: Item, rows: Sequence[Row]) -> None:
    """GB 18030, Chinese headings only, and a column that nobody asked for."""
    columns = _columns(item, rows)
    heading = [*(item.field(code).name.zh for code in columns), "住址"]
    table = [[row.get(code, "") for code in columns] + ["示例市某路1号"] for row in rows]
    _write_csv(path, [heading, *table], encoding="gb18030")


def _write_csv(path: Path, table: Sequence[Sequence[str]], *, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(table)


def _workbook(path: Path, item: Item, rows: Sequence[Row]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for cells in _table(item, rows):
        sheet.append(cells)
    book.save(path)


def _json_lines(path: Path, item: Item, rows: Sequence[Row]) -> None:
    columns = _columns(item, rows)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            line = {heading: row.get(code) or None for code, heading in columns.items()}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


_FORMS: Mapping[str, Callable[[Path, Item, Sequence[Row]], None]] = MappingProxyType(
    {
        ".csv": _csv_for_spreadsheets,
        ".gbk.csv": _csv_of_old_systems,
        ".xlsx": _workbook,
        ".jsonl": _json_lines,
    }
)
