"""The way to the city's identity service and back.

It begins by a link, not by a form: the page's own policy forbids forms that end elsewhere.
Whatever comes back is answered by leading on, to an address that carries neither code nor state.
"""

import logging
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.contrib import auth
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from recourse.faces import errors as pages
from recourse.faces import helper_codes, sessions
from recourse.faces.returning import on_this_site
from recourse.faces.sign_in import errors, provider, waiting
from recourse.faces.sign_in.terms import Service
from recourse.faces.sign_in.waiting import SignIn
from recourse.ground.actor import SYSTEM
from recourse.ground.refused import Refused
from recourse.people import actions as people
from recourse.people.entrustments.errors import HelperTooYoung
from recourse.people.errors import AccountClosed, KnownByAnotherName, NothingHeld
from recourse.people.sessions.terms import Way

log = logging.getLogger(__name__)
SHOWN: Final = {
    kind.code: kind
    for kind in (
        errors.NotConnected,
        errors.ServiceSilent,
        errors.NotAwaited,
        errors.NotSignedIn,
        errors.NotTrusted,
        errors.NotSureEnough,
        errors.NobodyNamed,
        AccountClosed,
        KnownByAnotherName,
        HelperTooYoung,
    )
}
NOTHING_HELD: Final = "recourse.sign_in.nothing_held"
NOTHING_HELD_SECONDS: Final = 600


@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the identity service."""
    now, language = timezone.now(), translation.get_language() or "zh-hans"
    next_page = on_this_site(request.GET.get("next", ""), request)
    try:
        service = _service()
        state, begun = waiting.begin(
            request.session, next_page=next_page, language=language, now=now
        )
        return redirect(provider.way_there(service, state, begun, now=now))
    except Refused as refused:
        return _refused(refused)


@never_cache
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """Take the identity service's answer and lead on, in the language the person began in."""
    now = timezone.now()
    try:
        begun = waiting.take(request.session, request.GET.get("state", ""), now=now)
    except errors.NotAwaited as refused:
        return _refused(refused)
    with translation.override(begun.language):
        return _answered(request, begun)


def _answered(request: HttpRequest, begun: SignIn) -> HttpResponse:
    """Let in whom the answer vouches for."""
    now = timezone.now()
    try:
        identity = provider.vouched(
            _service(), begun, request.GET.dict(), now=now, synthetic=settings.DEMO
        )
        card = people.come_in(
            identity=identity, code=helper_codes.kept(request), by=SYSTEM, now=now
        )
    except NothingHeld:
        request.session.flush()
        shown = {"at": signing.dumps(int(now.timestamp()), salt=NOTHING_HELD)}
        return redirect(f"{resolve_url('sign-in:nothing-held')}?{urlencode(shown)}")
    except Refused as refused:
        return _refused(refused)
    account = auth.authenticate(request, way_in=card.id)
    if account is None:  # closed a moment ago
        return _refused(AccountClosed())
    sessions.begin(request, account, Way.IDENTITY_SERVICE, timezone.now())
    return redirect(begun.next or "portal:home")


def _service() -> Service:
    """Return the identity service.

    Raises:
        NotConnected: None is named in the settings.

    """
    service: Service | None = settings.IDENTITY_SERVICE
    if service is None:
        raise errors.NotConnected
    return service


def _refused(refused: Refused) -> HttpResponse:
    """Tell the operator what failed, never about whom; lead the person to what they can do."""
    log.warning("sign-in refused: %s %s", refused.code, refused.facts.get("check", ""))
    if refused.code not in SHOWN:
        raise refused
    return redirect("sign-in:refused", refused.code)


@require_GET
def refused(request: HttpRequest, code: str) -> HttpResponse:
    """Say why somebody is not signed in, and what they can do."""
    if code not in SHOWN:
        raise Http404
    return pages.refusal(request, SHOWN[code](), again=resolve_url("public:login"))


@never_cache
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that somebody is signed out here, and where they sign out of the service too."""
    try:
        there = provider.way_out(_service(), now=timezone.now())
    except Refused:
        there = ""  # signed out here they are in any case
    return render(request, "sign_in/signed_out.html", {"there": there})


@never_cache
@require_GET
def nothing_held(request: HttpRequest) -> HttpResponse:
    """Say to whoever was just recognised that nothing is held about them.

    Shown from a signed address that says when and not about whom; for ten minutes.
    """
    try:
        seconds = signing.loads(
            request.GET.get("at", ""), salt=NOTHING_HELD, max_age=NOTHING_HELD_SECONDS
        )
    except signing.BadSignature:
        return redirect("public:login")
    return render(
        request, "sign_in/nothing_held.html", {"at": datetime.fromtimestamp(seconds, tz=UTC)}
    )
