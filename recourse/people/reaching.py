"""A new e-mail address or phone number is kept once its person has typed the code sent there.

Until then it is kept nowhere but sealed in the browser's own session, with a digest of the code:
who owns an address that somebody else typed loses nothing and gets one message.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import Final, NamedTuple
from uuid import UUID

import orjson

from recourse.ground import sealing
from recourse.ground.digests import KeyedDigest
from recourse.ground.sealing import CannotOpen
from recourse.ground.spoken_codes import new_code, plain
from recourse.people.errors import WrongContactCode
from recourse.store.keys import vault

KEY: Final = "contact-change"
GOOD_FOR: Final = timedelta(minutes=30)


class Way(StrEnum):
    """What must be proved before it is kept."""

    EMAIL = "email"
    MOBILE = "mobile"


class Proposed(NamedTuple):
    """A new address as the session keeps it, and the code that goes there."""

    sealed: str
    code: str


class Proven(NamedTuple):
    """A new address whose owner has typed the code."""

    way: Way
    to: str


def propose(*, person: UUID, way: Way, to: str, now: datetime) -> Proposed:
    """Return a new address, sealed for its person, and the code to be sent there."""
    code = new_code()
    kept = [way.value, to, _digest(code).hex(), int((now + GOOD_FOR).timestamp())]
    sealed = sealing.seal(vault().named(KEY), orjson.dumps(kept), bound_to=person.bytes)
    return Proposed(sealed.hex(), code)


def proven(*, person: UUID, sealed: str, code: str, now: datetime) -> Proven:
    """Return the address that a code proves.

    Raises:
        WrongContactCode: The code is another, too old, or the address is somebody else's.

    """
    try:
        kept = sealing.unseal(vault().named(KEY), bytes.fromhex(sealed), bound_to=person.bytes)
    except (CannotOpen, ValueError):
        raise WrongContactCode from None
    way, to, digest, until = orjson.loads(kept)
    if now.timestamp() >= until or not compare_digest(_digest(code), bytes.fromhex(digest)):
        raise WrongContactCode
    return Proven(Way(way), to)


def _digest(code: str) -> bytes:
    """Return what is kept of a code, however it was typed."""
    return KeyedDigest(vault().named(KEY)).of(b"code", plain(code).encode())
