"""Where officials sign in: by passkey, or by a code with their seat and name."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from recourse.faces.officials import asking, sessions, waiting
from recourse.faces.officials.forms import CodeSignIn
from recourse.faces.returning import on_this_site
from recourse.faces.wording import reason
from recourse.ground.actor import SYSTEM
from recourse.ground.refused import Refused
from recourse.officials.coming_in import actions as coming_in
from recourse.officials.terms import SignedIn, Way


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a passkey, or for seat, name and code."""
    form = CodeSignIn(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, status=400 if form.is_bound else 200)
    agency, _, number = form.cleaned_data["seat"].rpartition("/")
    try:
        signed_in = coming_in.by_code(
            agency=agency,
            seat_number=number,
            name=form.cleaned_data["name"],
            code=form.cleaned_data["code"],
            by=SYSTEM,
            now=timezone.now(),
        )
        return _let_in(request, signed_in)
    except Refused as refused:
        return _refused(request, form.cleaned_data, refused)


@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Take the answer of a passkey."""
    answer, now = request.POST.get("answer", ""), timezone.now()
    challenge = waiting.take(request.session, answer, purpose=waiting.SIGN_IN, now=now)
    try:
        signed_in = coming_in.by_passkey(
            answer=answer, challenge=challenge, site=asking.site_of(request), by=SYSTEM, now=now
        )
        return _let_in(request, signed_in)
    except Refused as refused:
        return _refused(request, {}, refused)


def _let_in(request: HttpRequest, signed_in: SignedIn) -> HttpResponse:
    """Begin the session and lead on; after a recovery code, to the ways in."""
    target = on_this_site(request.POST.get("next", ""), request)
    sessions.begin(request, signed_in.account, timezone.now())
    if signed_in.way is Way.RECOVERY_CODE:
        return redirect("officials:ways-in")
    return redirect(target or "desk:home")


def _refused(request: HttpRequest, typed: Mapping[str, str], refused: Refused) -> HttpResponse:
    """Show the page again with why; what was typed stays, but for the code."""
    again = CodeSignIn(initial={name: typed.get(name, "") for name in ("seat", "name")})
    return _page(request, again, status=refused.status, wrong=reason(refused))


def _page(
    request: HttpRequest, form: CodeSignIn, *, status: int = 200, wrong: str = ""
) -> HttpResponse:
    """Return the page, with a new question for a passkey."""
    given = request.POST if request.method == "POST" else request.GET
    shown = {
        "form": form,
        "options": asking.passkey_to_prove(request, timezone.now()),
        "next": on_this_site(given.get("next", ""), request),
        "wrong": wrong,
    }
    return render(request, "officials/sign_in.html", shown, status=status)
