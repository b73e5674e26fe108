"""Which characters a font has, read from the table in which it says so itself.

Looked up once, this costs nothing per document. To ask the typesetter by trying would cost a
document for each character that nobody has, and anybody can write thousands of these.

Law:
    OpenType 1.9 (ISO/IEC 14496-22), chapters "OpenType font file" and "cmap", formats 4 and 12.

"""

import struct
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import BinaryIO

LAST = 0x10FFFF
FONTS, COLLECTION = (b"\x00\x01\x00\x00", b"OTTO", b"true"), b"ttcf"
UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})
"""Platform and encoding of the tables that go by Unicode."""

Face = tuple[Path, int]
"""A font file, and which of the fonts in it."""


def drawn_by(families: Iterable[Iterable[Face]]) -> bytes:
    """Return one byte for each code point: 1 where some family has it, else 0.

    A family has what each of its faces has, since any of them may be set, bold or not.

    Args:
        families: The faces of each family.

    Raises:
        ValueError: A file is no font.
        OSError: A file cannot be read.

    """
    whole = (reduce(and_, map(_bits, faces)) for faces in families)
    return reduce(or_, whole, 0).to_bytes(LAST + 1, "big")


def _bits(face: Face) -> int:
    """Return what one face has, as one number."""
    path, number = face
    with path.open("rb") as file:
        try:
            table = _table(file, number)
            return int.from_bytes(_characters(table), "big")
        except struct.error as error:
            raise ValueError(f"no font: {path.name}") from error


def _table(file: BinaryIO, number: int) -> bytes:
    """Return the table of characters of a font; the rest of the file stays unread."""
    start = 0
    if file.read(4) == COLLECTION:
        file.seek(12 + 4 * number)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start)
    kind, tables = struct.unpack(">4sH6x", file.read(12))
    if kind not in FONTS:
        raise ValueError("this is no font")
    for tag, offset, size in struct.iter_unpack(">4s4xII", file.read(16 * tables)):
        if tag == b"cmap":
            file.seek(offset)
            return file.read(size)
    raise ValueError("the font has no table of characters")


def _characters(table: bytes) -> bytearray:
    """Return one byte for each code point: 1 where the font has a glyph."""
    found = bytearray(LAST + 1)
    (count,) = struct.unpack_from(">2xH", table)
    for place in range(count):
        *which, offset = struct.unpack_from(">HHI", table, 4 + 8 * place)
        if tuple(which) in UNICODE:
            for first, last in _ranges(table[offset:]):
                found[first : last + 1] = b"\1" * (last + 1 - first)
    return found


def _ranges(part: bytes) -> Iterator[tuple[int, int]]:
    """Yield the first and last code points that one part of a table has; formats 4 and 12."""
    (form,) = struct.unpack_from(">H", part)
    if form == 12:
        yield from _long_ranges(part)
    if form == 4:
        yield from _short_ranges(part)


def _long_ranges(part: bytes) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", part, 12)
    for first, last, glyph in struct.iter_unpack(">III", part[16 : 16 + 12 * count]):
        yield first + (glyph == 0), min(last, LAST)


def _short_ranges(part: bytes) -> Iterator[tuple[int, int]]:
    """Yield the code points of format 4, one at a time where glyphs are listed one by one."""
    (double,) = struct.unpack_from(">H", part, 6)
    count, names = double // 2, f">{double // 2}H"
    lasts = struct.unpack_from(names, part, 14)
    firsts, deltas, offsets = (
        struct.unpack_from(names, part, 16 + double * place) for place in (1, 2, 3)
    )
    for place in range(count):
        first, last, delta, offset = firsts[place], lasts[place], deltas[place], offsets[place]
        listed = 16 + 3 * double + 2 * place + offset
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", part, listed + 2 * (code - first))
                if not glyph:
                    continue
            if (glyph + delta) % 0x10000:
                yield code, code
