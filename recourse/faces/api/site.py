"""The machines' face but for look-ups: tokens, batches, recalls, the catalogue.

A machine acts as its seat. It sees its own department's batches, and nobody's file.
"""

import base64
import binascii
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, cast

from django.core.exceptions import BadRequest as NotOfTheForm
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import File, Form, NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.security import HttpBearer

from recourse.agencies import queries as agencies
from recourse.agencies.errors import UnknownMachine
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.disclosure.errors import SeatNotValid
from recourse.faces.api import describing, own_look_ups, problems, recalls, tokens
from recourse.faces.api.errors import (
    BadRequest,
    BodyTooLarge,
    DatabaseAway,
    Malformed,
    NotFound,
    NotReadable,
    OurFault,
)
from recourse.faces.api.schemas import (
    BatchOut,
    FindingOut,
    FindingsOut,
    OAuthErrorOut,
    ProblemOut,
    RuleCountOut,
    TokenOut,
)
from recourse.faces.api.seats import REFUSALS, seat_of
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.ground.signing import public_bytes, thumbprint
from recourse.intake import queries as intake
from recourse.journeys import take_in_batch
from recourse.store.keys import vault

PUBLIC_REFUSALS = frozenset({500, 503})
Number = Annotated[str, Path(pattern=r"^B-\d{8}-\d{4,9}$", description="As in B-20261123-0007.")]


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
            SeatNotValid: The machine was stopped, or its seat is over.

        """
        now = datetime.now(UTC)
        client = tokens.bearer(request.headers.get("Authorization", ""), now=now).client
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
        agencies.machine(client_id, secret)
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


@api.post(
    "/v1/batches",
    response={201: BatchOut, REFUSALS: ProblemOut},
    tags=["batches"],
    operation_id="hand_in_batch",
)
def hand_in(
    request: HttpRequest,
    item: Annotated[
        str,
        Form(max_length=100, pattern=r"^[^\x00]*$", description="Code of the catalogue's item."),
    ],
    file: Annotated[UploadedFile, File(description="CSV, XLSX or JSON Lines.")],
) -> tuple[int, BatchOut]:
    """Receive and check a file; nothing is entered before another seat has signed."""
    seat, now = seat_of(request), datetime.now(UTC)
    path = FilePath(cast("Any", file).temporary_file_path())
    received = take_in_batch.receive(
        path=path, file_name=file.name or "batch", item=item, by=seat, now=now
    )
    if received.checked_at is None and not received.refusal:
        received = take_in_batch.check(batch=received.id, by=seat.actor, now=now)
    return 201, BatchOut.of(received)


@api.get(
    "/v1/batches/{number}",
    response={200: BatchOut, REFUSALS: ProblemOut},
    tags=["batches"],
    operation_id="batch",
)
def batch(request: HttpRequest, number: Number) -> BatchOut:
    """Return a batch of one's own department, with its account and receipt."""
    return BatchOut.of(intake.batch(number, agency=seat_of(request).agency.id))


@api.get(
    "/v1/batches/{number}/findings",
    response={200: FindingsOut, REFUSALS: ProblemOut},
    tags=["batches"],
    operation_id="findings",
)
def findings(
    request: HttpRequest,
    number: Number,
    after: Annotated[int, Query(ge=0, le=2**53, description="Last id of the page before.")] = 0,
) -> FindingsOut:
    """Return every fault of every row, page by page."""
    card = intake.batch(number, agency=seat_of(request).agency.id)
    return FindingsOut(
        by_rule=[RuleCountOut.of(count) for count in intake.findings_by_rule(card.id)],
        findings=[FindingOut.of(one) for one in intake.findings_of(card.id, after)],
    )


@api.get(
    "/v1/batches/{number}/held-rows",
    response={200: None, REFUSALS: ProblemOut},
    tags=["batches"],
    operation_id="held_rows",
)
def held_rows(
    request: HttpRequest, number: Number, form: Literal["csv", "xlsx"] = "csv"
) -> FileResponse:
    """Return the held rows as a file of the same columns, with a column of reasons."""
    card = intake.batch(number, agency=seat_of(request).agency.id)
    path = intake.held_rows_file(card.id, form)
    opened = path.open("rb")
    path.unlink()
    return FileResponse(opened, as_attachment=True, filename=f"{number}-held.{form}")


@api.post(
    "/v1/batches/{number}/sign",
    response={200: BatchOut, REFUSALS: ProblemOut},
    tags=["batches"],
    operation_id="sign_batch",
)
def sign(request: HttpRequest, number: Number) -> BatchOut:
    """Sign a checked batch as the second person; its rows are then entered."""
    seat = seat_of(request)
    card = intake.batch(number, agency=seat.agency.id)
    return BatchOut.of(take_in_batch.sign(batch=card.id, by=seat, now=datetime.now(UTC)))


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


api.add_router("/v1/recalls", recalls.router)
api.add_router("/v1/look-ups", own_look_ups.router)


def _answer(refused: Refused) -> HttpResponse:
    """Return a refusal as a problem."""
    return HttpResponse(
        problems.body(refused),
        status=refused.status,
        content_type=problems.MEDIA_TYPE,
        headers=problems.headers(refused.status),
    )


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return _answer(refused)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return _answer(Malformed())


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return _answer(BodyTooLarge() if error.status_code == 413 else NotReadable())


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
@api.exception_handler(NotOfTheForm)
def _hostile(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return _answer(BodyTooLarge() if isinstance(error, RequestDataTooBig) else BadRequest())


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return _answer(NotFound())


@api.exception_handler(OperationalError)
def _away(request: HttpRequest, error: OperationalError) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    return _answer(DatabaseAway())


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001 - ninja's signature
    describing.log.error("the API broke", exc_info=error)
    return _answer(OurFault())
