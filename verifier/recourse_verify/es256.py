"""Tokens signed with ES256, and no other way; JSON in which every value has one reading.

Law:
    RFC 7515 (JWS compact), RFC 7518 section 3.4 (ES256), RFC 7519 section 4.1 (times),
    RFC 8725 sections 3.1 and 3.11 (one algorithm, one type).

"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from recourse_verify import jws
from recourse_verify.errors import Malformed, Unsigned, Wrong
from recourse_verify.texts import utf8

MOST_BYTES = 256 << 10
MOST_DEPTH = 32
MOST_NUMBER = (1 << 53) - 1
COORDINATE_BYTES = 32
LATEST = 253402300799  # 9999-12-31T23:59:59Z
SKEW_SECONDS = 60
PART = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature is not checked yet."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    signature: bytes

    def need_signed_by(self, key: ec.EllipticCurvePublicKey) -> None:
        """Need this key to have signed it.

        Raises:
            Unsigned: It did not.

        """
        need_signature(key, self.signed, self.signature)


def token_from(text: str, *, typ: str, most: int = MOST_BYTES) -> Token:
    """Read a token of one type; its signature is still to be checked.

    Args:
        text: The token.
        typ: What it must say that it is.
        most: How many characters it may have.

    Raises:
        Malformed: It is no token, or too large.
        Unsigned: It is of another type or algorithm, or must not be read by whoever knows less.

    """
    if len(text) > most:
        raise Malformed(f"a token has at most {most} characters")
    parts = text.split(".")
    if len(parts) != 3 or not all(PART.fullmatch(part) for part in parts):
        raise Malformed("a token has three parts in base64url, joined by dots")
    head, body, signature = parts
    header = object_from(jws.from_base64url(head))
    if header.get("alg") != "ES256":
        raise Unsigned(f"the token is not signed with ES256 but with {header.get('alg')!r}")
    if header.get("typ") != typ:
        raise Unsigned(f"the token is not of the type {typ} but {header.get('typ')!r}")
    if "crit" in header or "b64" in header:
        raise Unsigned("the token asks for something that is not understood (crit)")
    claims = object_from(jws.from_base64url(body))
    return Token(header, claims, f"{head}.{body}".encode(), jws.from_base64url(signature))


def need_signature(key: ec.EllipticCurvePublicKey, message: bytes, signature: bytes) -> None:
    """Need 64 bytes to be this key's ECDSA signature with SHA-256.

    Raises:
        Unsigned: They are not.

    """
    if len(signature) != 2 * COORDINATE_BYTES:
        raise Unsigned("a signature with ES256 has 64 bytes")
    both = signature[:COORDINATE_BYTES], signature[COORDINATE_BYTES:]
    der = encode_dss_signature(*(int.from_bytes(one) for one in both))
    try:
        key.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Unsigned("it was changed after it was signed, or somebody else signed it") from error


def key_from(jwk: object) -> ec.EllipticCurvePublicKey:
    """Read a public P-256 key (RFC 7518 section 6.2).

    Raises:
        Malformed: It is none, or holds the secret half.

    """
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise Malformed("the key is no P-256 key")
    if "d" in jwk:
        raise Malformed("a secret key is not to be shown")
    both = [jws.from_base64url(str(jwk.get(name, ""))) for name in ("x", "y")]
    if any(len(one) != COORDINATE_BYTES for one in both):
        raise Malformed("the key is no P-256 key")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), b"\x04" + b"".join(both)
        )
    except ValueError as error:
        raise Malformed("the key is no point of P-256") from error


def object_from(data: bytes) -> dict[str, Any]:
    """Read a JSON object in UTF-8: no name twice, no half characters, not too deep.

    Raises:
        Malformed: It is none.

    """
    found = value_from(data)
    if not isinstance(found, dict):
        raise Malformed("this is no JSON object")
    return found


def value_from(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """Read any JSON value in UTF-8: no name twice, no half characters, not too deep.

    Raises:
        Malformed: It is none.

    """
    found = jws.value_from(utf8(data))
    _need_plain(found, 0)
    return found


def _need_plain(value: object, depth: int) -> None:
    """Refuse JSON that goes too deep, and numbers that not every reader holds (RFC 7493)."""
    if type(value) is int and abs(value) > MOST_NUMBER:
        raise Malformed("a number in the JSON is larger than every reader holds")
    if depth > MOST_DEPTH:
        raise Malformed(f"the JSON is nested deeper than {MOST_DEPTH}")
    inner: Sequence[object] = ()
    if isinstance(value, (dict, list)):
        inner = list(value.values()) if isinstance(value, dict) else value
    for one in inner:
        _need_plain(one, depth + 1)


def seconds_in(claims: Mapping[str, Any], name: str) -> int | None:
    """Return a time of a token in seconds since 1970, or None where there is none.

    Raises:
        Malformed: It is there and is no whole number of seconds.

    """
    if name not in claims:
        return None
    value = claims[name]
    if type(value) is not int or not 0 <= value <= LATEST:
        raise Malformed(f"{name} is no time")
    return value


def need_in_time(claims: Mapping[str, Any], at: datetime) -> None:
    """Need a token to be in force: issued before, begun, and not over.

    Raises:
        Wrong: It is not.

    """
    now = at.timestamp()
    issued, begins, ends = (seconds_in(claims, name) for name in ("iat", "nbf", "exp"))
    if issued is not None and issued > now + SKEW_SECONDS:
        raise Wrong(f"it says that it was issued later than now: {said_at(issued)}")
    if begins is not None and begins > now + SKEW_SECONDS:
        raise Wrong(f"it is not valid before {said_at(begins)}")
    if ends is not None and ends <= now:
        raise Wrong(f"it was valid until {said_at(ends)}")


def said_at(seconds: int) -> str:
    """Write a time for people and machines (RFC 3339, UTC)."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def time_of(seconds: int | None) -> str | None:
    """Write a time, if there is one."""
    return None if seconds is None else said_at(seconds)
