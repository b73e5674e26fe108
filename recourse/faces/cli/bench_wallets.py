"""How fast credentials are made, beside the limit: bare signatures; on one core, no database."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recourse.attestation.issuer import Issuer
from recourse.attestation.signing import public_jwk
from recourse.attestation.terms import Statement, StatusIndex
from recourse.attestation.wallets.claims import claims_of
from recourse.attestation.wallets.credentials import Maker

AT_A_TIME = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How many a second, on one core: credentials, and bare ES256 signatures of the same size."""

    credentials: float
    signatures: float
    credential_bytes: int

    @property
    def ratio(self) -> float:
        """Return how much of the limit is reached; carries over to other machines."""
        return self.credentials / self.signatures


def credentials_beside_signatures(
    statement: Statement, *, issuer: Issuer, seconds: float, now: datetime
) -> Rates:
    """Make credentials of a statement, then bare signatures, each for some seconds."""
    maker, claims = Maker(issuer), claims_of(statement)[0]
    holder = public_jwk(ec.generate_private_key(ec.SECP256R1()).public_key())
    at = StatusIndex(uri=f"{issuer.url}/status/1", list_id=1, index=7)
    made = maker.make(claims, status=at, holder=holder, now=now)
    signed = made.partition("~")[0].rpartition(".")[0].encode()
    algorithm = ec.ECDSA(hashes.SHA256())
    return Rates(
        credentials=_rate(lambda: maker.make(claims, status=at, holder=holder, now=now), seconds),
        signatures=_rate(lambda: issuer.key.sign(signed, algorithm), seconds),
        credential_bytes=len(made),
    )


def _rate(deed: Callable[[], object], seconds: float) -> float:
    """Return how often a deed is done in a second of this process's own time."""
    began, done = time.process_time(), 0
    while time.process_time() - began < seconds:
        for _ in range(AT_A_TIME):
            deed()
        done += AT_A_TIME
    return done / (time.process_time() - began)
