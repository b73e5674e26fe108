"""Codes by which a helper finds what was entrusted to them; only a keyed digest is kept.

A code has sixty random bits and works for seven days, once.
"""

import secrets
from typing import Final

from recourse.ground.digests import KeyedDigest
from recourse.store.keys import vault

KEY: Final = "entrustment-digest"
LENGTH: Final = 12
_GROUP: Final = 4
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a new code, in groups, as it is read out."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def digest_of(code: str) -> bytes:
    """Return what is kept of a code (32 bytes), however it was typed."""
    return KeyedDigest(vault().named(KEY)).of(b"code", plain(code).encode())


def plain(code: str) -> str:
    """Return a code without what separates its groups; letters that look like digits are digits.

    >>> plain("ab0o-12il")
    'AB001211'
    """
    typed = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return typed.translate(_LOOK_ALIKE)
