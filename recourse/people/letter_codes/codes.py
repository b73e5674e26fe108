"""What is kept of a code on paper: keyed digests, bound to the document it was made for.

A code has two halves of forty random bits. Each is printed by another clerk, so that none of them
ever holds a code; only whoever was given both papers does.
"""

from typing import Final

from recourse.ground.digests import KeyedDigest
from recourse.ground.spoken_codes import new_code, plain
from recourse.store.keys import vault

KEY: Final = "letter-code-digest"
HALF: Final = 8
"""Letters and digits of a half."""


def new_half() -> str:
    """Return a new half, in groups, as it is read out."""
    return new_code(length=HALF)


def half_digest(document: bytes, half: str) -> bytes:
    """Return what is kept of a half that waits for the other one (32 bytes), however typed."""
    return _keyed().of(b"half", document, plain(half).encode())


def digest_of(document: bytes, first_digest: bytes, second: str) -> bytes:
    """Return what is kept of a code (32 bytes).

    Args:
        document: Digest of the document that comes with it.
        first_digest: What was kept of its first half.
        second: Its second half, as it was made or typed.

    """
    return _keyed().of(b"code", document, first_digest, plain(second).encode())


def digests_of(document: bytes, one: str, other: str) -> list[bytes]:
    """Return what two halves may have been kept as: nobody must know which paper came first."""
    return [
        digest_of(document, half_digest(document, first), second)
        for first, second in ((one, other), (other, one))
    ]


def whom(document: bytes) -> bytes:
    """Return what stands for a document at the way in, known here or not."""
    return _keyed().of(b"whom", document)


def shown(document: bytes, name: bytes) -> bytes:
    """Return what stands for a document and the name on it, as two clerks must both type them."""
    return _keyed().of(b"shown", document, name)


def _keyed() -> KeyedDigest:
    return KeyedDigest(vault().named(KEY))
