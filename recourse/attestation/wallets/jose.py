"""Tokens that a wallet signs with the key it names in them; one shape, and no other.

Only ES256 with a P-256 key in the header is taken, so there is nothing to confuse: no other
algorithm, no key from elsewhere, no member twice, no private half.

Law:
    RFC 7515, sections 3.1, 4.1.3, 5.2; RFC 7518, sections 3.4, 6.2.1; RFC 8725, sections 3.1, 3.11.

"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from recourse.attestation.signing import ALGORITHM, COORDINATE_BYTES, thumbprint

LONGEST = 4_096
_PART = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
PRIVATE = frozenset({"d", "k", "p", "q", "dp", "dq", "qi", "oth"})
OTHER_KEYS = frozenset({"kid", "x5c", "x5u", "jku", "crit", "b64", "trust_chain"})
LATEST = 1 << 53


class Untrue(Exception):  # noqa: N818 - says what it is
    """A token is not signed by the key it names, or not in the one shape; ASCII, of nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a wallet signed, and the public key that it signed with."""

    claims: Mapping[str, object]
    jwk: Mapping[str, str]
    thumbprint: str


def signed(token: object, *, typ: str) -> Signed:
    """Return what a token says, if the key in its header signed it.

    Args:
        token: As it came.
        typ: What it must be for.

    Raises:
        Untrue: It is not so.

    """
    if not isinstance(token, str) or len(token) > LONGEST or token.count(".") != 2:
        raise Untrue("this is no compact JWS")
    head, body, made = token.split(".")
    header = _object(head)
    if header.get("typ") != typ:
        raise Untrue(f"typ must be {typ}")
    if header.get("alg") != ALGORITHM:
        raise Untrue(f"alg must be {ALGORITHM}")
    if not OTHER_KEYS.isdisjoint(header):
        raise Untrue("the key must be named by jwk alone")
    jwk = _jwk(header.get("jwk"))
    _need_signature(jwk, f"{head}.{body}".encode(), _bytes(made))
    return Signed(claims=_object(body), jwk=jwk, thumbprint=thumbprint(jwk))


def seconds_of(claims: Mapping[str, object], name: str) -> float:
    """Return a time that a token names.

    Raises:
        Untrue: It names none.

    """
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LATEST:
        raise Untrue(f"{name} must be a time")
    return float(value)


def objects(text: str | bytes) -> dict[str, object]:
    """Return a JSON object in which no member stands twice.

    Raises:
        Untrue: It is none.

    """
    try:
        read = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Untrue("this is no JSON without doubles") from error
    if not isinstance(read, dict):
        raise Untrue("this is no JSON object")
    return read


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; refuse one that says something twice."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a member stands twice")
    return read


def _no_number(text: str) -> object:
    """Refuse what JSON does not know as a number."""
    raise ValueError(text)


def _object(part: str) -> dict[str, object]:
    return objects(_bytes(part))


def _bytes(part: str) -> bytes:
    """Return what a part of a token holds; there is one way to write it.

    Raises:
        Untrue: It is written otherwise.

    """
    if not _PART.fullmatch(part) or len(part) % 4 == 1:
        raise Untrue("this is no base64url")
    read = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(read).rstrip(b"=").decode() != part:
        raise Untrue("this is no base64url")
    return read


def _jwk(given: object) -> dict[str, str]:
    """Return a public key of P-256, with nothing else that was said of it.

    Raises:
        Untrue: It is none, or a private one.

    """
    if not isinstance(given, dict) or not PRIVATE.isdisjoint(given):
        raise Untrue("jwk must be a public key")
    if given.get("kty") != "EC" or given.get("crv") != "P-256":
        raise Untrue("jwk must be a key of P-256")
    x, y = given.get("x"), given.get("y")
    if not (isinstance(x, str) and isinstance(y, str)):
        raise Untrue("jwk must be a key of P-256")
    if not (_COORDINATE.fullmatch(x) and _COORDINATE.fullmatch(y)):
        raise Untrue("jwk must be a key of P-256")
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _need_signature(jwk: Mapping[str, str], message: bytes, made: bytes) -> None:
    """Refuse a signature that this key did not make."""
    if len(made) != 2 * COORDINATE_BYTES:
        raise Untrue("the signature is not by this key")
    r, s = int.from_bytes(made[:COORDINATE_BYTES]), int.from_bytes(made[COORDINATE_BYTES:])
    x, y = (int.from_bytes(_bytes(jwk[name])) for name in ("x", "y"))
    try:
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise Untrue("the signature is not by this key") from error
