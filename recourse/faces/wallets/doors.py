"""How a wallet is answered: JSON, never a page, and nothing that a browser would keep.

Any page of any site may ask, for wallets live in browsers too: nothing here hangs on a cookie.

Law:
    OpenID4VCI 1.0; RFC 6749, section 5.2; RFC 6750, section 3; RFC 9449, sections 5, 7.1, 8.

"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from recourse.attestation.signing import ALGORITHM
from recourse.attestation.wallets import codes, dpop
from recourse.attestation.wallets.errors import Unacceptable, unproven
from recourse.attestation.wallets.proofs import LONGEST_REQUEST
from recourse.ground.refused import Refused

ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "DPoP-Nonce, WWW-Authenticate",
}
ASKS = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, DPoP",
    "Access-Control-Max-Age": "600",
}
PUBLISHED_SECONDS = 300
View = Callable[..., HttpResponseBase]


def machine(*methods: str, is_published: bool = False) -> Callable[[View], View]:
    """Answer wallets; what cannot be done is said by a code they know, and nothing else.

    Args:
        methods: Of HTTP, that the view takes.
        is_published: Whether the answer is the same for everybody, and may be kept for a while.

    """

    def guard(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def door(request: HttpRequest, /, **kwargs: object) -> HttpResponseBase:
            answer = _answer(request, view, methods, kwargs)
            kept = f"public, max-age={PUBLISHED_SECONDS}"
            keeps = is_published and answer.status_code == 200
            answer.headers.setdefault("Cache-Control", kept if keeps else "no-store")
            for name, value in ANYBODY.items():
                answer[name] = value
            if not is_published:
                answer["DPoP-Nonce"] = codes.nonce(codes.Use.DPOP, now=timezone.now())
            return answer

        return door

    return guard


def _answer(
    request: HttpRequest, view: View, methods: tuple[str, ...], kwargs: dict[str, object]
) -> HttpResponseBase:
    """Return what a view answers, or why it does not."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=ASKS)
    if request.method not in methods:
        return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
    try:
        return view(request, **kwargs)
    except Unacceptable as unacceptable:
        return refusal(unacceptable)
    except (SuspiciousOperation, UnreadablePostError):
        return refusal(Unacceptable("invalid_request", "the request cannot be read"))
    except Refused as refused:
        said = Unacceptable("temporarily_unavailable", refused.code, status=refused.status)
        return refusal(said)


def refusal(said: Unacceptable) -> HttpResponse:
    """Return a refusal as a wallet reads it."""
    told = {"error": said.error, "error_description": said.why}
    answer = JsonResponse(told, status=said.status)
    if said.status == 401:
        answer["WWW-Authenticate"] = f'DPoP error="{said.error}", algs="{ALGORITHM}"'
    return answer


@dataclass(frozen=True, slots=True)
class Shown:
    """A token, and who showed that it is theirs."""

    token: codes.Bearer
    wallet: dpop.Proof


def proof_of(request: HttpRequest, *, now: datetime) -> dpop.Proof:
    """Return which key asks for a token."""
    return dpop.proof_in(_dpop(request), method="POST", url=_url(request), now=now)


def shown(request: HttpRequest, *, now: datetime) -> Shown:
    """Return whose token is shown; whether it still holds, the action asks of the database.

    Raises:
        Unacceptable: There is none, we did not make it, or its key did not sign this request.

    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "dpop":
        raise unproven("a token of the type DPoP is needed")
    try:
        bearer = codes.read(token.strip(), codes.Use.TOKEN)
    except codes.Unknown as unknown:
        raise unproven("the token is over") from unknown
    url, text = _url(request), _dpop(request)
    proof = dpop.proof_in(text, method="POST", url=url, token=token.strip(), now=now, status=401)
    return Shown(bearer, proof)


def form_of(request: HttpRequest) -> dict[str, str]:
    """Return what a form says, each once (RFC 6749, section 3.2)."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Unacceptable("invalid_request", "a form is needed")
    _need_short(request)
    given = {name: request.POST.getlist(name) for name in request.POST}
    if any(len(values) != 1 for values in given.values()):
        raise Unacceptable("invalid_request", "something is said twice")
    return {name: value for name, (value,) in given.items()}


def body_of(request: HttpRequest, *, refused: str) -> bytes:
    """Return the body of a request in JSON; `refused` is the code if it is in anything else."""
    if request.content_type != "application/json":
        raise Unacceptable(refused, "application/json is needed")
    _need_short(request)
    return request.body


def _need_short(request: HttpRequest) -> None:
    """Refuse a body that says it is long, before a byte of it is read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said) > LONGEST_REQUEST:
        raise Unacceptable("invalid_request", "the request is too long", status=413)


def _dpop(request: HttpRequest) -> str:
    return request.headers.get("DPoP", "")


def _url(request: HttpRequest) -> str:
    """Return the address that was asked for, as others know it."""
    return f"{settings.PUBLIC_URL}{request.path}"
