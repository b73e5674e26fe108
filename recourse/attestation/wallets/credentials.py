"""A credential as a wallet keeps it: SD-JWT VC, signed with ES256, bound to a key of the wallet.

Every claim that says something of somebody is disclosed by itself, or not at all; two digests of
nothing stand among the others, so that their number says little. What is always visible is the
same for everybody who got one on that day, but for the holder's key and the place in a list.

A copy on paper is bound to no key. There whose it is stands open, and cannot be cut out: else
whoever is given a paper could show what it says as their own.
"""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime

import orjson

from recourse.attestation.issuer import Issuer
from recourse.attestation.signing import Signer
from recourse.attestation.terms import Kind, StatusIndex
from recourse.attestation.wallets.terms import Claims
from recourse.ground.calendar import civil_date, end_of, start_of
from recourse_verify.jws import base64url_of

TYPE = "dc+sd-jwt"
DECOYS = 2
SALT_BYTES = 16
VERSION = 1
IDENTITY = frozenset({"name", "id_last4", "birth_year", "statement_id"})
"""What is left to the holder to show in a wallet, and open on paper."""


def type_of(url: str, kind: Kind) -> str:
    """Return the name of a type of credential, which is where it is described (`vct`)."""
    return f"{url}/vct/{kind}/{VERSION}"


class Maker:
    """Makes credentials of one issuer."""

    def __init__(self, issuer: Issuer) -> None:
        """Sign as `issuer`."""
        self._url, self._signer = issuer.url, Signer(issuer, typ=TYPE)

    def make(
        self,
        claims: Claims,
        *,
        status: StatusIndex,
        holder: Mapping[str, str] | None,
        now: datetime,
    ) -> str:
        """Return one instance.

        Args:
            claims: What it says.
            status: Its place in a status list; no other instance may have it.
            holder: Public key of the wallet, as a JWK; None only for a copy on paper.
            now: When; of it only the day is told.

        Law:
            RFC 9901, sections 4.2, 4.2.5 (decoys) and 5; RFC 7800 (cnf).

        """
        shown = IDENTITY if holder is None else frozenset[str]()
        disclosures = [
            _disclosure(name, value) for name, value in claims.says.items() if name not in shown
        ]
        digests = [_digest(one) for one in disclosures]
        digests += [base64url_of(os.urandom(32)) for _ in range(DECOYS)]
        payload = {
            "iss": self._url,
            "vct": type_of(self._url, claims.kind),
            "iat": int(start_of(civil_date(now)).timestamp()),
            "exp": int(end_of(claims.valid_until).timestamp()),
            "status": {"status_list": {"idx": status.index, "uri": status.uri}},
            "_sd": sorted(digests),
            "_sd_alg": "sha-256",
        } | {name: value for name, value in claims.says.items() if name in shown}
        if claims.audience:
            payload["aud"] = claims.audience
        if holder is not None:
            payload["cnf"] = {"jwk": dict(holder)}
        return "~".join([self._signer.sign(payload), *disclosures, ""])


def _disclosure(name: str, value: object) -> str:
    """Return a claim so that it can be shown, or kept back (RFC 9901, section 4.2.1)."""
    return base64url_of(orjson.dumps([base64url_of(os.urandom(SALT_BYTES)), name, value]))


def _digest(disclosure: str) -> str:
    return base64url_of(hashlib.sha256(disclosure.encode()).digest())
