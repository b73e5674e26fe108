"""Codes by which a helper finds what was entrusted to them; only a keyed digest is kept.

A code has sixty random bits and works for seven days, once.
"""

from typing import Final

from recourse.ground.digests import KeyedDigest
from recourse.ground.spoken_codes import plain
from recourse.store.keys import vault

KEY: Final = "entrustment-digest"


def digest_of(code: str) -> bytes:
    """Return what is kept of a code (32 bytes), however it was typed."""
    return KeyedDigest(vault().named(KEY)).of(b"code", plain(code).encode())
