"""Signed statements of a house: compact JWS with Ed25519.

Law:
    RFC 7515 section 7.1; RFC 8037; RFC 8725 section 3.11 (explicit typing).

"""

import base64
import binascii
import hashlib
import json
import math
import re
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recourse_verify.errors import Malformed, Unsigned

MOST_BYTES = 1 << 20
HALF = re.compile("[\ud800-\udfff]")
"""Half of a character of UTF-16: no text in UTF-8 holds one."""


def public_key_from(text: str) -> bytes:
    """Read an Ed25519 public key: a JWK (RFC 8037), or its 32 bytes in base64url.

    Raises:
        Malformed: It is neither.

    """
    encoded = text.strip()
    if encoded.startswith("{"):
        jwk = object_from(encoded)
        if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
            raise Malformed("the key is no Ed25519 key (RFC 8037)")
        encoded = str(jwk.get("x", ""))
    public = from_base64url(encoded)
    if len(public) != 32:
        raise Malformed("an Ed25519 public key has 32 bytes")
    return public


def opened(token: str, *, public: bytes, typ: str) -> dict[str, Any]:
    """Return what a token says, if this key signed it for this use.

    Raises:
        Malformed: It is no token.
        Unsigned: Another algorithm, another key, another use, or changed since.

    """
    parts = token.split(".")
    if len(token) > MOST_BYTES or len(parts) != 3:
        raise Malformed("a token has three parts, joined by dots")
    head, body, signature = parts
    header = object_from(from_base64url(head).decode(errors="replace"))
    if header.get("alg") != "EdDSA" or header.get("typ") != typ or "crit" in header:
        raise Unsigned(f"the token was not signed with EdDSA for {typ}")
    raw = from_base64url(signature)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, f"{head}.{body}".encode())
    except (InvalidSignature, ValueError) as error:
        raise Unsigned(f"the key {thumbprint(public)} did not sign this") from error
    return object_from(from_base64url(body).decode(errors="replace"))


def thumbprint(public: bytes) -> str:
    """Return the name a key goes by (RFC 7638 over the OKP key of RFC 8037)."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{base64url_of(public)}"}}'
    return base64url_of(hashlib.sha256(jwk.encode()).digest())


def object_from(text: str) -> dict[str, Any]:
    """Read a JSON object in which no name stands twice.

    Raises:
        Malformed: It is none.

    """
    found = value_from(text)
    if not isinstance(found, dict):
        raise Malformed("this is no JSON object")
    return found


def value_from(text: str) -> Any:  # noqa: ANN401 - JSON
    """Read any JSON value in which no name stands twice and every number is one.

    Raises:
        Malformed: It is none.

    """
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_number
        )
        written = json.dumps(found, ensure_ascii=False)
    except (ValueError, RecursionError) as error:
        raise Malformed("this is not JSON, or a name stands there twice") from error
    if HALF.search(written):
        raise Malformed("the JSON holds half a character")
    return found


def _number(text: str) -> float:
    """Read a number that is not whole; one too large to be one is none."""
    found = float(text)
    if not math.isfinite(found):
        raise ValueError("no such number")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def from_base64url(text: str) -> bytes:
    """Read base64url without padding, in its one spelling.

    Raises:
        Malformed: It is spelled in another way.

    """
    try:
        padded = (text + "=" * (-len(text) % 4)).encode("ascii")
        data = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Malformed("this is not base64url") from error
    if base64url_of(data) != text:
        raise Malformed("this is not base64url in its one spelling")
    return data


def base64url_of(data: bytes) -> str:
    """Return base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
