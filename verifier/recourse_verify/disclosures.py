"""What a token with selective disclosure says, with what its holder chose to show.

A disclosure is base64url of `[salt, name, value]`, or `[salt, value]` for an element of a list.
Its digest stands in the token, or in another disclosure: in `_sd` of an object, or as
`{"...": digest}` in a list. Each digest stands once, and each disclosure has its digest.

Law:
    RFC 9901 section 7.1, steps 2 to 6.

"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from recourse_verify import jws
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.es256 import MOST_DEPTH, value_from

HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
DIGESTS, ELEMENT, ALGORITHM = "_sd", "...", "_sd_alg"
RESERVED = {DIGESTS, ELEMENT, ALGORITHM}
MOST = 1000


def hash_of(claims: Mapping[str, Any], data: bytes) -> str:
    """Hash as the token says, in base64url.

    Raises:
        Malformed: The token names another hash than those of SHA-2.

    """
    name = claims.get(ALGORITHM, "sha-256")
    if not isinstance(name, str) or name not in HASHES:
        raise Malformed(f"the hash {name!r} is not accepted")
    return jws.base64url_of(HASHES[name](data).digest())


def opened(
    claims: Mapping[str, Any], disclosures: Sequence[str], *, never: frozenset[str]
) -> dict[str, Any]:
    """Put what is disclosed where it belongs, and leave out what is not.

    Args:
        claims: What was signed.
        disclosures: As they were handed over.
        never: Names at the top that must stand in what was signed.

    Raises:
        Malformed: A disclosure is none, or uses a name that is reserved.
        Wrong: One was not signed for, stands in two places, or hides what may not be hidden.

    """
    if len(disclosures) > MOST:
        raise Malformed(f"there are more than {MOST} disclosures")
    given: dict[str, list[Any]] = {}
    for one in disclosures:
        given[hash_of(claims, one.encode())] = _read(one)
    if len(given) < len(disclosures):
        raise Wrong("a disclosure is there twice")
    reading = _Reading(given, never)
    found = reading.members(
        {name: value for name, value in claims.items() if name != ALGORITHM}, depth=0
    )
    if reading.given:
        raise Wrong("something is disclosed that the issuer did not sign")
    return found


def _read(text: str) -> list[Any]:
    """Read a disclosure."""
    found = value_from(jws.from_base64url(text))
    if not isinstance(found, list) or len(found) not in {2, 3} or not isinstance(found[0], str):
        raise Malformed("a disclosure is a salt, a name and a value, or a salt and a value")
    if len(found) == 3 and (not isinstance(found[1], str) or found[1] in RESERVED):
        raise Malformed("a disclosure has a name that is none, or that is reserved")
    return found


class _Reading:
    """Walks through what was signed, once."""

    def __init__(self, given: dict[str, list[Any]], never: frozenset[str]) -> None:
        """Begin with every disclosure unused."""
        self.given, self._never = given, never
        self._seen: set[str] = set()

    def members(self, value: Mapping[str, Any], *, depth: int) -> dict[str, Any]:
        """Read an object: what stands there openly, and what `_sd` has a disclosure for."""
        if depth > MOST_DEPTH:
            raise Malformed(f"the claims are nested deeper than {MOST_DEPTH}")
        if ELEMENT in value or ALGORITHM in value:
            raise Malformed("a reserved name stands where it has no meaning")
        found = {
            name: self._value(inner, depth) for name, inner in value.items() if name != DIGESTS
        }
        for digest in self._digests(value):
            shown = self._take(digest, parts=3)
            if shown is None:
                continue
            _, name, inner = shown
            if name in found:
                raise Wrong(f"{name!r} is said twice")
            if depth == 0 and name in self._never:
                raise Wrong(f"{name!r} may not be left to the holder to show")
            found[name] = self._value(inner, depth)
        return found

    def _digests(self, value: Mapping[str, Any]) -> list[object]:
        """Return the digests of an object."""
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise Malformed("_sd is a list of digests")
        return digests

    def _value(self, value: object, depth: int) -> Any:  # noqa: ANN401 - JSON
        """Read a value."""
        if isinstance(value, dict):
            return self.members(value, depth=depth + 1)
        if isinstance(value, list):
            return self._list(value, depth + 1)
        return value

    def _list(self, value: Sequence[object], depth: int) -> list[Any]:
        """Read a list; an element with a digest and no disclosure is left out."""
        if depth > MOST_DEPTH:
            raise Malformed(f"the claims are nested deeper than {MOST_DEPTH}")
        found = []
        for one in value:
            if not isinstance(one, dict) or ELEMENT not in one:
                found.append(self._value(one, depth))
                continue
            if len(one) > 1:
                raise Malformed("beside the digest of an element stands something else")
            shown = self._take(one[ELEMENT], parts=2)
            if shown is not None:
                found.append(self._value(shown[1], depth))
        return found

    def _take(self, digest: object, *, parts: int) -> list[Any] | None:
        """Return the disclosure of a digest, and use it up; None if it was not handed over."""
        if not isinstance(digest, str):
            raise Malformed("a digest is a text")
        if digest in self._seen:
            raise Wrong("a digest stands in two places")
        self._seen.add(digest)
        shown = self.given.pop(digest, None)
        if shown is not None and len(shown) != parts:
            raise Malformed("what is disclosed does not fit the place of its digest")
        return shown
