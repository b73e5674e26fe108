"""Codes and tokens that name an offer to us and to nobody else, and nonces that we made.

A code is sealed with a key of the vault: inside are whose offer it is, and the key of what the
offer says. So no table leads from a code to a person, and what the database holds of an offer
opens only with the code.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from recourse.ground import sealing
from recourse.ground.digests import KeyedDigest
from recourse.store.keys import vault
from recourse_verify.jws import base64url_of

SECRET_BYTES = 16
NONCE_LIFE = timedelta(minutes=5)
PIN_DIGITS = 6
_LENGTH = 16 + 16 + SECRET_BYTES
_NONCE_BYTES = 8 + 16 + 16
LONGEST = 200


class Use(StrEnum):
    """What a code or a nonce is for; it opens nothing else."""

    CODE = "code"
    TOKEN = "token"  # noqa: S105 - a name
    PROOF = "proof"
    DPOP = "dpop"


class Unknown(Exception):  # noqa: N818 - says what it is
    """We did not make this, or not for this use."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose offer a code names; `secret` opens what the offer says."""

    person: UUID
    offer: UUID
    secret: bytes

    @property
    def key(self) -> bytes:
        """Return the key under which the offer's contents are sealed."""
        return KeyedDigest(self.secret).of(b"wallet offer", self.offer.bytes)


def new(person: UUID, offer: UUID) -> Bearer:
    """Return what will name a new offer."""
    return Bearer(person, offer, os.urandom(SECRET_BYTES))


def written(bearer: Bearer, use: Use) -> str:
    """Return a code, or a token, for an offer."""
    plain = bearer.person.bytes + bearer.offer.bytes + bearer.secret
    return base64url_of(sealing.seal(_key("wallet-codes"), plain, bound_to=use.encode()))


def read(text: str, use: Use) -> Bearer:
    """Return which offer a code, or a token, names.

    Raises:
        Unknown: We did not make it, or not for this use.

    """
    try:
        sealed = _decoded(text)
        plain = sealing.unseal(_key("wallet-codes"), sealed, bound_to=use.encode())
    except (ValueError, sealing.CannotOpen) as error:
        raise Unknown from error
    return Bearer(UUID(bytes=plain[:16]), UUID(bytes=plain[16:32]), plain[32:_LENGTH])


def nonce(use: Use, *, now: datetime) -> str:
    """Return a nonce that nobody can foretell; nothing is kept of it."""
    until = int((now + NONCE_LIFE).timestamp()).to_bytes(8)
    begun = until + os.urandom(16)
    return base64url_of(begun + _mark(use, begun))


def nonce_until(text: object, use: Use, *, now: datetime) -> datetime:
    """Return until when a nonce of ours may be used.

    Raises:
        Unknown: It is not ours, not for this use, or too old.

    """
    try:
        raw = _decoded(text if isinstance(text, str) else "")
    except ValueError as error:
        raise Unknown from error
    begun, mark = raw[:-16], raw[-16:]
    if len(raw) != _NONCE_BYTES or not hmac.compare_digest(mark, _mark(use, begun)):
        raise Unknown
    until = int.from_bytes(begun[:8])
    if until <= now.timestamp():
        raise Unknown
    return now + timedelta(seconds=until - now.timestamp())


def new_pin() -> str:
    """Return digits to type into a wallet."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"


def pin_digest(offer: UUID, pin: str) -> bytes:
    """Return the keyed digest (32 bytes) of the digits of an offer."""
    return KeyedDigest(_key("wallet-pins")).of(offer.bytes, pin.encode(errors="surrogatepass"))


def once(use: Use, *parts: str) -> bytes:
    """Return under which digest something is remembered that may be used once."""
    framed = "\n".join((use, *parts)).encode(errors="surrogatepass")
    return hashlib.sha256(framed).digest()


def _mark(use: Use, begun: bytes) -> bytes:
    return KeyedDigest(_key("wallet-nonces")).of(use.encode(), begun)[:16]


def _decoded(text: str) -> bytes:
    """Return the bytes of a code.

    Raises:
        ValueError: It is none.

    """
    if not 0 < len(text) <= LONGEST:
        raise ValueError("too long")
    raw = text.encode("ascii")
    return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)


def _key(name: str) -> bytes:
    return vault().named(name)
