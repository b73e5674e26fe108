"""What the issuer signs as JSON: compact JWS with ES256, and the certificates that vouch for it."""

import base64
import hashlib
from collections.abc import Mapping

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from recourse.attestation.issuer import Issuer
from recourse_verify.jws import base64url_of

ALGORITHM = "ES256"
COORDINATE_BYTES = 32
Json = Mapping[str, object]


def signature(
    key: ec.EllipticCurvePrivateKey, message: bytes, *, deterministic: bool = False
) -> bytes:
    """Return the signature of `message` by ES256: R, then S, of 32 bytes each.

    Args:
        key: Of P-256.
        message: What is signed.
        deterministic: Whether the same message has the same signature each time (RFC 6979).

    Law:
        RFC 7518, section 3.4; RFC 9053, section 2.1.

    """
    algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=deterministic)
    halves = decode_dss_signature(key.sign(message, algorithm))
    return b"".join(number.to_bytes(COORDINATE_BYTES) for number in halves)


class Signer:
    """Signs under one header; the header is written once, however much is signed."""

    def __init__(self, issuer: Issuer, *, typ: str) -> None:
        """Sign as `issuer`.

        Args:
            issuer: Who signs, and who vouches for them.
            typ: What the token is for; a token for one use is refused for another.

        """
        chain = [base64.b64encode(one).decode() for one in issuer.x5c]
        header = {"alg": ALGORITHM, "typ": typ, "x5c": chain}
        self._key, self.head = issuer.key, base64url_of(orjson.dumps(header))

    def sign(self, payload: Json) -> str:
        """Return `payload`, signed."""
        return self.sign_bytes(orjson.dumps(payload))

    def sign_bytes(self, payload: bytes) -> str:
        """Return what was written as JSON already, signed as it stands.

        Law:
            RFC 7515, section 7.1; RFC 8725, section 3.11.

        """
        signed = f"{self.head}.{base64url_of(payload)}"
        return f"{signed}.{base64url_of(signature(self._key, signed.encode()))}"


def public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return a public key of P-256 as others read it (RFC 7518, section 6.2.1)."""
    numbers = key.public_numbers()
    x, y = (base64url_of(number.to_bytes(COORDINATE_BYTES)) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the name a public key of P-256 goes by (RFC 7638)."""
    kept = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return base64url_of(hashlib.sha256(orjson.dumps(kept)).digest())
