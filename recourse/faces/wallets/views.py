"""OpenID4VCI 1.0 as wallets ask it: a token for a code, nonces, credentials, their fate."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from recourse.attestation.wallets import actions, codes, jose, proofs
from recourse.attestation.wallets.errors import Unacceptable
from recourse.attestation.wallets.offers import GRANT
from recourse.attestation.wallets.terms import Event
from recourse.faces.doors import oneself
from recourse.faces.wallets.doors import body_of, form_of, machine, proof_of, shown


@machine("POST")
def token(request: HttpRequest) -> HttpResponse:
    """Give a wallet a token for a code of an offer and the digits that belong to it."""
    now, form = timezone.now(), form_of(request)
    code, pin = _code_in(form)
    granted = actions.redeem(
        code=code, pin=pin, wallet=proof_of(request, now=now), by=oneself(code.person), now=now
    )
    if granted is None:
        raise Unacceptable("invalid_grant", "the code or the digits are not good")
    told = {"access_token": granted.token, "token_type": "DPoP", "expires_in": granted.seconds}
    return JsonResponse(told)


def _code_in(form: dict[str, str]) -> tuple[codes.Bearer, str]:
    """Return the code and the digits of a request for a token."""
    kind = form.get("grant_type")
    if kind is None:
        raise Unacceptable("invalid_request", "grant_type is missing")
    if kind != GRANT:
        raise Unacceptable("unsupported_grant_type", "only the pre-authorized code is taken")
    if not form.get("pre-authorized_code") or not form.get("tx_code"):
        raise Unacceptable("invalid_request", "pre-authorized_code and tx_code are needed")
    try:
        return codes.read(form["pre-authorized_code"], codes.Use.CODE), form["tx_code"]
    except codes.Unknown as unknown:
        raise Unacceptable("invalid_grant", "the code or the digits are not good") from unknown


@machine("POST")
def nonce(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Give out a nonce for proofs; it may be used once."""
    return JsonResponse({"c_nonce": codes.nonce(codes.Use.PROOF, now=timezone.now())})


@machine("POST")
def credential(request: HttpRequest) -> HttpResponse:
    """Hand out an instance of a credential for each key that the wallet proves."""
    now = timezone.now()
    asker = shown(request, now=now)
    asked = proofs.asked_in(body_of(request, refused="invalid_credential_request"))
    by = oneself(asker.token.person)
    fetched = actions.fetch(token=asker.token, wallet=asker.wallet, asked=asked, by=by, now=now)
    made = [{"credential": one} for one in fetched.credentials]
    return JsonResponse({"credentials": made, "notification_id": fetched.notification})


@machine("POST")
def notification(request: HttpRequest) -> HttpResponse:
    """Take in what became of a batch."""
    now = timezone.now()
    asker = shown(request, now=now)
    batch, event = _told(body_of(request, refused="invalid_notification_request"))
    by = oneself(asker.token.person)
    actions.tell(token=asker.token, wallet=asker.wallet, batch=batch, event=event, by=by, now=now)
    return HttpResponse(status=204)


def _told(body: bytes) -> tuple[UUID, Event]:
    """Return which batch a wallet tells of, and what."""
    try:
        told = jose.objects(body)
        event = Event(str(told["event"]))
        name = told["notification_id"]
    except (jose.Untrue, KeyError, ValueError) as error:
        why = "notification_id and a known event are needed"
        raise Unacceptable("invalid_notification_request", why) from error
    try:
        return UUID(str(name)), event
    except ValueError as error:
        raise Unacceptable("invalid_notification_id", "there is no such batch") from error
