"""A PDF file: where its objects stand, and what they are.

Law:
    ISO 32000-2 section 7.5 (file structure, cross-reference tables and streams, object streams).

"""

import re
import zlib
from collections.abc import Iterator

from recourse_verify.errors import Malformed
from recourse_verify.pdf_objects import Budget, Dictionary, Name, Reading, Reference, Stream, Value

MOST_BYTES = 20 << 20
MOST_UNPACKED = 16 << 20
MOST_READ = 2 << 20
"""How many bytes of values are read and unpacked in one file, before and after its seal: whoever
made it may let everything in it refer to one place."""

MOST_REVISIONS = 16
MOST_OBJECTS = 100_000
HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n]")
END = re.compile(rb"startxref\r?\n(\d{1,10})\r?\n%%EOF\r?\n?\Z")
OBJECT = re.compile(rb"(\d{1,8})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+obj")
STREAM = re.compile(rb"stream(?:\r\n|\n)")
SECTION = re.compile(rb"(\d{1,8}) (\d{1,8})[ \r\n]+")
ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([fn])(?: \r| \n|\r\n)")
FREE, PLAIN, PACKED = range(3)
Place = tuple[int, int, int]
"""How an object stands in the file: kind; offset, or number of its object stream; index there."""


class File:
    """A PDF file, its newest objects by number."""

    def __init__(self, data: bytes) -> None:
        """Read where everything stands.

        Raises:
            Malformed: It is no PDF file, is too large, is encrypted, or goes on after its end.

        """
        if len(data) > MOST_BYTES:
            raise Malformed(f"a statement has at most {MOST_BYTES >> 20} MiB")
        end = END.search(data, max(0, len(data) - 64))
        if not HEADER.match(data) or end is None:
            raise Malformed("this is no PDF file, or something follows after its end")
        self.data = data
        self._places: dict[int, Place] = {}
        self._unpacked: dict[int, list[Value]] = {}
        self._is_unpacking = False
        self._noted = 0
        self._to_read, self._to_unpack = Budget(MOST_READ), Budget(MOST_UNPACKED)
        self.trailer = self._sections(int(end[1]))
        if "Encrypt" in self.trailer.values:
            raise Malformed("the PDF is encrypted")

    def _sections(self, at: int) -> Dictionary:
        """Read every cross-reference section from the newest on; return the newest trailer."""
        newest: Dictionary | None = None
        for _ in range(MOST_REVISIONS):
            trailer = self._section(at)
            newest = trailer if newest is None else newest
            if "XRefStm" in trailer.values:
                raise Malformed("the PDF has two tables of contents in one")
            before = trailer.get("Prev")
            if before is None:
                return newest
            if type(before) is not int or not 0 <= before < at:
                raise Malformed("the PDF's tables of contents are not in order")
            at = before
        raise Malformed("the PDF has too many revisions")

    def _section(self, at: int) -> Dictionary:
        """Read one cross-reference section, and return its trailer."""
        reading = self._reading(at)
        if not reading.starts(b"xref"):
            return self._section_stream(at)
        reading.skip()
        while found := reading.take(SECTION):
            for number in range(int(found[1]), int(found[1]) + int(found[2])):
                entry = reading.take(ENTRY)
                if entry is None:
                    raise Malformed("the PDF's table of contents cannot be read")
                kind = PLAIN if entry[3] == b"n" else FREE
                self._note(number, (kind, int(entry[1]), 0))
        if not reading.starts(b"trailer"):
            raise Malformed("the PDF's table of contents has no end")
        trailer = reading.value()
        if not isinstance(trailer, Dictionary):
            raise Malformed("the PDF's table of contents has no end")
        return trailer

    def _note(self, number: int, place: Place) -> None:
        """Remember where an object stands, unless a newer revision said so already."""
        self._noted += 1
        if self._noted > MOST_OBJECTS:
            raise Malformed("the PDF has too many objects")
        self._places.setdefault(number, place)

    def _section_stream(self, at: int) -> Dictionary:
        """Read a cross-reference stream."""
        _, stream = self._object(at)
        if not isinstance(stream, Stream) or stream.about.get("Type") != Name("XRef"):
            raise Malformed("the PDF's table of contents cannot be read")
        about = stream.about
        size = about.get("Size")
        widths = _numbers(about.get("W"))
        if len(widths) != 3 or not all(0 <= one <= 8 for one in widths) or not sum(widths):
            raise Malformed("the PDF's table of contents cannot be read")
        ranges = _numbers(about.get("Index") or [0, size])
        packed = self.unpacked(stream)
        rows = _rows(packed, widths)
        for first, count in zip(ranges[::2], ranges[1::2], strict=True):
            for number in range(first, first + count):
                place = next(rows, None)
                if place is None or place[0] > PACKED:
                    raise Malformed("the PDF's table of contents cannot be read")
                self._note(number, place)
        return about

    def _reading(self, at: int) -> Reading:
        return Reading(self.data, at, self._to_read)

    def _object(self, at: int) -> tuple[int, Value | Stream]:
        """Read the object at a place."""
        reading = self._reading(at)
        head = reading.take(OBJECT)
        if head is None:
            raise Malformed("an object of the PDF is not where it should be")
        value = reading.value()
        reading.skip()
        if isinstance(value, Dictionary) and reading.take(STREAM):
            return int(head[1]), Stream(value, reading.at)
        return int(head[1]), value

    def whole(self, value: Value) -> Value | Stream:
        """Return what a value is, wherever it stands.

        Raises:
            Malformed: It is not where it should be.

        """
        for _ in range(8):
            if not isinstance(value, Reference):
                return value
            kind, where, index = self._places.get(value.number, (FREE, 0, 0))
            if kind == FREE:
                return None
            if kind == PACKED:
                return self._packed(where, index, value.number)
            number, found = self._object(where)
            if number != value.number:
                raise Malformed("an object of the PDF is not where it should be")
            if isinstance(found, Stream):
                return found
            value = found
        raise Malformed("the PDF refers in circles")

    def _packed(self, stream_number: int, index: int, number: int) -> Value:
        """Return an object out of an object stream."""
        if stream_number not in self._unpacked:
            if self._is_unpacking:  # what an object stream needs to be read stands in none
                raise Malformed("an object of the PDF is not where it should be")
            self._is_unpacking = True
            self._unpacked[stream_number] = self._objects_in(stream_number)
            self._is_unpacking = False
        found = self._unpacked[stream_number]
        if index * 2 + 1 >= len(found) or found[index * 2] != number:
            raise Malformed("an object of the PDF is not where it should be")
        return found[index * 2 + 1]

    def _objects_in(self, stream_number: int) -> list[Value]:
        """Unpack an object stream: number and value in turn, each value after the one before."""
        if self._places.get(stream_number, (FREE, 0, 0))[0] != PLAIN:
            raise Malformed("an object of the PDF is not where it should be")
        stream = self.whole(Reference(stream_number))
        if not isinstance(stream, Stream) or stream.about.get("Type") != Name("ObjStm"):
            raise Malformed("an object of the PDF is not where it should be")
        count, first = (self.number(stream.about.get(name)) for name in ("N", "First"))
        data = self.unpacked(stream)
        heads = Reading(data, 0, self._to_read)
        numbers = [self.number(heads.value()) for _ in range(2 * min(count, MOST_OBJECTS))]
        found: list[Value] = []
        values = Reading(data, max(first, heads.at), self._to_read)
        for number, offset in zip(numbers[::2], numbers[1::2], strict=True):
            if first + offset < values.at:
                raise Malformed("two objects of the PDF stand in one place")
            values.at = first + offset
            found += [number, values.value()]
        return found

    def number(self, value: Value) -> int:
        """Return a whole number that is not negative.

        Raises:
            Malformed: It is none.

        """
        found = self.whole(value)
        if type(found) is not int or found < 0:
            raise Malformed("there is no number in the PDF where one belongs")
        return found

    def dictionary(self, value: Value) -> Dictionary:
        """Return a dictionary.

        Raises:
            Malformed: It is none.

        """
        found = self.whole(value)
        if not isinstance(found, Dictionary):
            raise Malformed("something is missing in the PDF")
        return found

    def items(self, value: Value) -> list[Value]:
        """Return a list; an empty one where there is none.

        Raises:
            Malformed: It is something else.

        """
        found = self.whole(value)
        if found is None:
            return []
        if not isinstance(found, list):
            raise Malformed("there is no list in the PDF where one belongs")
        return found

    def unpacked(self, stream: Stream) -> bytes:
        """Return the bytes of a stream.

        Raises:
            Malformed: It is packed in another way than by Flate, or is too large.

        """
        size = self.number(stream.about.get("Length"))
        data = self.data[stream.at : stream.at + size]
        self._to_unpack.spend(len(data))
        after = self._reading(stream.at + size)
        after.skip()
        if len(data) != size or not after.starts(b"endstream"):
            raise Malformed("a part of the PDF is cut off")
        packed_with = self.whole(stream.about.get("Filter"))
        if isinstance(packed_with, list) and len(packed_with) <= 1:
            packed_with = packed_with[0] if packed_with else None
        if packed_with is None:
            return data
        if packed_with != Name("FlateDecode"):
            raise Malformed("a part of the PDF is packed in a way that is not read here")
        found = _inflated(data, self._to_unpack.left_bytes)
        self._to_unpack.spend(len(found))
        return self._rows_undone(stream, found)

    def _rows_undone(self, stream: Stream, data: bytes) -> bytes:
        """Undo the differences between rows that some writers pack (PNG, "up")."""
        given = self.whole(stream.about.get("DecodeParms"))
        if not isinstance(given, Dictionary) or given.get("Predictor") in {None, 1}:
            return data
        width = self.number(given.get("Columns")) + 1
        if given.get("Predictor") != 12 or len(data) % width:
            raise Malformed("a part of the PDF is packed in a way that is not read here")
        found, before = bytearray(), bytes(width - 1)
        for at in range(0, len(data), width):
            if data[at] not in {0, 2}:
                raise Malformed("a part of the PDF is packed in a way that is not read here")
            row = data[at + 1 : at + width]
            if data[at] == 2:
                row = bytes((one + up) & 0xFF for one, up in zip(row, before, strict=True))
            found += row
            before = row
        return bytes(found)


def _inflated(data: bytes, most_bytes: int) -> bytes:
    """Unpack, never beyond a bound."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data, most_bytes + 1)
    except zlib.error as error:
        raise Malformed("a part of the PDF cannot be unpacked") from error
    if not unpacking.eof or unpacking.unconsumed_tail or unpacking.unused_data:
        raise Malformed("a part of the PDF is cut off, or too large")
    return found


def _numbers(value: Value) -> list[int]:
    """Return a list of whole numbers."""
    if not isinstance(value, list) or len(value) > MOST_OBJECTS:
        raise Malformed("the PDF's table of contents cannot be read")
    found = [one for one in value if type(one) is int and 0 <= one <= MOST_OBJECTS]
    if len(found) != len(value):
        raise Malformed("the PDF's table of contents cannot be read")
    return found


def _rows(data: bytes, widths: list[int]) -> Iterator[Place]:
    """Read the rows of a cross-reference stream."""
    kind_bytes, place_bytes, index_bytes = widths
    for at in range(0, len(data) - sum(widths) + 1, sum(widths)):
        first, second = at + kind_bytes, at + kind_bytes + place_bytes
        kind = int.from_bytes(data[at:first]) if kind_bytes else PLAIN
        yield (
            kind,
            int.from_bytes(data[first:second]),
            int.from_bytes(data[second : second + index_bytes]),
        )
