"""Signatures: Ed25519 (RFC 8032), and receipts as compact JWS (RFC 7515, RFC 8037).

Tokens are read by the verifier's lines: what we take for signed, whoever checks us does.
"""

from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from recourse.ground import canonical
from recourse_verify import jws
from recourse_verify.errors import Wrong
from recourse_verify.jws import base64url_of

RECEIPT = "recourse-receipt+jws"


class BadSignature(Exception):  # noqa: N818 - the house's word
    """The token was not signed by this key for this use, or was changed since."""


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """Return the 32 raw bytes of the public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes_raw()


def sign(key: Ed25519PrivateKey, message: bytes) -> bytes:
    """Return the signature (64 bytes) of `message`."""
    return key.sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` is by the owner of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def thumbprint(public: bytes) -> str:
    """Return the name a public key goes by.

    Law:
        RFC 7638 over the OKP key of RFC 8037, appendix A.3.

    """
    return jws.thumbprint(public)


def public_jwk(public: bytes) -> str:
    """Return a public key as others read it (RFC 8037 section 2)."""
    jwk = {"crv": "Ed25519", "kid": thumbprint(public), "kty": "OKP", "x": base64url_of(public)}
    return canonical.dumps(jwk).decode()


def compact_jws(key: Ed25519PrivateKey, payload: dict[str, object], *, typ: str = RECEIPT) -> str:
    """Sign `payload` as a compact JWS that names its key and its use.

    Args:
        key: Who signs.
        payload: What is signed; written as canonical JSON.
        typ: What the token is for; a token for one use is refused for another.

    Law:
        RFC 7515, section 7.1; RFC 8725, section 3.11 (explicit typing).

    """
    header = {"alg": "EdDSA", "kid": thumbprint(public_bytes(key)), "typ": typ}
    signed = f"{base64url_of(canonical.dumps(header))}.{base64url_of(canonical.dumps(payload))}"
    return f"{signed}.{base64url_of(sign(key, signed.encode()))}"


def detached_jws(key: Ed25519PrivateKey, body: bytes, *, typ: str) -> str:
    """Sign `body` as a JWS that does not carry it: it travels beside, byte for byte.

    Law:
        RFC 7515, appendix F.

    """
    header = {"alg": "EdDSA", "kid": thumbprint(public_bytes(key)), "typ": typ}
    head = base64url_of(canonical.dumps(header))
    return f"{head}..{base64url_of(sign(key, f'{head}.{base64url_of(body)}'.encode()))}"


def open_jws(public: bytes, token: str, *, typ: str = RECEIPT) -> dict[str, object]:
    """Return the payload of a token that `public` signed for the use `typ`.

    Raises:
        BadSignature: Another algorithm, another key, another use, or a changed token.

    """
    try:
        return cast("dict[str, object]", jws.opened(token, public=public, typ=typ))
    except Wrong as error:
        raise BadSignature from error
