"""The little of CBOR that a code on paper needs, written in the one deterministic way.

The rules this module enforces (RFC 8949, section 4.2.1): every number and every length in its
shortest form, lengths always given, members of a map sorted by the bytes of their names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG = range(7)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value under a tag (section 3.4)."""

    tag: int
    value: object


def dumps(value: object) -> bytes:
    """Return a value as CBOR.

    Args:
        value: int, bytes, str, a sequence of these, a mapping from int or str, or one tagged.

    Raises:
        TypeError: It is of another type.

    Law:
        RFC 8949, section 4.2.1.

    """
    if isinstance(value, int) and not isinstance(value, bool):
        return _head(UNSIGNED, value) if value >= 0 else _head(NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(BYTES, len(value)) + value
    if isinstance(value, str):
        return _head(TEXT, len(value.encode())) + value.encode()
    return _composed(value)


def _composed(value: object) -> bytes:
    """Return an array, a map or a tagged value as CBOR."""
    if isinstance(value, Mapping):
        members = sorted((dumps(name), dumps(one)) for name, one in value.items())
        return _head(MAP, len(members)) + b"".join(name + one for name, one in members)
    if isinstance(value, Sequence):
        return _head(ARRAY, len(value)) + b"".join(map(dumps, value))
    if isinstance(value, Tagged):
        return _head(TAG, value.tag) + dumps(value.value)
    raise TypeError(f"{type(value).__name__} is not written here")


def _head(kind: int, number: int) -> bytes:
    """Return what kind follows, and a number in its shortest form."""
    if number < 24:
        return bytes([kind << 5 | number])
    size = next(size for size in range(4) if number < 1 << (8 << size))
    return bytes([kind << 5 | 24 + size]) + number.to_bytes(1 << size)
