"""Keyed digests: whoever lacks the key can neither compute nor reverse them by guessing.

HMAC-SHA-256 over the parts, each preceded by its length in four bytes, so that
("ab", "c") and ("a", "bc") never collide.
"""

import hashlib
from collections.abc import Iterable, Sequence
from struct import Struct

_BLOCK_BYTES = 64
_length = Struct(">I").pack


def framed(*parts: bytes) -> bytes:
    """Return parts one after the other, each preceded by its length in four bytes."""
    return b"".join([_length(len(part)) + part for part in parts])


def framed_each(values: Sequence[bytes]) -> list[bytes]:
    """Return each value as a part of its own."""
    return list(map(bytes.__add__, map(_length, map(len, values)), values))


class KeyedDigest:
    """HMAC-SHA-256 under one key; both halves of the key are hashed once, then copied."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        """Hash the padded key, by RFC 2104.

        Raises:
            ValueError: The key is empty or longer than one block.

        """
        if not 0 < len(key) <= _BLOCK_BYTES:
            raise ValueError("the key must have 1 to 64 bytes")
        padded = key.ljust(_BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def of(self, *parts: bytes) -> bytes:
        """Return the digest (32 bytes) of `parts`, in their order."""
        (digest,) = self.of_each([framed(*parts)])
        return digest

    def of_each(self, messages: Iterable[bytes], *, after: bytes = b"") -> list[bytes]:
        """Return the digest (32 bytes) of each message, made of parts by `framed`.

        Args:
            messages: Each some parts, framed.
            after: Parts with which all of them begin, framed; they are hashed once.

        """
        begun = self._inner.copy()
        begun.update(after)
        begin, finish = begun.copy, self._outer.copy
        digests = []
        for message in messages:
            inner = begin()
            inner.update(message)
            outer = finish()
            outer.update(inner.digest())
            digests.append(outer.digest())
        return digests
