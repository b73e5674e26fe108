"""A statement as signed data: a compact JWS (RFC 7515) over its canonical JSON, by ES256.

The header carries the certificates (`x5c`, RFC 7515 section 4.1.6), the signer's own first and
the anchor left out, so that whoever has the anchor can check it with any library.
"""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from recourse.attestation import contents
from recourse.attestation.issuer import Issuer
from recourse.attestation.terms import Statement
from recourse.ground import canonical

TYP = "recourse-statement+jws"
_HALF_BYTES = 32


def token(statement: Statement, by: Issuer) -> str:
    """Return a statement, signed by its issuer.

    Law:
        RFC 7515 (compact serialization); RFC 7518 section 3.4 (the signature is R and S).

    """
    chain = [base64.b64encode(one).decode() for one in by.x5c]
    header = canonical.dumps({"alg": "ES256", "typ": TYP, "x5c": chain})
    signing = f"{_encoded(header)}.{_encoded(contents.canonical_of(statement))}"
    return f"{signing}.{_encoded(signature(by.key, signing.encode()))}"


def signature(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """Return the signature of `message` by ES256: R, then S, of 32 bytes each."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(_HALF_BYTES) + s.to_bytes(_HALF_BYTES)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
