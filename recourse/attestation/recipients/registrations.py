"""What an organisation shows to a wallet: our signature on what it may ask, and nothing more.

A wallet need not believe the organisation: it holds the request against this. We sign it before
anybody is asked, so we never learn who is.

Law:
    OpenID4VP 1.0 section 5.11 (verifier_info, bound to its holder by `sub`); PIPL art. 6, 17.

"""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from recourse.attestation import issuer
from recourse.attestation.issuer import Issuer
from recourse.attestation.recipients import rules, wording
from recourse.attestation.recipients.certificates import client_id
from recourse.attestation.recipients.errors import NotPermitted
from recourse.attestation.recipients.terms import Permission, RecipientCard
from recourse.catalogue import queries as catalogues
from recourse.catalogue import request_rules
from recourse.catalogue.terms import Catalogue, Request
from recourse.ground import canonical
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse_verify.jws import base64url_of
from recourse_verify.texts import base64_of

TYP = "recipient-registration+jwt"
COORDINATE_BYTES = 32


def registration(card: RecipientCard, request: str, *, now: datetime) -> str:
    """Return the signed registration of an organisation for one request.

    Raises:
        NotPermitted: It may not make this request now, or has no certificate to make it with.
        NotVouchedFor: Nobody vouches for our own key.

    """
    catalogue = catalogues.current()
    permission = rules.open_permission(card, request, catalogue, civil_date(now))
    if permission is None or not card.chain:
        raise NotPermitted
    by = issuer.issuer()
    return _signed(by, _claims(card, permission, catalogue, by.url, now))


def _claims(
    card: RecipientCard, permission: Permission, catalogue: Catalogue, url: str, now: datetime
) -> dict[str, Any]:
    """Return what is signed: who, for what, under which article, what exactly, until when."""
    request = catalogue.requests[permission.request]
    ends_at = rules.registration_ends_at(permission, request, now=now)
    ends_at = min(ends_at, *(one.not_valid_after_utc for one in card.chain))
    return {
        "iss": url,
        "sub": client_id(card.chain[0]),
        "iat": int(now.timestamp()),
        "exp": int(ends_at.timestamp()),
        "recipient": {"id": card.address, "code": card.code, "name": _both(card.name)},
        "request": _request(request, catalogue),
        "dcql_query": rules.query_of(request, issuer=url),
        "refuse": _both(wording.YOU_MAY_REFUSE),
        "complain": _both(wording.WHERE_TO_COMPLAIN),
        "page": f"{url}/recipients/",
    }


def _request(request: Request, catalogue: Catalogue) -> dict[str, Any]:
    """Return what is asked and why, in the words that the wallet shows."""
    return {
        "id": request.code,
        "name": _both(request.name),
        "says": _both(request.says),
        "law": _both(catalogues.cite(catalogue, request.basis)),
        "domain": request.domain,
        "domain_name": _both(catalogue.domains[request.domain]),
        "back_months": request_rules.reaches_back_months(request, catalogue),
    }


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _signed(by: Issuer, claims: dict[str, Any]) -> str:
    """Return a compact JWS with ES256 and the chain of who signed (RFC 7515, RFC 7518 3.4)."""
    header = {"alg": "ES256", "typ": TYP, "x5c": [base64_of(one) for one in by.x5c]}
    said = f"{base64url_of(canonical.dumps(header))}.{base64url_of(canonical.dumps(claims))}"
    r, s = decode_dss_signature(by.key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(COORDINATE_BYTES) + s.to_bytes(COORDINATE_BYTES)
    return f"{said}.{base64url_of(raw)}"
