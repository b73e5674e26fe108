"""From the environment to the identity service with which people sign in."""

import os

from django.core.exceptions import ImproperlyConfigured

from recourse.faces.sign_in.terms import Claims, Service

ANSWER = "login/answer/"
NEEDED = (
    "RECOURSE_OIDC_ISSUER",
    "RECOURSE_OIDC_CLIENT_ID",
    "RECOURSE_OIDC_CLIENT_SECRET",
    "RECOURSE_OIDC_ACR",
)


def identity_service(host: str) -> Service | None:
    """Return the identity service named in the environment, or None if none is.

    Args:
        host: Name of this site, to which people come back unless the environment says where.

    Raises:
        ImproperlyConfigured: It is named by half, or the claims are not three.

    """
    issuer, client_id, client_secret, acr = given = [os.environ.get(name, "") for name in NEEDED]
    if not any(given):
        return None
    if not all(given):
        raise ImproperlyConfigured(f"people sign in with all of {', '.join(NEEDED)}, or none")
    return Service(
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        acr=tuple(level.strip() for level in acr.split(",") if level.strip()),
        return_to=os.environ.get("RECOURSE_OIDC_RETURN_TO") or f"https://{host}/{ANSWER}",
        scopes=os.environ.get("RECOURSE_OIDC_SCOPES") or "openid",
        claims=_claims(os.environ.get("RECOURSE_OIDC_CLAIMS", "")),
    )


def _claims(given: str) -> Claims:
    """Return the names of the three claims, from `type,number,name`."""
    if not given:
        return Claims()
    names = [name.strip() for name in given.split(",")]
    if len(names) != 3 or not all(names):
        raise ImproperlyConfigured("RECOURSE_OIDC_CLAIMS names three claims: type,number,name")
    return Claims(document_type=names[0], document_number=names[1], name=names[2])
