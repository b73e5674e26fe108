"""The machines' face but for look-ups: tokens, batches, recalls, the catalogue.

A machine acts as its seat. It sees its own department's batches, and nobody's file.
"""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any

from django.core.exceptions import BadRequest as NotOfTheForm
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import Form, NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from recourse.agencies import queries as agencies
from recourse.agencies.errors import UnknownMachine
from recourse.agencies.machines import actions as machines
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.disclosure.errors import SeatNotValid
from recourse.faces.api import (
    batches,
    cases,
    changes,
    describing,
    explained,
    own_look_ups,
    performance,
    problems,
    recalls,
    tokens,
    usage,
)
from recourse.faces.api.errors import (
    BadRequest,
    BodyTooLarge,
    DatabaseAway,
    Malformed,
    NotFound,
    NotReadable,
    OurFault,
    TooManyRequests,
)
from recourse.faces.api.limits import minutes
from recourse.faces.api.schemas import OAuthErrorOut, ProblemOut, TokenOut
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.ground.signing import public_bytes, thumbprint
from recourse.store.keys import vault

PUBLIC_REFUSALS = frozenset({500, 503})
MOST_PLACES, LONGEST_PLACE = 20, 100


class Described(NinjaAPI):
    """The API, whose description also tells of the look-ups that are served beside it."""

    def get_openapi_schema(self, **more: Any) -> Any:  # noqa: ANN401 - ninja's signature
        """Return the description of the whole face."""
        return describing.whole(super().get_openapi_schema(**more))


class Token(HttpBearer):
    """Let a machine in whose token, machine and seat are valid; the door hands on the seat."""

    def __call__(self, request: HttpRequest) -> SeatCard:
        """Return the seat that asks.

        Raises:
            TokenNeeded: No token, not ours, or run out.
            TooManyRequests: The machine has used up its minute.
            SeatNotValid: The machine was stopped, or its seat is over.

        """
        now = datetime.now(UTC)
        client = tokens.bearer(request.headers.get("Authorization", ""), now=now).client
        left = minutes.count(client, seconds=now.timestamp())
        request.rc_machine, request.rc_left = client, left  # type: ignore[attr-defined]  # of this request only
        if left.is_spent:
            raise TooManyRequests
        seat = agencies.seat_of_machine(client, civil_date(now))
        if seat is None:
            raise SeatNotValid
        return seat

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Answer nobody: `__call__` reads the header itself."""


api = Described(
    title="Recourse 有据",
    version="1.0.0",
    description="Public records about people, with recourse built in. It does not score people.",
    docs_url=None,
    auth=Token(),
    urls_namespace="api",
)


@api.post(
    "/oauth2/token",
    auth=None,
    response={
        200: TokenOut,
        frozenset({400, 401}): OAuthErrorOut,
        frozenset({411, 413, 503}): ProblemOut,
    },
    tags=["tokens"],
    operation_id="token",
)
def token(
    request: HttpRequest,
    grant_type: Annotated[str, Form(max_length=100)] = "",
    client_id: Annotated[str, Form(max_length=200)] = "",
    client_secret: Annotated[str, Form(max_length=200)] = "",
) -> HttpResponse:
    """Issue an access token to a machine (OAuth2 client credentials)."""
    if grant_type != "client_credentials":
        code = "unsupported_grant_type" if grant_type else "invalid_request"
        return _oauth_error(code, "Send grant_type=client_credentials as a form.", 400)
    named, secret = _basic(request) or (client_id, client_secret)
    now = datetime.now(UTC)
    if not _is_known(named, secret, now):
        return _oauth_error("invalid_client", UnknownMachine().words("en"), 401)
    told = {
        "access_token": tokens.issue(named, now=now),
        "token_type": "Bearer",
        "expires_in": tokens.LIFE_SECONDS,
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


def _is_known(client_id: str, secret: str, now: datetime) -> bool:
    """Whether a machine knows its secret, and it and its seat are valid today."""
    if "\0" in client_id:  # no name has one, and the database takes none
        return False
    try:
        machines.let_in(client_id=client_id, secret=secret, by=SYSTEM, now=now)
    except UnknownMachine:
        return False
    return agencies.seat_of_machine(client_id, civil_date(now)) is not None


def _basic(request: HttpRequest) -> tuple[str, str] | None:
    """Return name and secret from a Basic header, if there is one."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _oauth_error(code: str, says: str, status: int) -> JsonResponse:
    """Return an error as OAuth2 words it."""
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="recourse"'
    told = {"error": code, "error_description": says}
    return JsonResponse(told, status=status, headers=headers)


@api.get(
    "/v1/catalogue",
    auth=None,
    response={200: dict[str, object], PUBLIC_REFUSALS: ProblemOut},
    tags=["catalogue"],
    operation_id="catalogue",
)
def whole_catalogue(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Return all that may be collected and asked, with the laws it rests on."""
    return JsonResponse(catalogue.as_json(catalogue.current()))


@api.get(
    "/v1/keys",
    auth=None,
    response={200: dict[str, object], PUBLIC_REFUSALS: ProblemOut},
    tags=["catalogue"],
    operation_id="keys",
)
def keys(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Return the public keys that receipts are verified with (RFC 7517)."""
    public = public_bytes(vault().signing_key("receipt"))
    x = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    key = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": x}
    return JsonResponse({"keys": [{**key, "kid": thumbprint(public)}]})


api.add_router("/v1/batches", batches.router)
api.add_router("/v1/changes", changes.router)
api.add_router("/v1/fulfilments", changes.fulfilments)
api.add_router("/v1/cases", cases.router)
api.add_router("/v1/performance", performance.router)
api.add_router("/v1/recalls", recalls.router)
api.add_router("/v1/look-ups", own_look_ups.router)
api.add_router("/data-tracker", usage.router)
api.add_router("/problems", explained.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    return problems.answer(request, refused)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(request, Malformed(), fields=_places(error))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(request, BodyTooLarge() if error.status_code == 413 else NotReadable())


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(NotOfTheForm)
def _hostile(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.answer(
        request, BodyTooLarge() if isinstance(error, RequestDataTooBig) else BadRequest()
    )


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return problems.answer(request, NotFound())


@api.exception_handler(OperationalError)
def _away(request: HttpRequest, error: OperationalError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return problems.answer(request, DatabaseAway())


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    describing.log.error("the API broke", exc_info=error)
    return problems.answer(request, OurFault())


def _places(error: ValidationError) -> list[str]:
    """Return where a request is malformed, without what stood there."""
    places = (".".join(map(str, one["loc"])) for one in error.errors)
    return sorted({place[:LONGEST_PLACE] for place in places})[:MOST_PLACES]
