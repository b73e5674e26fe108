"""Rows of a workbook (XLSX, ECMA-376), read as a stream.

Only the parts named here are opened: the list of sheets, the shared texts, the sheets. Each is
unpacked piece by piece under a limit of its own, whatever the archive claims of its size. Libraries
that read workbooks hold a whole sheet in memory, as large as its two farthest cells ask for.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from recourse.intake import errors, limits
from recourse.intake.terms import Line
from recourse.intake.texts import SharedTexts, Text

_PIECE = 1 << 18
_MACROS = re.compile(
    r"vbaproject|/macrosheets/|/externallinks/|/embeddings/|/activex/", re.IGNORECASE
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXPLAINS = frozenset(("填表说明", "填写说明", "说明"))
"""Names of the sheet that the feed's template explains itself on; compared as they are."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class _SheetPart(NamedTuple):
    """A sheet by the workbook's list: the name on its tab, the part it is kept in."""

    name: str
    part: str


def rows_of_workbook(path: Path) -> Iterator[Line]:
    """Yield the rows of the only sheet that holds cells; blank rows are left out.

    A sheet by the name of 填表说明, 填写说明 or 说明 is not read while another holds cells.

    Raises:
        WorkbookDamaged: Not a workbook, broken, or under a password.
        WorkbookTooLarge: Unpacked larger than allowed, or packed unlike any real workbook.
        WorkbookMacros: It carries macros, embedded or external things.
        WorkbookEntities: Its XML declares entities.
        WorkbookFormula: A cell is a formula.
        WorkbookSheets: Several sheets hold cells.
        LineTooLong: A cell, or a row, is longer than any can be.
        WorkbookEpoch: Its dates count from 1904.
        TooManyColumns: A cell stands too far right.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(archive)
            part = _only_sheet(archive)
            yield from _rows(archive, part, _shared_texts(archive))
    except _BROKEN as error:
        raise errors.WorkbookDamaged from error


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Refuse by what the archive says of itself; what it does not say is met while unpacking."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if (
        len(parts) > limits.WORKBOOK_PARTS
        or total > limits.UNPACKED_BYTES
        or (total > limits.RATIO_MATTERS_BYTES and total > limits.PACKED_RATIO * max(packed, 1))
    ):
        raise errors.WorkbookTooLarge
    if any(_MACROS.search(part.filename) for part in parts):
        raise errors.WorkbookMacros
    if any(part.flag_bits & 0x1 for part in parts):
        raise errors.WorkbookDamaged


class _Reading:
    """A streaming XML parser that refuses document types and forgets prefixes of names.

    What the parser itself has to hold is bounded too: a tag that never ends, and tags within tags.
    """

    def __init__(self) -> None:
        """Set the parser up."""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.on_start: dict[str, Callable[[dict[str, str]], None]] = {}
        self.on_end: dict[str, Callable[[], None]] = {}
        self._depth = 0

    def _refuse(self, *_: object) -> None:
        raise errors.WorkbookEntities

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > limits.XML_DEPTH:
            raise errors.WorkbookDamaged
        if handler := self.on_start.get(name.rpartition(" ")[2]):
            handler(attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if handler := self.on_end.get(name.rpartition(" ")[2]):
            handler()

    def feed(self, archive: zipfile.ZipFile, part: str, limit_bytes: int) -> Iterator[None]:
        """Parse a part piece by piece; what was read meanwhile is the caller's to take.

        How far it may unpack is measured, whatever the archive says: `compress_size` is what was
        really read, since an archive's parts may not overlap.
        """
        seen = 0
        try:
            limit_bytes = min(limit_bytes, _widest(archive.getinfo(part)))
            with archive.open(part) as stream:
                while piece := stream.read(_PIECE):
                    seen += len(piece)
                    if seen > limit_bytes:
                        raise errors.WorkbookTooLarge
                    self.parser.Parse(piece, False)
                    if seen - self.parser.CurrentByteIndex > limits.XML_TAG_BYTES:
                        raise errors.WorkbookDamaged
                    yield
            self.parser.Parse(b"", True)
        except (expat.ExpatError, KeyError) as error:
            raise errors.WorkbookDamaged from error
        yield


def _widest(part: zipfile.ZipInfo) -> int:
    """Return how many bytes a part may unpack to and still be packed like a real workbook's."""
    return max(limits.RATIO_MATTERS_BYTES, limits.PACKED_RATIO * part.compress_size)


def _only_sheet(archive: zipfile.ZipFile) -> str:
    """Return the part of the one sheet that holds cells, hidden sheets counted."""
    filled = [sheet for sheet in _sheets(archive) if _has_cells(archive, sheet.part)]
    sheets = [sheet for sheet in filled if sheet.name.strip() not in _EXPLAINS] or filled
    if len(sheets) > 1:
        raise errors.WorkbookSheets(sheets=len(sheets))
    if not sheets:
        raise errors.FileEmpty
    return sheets[0].part


def _sheets(archive: zipfile.ZipFile) -> list[_SheetPart]:
    """Return all sheets, by the workbook's own list."""
    targets: dict[str, str] = {}
    wanted: list[tuple[str, str]] = []
    relations, book = _Reading(), _Reading()

    def relation(attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        wanted.extend((name, v) for k, v in attributes.items() if k.rpartition(" ")[2] == "id")

    def settings(attributes: dict[str, str]) -> None:
        if attributes.get("date1904", "0") in {"1", "true"}:
            raise errors.WorkbookEpoch

    relations.on_start["Relationship"] = relation
    book.on_start["sheet"] = sheet
    book.on_start["workbookPr"] = settings
    for _ in relations.feed(archive, "xl/_rels/workbook.xml.rels", limits.MIB):
        pass
    for _ in book.feed(archive, "xl/workbook.xml", limits.MIB):
        pass
    return [_SheetPart(name, _part(targets[at])) for name, at in wanted if at in targets]


def _part(target: str) -> str:
    """Return the name of the part a relation of the workbook points to."""
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _has_cells(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet holds any value."""
    found: list[bool] = []
    reading = _Reading()
    reading.on_start = dict.fromkeys(("v", "is", "f"), lambda _: found.append(True))
    return any(found for _ in reading.feed(archive, part, limits.UNPACKED_BYTES))


def _shared_texts(archive: zipfile.ZipFile) -> SharedTexts:
    """Return the texts that cells point to; readings in small print (rPh) are left out.

    Raises:
        WorkbookTooLarge: There are too many, they are too long, or one is.

    """
    texts, text = SharedTexts(), Text()
    open_parts: list[str] = []
    reading = _Reading()
    if "xl/sharedStrings.xml" not in archive.namelist():
        return texts

    def begin_text(_: dict[str, str]) -> None:
        if "rPh" not in open_parts:
            reading.parser.CharacterDataHandler = text.add

    def end_text() -> None:
        reading.parser.CharacterDataHandler = None

    def end_entry() -> None:
        texts.append(_unescaped(text.take()))

    reading.on_start = {"t": begin_text, "rPh": lambda _: open_parts.append("rPh")}
    reading.on_end = {"t": end_text, "si": end_entry, "rPh": open_parts.clear}
    try:
        for _ in reading.feed(archive, "xl/sharedStrings.xml", limits.SHARED_TEXT_BYTES):
            pass
    except OverflowError as error:
        raise errors.WorkbookTooLarge from error
    return texts


def _rows(archive: zipfile.ZipFile, part: str, shared: SharedTexts) -> Iterator[Line]:
    """Yield the rows of a sheet as they are unpacked.

    Raises:
        LineTooLong: A cell, or a row, is longer than any can be.

    """
    sheet = _Sheet(shared)
    pieces = sheet.reading.feed(archive, part, limits.UNPACKED_BYTES)
    while True:
        try:
            next(pieces)
        except StopIteration:
            return
        except OverflowError as error:
            raise errors.LineTooLong(line=sheet.number) from error
        yield from sheet.done
        sheet.done.clear()


class _Sheet:
    """Collects cells into rows while the parser runs."""

    def __init__(self, shared: SharedTexts) -> None:
        """Begin before the first row."""
        self.done: list[Line] = []
        self.number = 0
        self._shared = shared
        self._cells: list[str] = []
        self._size = 0
        self._at = 0
        self._kind = ""
        self._text = Text()
        self.reading = _Reading()
        self.reading.on_start = {
            "row": self._row,
            "c": self._cell,
            "v": self._listen,
            "t": self._listen,
            "f": self._formula,
        }
        self.reading.on_end = {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._deafen,
            "t": self._deafen,
        }

    def _row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r", "")
        number = int(given) if given.isdecimal() and len(given) < 8 else self.number + 1
        if not self.number < number <= limits.SHEET_ROWS:
            raise errors.WorkbookDamaged
        self.number, self._cells, self._size = number, [], 0

    def _cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._at = _column(match[1]) if match else len(self._cells)
        if self._at >= limits.COLUMNS:
            raise errors.TooManyColumns(row=self.number, limit=limits.COLUMNS)
        self._kind = attributes.get("t", "n")
        self._text.take()

    def _listen(self, _: dict[str, str]) -> None:
        self.reading.parser.CharacterDataHandler = self._text.add

    def _deafen(self) -> None:
        self.reading.parser.CharacterDataHandler = None

    def _formula(self, _: dict[str, str]) -> None:
        raise errors.WorkbookFormula(cell=f"{_letters(self._at)}{self.number}")

    def _end_cell(self) -> None:
        text = self._text.take()
        if not text:
            return
        self._cells.extend([""] * (self._at + 1 - len(self._cells)))
        self._cells[self._at] = value = self._value(text)
        self._size += len(value)
        if self._size > limits.LINE_BYTES:
            raise OverflowError

    def _value(self, text: str) -> str:
        """Return a cell as text: shared texts looked up, numbers as they would be typed."""
        if self._kind == "s":
            if not (text.isdecimal() and len(text) < 10 and int(text) < len(self._shared)):
                raise errors.WorkbookDamaged
            return self._shared[int(text)]
        if self._kind == "n" and len(text) > 15 and "." in text and "E" not in text.upper():
            return f"{float(text):.15g}"
        return _unescaped(text)

    def _end_row(self) -> None:
        if any(cell.strip() for cell in self._cells):
            self.done.append(Line(self.number, self._cells, self._size))


def _unescaped(text: str) -> str:
    """Return a text with `_x000D_` and its like made characters again (ECMA-376, ST_Xstring)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    """Return an escaped character, or nothing if it is none that a text may hold."""
    code = int(match[1], 16)
    return "" if code == 0 or 0xD800 <= code < 0xE000 else chr(code)


def _column(letters: str) -> int:
    """Return the place of a column: A is 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _letters(place: int) -> str:
    """Return the letters of a column: 0 is A."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
