"""Keyed digests: whoever lacks the key can neither compute nor reverse them by guessing.

HMAC-SHA-256 over the parts, each preceded by its length in four bytes, so that
("ab", "c") and ("a", "bc") never collide.
"""

import hashlib
from struct import Struct

_BLOCK_BYTES = 64
_length = Struct(">I").pack


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
        inner = self._inner.copy()
        for part in parts:
            inner.update(_length(len(part)) + part)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()
