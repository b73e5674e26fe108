"""What an organisation shows to a wallet: our signature on what it may ask, and nothing more.

A wallet need not believe the organisation: it holds the request against this. We sign it before
anybody is asked, so we never learn who is.

Law:
    OpenID4VP 1.0 section 5.11 (verifier_info, bound to its holder by `sub`); PIPL art. 6, 17.

"""

from datetime import datetime
from typing import Any

from recourse.attestation import issuer
from recourse.attestation.recipients import rules, wording
from recourse.attestation.recipients.certificates import client_id
from recourse.attestation.recipients.errors import NotPermitted
from recourse.attestation.recipients.terms import Permission, RecipientCard
from recourse.attestation.signing import Signer
from recourse.catalogue import queries as catalogues
from recourse.catalogue import request_rules
from recourse.catalogue.terms import Catalogue, Request
from recourse.ground import canonical
from recourse.ground.calendar import civil_date

TYP = "recipient-registration+jwt"


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
    claims = _claims(card, permission, catalogue, by.url, now)
    return Signer(by, typ=TYP).sign_bytes(canonical.dumps(claims))


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
        "recipient": {"id": card.address, "code": card.code, "name": card.name.as_json()},
        "request": _request(request, catalogue),
        "dcql_query": rules.query_of(request, issuer=url),
        "refuse": wording.YOU_MAY_REFUSE.as_json(),
        "complain": wording.WHERE_TO_COMPLAIN.as_json(),
        "page": f"{url}/recipients/",
    }


def _request(request: Request, catalogue: Catalogue) -> dict[str, Any]:
    """Return what is asked and why, in the words that the wallet shows."""
    return {
        "id": request.code,
        "name": request.name.as_json(),
        "says": request.says.as_json(),
        "law": catalogues.cite(catalogue, request.basis).as_json(),
        "domain": request.domain,
        "domain_name": catalogue.domains[request.domain].as_json(),
        "back_months": request_rules.reaches_back_months(request, catalogue),
    }
