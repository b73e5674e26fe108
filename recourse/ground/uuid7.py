"""UUIDv7: identifiers that sort by the moment they were made."""

import os
from datetime import datetime
from uuid import UUID


def uuid7(now: datetime) -> UUID:
    """Return a new UUIDv7 for the instant `now`.

    Args:
        now: Aware instant; its milliseconds become the first 48 bits.

    Law:
        RFC 9562, section 5.7.

    """
    milliseconds = int(now.timestamp() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    high = (milliseconds & 0xFFFFFFFFFFFF) << 16 | 0x7000 | (random >> 68) & 0x0FFF
    low = 0b10 << 62 | random & 0x3FFFFFFFFFFFFFFF
    return UUID(int=high << 64 | low)


_RANDOM_BYTES = 10
_TO_VERSION = bytes(0x70 | byte & 0x0F for byte in range(256))
_TO_VARIANT = bytes(0x80 | byte & 0x3F for byte in range(256))


def many(count: int, now: datetime) -> list[bytes]:
    """Return so many new UUIDv7 for the instant `now`, 16 bytes each.

    Their random part is fetched at once, and version and variant are set in all of them at once.

    Args:
        count: How many.
        now: Aware instant; its milliseconds become the first 48 bits.

    Law:
        RFC 9562, section 5.7.

    """
    start = int(now.timestamp() * 1000).to_bytes(6, "big")
    random = bytearray(os.urandom(_RANDOM_BYTES * count))
    random[0::_RANDOM_BYTES] = random[0::_RANDOM_BYTES].translate(_TO_VERSION)
    random[2::_RANDOM_BYTES] = random[2::_RANDOM_BYTES].translate(_TO_VARIANT)
    ends = bytes(random)
    return [start + ends[at : at + _RANDOM_BYTES] for at in range(0, len(ends), _RANDOM_BYTES)]
