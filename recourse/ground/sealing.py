"""Sealing: AES-256-GCM, bound to what the sealed bytes belong to.

A sealed value is nonce (12 bytes) || ciphertext || tag (16 bytes). `bound_to` is
authenticated but not stored: bytes moved to another row do not open.

A key may seal at most 2^32 values under random nonces (NIST SP 800-38D, section 8.3).
A data key seals one value, and a wrapping key is replaced every month or on rotation.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import tee

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES
_ENVELOPE_BYTES = KEY_BYTES + 2 * NONCE_BYTES


class CannotOpen(Exception):  # noqa: N818 - the house's word
    """The sealed bytes, the key and what they are bound to do not belong together."""


def new_key() -> bytes:
    """Return a new random key."""
    return os.urandom(KEY_BYTES)


class Sealer:
    """Seals and opens under one key; worth keeping where many values share it."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        """Set the key up."""
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, *, bound_to: bytes) -> bytes:
        """Seal `plain`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, bound_to)

    def envelope(self, plain: bytes, *, bound_to: bytes) -> tuple[bytes, bytes]:
        """Seal `plain` under a new data key; return that key wrapped, and the sealed bytes."""
        return next(envelopes([self], [plain], bound_to=[bound_to]))

    def wrap(self, key: bytes, nonce: bytes, bound_to: bytes) -> bytes:
        """Seal a data key under a nonce that was never used before."""
        return nonce + self._cipher.encrypt(nonce, key, bound_to)

    def unseal(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """Open what was sealed under this key.

        Raises:
            CannotOpen: Wrong key, wrong owner, or the bytes were changed.

        """
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            raise CannotOpen
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
        except InvalidTag as error:
            raise CannotOpen from error


def envelopes(
    sealers: Iterable[Sealer],
    plains: Sequence[bytes],
    *,
    bound_to: Iterable[bytes],
    keys_bound_to: Iterable[bytes] | None = None,
) -> Iterator[tuple[bytes, bytes]]:
    """Seal each of `plains` under a new data key of its own.

    The random bytes of all keys and nonces are fetched at once: to ask for them takes longer
    than to seal under them.

    Args:
        sealers: What wraps each data key.
        plains: What is sealed.
        bound_to: What each seal and each wrapped key is bound to.
        keys_bound_to: What the wrapped keys are bound to, where it is something else.

    Returns:
        For each, its data key wrapped, and the sealed bytes.

    """
    random = os.urandom(_ENVELOPE_BYTES * len(plains))
    starts = range(0, len(random), _ENVELOPE_BYTES)
    owners, also = tee(bound_to) if keys_bound_to is None else (bound_to, keys_bound_to)
    for at, sealer, plain, owner, key_owner in zip(
        starts, sealers, plains, owners, also, strict=False
    ):
        key, outer, inner = (
            random[at : at + 32],
            random[at + 32 : at + 44],
            random[at + 44 : at + 56],
        )
        yield sealer.wrap(key, outer, key_owner), inner + AESGCM(key).encrypt(inner, plain, owner)


def seal(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Seal `plain` under `key`; a data key sealed this way is a wrapped key of 60 bytes."""
    return Sealer(key).seal(plain, bound_to=bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Open what `seal` sealed.

    Raises:
        CannotOpen: Wrong key, wrong owner, or the bytes were changed.

    """
    return Sealer(key).unseal(sealed, bound_to=bound_to)
