"""Pages of a seat: hand in a file, see what became of every row, sign as the second person."""

from pathlib import Path
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces.desk.forms import UploadForm
from recourse.faces.desk.pages import batch_page, home_page, uploads_page
from recourse.faces.doors import seats_only
from recourse.faces.errors import refusal
from recourse.faces.officials.confirming import confirmed, sent
from recourse.faces.wording import language
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.intake import queries as intake
from recourse.intake.terms import BatchCard, Form, State
from recourse.journeys import take_in_batch

DELIVERING = (Role.DATA_STEWARD, Role.SECOND_SIGNER)


@require_GET
@seats_only()
def home(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Show what the seat is for; those who deliver go straight to their uploads."""
    if seat.role in DELIVERING:
        return redirect("desk:uploads")
    purposes = agencies.purposes_of(seat.id, civil_date(timezone.now()))
    shown = home_page(seat, purposes, catalogues.current())
    return render(request, "desk/home.html", {"page": shown})


@require_GET
@seats_only(*DELIVERING)
def uploads(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List what the department has handed in, newest first."""
    batches = intake.batches_of(seat.agency.id, before=_uuid(request.GET.get("before")))
    shown = uploads_page(seat, batches, catalogues.current())
    return render(request, "desk/uploads.html", {"page": shown})


def _uuid(text: str | None) -> UUID | None:
    """Return the identifier in an address, or nothing if there is none; 404 if it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@seats_only(Role.DATA_STEWARD)
def upload(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Take a file in, check it, and show what became of it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, items=_items(seat))
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "desk/upload.html", {"form": form}, status=status)
    try:
        taken = _take_in(form, seat)
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:upload"))
    return redirect("desk:batch", number=taken.number)


def _items(seat: SeatCard) -> list[tuple[str, str]]:
    """Return the items the seat may hand in today, by code and name."""
    current = catalogues.current()
    codes = agencies.items_of(seat.id, civil_date(timezone.now()))
    return [(code, current.items[code].name.to(language())) for code in codes]


def _take_in(form: UploadForm, seat: SeatCard) -> BatchCard:
    """Receive the file of a valid form and check it, unless it was handed in before."""
    file = form.cleaned_data["file"]
    received = take_in_batch.receive(
        path=Path(file.temporary_file_path()),
        file_name=file.name,
        item=form.cleaned_data["item"],
        by=seat,
        now=timezone.now(),
    )
    if received.state is not State.RECEIVED:
        return received
    return take_in_batch.check(batch=received.id, by=seat.actor, now=timezone.now())


@require_GET
@seats_only(*DELIVERING)
def batch(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Show what became of a file: steps, counts, problems by rule, receipt."""
    card = _own_batch(seat, number)
    shown = batch_page(seat, card, intake.findings_by_rule(card.id), catalogues.current())
    return render(request, "desk/batch.html", {"page": shown})


@require_GET
@seats_only(*DELIVERING)
def findings(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """List every fault of every row, page by page."""
    card = _own_batch(seat, number)
    after = request.GET.get("after", "0")
    if not (after.isdecimal() and len(after) < 19):
        raise Http404
    found = intake.findings_of(card.id, after=int(after))
    last = found[-1].id if len(found) == intake.PAGE else None
    return render(request, "desk/findings.html", {"batch": card, "found": found, "last": last})


@require_GET
@seats_only(*DELIVERING)
def held_rows(
    request: HttpRequest,  # noqa: ARG001 - Django's signature
    seat: SeatCard,
    number: str,
    form: str,
) -> HttpResponseBase:
    """Send the held rows back in the columns they came in, with a reason column."""
    card = _own_batch(seat, number)
    if form not in (Form.CSV, Form.XLSX) or not card.held:
        raise Http404
    path = intake.held_rows_file(card.id, Form(form))
    rows = path.open("rb")
    path.unlink()
    return FileResponse(rows, as_attachment=True, filename=f"{card.number}-held-rows.{form}")


@require_GET
@seats_only(*DELIVERING)
def receipt(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the signed receipt."""
    card = _own_batch(seat, number)
    if not card.receipt:
        raise Http404
    answer = HttpResponse(card.receipt, content_type="application/jose")
    answer["Content-Disposition"] = f'attachment; filename="{card.number}-receipt.jws"'
    return answer


@require_http_methods(["GET", "POST"])
@seats_only(Role.SECOND_SIGNER)
@confirmed(sent)
def sign(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Sign a checked batch; the worker enters it."""
    card = _own_batch(seat, number)
    if request.method == "POST":
        take_in_batch.sign(batch=card.id, by=seat, now=timezone.now())
    return redirect("desk:batch", number=card.number)


def _own_batch(seat: SeatCard, number: str) -> BatchCard:
    """Return a batch of the seat's own department; another's looks as if it were not there."""
    return intake.batch(number, agency=seat.agency.id)
