"""What of a secret is kept: a digest, or the secret sealed by a key of the vault."""

import base64
import hashlib
import os
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from recourse.ground import sealing
from recourse.ground.digests import KeyedDigest
from recourse.officials import codes
from recourse.store.keys import vault

TOKEN_BYTES: Final = 32
DIGESTS: Final = "official-digest"
CODE_APPS: Final = "official-code-app"


def new_token() -> str:
    """Return a new token of an invitation: 256 random bits."""
    return base64.urlsafe_b64encode(os.urandom(TOKEN_BYTES)).rstrip(b"=").decode()


def token_digest(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def whom(*named: str | bytes) -> bytes:
    """Return what stands for whoever was named at the way in, known or not."""
    parts = [one.encode() if isinstance(one, str) else one for one in named]
    return KeyedDigest(vault().named(DIGESTS)).of(b"whom", *parts)


def recovery_digest(account: UUID, code: str) -> bytes:
    """Return what is kept of a recovery code, however it was typed."""
    key = KeyedDigest(vault().named(DIGESTS))
    return key.of(b"recovery", account.bytes, codes.plain(code).encode())


def recovery_digests(account: UUID, made: Iterable[str]) -> list[bytes]:
    """Return what is kept of several recovery codes."""
    return [recovery_digest(account, code) for code in made]


def seal(secret: bytes, *, owner: UUID) -> bytes:
    """Seal the secret of a code app, for its owner only."""
    return sealing.seal(vault().named(CODE_APPS), secret, bound_to=owner.bytes)


def unseal(sealed: bytes, *, owner: UUID) -> bytes:
    """Return the secret of a code app.

    Raises:
        CannotOpen: It is somebody else's, or was changed.

    """
    return sealing.unseal(vault().named(CODE_APPS), sealed, bound_to=owner.bytes)
