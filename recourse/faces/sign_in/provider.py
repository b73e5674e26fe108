"""What is said to the identity service, and what of its answers is believed.

The rules this module enforces:

* authorization code with PKCE (S256), state and nonce; the answer names its issuer if the
  service says that it always does (RFC 9207);
* an ID token is signed by one of the service's keys with an algorithm of `ALGORITHMS`;
  `iss`, `aud`, `azp`, `exp`, `iat`, `nonce` and `at_hash` are as OpenID Connect asks;
* the person proved who they are for this very sign-in (`auth_time`), by means that are
  strong enough (`acr`): whoever sits down next at a shared computer proves it anew;
* userinfo counts only if it speaks of the same `sub`; where both speak, the ID token counts;
* signing out there too is offered if the service says where; nothing about the person is sent;
* nothing is asked over an open line, and no redirect is followed.

Law:
    OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2; RFC 7636; RFC 9207; RFC 9700.

"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from recourse.faces.sign_in.errors import (
    NobodyNamed,
    NotSignedIn,
    NotSureEnough,
    NotTrusted,
    ServiceSilent,
)
from recourse.faces.sign_in.terms import Service
from recourse.faces.sign_in.waiting import SignIn
from recourse.ground.refused import Refused
from recourse.people import rules
from recourse.people.terms import DocumentType, Identity

ALGORITHMS: Final = ("ES256", "ES384", "PS256", "PS384", "RS256", "RS384", "Ed25519")
LEEWAY_SECONDS: Final = 60
FRESH_SECONDS: Final = 300
WAIT_SECONDS: Final = 10
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
TOO_WEAK: Final = "unmet_authentication_requirements"
T = TypeVar("T")
Read = Mapping[str, Any]  # JSON that somebody else wrote: every use checks what it needs


class Description(NamedTuple):
    """Where the service is asked, and how it behaves, by its own description."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    names_itself: bool
    client_auth: str
    end_session: str


def way_there(service: Service, state: str, begun: SignIn, *, now: datetime) -> str:
    """Return the address at the identity service to which the person is sent.

    Raises:
        ServiceSilent: It does not describe itself.

    """
    with _session(service) as session:
        address, _ = session.create_authorization_url(
            _description(service, now).authorization,
            state=state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
            acr_values=" ".join(service.acr),
            prompt="login",
            max_age=str(FRESH_SECONDS),
        )
    return str(address)


def way_out(service: Service, *, now: datetime) -> str:
    """Return the address at which one signs out at the identity service too; empty if none is.

    Nothing is sent along about the person: which of its sessions is meant, their browser says.

    Raises:
        ServiceSilent: It does not describe itself.

    Law:
        OpenID Connect RP-Initiated Logout 1.0, 2.

    """
    address = _description(service, now).end_session
    if not _is_safe(address):
        return ""
    parts = urlsplit(service.return_to)
    query = {
        "client_id": service.client_id,
        "post_logout_redirect_uri": f"{parts.scheme}://{parts.netloc}/",
    }
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"


def vouched(
    service: Service, begun: SignIn, answer: Mapping[str, str], *, now: datetime, synthetic: bool
) -> Identity:
    """Return whom the identity service vouches for in its answer.

    Args:
        service: The identity service.
        begun: The sign-in that is answered; its state was found already.
        answer: What the browser brought back.
        now: When.
        synthetic: Whether this is a demo, where only made-up people have a document.

    Raises:
        NotSignedIn: The person stopped, or was not recognised.
        NotSureEnough: They proved who they are by weaker means than a file needs.
        NotTrusted: The answer fails a check.
        NobodyNamed: No document, or not one that can be read.
        ServiceSilent: The service does not answer.

    """
    described = _description(service, now)
    code = _code(service, described, answer)
    with _session(service, described.client_auth) as session:
        token = _token(session, described, code, begun)
        claims = _claims(service, token, _keys(session, described), begun, now)
        said = _said(service, session, described, token, claims)
    return _identity(service, said, synthetic=synthetic)


def _session(service: Service, client_auth: str = "client_secret_basic") -> OAuth2Session:
    return OAuth2Session(
        service.client_id,
        service.client_secret,
        token_endpoint_auth_method=client_auth,
        scope=service.scopes,
        redirect_uri=service.return_to,
        code_challenge_method="S256",
        default_timeout=WAIT_SECONDS,
    )


def _description(service: Service, now: datetime) -> Description:
    """Return how the service describes itself, asked at most once an hour."""
    return described_in(service, int(now.timestamp()) // 3600)


@lru_cache(maxsize=4)
def described_in(service: Service, hour: int) -> Description:  # noqa: ARG001 - an hour later it is asked anew
    """Return how the service describes itself in this hour since 1970.

    Raises:
        ServiceSilent: It does not, it is somebody else, or it would be asked over an open line.

    """
    where = f"{service.issuer.rstrip('/')}/.well-known/openid-configuration"
    with _session(service) as session:
        read = _json(session, where)
    try:
        described = _read_description(read)
        is_ours = read["issuer"] == service.issuer
        is_safe = all(_is_safe(address) for address in described[:4] if address)
    except (KeyError, TypeError, ValueError) as error:
        raise ServiceSilent(check="description") from error
    if not (is_ours and is_safe):
        raise ServiceSilent(check="description")
    return described


def _read_description(read: Read) -> Description:
    """Return what a description says of itself."""
    basic, post = "client_secret_basic", "client_secret_post"
    methods = read.get("token_endpoint_auth_methods_supported") or [basic]
    return Description(
        authorization=read["authorization_endpoint"],
        token=read["token_endpoint"],
        keys=read["jwks_uri"],
        userinfo=read.get("userinfo_endpoint") or "",
        names_itself=read.get("authorization_response_iss_parameter_supported") is True,
        client_auth=basic if basic in methods else post,
        end_session=read.get("end_session_endpoint") or "",
    )


def _is_safe(address: object) -> bool:
    """Whether an address is asked over TLS, or never leaves this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _json(session: OAuth2Session, address: str, **headers: str) -> Read:
    """Return the JSON object at an address.

    Raises:
        ServiceSilent: There is none.

    """
    if not _is_safe(address):
        raise ServiceSilent(check="address")
    try:
        answer = session.get(address, withhold_token=True, headers=headers, allow_redirects=False)
        read = answer.json() if answer.status_code == 200 else None
    except (RequestException, ValueError) as error:
        raise ServiceSilent(check="answer") from error
    if not isinstance(read, dict):
        raise ServiceSilent(check="answer")
    return read


def _code(service: Service, described: Description, answer: Mapping[str, str]) -> str:
    """Return the code of an answer that comes from this service and no other."""
    issuer = answer.get("iss", "" if described.names_itself else service.issuer)
    if issuer != service.issuer:
        raise NotTrusted(check="issuer of the answer")
    if answer.get("error"):
        raise NotSureEnough if answer["error"] == TOO_WEAK else NotSignedIn
    code = answer.get("code")
    if not code:
        raise NotTrusted(check="code")
    return code


def _token(session: OAuth2Session, described: Description, code: str, begun: SignIn) -> Read:
    """Return what the service gives for the code."""
    try:
        token = session.fetch_token(
            described.token,
            grant_type="authorization_code",
            code=code,
            code_verifier=begun.verifier,
            allow_redirects=False,
        )
    except OAuthError as error:
        raise NotTrusted(check="code") from error
    except (RequestException, ValueError, TypeError) as error:
        raise ServiceSilent(check="token") from error
    if not isinstance(token, dict) or not isinstance(token.get("id_token"), str):
        raise NotTrusted(check="id_token")
    return token


def _keys(session: OAuth2Session, described: Description) -> KeySet:
    """Return the keys the service signs with today, asked each time: it may have changed them."""
    read = _json(session, described.keys)
    return _checked(lambda: KeySet.import_key_set({"keys": read.get("keys", [])}), "keys")


def _claims(service: Service, token: Read, keys: KeySet, begun: SignIn, now: datetime) -> Read:
    """Return what the ID token says, if it is the service's, for us, and for this sign-in."""
    read = _checked(lambda: jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS), "signature")
    seconds = int(now.timestamp())
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": service.issuer},
            "sub": {"essential": True},
            "aud": {"essential": True, "value": service.client_id},
        },
        params={
            "nonce": begun.nonce,
            "client_id": service.client_id,
            "access_token": token.get("access_token"),
            "max_age": FRESH_SECONDS,
        },
    )
    _checked(lambda: claims.validate(now=seconds, leeway=LEEWAY_SECONDS), "claims")
    if not begun.began - LEEWAY_SECONDS <= claims["auth_time"] <= seconds + LEEWAY_SECONDS:
        raise NotTrusted(check="auth_time")
    if claims.get("acr") not in service.acr:
        raise NotSureEnough
    return dict(claims)


def _checked(check: Callable[[], T], name: str) -> T:
    """Return what `check` returns; whatever it finds wrong is an answer not to be trusted."""
    try:
        return check()
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotTrusted(check=str(getattr(error, "claim", "") or name)) from error


def _said(
    service: Service, session: OAuth2Session, described: Description, token: Read, claims: Read
) -> Read:
    """Return what the service says of the person: in the ID token, else in userinfo."""
    wanted = (service.claims.document_type, service.claims.document_number, service.claims.name)
    if all(name in claims for name in wanted) or not described.userinfo:
        return claims
    bearer = f"Bearer {token.get('access_token', '')}"
    more = _json(session, described.userinfo, Authorization=bearer)
    if more.get("sub") != claims["sub"]:
        raise NotTrusted(check="sub of userinfo")
    return {**more, **claims}


def _identity(service: Service, said: Read, *, synthetic: bool) -> Identity:
    """Return the person's document, checked like any other."""
    names = service.claims
    number, name = said.get(names.document_number), said.get(names.name)
    if isinstance(number, str) and isinstance(name, str):
        with suppress(ValueError, Refused):
            return rules.identity(
                document_type=DocumentType(str(said.get(names.document_type))),
                number=number,
                name=name,
                synthetic=synthetic,
            )
    raise NobodyNamed
