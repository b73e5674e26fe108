"""How a list is written, and which place comes next; no clock, no database.

Law:
    Token Status List (draft-ietf-oauth-status-list-21), sections 4 and 5; HAIP 1.0 (an index that
    nobody can foretell).

"""

import base64
import hmac
import zlib
from collections.abc import Iterable, Mapping
from datetime import timedelta

BITS = 1
ENTRIES = 1 << 20
FULL = ENTRIES // 2
"""How many places of a list are given out; the others hide how many those are."""

HIGHEST = 999_999
"""Numbers of lists are drawn by lot up to here; they stand in codes on paper, so they are short."""

LISTS_OPEN = 12
"""From how many lists places are drawn: more than a batch has instances."""

TTL_SECONDS = 3_600
GOOD_FOR = timedelta(hours=48)
SIGN_AGAIN_AFTER = timedelta(hours=12)
"""An unchanged list is signed anew long before it ends, and not each hour."""

REVOKED = 1
ROUNDS = 10
HALF_BITS = 10
HALF = (1 << HALF_BITS) - 1


def place_of(key: bytes, number: int) -> int:
    """Return the place that the `number`th of a list has.

    A permutation under a key: every number has a place of its own, and nobody without the key
    can tell one place from the next. So no table says which places are taken.

    Args:
        key: Of this list alone.
        number: 0 to 2^20 - 1.

    Law:
        A balanced Feistel network of ten rounds, as in NIST SP 800-38G, section 5.1.

    """
    if not 0 <= number < ENTRIES:
        raise ValueError(f"a list has no number {number}")
    left, right = number >> HALF_BITS, number & HALF
    for step in range(ROUNDS):
        mixed = hmac.digest(key, step.to_bytes(1) + right.to_bytes(2), "sha256")
        left, right = right, left ^ (int.from_bytes(mixed[:2]) & HALF)
    return left << HALF_BITS | right


def packed(statuses: Mapping[int, int], *, bits: int = BITS, entries: int = ENTRIES) -> bytearray:
    """Return statuses as bytes; the first stands in the lowest bits of the first byte.

    Args:
        statuses: Of each place that has another status than 0.
        bits: For one status: 1, 2, 4 or 8.
        entries: How many places there are.

    """
    array = bytearray(-(-entries * bits // 8))
    each = 8 // bits
    for place, status in statuses.items():
        array[place // each] |= status << place % each * bits
    return array


def with_revoked(array: bytes, places: Iterable[int]) -> bytearray:
    """Return the bytes of a list in which `places` are revoked too; nothing is ever un-revoked."""
    grown = bytearray(array)
    for place in places:
        grown[place // 8] |= REVOKED << place % 8
    return grown


def written(array: bytes | bytearray) -> str:
    """Return bytes of a list as a token carries them: ZLIB at its best, base64url."""
    return base64.urlsafe_b64encode(zlib.compress(array, level=9)).rstrip(b"=").decode()


def read(text: str, *, most_bytes: int = ENTRIES) -> bytes:
    """Return the bytes of a list that `written` wrote.

    Raises:
        ValueError: It is none, or larger than `most_bytes`.

    """
    unpacking = zlib.decompressobj()
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        array = unpacking.decompress(raw, most_bytes)
    except zlib.error as error:
        raise ValueError("this is no status list") from error
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("this is no status list of that size")
    return array


def status_at(array: bytes, place: int, *, bits: int = BITS) -> int:
    """Return the status at a place."""
    each = 8 // bits
    return array[place // each] >> place % each * bits & (1 << bits) - 1
