"""A statement as signed data: a compact JWS (RFC 7515) over its canonical JSON, by ES256.

The header carries the certificates (`x5c`, RFC 7515 section 4.1.6), the signer's own first and
the anchor left out, so that whoever has the anchor can check it with any library.
"""

from recourse.attestation import contents
from recourse.attestation.issuer import Issuer
from recourse.attestation.signing import Signer
from recourse.attestation.terms import Statement

TYP = "recourse-statement+jws"


def token(statement: Statement, by: Issuer) -> str:
    """Return a statement, signed by its issuer."""
    return Signer(by, typ=TYP).sign_bytes(contents.canonical_of(statement))
