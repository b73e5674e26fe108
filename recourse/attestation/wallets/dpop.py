"""That whoever shows a token holds the key it was given to.

Law:
    RFC 9449 (DPoP), sections 4.3, 7.1, 8, 11.1.

"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from recourse.attestation.wallets import codes, jose
from recourse.attestation.wallets.errors import Unacceptable
from recourse_verify.jws import base64url_of

TYPE = "dpop+jwt"
WINDOW_SECONDS = 300
LONGEST_NAME = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Who asks: the name of their key, and under what this one proof is remembered."""

    thumbprint: str
    once: bytes
    until: datetime


def proof_in(
    text: str, *, method: str, url: str, token: str = "", now: datetime, status: int = 400
) -> Proof:
    """Return who signed a DPoP proof for this very request.

    Args:
        text: The header `DPoP`.
        method: Of the request.
        url: Of the request, without its query.
        token: The access token that is shown with it; none at the token endpoint.
        now: When.
        status: Of HTTP, of a refusal.

    Raises:
        Unacceptable: `use_dpop_nonce` if only the nonce is missing or old; else
            `invalid_dpop_proof`.

    """
    try:
        signed = jose.signed(text, typ=TYPE)
        name = _checked(signed, method, url, token, now)
    except jose.Untrue as untrue:
        raise Unacceptable("invalid_dpop_proof", str(untrue), status=status) from untrue
    try:
        until = codes.nonce_until(signed.claims.get("nonce"), codes.Use.DPOP, now=now)
    except codes.Unknown as unknown:
        raise Unacceptable(
            "use_dpop_nonce", "take the nonce of this answer", status=status
        ) from unknown
    once = codes.once(codes.Use.DPOP, signed.thumbprint, name)
    return Proof(thumbprint=signed.thumbprint, once=once, until=until)


def _checked(signed: jose.Signed, method: str, url: str, token: str, now: datetime) -> str:
    """Return the name of a proof that is for this request."""
    claims = signed.claims
    name = claims.get("jti")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or not name.isascii():
        raise jose.Untrue("jti must be a short text")
    if claims.get("htm") != method:
        raise jose.Untrue("htm is of another method")
    if claims.get("htu") != url:
        raise jose.Untrue("htu is of another address")
    if abs(jose.seconds_of(claims, "iat") - now.timestamp()) > WINDOW_SECONDS:
        raise jose.Untrue("iat is too far from now")
    expected = base64url_of(hashlib.sha256(token.encode()).digest()) if token else None
    if claims.get("ath") != expected:
        raise jose.Untrue("ath is of another token")
    return name
