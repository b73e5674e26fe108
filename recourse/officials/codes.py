"""Codes: those of a code app, and those kept on paper for the day the device is lost.

The rules this module enforces:

* a code has six digits and changes every thirty seconds; the one before and the one after
  count too, for clocks differ; none counts twice;
* a recovery code has fifty random bits, without letters that look like digits.

Law:
    RFC 6238 (TOTP), 5.2; RFC 4226, 7.2.

"""

import base64
import os
import secrets
from datetime import datetime
from hmac import compare_digest
from typing import Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

SECRET_BYTES: Final = 20
DIGITS: Final = 6
STEP_SECONDS: Final = 30
RECOVERY_CODES: Final = 10
_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"
_LOOK_ALIKE: Final = str.maketrans("OIL", "011")
_HALF: Final = 5


def new_secret() -> bytes:
    """Return a new secret for a code app."""
    return os.urandom(SECRET_BYTES)


def written(secret: bytes) -> str:
    """Return a secret as a person types it into a code app: Base32, no padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, issuer: str, account: str) -> str:
    """Return the `otpauth:` address from which a code app takes everything."""
    query = urlencode({"secret": written(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account, safe='')}?{query}"


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step."""
    return HOTP(secret, DIGITS, SHA1(), enforce_key_length=False).generate(step).decode()  # noqa: S303 - what every code app speaks; HMAC-SHA-1 is not broken


def step_of(at: datetime) -> int:
    """Return the step in which an instant lies."""
    return int(at.timestamp()) // STEP_SECONDS


def step_shown_by(code: str, *, secret: bytes, after: int, now: datetime) -> int | None:
    """Return the step whose code this is, or None.

    Args:
        code: Six digits.
        secret: Of the code app.
        after: The last step that was used; it and all before it count no more.
        now: When.

    """
    current = step_of(now)
    shown = [
        step
        for step in (current - 1, current, current + 1)
        if compare_digest(code_at(secret, step).encode(), code.encode()) and step > after
    ]
    return shown[0] if shown else None


def is_code(text: str) -> bool:
    """Whether a text has the form of a code app's code."""
    return len(text) == DIGITS and text.isascii() and text.isdecimal()


def new_recovery_codes() -> list[str]:
    """Return new recovery codes, each once."""
    made: dict[str, None] = {}
    while len(made) < RECOVERY_CODES:
        letters = [secrets.choice(_LETTERS) for _ in range(2 * _HALF)]
        made["".join(letters[:_HALF]) + "-" + "".join(letters[_HALF:])] = None
    return list(made)


def plain(typed: str) -> str:
    """Return a code as it is compared: no spaces or dashes, capitals, no look-alikes.

    >>> plain(" 12o-4il ")
    '120411'
    """
    kept = "".join(letter for letter in typed if letter.isalnum()).upper()
    return kept.translate(_LOOK_ALIKE)
