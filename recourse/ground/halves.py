"""Secrets in two halves: two people each see one, and neither opens anything alone.

A whole secret is its first half and then its second. What is kept of it is a digest over the
digests of both, so that whoever keeps the first digest while a second person decides has never
seen the whole. A secret of one piece is kept by its plain digest; its length tells them apart.
"""

import base64
import hashlib
import os
from typing import Final

HALF_BYTES: Final = 32
HALF: Final = 43
"""Letters of a half, and of a secret of one piece: 256 random bits, base64url without padding."""


def new_half() -> str:
    """Return 256 new random bits as text."""
    return base64.urlsafe_b64encode(os.urandom(HALF_BYTES)).rstrip(b"=").decode()


def digest(text: str) -> bytes:
    """Return what is kept of one half, or of a secret of one piece."""
    return hashlib.sha256(text.encode()).digest()


def joined(first: bytes, second: bytes) -> bytes:
    """Return what is kept of a whole, from the digests of its halves."""
    return hashlib.sha256(first + second).digest()


def kept_of(presented: str) -> bytes:
    """Return what is kept of a presented secret, be it of one piece or of two halves.

    >>> first, second = new_half(), new_half()
    >>> kept_of(first + second) == joined(digest(first), digest(second))
    True
    """
    if len(presented) != 2 * HALF:
        return digest(presented)
    return joined(digest(presented[:HALF]), digest(presented[HALF:]))
