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
