"""CSV files: read by the chunk where nothing is quoted, record by record where something is.

A chunk whose every line parts into as many cells as there are headings, with no quotation mark
and no row that says nothing, can be read in one way only; polars reads it at once. Every other
chunk is read strictly, and what is wrong with it is refused with its line.
"""

import csv
import weakref
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import TextIO

import polars as pl

from recourse.intake import errors, limits
from recourse.intake.headings import ROW_BEFORE, Columns
from recourse.intake.terms import Block, Line

csv.field_size_limit(limits.CELL_CHARACTERS)
_BYTE_ORDER_MARK = "\ufeff"


class CsvFile:
    """A CSV file, read from its beginning to its end, once."""

    def __init__(self, path: Path, encoding: str, separator: str) -> None:
        """Open the file; its encoding is known to fit."""
        self._separator = separator
        file = path.open(encoding=encoding, newline="")
        weakref.finalize(self, file.close)
        self._lines = _Lines(file)
        self._number = 0

    def lines(self) -> Iterator[Line]:
        """Yield the rows that are not blank, read strictly; `rest` may go on from any of them.

        Raises:
            CsvBroken: A quotation mark stands where none may.
            LineTooLong: A row of many lines is longer than any row can be.
            TooManyColumns: A row has more cells than any file has columns.

        """
        reader = csv.reader(self._lines, delimiter=self._separator, strict=True)
        try:
            for cells in reader:
                self._number += 1
                if len(cells) > limits.COLUMNS:
                    raise errors.TooManyColumns(row=self._number, limit=limits.COLUMNS)
                size = self._lines.row_done()
                if any(cells) and (len(cells) > 1 or cells[0].strip()):
                    yield Line(self._number, cells, size)
                if self._lines.are_used_up:
                    return
        except csv.Error as error:
            raise errors.CsvBroken(line=max(1, self._lines.row_began)) from error

    def rest(self, columns: Columns) -> Iterator[Line | Block]:
        """Yield the last of the `lines` again and what follows: blocks where all is plain.

        Raises:
            Refused: Whatever `lines` refuses.

        """
        self._lines.go_back()
        self._number -= 1
        while texts := self._lines.ahead():
            cells = self._plain_cells(texts, columns)
            if cells is None:
                yield from self.lines()
            else:
                first = self._number + 1
                self._number += self._lines.skip()
                yield Block(first, cells)

    def _plain_cells(self, texts: Sequence[str], columns: Columns) -> pl.DataFrame | None:
        """Return the kept cells of lines that can be read in one way only, or None."""
        text = "".join(texts).replace("\r\n", "\n")
        separator, separators = self._separator, columns.width - 1
        blank = separator * separators
        if (
            '"' in text
            or "\r" in text
            or text.startswith(_BYTE_ORDER_MARK)
            or set(map(str.count, texts, repeat(separator))) != {separators}
            or f"\n{blank}\n" in f"\n{text}\n"
            or max(map(len, texts)) > limits.CELL_CHARACTERS
        ):
            return None
        cells = pl.read_csv(
            text.encode(),
            has_header=False,
            separator=separator,
            quote_char=None,
            infer_schema=False,
        )
        if cells.shape != (len(texts), columns.width):
            return None
        places = dict(columns.places)
        if columns.origin is not None:
            places[ROW_BEFORE] = columns.origin
        kept = (pl.col(cells.columns[at]).alias(code) for code, at in places.items())
        return cells.select(kept).fill_null("")


class _Lines:
    """The lines of a text file, with a view of those ahead.

    Refuses a record of many lines that is longer than any row.
    """

    def __init__(self, file: TextIO) -> None:
        """Begin before the first line."""
        self._file = file
        self._ahead: list[str] = []
        self._passed = 0
        self._row: list[str] = []
        self._line = 0
        self._size = 0
        self.row_began = 0

    def __iter__(self) -> "_Lines":
        """Be an iterator."""
        return self

    def __next__(self) -> str:
        """Return the next line."""
        if self._passed < len(self._ahead):
            text = self._ahead[self._passed]
            self._passed += 1
        else:
            text = next(self._file)
        self._line += 1
        if not self._size:
            self.row_began = self._line
            self._row.clear()
        self._row.append(text)
        self._size += len(text)
        if self._size > limits.LINE_BYTES:
            raise errors.LineTooLong(line=self.row_began)
        return text

    def row_done(self) -> int:
        """Return how long the row was, and begin the next."""
        size, self._size = self._size, 0
        return size

    def go_back(self) -> None:
        """Let the last row be ahead again."""
        self._ahead, self._passed = self._row.copy(), 0
        self._line -= len(self._ahead)

    @property
    def are_used_up(self) -> bool:
        """Whether a view was taken, and all of it has passed."""
        return bool(self._ahead) and self._passed >= len(self._ahead)

    def ahead(self) -> Sequence[str]:
        """Return the next lines, as many as a chunk has; they still have to pass."""
        self._ahead, self._passed = self._ahead[self._passed :], 0
        size = sum(map(len, self._ahead))
        for text in self._file:
            self._ahead.append(text)
            size += len(text)
            if len(self._ahead) == limits.CHUNK_ROWS or size >= limits.CHUNK_CHARACTERS:
                break
        return self._ahead

    def skip(self) -> int:
        """Let the lines ahead pass, each a row; return how many."""
        self._passed = len(self._ahead)
        self._line += self._passed
        return self._passed
