"""Held rows on their way back: the columns as they were handed in, and a column that says why.

What a spreadsheet would take for a formula is made harmless, and read back as it was. The file
holds people's data: it lies in a private folder, and whoever asked for it deletes it.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell

from recourse.intake.headings import REASON, visible
from recourse.intake.rules import BLANKS
from recourse.intake.terms import FindingCard, Form

_DANGEROUS = ("=", "+", "-", "@")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What a workbook cannot hold, and no form shows."""


def write(path: Path, form: Form, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write held rows into a file of the form asked for; the last cell of a row is its reason."""
    writer = _write_workbook if form is Form.XLSX else _write_csv
    writer(path, [*headings, REASON], rows)


def reason(findings: Sequence[FindingCard]) -> str:
    """Return why a row is held and what to do, in both languages."""
    return " | ".join(
        f"{finding.rule} {finding.column}：{finding.says.zh}。{finding.do.zh}"
        f" / {finding.says.en}. {finding.do.en}"
        for finding in findings
    )


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Blanks before the sign (a tab, a line end) do not hide it from every spreadsheet. They say
    nothing and are left out, so the cell is read back as it would have been. Other control
    characters are made visible: whoever corrects the row has to see them.
    """
    cell = _UNWRITABLE.sub(_shown, cell)
    bare = cell.lstrip(BLANKS)
    return f"'{bare}" if bare.startswith(_DANGEROUS) else cell


def _shown(match: re.Match[str]) -> str:
    """Return what is written for a character that cannot be."""
    return visible(match[0]) if match[0] < " " else "\ufffd"


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write CSV that spreadsheets open in the right encoding."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def _write_workbook(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a workbook in which every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("held")

    def text(value: str) -> Cell:
        cell = WriteOnlyCell(sheet, harmless(value))
        cell.number_format = "@"
        return cell

    sheet.append([text(heading) for heading in headings])
    for row in rows:
        sheet.append([text(value) for value in row])
    book.save(path)
