"""What is kept of a code on paper: a keyed digest, bound to the document it was made for."""

from typing import Final

from recourse.ground.digests import KeyedDigest
from recourse.ground.spoken_codes import plain
from recourse.store.keys import vault

KEY: Final = "letter-code-digest"


def digest_of(document: bytes, code: str) -> bytes:
    """Return what is kept of a code (32 bytes), however it was typed.

    Args:
        document: Digest of the document that comes with it.
        code: As it was made or typed.

    """
    return KeyedDigest(vault().named(KEY)).of(b"code", document, plain(code).encode())


def whom(document: bytes) -> bytes:
    """Return what stands for a document at the way in, known here or not."""
    return KeyedDigest(vault().named(KEY)).of(b"whom", document)
