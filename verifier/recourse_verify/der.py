"""DER, read strictly: one length in its shortest form, and nothing after it.

Law:
    ITU-T X.690 section 10.

"""

from collections.abc import Iterator
from dataclasses import dataclass

from recourse_verify.errors import Malformed

SEQUENCE, SET, INTEGER, OCTETS, OID, NULL = 0x30, 0x31, 0x02, 0x04, 0x06, 0x05
MOST_LENGTH_BYTES = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One value: its tag, its contents, and all its bytes."""

    tag: int
    body: bytes
    whole: bytes

    def parts(self) -> list["Part"]:
        """Return the values inside."""
        return list(_parts(self.body))

    def need(self, tag: int) -> "Part":
        """Return itself, if it has this tag.

        Raises:
            Malformed: It has another.

        """
        if self.tag != tag:
            raise Malformed(f"there is a value of kind {self.tag:#x} where {tag:#x} belongs")
        return self

    def some(self, tag: int, *, least: int, most: int | None = None) -> list["Part"]:
        """Return the values inside, if it has this tag and so many of them.

        Raises:
            Malformed: It has not.

        """
        found = self.need(tag).parts()
        if not least <= len(found) <= (least if most is None else most):
            raise Malformed("a value has too few or too many parts")
        return found


def part_from(data: bytes) -> Part:
    """Read one value, and nothing after it.

    Raises:
        Malformed: It is not DER, or goes on.

    """
    found = list(_parts(data))
    if len(found) != 1:
        raise Malformed("this is not one value in DER")
    return found[0]


def size_of_first(data: bytes) -> int:
    """Return how many bytes the first value has, head and all.

    Raises:
        Malformed: It is not DER, or cut off.

    """
    return _end(data, 0)[1]


def _parts(data: bytes) -> Iterator[Part]:
    """Read values until the end."""
    at = 0
    while at < len(data):
        begin, end = _end(data, at)
        yield Part(data[at], data[begin:end], data[at:end])
        at = end


def _end(data: bytes, at: int) -> tuple[int, int]:
    """Return where the contents of a value begin and end."""
    head = data[at : at + 2 + MOST_LENGTH_BYTES]
    if len(head) < 2 or head[0] & 31 == 31:
        raise Malformed("the DER is cut off, or has a tag that is not read here")
    size, begin = head[1], at + 2
    if size >= 0x80:
        count = size & 0x7F
        if not 1 <= count <= MOST_LENGTH_BYTES or len(head) < 2 + count:
            raise Malformed("a length in the DER is unknown or too large")
        size, begin = int.from_bytes(head[2 : 2 + count]), begin + count
        if size < 0x80 or size < 1 << 8 * (count - 1):
            raise Malformed("a length in the DER is not in its shortest form")
    if begin + size > len(data):
        raise Malformed("the DER is cut off")
    return begin, begin + size
