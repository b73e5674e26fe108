"""CBOR as it is written in one way only: numbers, texts, bytes, lists, maps, and tags.

Nothing has two spellings: lengths are known and shortest, keys stand in the order of their bytes
and once. Floating-point numbers and simple values do not occur in what is read here.

Law:
    RFC 8949 section 4.2.1 (core deterministic encoding).

"""

from dataclasses import dataclass
from typing import Any

from recourse_verify.errors import Malformed
from recourse_verify.texts import utf8

NUMBER, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG = range(7)
MOST_DEPTH = 8
LEAST = {1: 24, 2: 1 << 8, 4: 1 << 16, 8: 1 << 32}
"""The least number that needs so many bytes."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with a tag."""

    tag: int
    value: Any


def value_from(data: bytes) -> Any:  # noqa: ANN401 - CBOR
    """Read one value, and nothing after it.

    Raises:
        Malformed: It is spelled in another way, is cut off, or goes on.

    """
    reading = _Reading(data)
    found = reading.value(0)
    if reading.at != len(data):
        raise Malformed("something follows after the end of the CBOR")
    return found


class _Reading:
    """Reads from the first byte to the last."""

    def __init__(self, data: bytes) -> None:
        """Begin at the first byte."""
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        """Take the next bytes."""
        if count > len(self.data) - self.at:
            raise Malformed("the CBOR is cut off")
        self.at += count
        return self.data[self.at - count : self.at]

    def head(self) -> tuple[int, int]:
        """Take the kind of the next value, and its number or length."""
        (first,) = self.take(1)
        kind, short = first >> 5, first & 31
        if kind > TAG:
            raise Malformed("there is a floating-point number or a simple value in the CBOR")
        if short < 24:
            return kind, short
        size = 1 << (short - 24)
        if size not in LEAST:
            raise Malformed("there is a value of unknown length in the CBOR")
        number = int.from_bytes(self.take(size))
        if number < LEAST[size]:
            raise Malformed("a number in the CBOR is not written in its shortest form")
        return kind, number

    def value(self, depth: int) -> Any:  # noqa: ANN401 - CBOR
        """Take the next value."""
        if depth > MOST_DEPTH:
            raise Malformed(f"the CBOR is nested deeper than {MOST_DEPTH}")
        kind, number = self.head()
        if kind in {NUMBER, NEGATIVE}:
            return number if kind == NUMBER else -1 - number
        if kind in {BYTES, TEXT}:
            data = self.take(number)
            return data if kind == BYTES else utf8(data)
        if kind == TAG:
            return Tagged(number, self.value(depth + 1))
        if number > len(self.data):
            raise Malformed("the CBOR is cut off")
        if kind == LIST:
            return [self.value(depth + 1) for _ in range(number)]
        return self._map(number, depth + 1)

    def _map(self, count: int, depth: int) -> dict[Any, Any]:
        """Take a map; its keys are numbers or texts."""
        found: dict[Any, Any] = {}
        before = b""
        for _ in range(count):
            begin = self.at
            key = self.value(depth)
            written = self.data[begin : self.at]
            if not isinstance(key, (int, str)):
                raise Malformed("a key in the CBOR is neither number nor text")
            if written <= before:
                raise Malformed("a key in the CBOR stands twice, or out of order")
            before = written
            found[key] = self.value(depth)
        return found
