"""Access tokens of machines: short-lived, signed, checked without the database.

A token says which machine speaks. What the machine may do is asked of the database each
time: a token outlives a mandate by nothing.

Law:
    RFC 6749 section 4.4; RFC 9068; RFC 8037.

"""

import base64
import os
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from recourse.faces.api.errors import TokenNeeded
from recourse.ground.signing import public_bytes, thumbprint
from recourse.store.keys import vault

LIFE_SECONDS = 600
AUDIENCE = "recourse-api"
ALGORITHM = "Ed25519"
TYPE = "at+jwt"
LONGEST = 2_000


class Bearer(NamedTuple):
    """Which machine a token is of, and when it stops being one (seconds since 1970)."""

    client: str
    expires: int


def issue(client_id: str, *, now: datetime) -> str:
    """Return a new token for a machine that has just proved itself."""
    seconds = int(now.timestamp())
    claims = {
        "iss": settings.LOG_NAME,
        "aud": AUDIENCE,
        "sub": client_id,
        "client_id": client_id,
        "iat": seconds,
        "exp": seconds + LIFE_SECONDS,
        "jti": base64.urlsafe_b64encode(os.urandom(12)).decode(),
    }
    key = _key(settings.KEY_DIR)
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def bearer(authorization: str, *, now: datetime) -> Bearer:
    """Return whose token an `Authorization` header carries.

    Raises:
        TokenNeeded: None, not ours, changed, or run out.

    """
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST:
        raise TokenNeeded
    found = _read(token, settings.KEY_DIR)
    if now.timestamp() >= found.expires:
        raise TokenNeeded
    return found


@lru_cache(maxsize=4_096)
def _read(token: str, folder: Path) -> Bearer:
    """Check a token's signature and claims, once for each token."""
    try:
        read = jwt.decode(token, _key(folder), algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError) as error:
        raise TokenNeeded from error
    claims = read.claims
    ours = read.header.get("typ") == TYPE and claims.get("aud") == AUDIENCE
    client, expires = claims.get("client_id"), claims.get("exp")
    if not (ours and isinstance(client, str) and isinstance(expires, int)):
        raise TokenNeeded
    return Bearer(client, expires)


@lru_cache(maxsize=4)
def _key(folder: Path) -> OKPKey:  # noqa: ARG001 - the key belongs to this folder
    """Return the signing key of tokens."""
    key = vault().signing_key("access-token")
    name = thumbprint(public_bytes(key))
    return OKPKey.import_key(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _encoded(public_bytes(key)),
            "d": _encoded(key.private_bytes_raw()),
            "kid": name,
        }
    )


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
