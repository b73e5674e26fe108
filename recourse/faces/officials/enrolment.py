"""An official opens their invitation and sets up the first way to sign in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from recourse.faces.officials import asking, sessions, waiting
from recourse.faces.officials.forms import FirstCode, OtherHalf
from recourse.faces.wording import reason
from recourse.officials import actions, queries, secrets
from recourse.officials.errors import NoSuchInvitation, WrongCode
from recourse.officials.terms import InvitationCard, NewCodeApp, NewPasskey

INVITATION = "invitation"
HALF = "invitation_half"


@never_cache
@require_GET
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address; opening the link does not use it up."""
    digest, now = secrets.token_digest(token), timezone.now()
    if queries.is_half(digest, now=now):
        request.session[HALF] = digest.hex()
        return redirect("officials:other-half")
    queries.invitation(digest, now=now)
    request.session[INVITATION] = digest.hex()
    return redirect("officials:enrol")


@never_cache
@require_http_methods(["GET", "POST"])
def other_half(request: HttpRequest) -> HttpResponse:
    """Ask for the half that another administrator gave the official; then go on."""
    link = bytes.fromhex(request.session.get(HALF, ""))
    if not queries.is_half(link, now=timezone.now()):
        raise NoSuchInvitation
    form = OtherHalf(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = secrets.typed_digest(form.cleaned_data["code"])
        digest = secrets.both_digest(typed, link)
        try:
            queries.invitation(digest, now=timezone.now())
        except NoSuchInvitation:
            form.add_error("code", _("This code does not belong to the link. Check each letter"))
        else:
            request.session[INVITATION] = digest.hex()
            return redirect("officials:enrol")
    status = 400 if form.is_bound else 200
    return render(request, "officials/other_half.html", {"form": form}, status=status)


def _invited(request: HttpRequest) -> tuple[bytes, InvitationCard]:
    """Return the invitation that was opened in this browser.

    Raises:
        NoSuchInvitation: None was, or it works no longer.

    """
    digest = bytes.fromhex(request.session.get(INVITATION, ""))
    if not digest:
        raise NoSuchInvitation
    return digest, queries.invitation(digest, now=timezone.now())


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Show which seat is meant and ask for a passkey; or take the one that was made."""
    digest, card = _invited(request)
    now = timezone.now()
    if request.method == "POST":
        made = asking.made_passkey(request, waiting.ENROL, now)
        return _accepted(request, digest, card, made)
    name = asking.shown_name(card.seat, card.name)
    options = asking.passkey_to_make(
        request, waiting.ENROL, account=card.account, name=name, known=[], now=now
    )
    return render(request, "officials/enrol.html", {"card": card, "options": options})


@never_cache
@require_http_methods(["GET", "POST"])
def enrol_codes(request: HttpRequest) -> HttpResponse:
    """Show the secret for a code app; or take the first code."""
    digest, card = _invited(request)
    form = FirstCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        app = asking.set_up_code_app(request, card.account, form.cleaned_data["code"])
        try:
            return _accepted(request, digest, card, app)
        except WrongCode as refused:
            form.add_error("code", reason(refused))
    secret = asking.code_app_to_set_up(request, card.account)
    shown = asking.code_app_page(secret, asking.shown_name(card.seat, card.name))
    status = 400 if form.is_bound else 200
    return render(request, "officials/codes.html", shown | {"form": form}, status=status)


def _accepted(
    request: HttpRequest, digest: bytes, card: InvitationCard, way: NewPasskey | NewCodeApp
) -> HttpResponse:
    """Accept, begin the session, show the recovery codes this once."""
    now = timezone.now()
    enrolled = actions.accept(invitation=digest, way=way, by=card.seat.actor, now=now)
    sessions.begin(request, enrolled.account, now)
    shown = {"codes": enrolled.recovery_codes, "card": card}
    return render(request, "officials/recovery_codes.html", shown)
