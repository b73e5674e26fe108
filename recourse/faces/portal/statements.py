"""Statements: what for, choose, preview, issue; read one, take it along, show it, take it back."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.attestation.errors import Prevented
from recourse.attestation.terms import Choice, Kind, State, StatementCard
from recourse.faces.doors import oneself, own_file_only
from recourse.faces.portal.statement_forms import OWN_DAYS, ChoiceForm, ShareForm
from recourse.faces.sending import download
from recourse.journeys import issue_statement as journey
from recourse.journeys import show_statement as showing
from recourse.journeys.attest_benefit import attest_benefit
from recourse.journeys.issue_statement import Preview
from recourse.journeys.print_statement import print_statement

ASKED = (Kind.NO_VIOLATION, Kind.REPORT)
"""Kinds that a person begins here; a correction begins on the page of its record."""


@require_GET
@own_file_only
def statements(request: HttpRequest, me: UUID) -> HttpResponse:
    """Say what statements are for, and list those that were issued."""
    cards = journey.own_statements(person=me, by=oneself(me), now=timezone.now())
    return render(request, "portal/statements/list.html", {"cards": cards})


@require_http_methods(["GET", "POST"])
@own_file_only
def new(request: HttpRequest, me: UUID, kind: Kind) -> HttpResponse:
    """Ask what is to be stated, show word for word what it will say, then issue it."""
    if request.method == "GET":
        form = ChoiceForm(kind=kind, now=timezone.now(), initial=_as_before(request))
        return render(request, "portal/statements/choose.html", {"form": form, "kind": kind})
    form = ChoiceForm(request.POST, kind=kind, now=timezone.now())
    if not form.is_valid():
        shown = {"form": form, "kind": kind}
        return render(request, "portal/statements/choose.html", shown, status=400)
    choice = replace(form.choice(), also=_wanted(request))
    if request.POST.get("then") == "issue" and _seen(request) == choice.also:
        return _issued(request, me, form, choice)
    return _previewed(request, me, form, choice)


def _issued(request: HttpRequest, me: UUID, form: ChoiceForm, choice: Choice) -> HttpResponse:
    """Issue it; if something prevents it since the preview, say what."""
    try:
        card = journey.issue(person=me, choice=choice, by=oneself(me), now=timezone.now())
    except Prevented:
        return _previewed(request, me, form, choice)
    return redirect("portal:own-statement", statement=card.id)


def _previewed(request: HttpRequest, me: UUID, form: ChoiceForm, choice: Choice) -> HttpResponse:
    """Show what it would say, or what prevents it."""
    found: Preview = journey.preview(person=me, choice=choice, by=oneself(me), now=timezone.now())
    page = "prevented" if found.statement is None else "preview"
    shown = {"page": found, "form": form, "kind": choice.kind}
    return render(request, f"portal/statements/{page}.html", shown)


def _as_before(request: HttpRequest) -> dict[str, object]:
    """Return what an earlier statement was about, for a fresh one like it."""
    asked = request.GET
    if "domain" not in asked:
        return {}
    days = {name: asked[name] for name in ("first", "last") if name in asked}
    return {"domains": asked.getlist("domain"), "period": OWN_DAYS, **days}


def _wanted(request: HttpRequest) -> frozenset[UUID]:
    """Return the records that the person ticked."""
    return _records(request, "also")


def _seen(request: HttpRequest) -> frozenset[UUID]:
    """Return the ticked records of the preview that was shown."""
    return _records(request, "seen")


def _records(request: HttpRequest, name: str) -> frozenset[UUID]:
    """Return identifiers from a form; what is none is left out."""
    found = set()
    for typed in request.POST.getlist(name):
        try:
            found.add(UUID(typed))
        except ValueError:
            continue
    return frozenset(found)


@require_http_methods(["GET", "POST"])
@own_file_only
def correction(request: HttpRequest, me: UUID, record: UUID) -> HttpResponse:
    """Show the notice that a record was put right, then issue it."""
    now = timezone.now()
    if request.method == "POST":
        card = journey.issue_correction(person=me, record=record, by=oneself(me), now=now)
        return redirect("portal:own-statement", statement=card.id)
    said = journey.preview_correction(person=me, record=record, by=oneself(me), now=now)
    shown = {"statement": said, "record": record}
    return render(request, "portal/statements/correction.html", shown)


@require_GET
@own_file_only
def statement(request: HttpRequest, me: UUID, statement: UUID) -> HttpResponse:
    """Show one statement: what it says, how it is taken along, to whom it was shown by a code."""
    opened = journey.open_statement(
        person=me, statement=statement, by=oneself(me), now=timezone.now()
    )
    names = {one.code: one.name for one in showing.recipients()} if opened.shares else {}
    shown = {
        "card": opened.card,
        "shares": [(one, names.get(one.recipient)) for one in opened.shares],
        "is_good": opened.card.state is State.GOOD,
        "again": _again(opened.card),
        "now": timezone.now(),
    }
    return render(request, "portal/statements/one.html", shown)


def _again(card: StatementCard) -> str:
    """Return the query with which a fresh one like this is asked for; empty where none can be."""
    told = card.statement
    if card.kind not in ASKED or told is None or told.period is None:
        return ""
    named = "&".join(f"domain={code}" for code in told.domains)
    return f"?{named}&first={told.period.first}&last={told.period.last}"


@require_GET
@own_file_only
def signed_data(request: HttpRequest, me: UUID, statement: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send a statement as signed data."""
    number, token = journey.signed_data(
        person=me, statement=statement, by=oneself(me), now=timezone.now()
    )
    return download(token.encode(), name=f"{number}.jws", kind="application/jose")


@require_GET
@own_file_only
def as_pdf(request: HttpRequest, me: UUID, statement: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send a statement on paper: sealed, with its code and its credentials inside."""
    number, pdf = print_statement(
        person=me, statement=statement, by=oneself(me), now=timezone.now()
    )
    return download(pdf, name=f"{number}.pdf", kind="application/pdf")


@require_POST
@own_file_only
def of_benefit(request: HttpRequest, me: UUID, application: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Issue the statement that an application was granted, and show it."""
    card = attest_benefit(person=me, application=application, by=oneself(me), now=timezone.now())
    return redirect("portal:own-statement", statement=card.id)


@require_http_methods(["GET", "POST"])
@own_file_only
def take_back(request: HttpRequest, me: UUID, statement: UUID) -> HttpResponse:
    """Ask once whether a statement shall be taken back, then take it back."""
    now = timezone.now()
    if request.method == "POST":
        journey.take_back(person=me, statement=statement, by=oneself(me), now=now)
        return redirect("portal:own-statement", statement=statement)
    opened = journey.open_statement(person=me, statement=statement, by=oneself(me), now=now)
    if not opened.card.holds:
        return redirect("portal:own-statement", statement=statement)
    return render(request, "portal/statements/take_back.html", {"card": opened.card})


@require_http_methods(["GET", "POST"])
@own_file_only
def share(request: HttpRequest, me: UUID, statement: UUID) -> HttpResponse:
    """Ask whose counter may see a statement; show the code for it, this once."""
    now, offered = timezone.now(), showing.recipients()
    form = ShareForm(request.POST if request.method == "POST" else None, offered=offered)
    if form.is_valid():
        chosen = form.cleaned_data["recipient"]
        made, code = showing.make_code(
            person=me, statement=statement, recipient=chosen, by=oneself(me), now=now
        )
        (name,) = (one.name for one in offered if one.code == chosen)
        shown = {"share": made, "code": code, "name": name}
        return render(request, "portal/statements/code.html", shown)
    opened = journey.open_statement(person=me, statement=statement, by=oneself(me), now=now)
    if opened.card.state is not State.GOOD:
        return redirect("portal:own-statement", statement=statement)
    shown = {"card": opened.card, "form": form}
    status = 400 if form.is_bound else 200
    return render(request, "portal/statements/share.html", shown, status=status)
