"""Codes with which a counter is shown one statement, once; only a keyed digest is kept.

A code has sixty random bits, works for one day, for one organisation, once. Whoever types wrong
ones waits; whoever made a code does not. A whole hall often has one address, so it may go wrong
often: with sixty tries in a quarter of an hour, one address hits one of a million codes after
some 500,000 years.
"""

from datetime import timedelta
from typing import Final

from recourse.ground.digests import KeyedDigest
from recourse.ground.spoken_codes import plain
from recourse.store.keys import vault

KEY: Final = "share-digest"
LASTS: Final = timedelta(days=1)
WRONG_AT_ONCE: Final = 60
WAIT: Final = timedelta(minutes=15)
LONGEST_NAME: Final = 60


def digest_of(code: str) -> bytes:
    """Return what is kept of a code (32 bytes), however it was typed."""
    return KeyedDigest(vault().named(KEY)).of(b"code", plain(code).encode())


def asker_digest(address: str, on: str) -> bytes:
    """Return what is kept of an address from which a wrong code came, for one day.

    Args:
        address: Network address of whoever asks.
        on: The civil date: the next day the same address has another digest.

    """
    return KeyedDigest(vault().named(KEY)).of(b"asker", on.encode(), address.encode())
