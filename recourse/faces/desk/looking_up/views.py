"""Pages of an agency officer: matter and purpose first, then one person, then the answer.

Each question is asked once, by a form that was sent; an address alone asks nothing. What the
officer keeps is a receipt and a line without a name.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.disclosure import desks
from recourse.disclosure.receipts import Receipt
from recourse.disclosure.terms import NoAnswer
from recourse.faces.addresses import uuid_in
from recourse.faces.desk.looking_up.forms import MatterForm, PersonForm
from recourse.faces.desk.looking_up.pages import (
    answer_page,
    asked_page,
    uses_of_seat,
    why_rows,
)
from recourse.faces.doors import seats_only
from recourse.faces.errors import refusal
from recourse.faces.sending import download
from recourse.faces.shelf import Use
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.journeys.look_up_at_desk import look_up_at_desk
from recourse.ledger import evidence
from recourse.redress import queries as redress
from recourse.redress.terms import Kind
from recourse.store.calendar import working_days

LAST_RECEIPT = "rc_look_up"
"""Where a session keeps the receipt of its last look-up; it says nothing of anybody."""

RECEIPT_FOR = timedelta(minutes=30)
WAITING_SHOWN = 5
"""Questions “why did you look?” that stand above a seat's own look-ups."""


@require_http_methods(["GET", "POST"])
@seats_only(Role.AGENCY_OFFICER)
def matter(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask for which matter and purpose; then whom it is about."""
    uses = _uses(seat)
    form = MatterForm(request.POST if request.method == "POST" else None, uses=uses)
    if form.is_valid():
        return _ask_whom(request, form, PersonForm(), uses)
    status = 400 if form.is_bound else 200
    shown = {"form": form, "uses": uses}
    return render(request, "desk/looking_up/matter.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@seats_only(Role.AGENCY_OFFICER)
def person(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask the question and show the answer; whoever comes by the address begins at the start."""
    if request.method != "POST":
        return redirect("desk:look-up")
    uses = _uses(seat)
    asked, form = MatterForm(request.POST, uses=uses), PersonForm(request.POST)
    if not asked.is_valid():
        shown = {"form": asked, "uses": uses}
        return render(request, "desk/looking_up/matter.html", shown, status=400)
    if not form.is_valid():
        return _ask_whom(request, asked, form, uses)
    if asked.names(form.cleaned_data["identity"]):
        shown = {"form": asked, "uses": uses}
        return render(request, "desk/looking_up/matter.html", shown, status=400)
    return _answered(request, seat, asked, form)


def _ask_whom(
    request: HttpRequest, asked: MatterForm, form: PersonForm, uses: Sequence[Use]
) -> HttpResponse:
    """Show the form that names whom it is about."""
    (use,) = (one for one in uses if one.purpose.code == asked.cleaned_data["purpose"])
    shown = {"form": form, "use": use, "matter": asked.cleaned_data["matter"]}
    status = 400 if form.is_bound else 200
    return render(request, "desk/looking_up/person.html", shown, status=status)


def _answered(
    request: HttpRequest, seat: SeatCard, asked: MatterForm, form: PersonForm
) -> HttpResponse:
    """Ask, keep the receipt for half an hour, and show what came of it."""
    number, now = asked.cleaned_data["matter"], timezone.now()
    try:
        told = look_up_at_desk(
            purpose=asked.cleaned_data["purpose"],
            matter=number,
            identity=form.cleaned_data["identity"],
            by=seat,
            now=now,
        )
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:look-up"))
    _keep(request, told.receipt, now)
    if isinstance(told.outcome, NoAnswer):
        return refusal(request, told.outcome.refused, again=reverse("desk:look-up"))
    shown = answer_page(told.outcome, number, catalogues.current())
    return render(request, "desk/looking_up/answer.html", {"page": shown})


def _keep(request: HttpRequest, receipt: Receipt, now: datetime) -> None:
    """Keep a receipt where this session finds it again; the next one takes its place."""
    text = orjson.dumps(receipt).decode()
    request.session[LAST_RECEIPT] = {"receipt": text, "at": now.isoformat()}


@require_GET
@seats_only(Role.AGENCY_OFFICER)
def receipt(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Send the receipt of the last look-up."""
    kept = request.session.get(LAST_RECEIPT)
    if kept is None or timezone.now() - datetime.fromisoformat(kept["at"]) > RECEIPT_FOR:
        raise Http404
    entry = orjson.loads(kept["receipt"])["entry"]
    return download(kept["receipt"].encode(), name=f"receipt-{entry}.json", kind="application/json")


@require_GET
@seats_only(Role.AGENCY_OFFICER)
def asked(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List what was asked at this desk, newest first; nobody is named."""
    found = desks.asked_at(seat.id, before=uuid_in(request.GET.get("before")))
    waiting = redress.queue_of(seat.agency.id, kinds=[Kind.WHY], most=WAITING_SHOWN)
    rows = why_rows(waiting, calendar=working_days(), now=timezone.now())
    shown = asked_page(seat, found, catalogues.current(), waiting=rows)
    return render(request, "desk/looking_up/asked.html", {"page": shown})


@require_GET
@seats_only(Role.AGENCY_OFFICER)
def proof(request: HttpRequest, seat: SeatCard, entry: UUID) -> HttpResponse:
    """Send the proof that a look-up of this agency stands in the published log."""
    try:
        made = evidence.proof_for(seat.agency.id, entry)
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:look-ups"))
    return download(made.encode(), name=f"proof-{entry}.txt", kind="text/plain")


def _uses(seat: SeatCard) -> list[Use]:
    """Return what the seat may ask today."""
    codes = agencies.purposes_of(seat.id, civil_date(timezone.now()))
    return uses_of_seat(codes, catalogues.current())
