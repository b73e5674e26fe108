"""Pages: name a record exactly, say what is to be done, have it signed by another seat."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces.addresses import uuid_in
from recourse.faces.desk.changes import forms
from recourse.faces.desk.changes.pages import (
    change_page,
    changes_page,
    found_page,
    named_by,
    step_page,
)
from recourse.faces.doors import seats_only
from recourse.faces.errors import refusal
from recourse.faces.officials.confirming import confirmed, sent
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import language
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.intake import queries as intake
from recourse.intake.amendments import queries as amendments
from recourse.intake.amendments.terms import ComesBack, Deed, Reason
from recourse.journeys import amend_record, certify_return
from recourse.journeys.amend_record import Exact, OwnSent
from recourse.journeys.correct_for_case import exact_of

DELIVERING = (Role.DATA_STEWARD, Role.SECOND_SIGNER)


@require_GET
@seats_only(*DELIVERING)
def changes(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List what the department has changed or proposes to change; nobody is named."""
    before = uuid_in(request.GET.get("before"))
    cards = amendments.amendments_of(seat.agency.id, before=before)
    shown = changes_page(seat, cards, catalogues.current())
    return render(request, "desk/changes.html", {"page": shown})


@require_http_methods(["GET", "POST"])
@seats_only(Role.DATA_STEWARD)
def find(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask what names a record exactly, and show what the department sent."""
    by_row = "row" in request.POST
    sent = request.POST if request.method == "POST" and not by_row else None
    exact = forms.ExactForm(sent, items=_items(seat))
    row = forms.RowForm(request.POST if by_row else None)
    asked = row if by_row else exact
    if not asked.is_valid():
        status = 400 if asked.is_bound else 200
        shown = {"form": asked if asked.is_bound else exact, "exact": exact, "row": row}
        return render(request, "desk/find.html", shown, status=status)
    try:
        named = _exact_of_row(row, seat) if by_row else exact.exact()
        found = amend_record.find(exact=named, by=seat, now=timezone.now())
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:find"))
    return render(request, "desk/found.html", {"page": found_page(found, named)})


def _exact_of_row(row: forms.RowForm, seat: SeatCard) -> Exact:
    """Return what names the record that a row became."""
    batch, number = row.cleaned_data["batch"], row.cleaned_data["row"]
    return amend_record.exact_of_row(batch=batch, row=number, by=seat, now=timezone.now())


def _items(seat: SeatCard) -> list[tuple[str, str]]:
    """Return the items the seat may hand in today, by code and name."""
    current = catalogues.current()
    codes = agencies.items_of(seat.id, civil_date(timezone.now()))
    return [(code, current.items[code].name.to(language())) for code in codes]


@require_POST
@seats_only(Role.DATA_STEWARD)
def step(request: HttpRequest, seat: SeatCard, deed: str) -> HttpResponse:
    """Ask what a deed needs to know, check it, and propose it; or keep what was fulfilled."""
    if deed not in (*Deed, forms.FULFILLED):
        raise Http404
    try:
        named, exact = _named(request, seat)
        sent = amend_record.find(exact=exact, by=seat, now=timezone.now())
        form = _form(deed, sent, request.POST if "sent" in request.POST else None)
        if form.is_valid() and not _is_faulty(form, exact, seat):
            return _done(request, deed, form, exact, seat)
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:find"))
    shown = {"form": form, "page": step_page(deed, sent, named)}
    return render(request, "desk/step.html", shown, status=400 if form.is_bound else 200)


def _named(request: HttpRequest, seat: SeatCard) -> tuple[Sequence[tuple[str, str]], Exact]:
    """Return what a form carries on to name a record, and what it names.

    A case that says that its record must be corrected names it without its person's number.
    """
    if (case := uuid_in(request.POST.get("case"))) is not None:
        return [("case", str(case))], exact_of(case=case, by=seat, now=timezone.now())
    form = forms.ExactForm(request.POST, items=_items(seat))
    if not form.is_valid():
        raise Http404
    exact = form.exact()
    return named_by(exact), exact


def _form(deed: str, sent: OwnSent, data: Mapping[str, str] | None) -> PlainForm:
    """Return the form of a deed."""
    if deed == forms.FULFILLED:
        return forms.FulfilledForm(data)
    if deed == Deed.CORRECT:
        return forms.CorrectForm(data, item=sent.item, said=sent.values)
    kind = forms.RevokeForm if deed == Deed.REVOKE else forms.ReasonForm
    return kind(data, deed=Deed(deed))


def _is_faulty(form: PlainForm, exact: Exact, seat: SeatCard) -> bool:
    """Check a correction by the rules of intake and say every fault in the form."""
    if not isinstance(form, forms.CorrectForm):
        return False
    now = timezone.now()
    found = amend_record.faults(exact=exact, values=form.values(), by=seat, now=now)
    form.add_faults(found)
    return bool(found)


def _done(
    request: HttpRequest, deed: str, form: PlainForm, exact: Exact, seat: SeatCard
) -> HttpResponse:
    """Propose the deed, or keep the performance, which needs no second signature."""
    now, given = timezone.now(), form.cleaned_data
    if isinstance(form, forms.FulfilledForm):
        repaired = amend_record.report_fulfilled(
            exact=exact, fulfilled_on=given["fulfilled_on"], paper=form.paper(), by=seat, now=now
        )
        return render(request, "desk/fulfilled.html", {"repaired": repaired})
    assert isinstance(form, forms.ReasonForm)  # noqa: S101 - the forms are ours
    card = amend_record.propose(
        exact=exact,
        deed=Deed(deed),
        reason=Reason(given["reason"]),
        learned_on=given["learned_on"],
        values=form.values(),
        paper=form.paper(),
        by=seat,
        now=now,
    )
    return redirect("desk:change", number=card.number)


@require_GET
@seats_only(*DELIVERING)
def change(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Show what a change would do, or that it is done."""
    opened = amend_record.look_at(number=number, by=seat, now=timezone.now())
    return render(request, "desk/change.html", {"page": change_page(opened, seat)})


@require_http_methods(["GET", "POST"])
@seats_only(Role.SECOND_SIGNER)
@confirmed(sent)
def sign_change(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Sign a change; it is done at once."""
    if request.method == "POST":
        amend_record.sign(number=number, by=seat, now=timezone.now())
    return redirect("desk:change", number=number)


@require_POST
@seats_only(*DELIVERING)
def drop_change(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Give a change up."""
    amend_record.drop(number=number, by=seat, now=timezone.now())
    return redirect("desk:change", number=number)


@require_GET
@seats_only(*DELIVERING)
def change_receipt(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the signed receipt."""
    card = amendments.amendment(number, agency=seat.agency.id)
    if not card.receipt:
        raise Http404
    answer = HttpResponse(card.receipt, content_type="application/jose")
    answer["Content-Disposition"] = f'attachment; filename="{card.number}-receipt.jws"'
    return answer


@require_GET
@seats_only(*DELIVERING)
def returning(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """List the rows of a batch that wait for a certification, by their numbers alone."""
    card = intake.batch(number, agency=seat.agency.id)
    rows = amendments.rows_that_come_back(card.id)
    return render(request, "desk/returning.html", {"batch": card, "rows": rows})


@require_http_methods(["GET", "POST"])
@seats_only(Role.SECOND_SIGNER)
@confirmed(sent)
def certify(request: HttpRequest, seat: SeatCard, number: str, row: int) -> HttpResponse:
    """Show one row that came back, and have it certified."""
    form = forms.CertifyForm(request.POST if request.method == "POST" else None)
    again = reverse("desk:returning", args=[number])
    try:
        if form.is_valid():
            reason, now = ComesBack(form.cleaned_data["reason"]), timezone.now()
            certify_return.certify(
                batch=number, row=row, reason=reason, evidence=form.paper(), by=seat, now=now
            )
            return redirect("desk:returning", number=number)
        shown = certify_return.look_at(batch=number, row=row, by=seat, now=timezone.now())
    except Refused as refused:
        return refusal(request, refused, again=again)
    context = {"form": form, "page": shown, "number": number, "seat": seat}
    return render(request, "desk/certify.html", context, status=400 if form.is_bound else 200)
