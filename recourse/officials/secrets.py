"""What of a secret is kept: a digest, or the secret sealed by a key of the vault."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from recourse.ground import halves, sealing, spoken_codes
from recourse.ground.digests import KeyedDigest
from recourse.officials import codes
from recourse.store.keys import vault

DIGESTS: Final = "official-digest"
CODE_APPS: Final = "official-code-app"


def new_token() -> str:
    """Return a new token of an invitation: 256 random bits."""
    return halves.new_half()


def token_digest(token: str) -> bytes:
    """Return what is kept of a token of one piece, or of the half that is in a link."""
    return halves.digest(token)


def new_typed_half() -> str:
    """Return the half of an invitation that the official types; neither half opens alone."""
    return spoken_codes.new_code()


def typed_digest(typed: str) -> bytes:
    """Return what is kept of the half that is typed, however it was typed."""
    return halves.digest(spoken_codes.plain(typed))


def both_digest(typed: bytes, linked: bytes) -> bytes:
    """Return what is kept of an invitation of two halves, from the digests of both."""
    return halves.joined(typed, linked)


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
