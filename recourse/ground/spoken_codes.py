"""Codes that people read out and type: sixty random bits, in letters that nobody mistakes."""

import secrets
from typing import Final

LENGTH: Final = 12
_GROUP: Final = 4
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32."""

_LOOK_ALIKE: Final = str.maketrans("OIL", "011")


def new_code(*, length: int = LENGTH) -> str:
    """Return a new code, in groups, as it is read out; each letter has five random bits."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(length))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, length, _GROUP))


def plain(code: str) -> str:
    """Return a code without what separates its groups; letters that look like digits are digits.

    >>> plain("ab0o-12il")
    'AB001211'
    """
    typed = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return typed.translate(_LOOK_ALIKE)
