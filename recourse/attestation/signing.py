"""What the issuer signs as JSON: compact JWS with ES256, and the certificates that vouch for it."""

import base64
import hashlib
from collections.abc import Mapping

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from recourse.attestation.issuer import Issuer

ALGORITHM = "ES256"
COORDINATE_BYTES = 32
Json = Mapping[str, object]


def encoded(data: bytes) -> str:
    """Return bytes as base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


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
        self._key, self.head = issuer.key, encoded(orjson.dumps(header))

    def sign(self, payload: Json) -> str:
        """Return `payload`, signed.

        Law:
            RFC 7515, section 7.1; RFC 7518, section 3.4; RFC 8725, section 3.11.

        """
        signed = f"{self.head}.{encoded(orjson.dumps(payload))}"
        made = self._key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
        halves = (number.to_bytes(COORDINATE_BYTES) for number in decode_dss_signature(made))
        return f"{signed}.{encoded(b''.join(halves))}"


def public_jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Return a public key of P-256 as others read it (RFC 7518, section 6.2.1)."""
    numbers = key.public_numbers()
    x, y = (encoded(number.to_bytes(COORDINATE_BYTES)) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the name a public key of P-256 goes by (RFC 7638)."""
    kept = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    return encoded(hashlib.sha256(orjson.dumps(kept)).digest())
