"""Secrets of machines: random, so a plain digest keeps them.

256 random bits cannot be guessed, so a slow password hash would only slow the token service.
"""

import base64
import hashlib
import os

SECRET_BYTES = 32
DIGEST_BYTES = 32


def new_secret() -> str:
    """Return a new secret of 256 bits."""
    return base64.urlsafe_b64encode(os.urandom(SECRET_BYTES)).rstrip(b"=").decode()


def digest(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()
