"""Helpers: a person names one and ends it; a helper types a code, accepts, opens a file, stops."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.faces import helper_codes, helping
from recourse.faces.doors import not_by_letter, oneself, own_file_only, people_only
from recourse.faces.helper_codes import CodeForm
from recourse.faces.portal.helper_forms import AcceptForm, HelperForm
from recourse.faces.wording import reason
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.journeys import entrust
from recourse.journeys.entrust import HelpLine
from recourse.people.entrustments import codes
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.errors import (
    CodeOpensNothing,
    HelpEnded,
    HelperTooYoung,
    NoSuchEntrustment,
    NotOwnHelper,
    TooManyHelped,
    TooManyHelpers,
)
from recourse.people.entrustments.terms import EntrustmentCard, Scope, Stage
from recourse.people.entrustments.wording import SCOPES


@require_GET
@own_file_only
def helpers(request: HttpRequest, me: UUID) -> HttpResponse:
    """Show who helps the person, and whom they help."""
    opened = entrust.open_helpers(person=me, by=oneself(me), now=timezone.now())
    return render(request, "portal/helpers/helpers.html", {"page": opened})


@require_http_methods(["GET", "POST"])
@own_file_only
@not_by_letter()
def name_helper(request: HttpRequest, me: UUID) -> HttpResponse:
    """Ask how far and how long somebody may help; show the code for them, this once."""
    now = timezone.now()
    cases = entrust.open_cases_of(person=me, by=oneself(me), now=now)
    form = HelperForm(request.POST if request.method == "POST" else None, cases=cases)
    if form.is_valid():
        new = form.entrusted(civil_date(now))
        try:
            card, code = entrust.name_helper(person=me, new=new, by=oneself(me), now=now)
        except TooManyHelpers as refused:
            _say(form, None, refused)
        else:
            shown = {"card": card, "code": code, "may": SCOPES[card.scope]}
            return render(request, "portal/helpers/code.html", shown)
    status = 400 if form.is_bound else 200
    return render(request, "portal/helpers/name.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@own_file_only
def end_help(request: HttpRequest, me: UUID, entrustment: UUID) -> HttpResponse:
    """Ask once whether the help shall end, then end it."""
    now = timezone.now()
    if request.method == "POST":
        entrust.end(person=me, entrustment=entrustment, by=oneself(me), now=now)
        return redirect("portal:helpers")
    opened = entrust.open_helpers(person=me, by=oneself(me), now=now)
    line = _line(opened.mine, entrustment)
    return render(request, "portal/helpers/end.html", {"line": line})


@require_http_methods(["GET", "POST"])
@own_file_only
def lay_down(request: HttpRequest, me: UUID, entrustment: UUID) -> HttpResponse:
    """Ask a helper once whether they want to stop, then let them."""
    now = timezone.now()
    if request.method == "POST":
        entrust.lay_down(helper=me, entrustment=entrustment, by=oneself(me), now=now)
        return redirect("portal:helpers")
    opened = entrust.open_helpers(person=me, by=oneself(me), now=now)
    line = _line(opened.held, entrustment)
    return render(request, "portal/helpers/lay_down.html", {"line": line})


def _line(lines: tuple[HelpLine, ...], entrustment: UUID) -> HelpLine:
    """Return the line of an entrustment that can still be ended.

    Raises:
        NoSuchEntrustment: There is none of this identifier that can.

    """
    for line in lines:
        if line.card.id == entrustment and line.goes_on:
            return line
    raise NoSuchEntrustment


@require_http_methods(["GET", "POST"])
@own_file_only
@not_by_letter()
def accept(request: HttpRequest, me: UUID) -> HttpResponse:
    """Ask for the code, show what lies behind it, and let the helper accept or leave it."""
    if request.method == "POST" and "code" in request.POST:
        return _typed(request, me)
    if request.POST.get("then") == "leave":
        helper_codes.forget(request)
        return redirect("portal:helpers")
    digest = helper_codes.kept(request)
    if digest is None:
        return render(request, "portal/helpers/accept.html", {"form": CodeForm()})
    return _offered(request, me, digest)


def _typed(request: HttpRequest, me: UUID) -> HttpResponse:
    """Look whether a code opens anything; keep it for the next page if it does."""
    form = CodeForm(request.POST)
    if form.is_valid():
        digest = codes.digest_of(form.cleaned_data["code"])
        try:
            entrust.read_offer(digest=digest, helper=me, now=timezone.now())
        except (CodeOpensNothing, NotOwnHelper) as refused:
            _say(form, "code", refused)
        else:
            helper_codes.keep(request, digest)
            return redirect("portal:accept")
    return render(request, "portal/helpers/accept.html", {"form": form}, status=400)


def _offered(request: HttpRequest, me: UUID, digest: bytes) -> HttpResponse:
    """Show what lies behind a code, or accept it."""
    now = timezone.now()
    try:
        offered = entrust.read_offer(digest=digest, helper=me, now=now)
        sent = request.POST if request.method == "POST" else None
        form = AcceptForm(sent, is_kin=offered.offer.relation is not None)
        if form.is_valid():
            card = entrust.accept(digest=digest, helper=me, by=oneself(me), now=now)
            helper_codes.forget(request)
            return render(request, "portal/helpers/accepted.html", _begun(card, now))
    except (CodeOpensNothing, NotOwnHelper, HelperTooYoung, TooManyHelped):
        helper_codes.forget(request)
        raise
    shown = {"form": form, "offered": offered, "may": SCOPES[offered.offer.scope]}
    status = 400 if form.is_bound else 200
    return render(request, "portal/helpers/offer.html", shown, status=status)


def _begun(card: EntrustmentCard, now: datetime) -> dict[str, object]:
    """Return what is shown to whoever has accepted; a next of kin has to wait."""
    return {"card": card, "has_begun": card.stage(now) is Stage.IN_FORCE}


@require_POST
@own_file_only
@not_by_letter()
def begin(request: HttpRequest, me: UUID, entrustment: UUID) -> HttpResponse:
    """Open, in this browser, the file of whoever named this helper."""
    card = entrustments.held(me, entrustment)
    if card.stage(timezone.now()) is not Stage.IN_FORCE:
        raise HelpEnded
    helping.begin(request, card)
    if card.scope is Scope.CASE and card.case is not None:
        return redirect("portal:case", case=card.case)
    return redirect("portal:home")


@require_POST
@own_file_only
def kin(request: HttpRequest, me: UUID) -> HttpResponse:
    """Arrange that no next of kin sees the file after death, or leave it to the law again."""
    entrust.refuse_kin(
        person=me,
        refuses=request.POST.get("kin") == "refuse",
        by=oneself(me),
        now=timezone.now(),
    )
    return redirect("portal:helpers")


@require_POST
@people_only
def leave(request: HttpRequest) -> HttpResponse:
    """Go back to one's own file, also when the help is over."""
    helping.leave(request)
    return redirect("portal:helpers")


def _say(form: forms.Form, field: str | None, refused: Refused) -> None:
    """Say a refusal beside the field it is about."""
    form.add_error(field, reason(refused))
