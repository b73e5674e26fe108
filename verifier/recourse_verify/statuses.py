"""Whether what was signed was called back since: status lists.

Law:
    draft-ietf-oauth-status-list-21 sections 4 (compression), 5.1 (token), 8.3 (validation).

"""

import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recourse_verify import es256, jws
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.trust import Trust

TYP = "statuslist+jwt"
SIZES = (1, 2, 4, 8)
MOST_BYTES = 16 << 20
MOST_TOKEN = 16 << 20
LONGEST_SECONDS = 48 * 3600
"""How old a list may be that does not say until when it is good."""

VALID = 0
WORDS = {0: "valid", 1: "revoked", 2: "suspended"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the status of something stands."""

    uri: str
    index: int


@dataclass(frozen=True, slots=True)
class StatusList:
    """Statuses of `bits` bits each, the first in the lowest bits of the first byte."""

    bits: int
    data: bytes

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.data) * (8 // self.bits)

    def status(self, index: int) -> int:
        """Return one status.

        Raises:
            Wrong: The list is shorter.

        """
        if index >= len(self):
            raise Wrong(f"the status list has no place {index}")
        place, shift = divmod(index * self.bits, 8)
        return self.data[place] >> shift & ((1 << self.bits) - 1)


def place_in(claims: Mapping[str, Any]) -> Place | None:
    """Return where the status stands, or None if none is kept.

    Raises:
        Malformed: It says so in a way that is not understood.

    """
    if "status" not in claims:
        return None
    told = claims["status"]
    if not isinstance(told, dict) or not isinstance(told.get("status_list"), dict):
        raise Malformed("the status is kept in a way that is not understood")
    return place_from(told["status_list"].get("uri"), told["status_list"].get("idx"))


def place_from(uri: object, index: object) -> Place:
    """Read the place of a status.

    Raises:
        Malformed: It is none.

    """
    if not isinstance(uri, str) or not uri:
        raise Malformed("the status list has no address")
    if type(index) is not int or not 0 <= index < 1 << 40:
        raise Malformed("the place in the status list is no number")
    return Place(uri, index)


def list_from(told: object) -> StatusList:
    """Unpack a status list, never beyond its bound.

    Raises:
        Malformed: It is none, or larger than any is.

    """
    if not isinstance(told, dict) or not isinstance(told.get("lst"), str):
        raise Malformed("there is no status list")
    bits = told.get("bits")
    if type(bits) is not int or bits not in SIZES:
        raise Malformed("a status has 1, 2, 4 or 8 bits")
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(jws.from_base64url(told["lst"]), MOST_BYTES)
    except zlib.error as error:
        raise Malformed("the status list cannot be unpacked") from error
    if not unpacking.eof or unpacking.unused_data or unpacking.unconsumed_tail:
        raise Malformed("the status list is cut off, goes on, or is larger than any is")
    return StatusList(bits, data)


def chosen(lists: Sequence[str], place: Place) -> str:
    """Return the list that is meant, of those at hand; the first if none says so."""
    for text in lists[1:]:
        with suppress(Wrong):
            if (
                es256.token_from(text.strip(), typ=TYP, most=MOST_TOKEN).claims.get("sub")
                == place.uri
            ):
                return text
    return lists[0]


def check(text: str, *, place: Place, trust: Trust, at: datetime) -> dict[str, Any]:
    """Need the list to say that what stands at this place is still good.

    Args:
        text: The status list token, as it was fetched or kept.
        place: From what is checked.
        trust: Whom the one who checks trusts.
        at: When.

    Raises:
        Wrong: The list is of another place, over, not signed, or says that it is not good.

    """
    if len(text) > MOST_TOKEN:
        raise Malformed("no status list is so large")
    token = _opened(text.strip(), place, trust, at)
    kept = list_from(token.claims.get("status_list"))
    status = kept.status(place.index)
    if status != VALID:
        word = WORDS.get(status, f"status {status}")
        raise Wrong(f"it is {word}, says the status list of {_issued(token)}")
    return {"is": "valid", "said at": _issued(token)}


def _opened(text: str, place: Place, trust: Trust, at: datetime) -> es256.Token:
    """Open the token of this very list."""
    token = es256.token_from(text, typ=TYP, most=MOST_TOKEN)
    trust.need_signed(token, about=place.uri, at=at)
    if token.claims.get("sub") != place.uri:
        raise Wrong("this is another status list than the one it names")
    made = es256.seconds_in(token.claims, "iat")
    if made is None:
        raise Malformed("the status list does not say when it was made")
    if "exp" not in token.claims and at.timestamp() - made > LONGEST_SECONDS:
        raise Wrong("it has no end, and is more than two days old; fetch it anew")
    ttl = token.claims.get("ttl", 1)
    if type(ttl) is not int or ttl <= 0:
        raise Malformed("the time to live of the status list is none")
    try:
        es256.need_in_time(token.claims, at)
    except Wrong as fault:
        raise Wrong(f"{fault.what}; fetch it anew", where="status list") from fault
    return token


def _issued(token: es256.Token) -> str | None:
    return es256.time_of(es256.seconds_in(token.claims, "iat"))
