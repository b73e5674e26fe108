"""The values of a PDF file, as they stand in its bytes.

Law:
    ISO 32000-2 section 7.2 and 7.3.

"""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from recourse_verify.errors import Malformed

MOST_DEPTH = 64
SPACE = re.compile(rb"(?:[\x00\t\n\f\r ]|%[^\r\n]*[\r\n])*")
NUMBER = re.compile(
    rb"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
)
REFERENCE = re.compile(
    rb"(\d{1,8})[\x00\t\n\f\r ]+(\d{1,5})[\x00\t\n\f\r ]+R(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
)
NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]*)")
WORD = re.compile(rb"true|false|null")
HEX = re.compile(rb"<([0-9A-Fa-f\x00\t\n\f\r ]*)>")
STRING_PART = re.compile(rb"[^()\\]+")
OCTAL = re.compile(rb"[0-7]{1,3}")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}


@dataclass(frozen=True, slots=True)
class Name:
    """A name, without its slash."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Another object of the file."""

    number: int


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Values by their names, and where each stands in the bytes it was read from."""

    values: dict[str, "Value"]
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)

    def get(self, name: str) -> "Value":
        """Return a value, or None."""
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Stream:
    """A dictionary with packed bytes after it."""

    about: Dictionary
    at: int


Value: TypeAlias = bool | int | float | bytes | Name | Reference | list["Value"] | Dictionary | None


class Budget:
    """How much of a file may still be read: what refers to one place a thousand times ends here."""

    def __init__(self, left_bytes: int) -> None:
        """Begin with this many bytes."""
        self.left_bytes = left_bytes

    def spend(self, size_bytes: int) -> None:
        """Read so many bytes.

        Raises:
            Malformed: There is more to read than in any statement.

        """
        self.left_bytes -= size_bytes
        if self.left_bytes < 0:
            raise Malformed("there is more to read in the PDF than in any statement")


class Reading:
    """Reads values from one place of some bytes on."""

    def __init__(self, data: bytes, at: int, budget: Budget) -> None:
        """Begin at a place."""
        self.data, self.at, self._budget = data, at, budget

    def skip(self) -> None:
        """Pass over what separates values."""
        self.take(SPACE)

    def take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Take what matches here, or nothing."""
        found = pattern.match(self.data, self.at)
        if found is not None:
            self._budget.spend(found.end() - self.at)
            self.at = found.end()
        return found

    def starts(self, text: bytes) -> bool:
        """Whether this stands here; if so, pass over it."""
        if not self.data.startswith(text, self.at):
            return False
        self._budget.spend(len(text))
        self.at += len(text)
        return True

    def value(self, depth: int = 0) -> Value:
        """Take the next value.

        Raises:
            Malformed: There is none.

        """
        if depth > MOST_DEPTH:
            raise Malformed("the PDF is nested too deep")
        self.skip()
        if self.starts(b"<<"):
            return self._dictionary(depth + 1)
        if self.starts(b"["):
            return self._list(depth + 1)
        if self.starts(b"("):
            return self._string()
        return self._single()

    def _single(self) -> Value:
        """Take a value that has no others inside."""
        if found := self.take(REFERENCE):
            return Reference(int(found[1]))
        if found := self.take(NUMBER):
            return float(found[0]) if b"." in found[0] else int(found[0])
        if found := self.take(NAME):
            return Name(_name(found[1]))
        if found := self.take(HEX):
            digits = bytes(one for one in found[1] if one not in b"\x00\t\n\f\r ")
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        if found := self.take(WORD):
            return WORDS[found[0]]
        raise Malformed(f"the PDF cannot be read at byte {self.at}")

    def _dictionary(self, depth: int) -> Dictionary:
        """Take the rest of a dictionary."""
        found = Dictionary({})
        while True:
            self.skip()
            if self.starts(b">>"):
                return found
            key = self.take(NAME)
            if key is None:
                raise Malformed(f"the PDF cannot be read at byte {self.at}")
            name = _name(key[1])
            if name in found.values:
                raise Malformed("a name stands twice in a dictionary of the PDF")
            self.skip()
            begin = self.at
            found.values[name] = self.value(depth)
            found.spans[name] = begin, self.at

    def _list(self, depth: int) -> list[Value]:
        """Take the rest of a list."""
        found: list[Value] = []
        while True:
            self.skip()
            if self.starts(b"]"):
                return found
            found.append(self.value(depth))

    def _string(self) -> bytes:
        """Take the rest of a string in parentheses."""
        found, open_ones = bytearray(), 1
        while open_ones:
            if part := self.take(STRING_PART):
                found += part[0]
            elif self.starts(b"\\"):
                found += self._escaped()
            elif self.starts(b"("):
                open_ones += 1
                found += b"("
            elif self.starts(b")"):
                open_ones -= 1
                found += b")" if open_ones else b""
            else:
                raise Malformed("a text in the PDF has no end")
        return bytes(found)

    def _escaped(self) -> bytes:
        """Take what stands after a backslash."""
        if octal := self.take(OCTAL):
            return bytes([int(octal[0], 8) & 0xFF])
        if self.starts(b"\r\n"):
            return b""
        letter = self.data[self.at : self.at + 1]
        self._budget.spend(len(letter))
        self.at += len(letter)
        return b"" if letter in {b"\n", b"\r"} else ESCAPES.get(letter, letter)


def _name(data: bytes) -> str:
    """Return a name with its escapes undone."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)
    return plain.decode("latin-1")
