"""Pages of a seat: hand in a file, see what became of every row, sign as the second person."""

from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces.addresses import uuid_in
from recourse.faces.desk.forms import UploadForm
from recourse.faces.desk.pages import batch_page, home_page, uploads_page
from recourse.faces.desk.waiting import (
    AT_WORK,
    TakenFile,
    progress_in_words,
    refused_file,
    rows_done,
    taken_file,
)
from recourse.faces.doors import seats_only
from recourse.faces.errors import refusal
from recourse.faces.officials.confirming import confirmed, sent
from recourse.faces.wording import language
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.intake import queries as intake
from recourse.intake.mandates import refuse_without_mandate
from recourse.intake.terms import BatchCard, Form
from recourse.journeys import take_in_batch

DELIVERING = (Role.DATA_STEWARD, Role.SECOND_SIGNER)


@require_GET
@seats_only()
def home(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Show what the seat is for; who delivers or administers goes straight to their pages."""
    if seat.role in DELIVERING:
        return redirect("desk:uploads")
    if seat.role is Role.ADMINISTRATOR:
        return redirect("desk:agencies")
    purposes = agencies.purposes_of(seat.id, civil_date(timezone.now()))
    shown = home_page(seat, purposes, catalogues.current())
    return render(request, "desk/home.html", {"page": shown})


@require_GET
@seats_only(*DELIVERING)
def uploads(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List what the department has handed in, newest first."""
    batches = intake.batches_of(seat.agency.id, before=uuid_in(request.GET.get("before")))
    shown = uploads_page(seat, batches, catalogues.current())
    return render(request, "desk/uploads.html", {"page": shown})


@require_http_methods(["GET", "POST"])
@seats_only(Role.DATA_STEWARD)
def upload(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Take files in and show what became of them; small ones are checked at once."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, items=_items(seat))
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "desk/upload.html", {"form": form}, status=status)
    files, item = form.cleaned_data["file"], form.cleaned_data["item"]
    if len(files) > 1:
        return _taken_together(request, files, item, seat)
    try:
        taken = _take_in(files[0], item, seat)
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:upload"))
    return redirect("desk:batch", number=taken.number)


def _taken_together(
    request: HttpRequest, files: "Sequence[UploadedFile[bytes]]", item: str, seat: SeatCard
) -> HttpResponse:
    """Take several files in, each by itself; one that is refused stops no other."""
    outcomes = [_taken_or_not(file, item, seat) for file in files]
    return render(request, "desk/taken.html", {"outcomes": outcomes})


def _taken_or_not(file: "UploadedFile[bytes]", item: str, seat: SeatCard) -> TakenFile:
    """Take one of several files in, and tell how that went."""
    try:
        return taken_file(file.name or "", _take_in(file, item, seat))
    except Refused as refused:
        return refused_file(file.name or "", refused)


def _items(seat: SeatCard) -> list[tuple[str, str]]:
    """Return the items the seat may hand in today, by code and name."""
    current = catalogues.current()
    codes = agencies.items_of(seat.id, civil_date(timezone.now()))
    return [(code, current.items[code].name.to(language())) for code in codes]


def _take_in(file: "UploadedFile[bytes]", item: str, seat: SeatCard) -> BatchCard:
    """Receive a file; a small one is checked at once, unless it was handed in before."""
    assert isinstance(file, TemporaryUploadedFile)  # noqa: S101 - the handler is ours
    received = take_in_batch.receive(
        path=Path(file.temporary_file_path()),
        file_name=file.name or "",
        item=item,
        by=seat,
        now=timezone.now(),
    )
    return take_in_batch.check_or_wait(card=received, now=timezone.now())


@require_GET
@seats_only(*DELIVERING)
def batch(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Show what became of a file: steps, counts, problems by rule, receipt."""
    card = _own_batch(seat, number)
    shown = batch_page(
        seat,
        card,
        intake.findings_by_rule(card.id),
        catalogues.current(),
        done=rows_done(card),
        fixes=intake.batch(card.fixes_id).number if card.fixes_id else "",
        still="still" in request.GET,
    )
    return render(request, "desk/batch.html", {"page": shown})


@require_GET
@seats_only(*DELIVERING)
def progress(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say how far the check or the entering of a batch has come, for the page that waits."""
    card = _own_batch(seat, number)
    done = rows_done(card)
    told = {"says": progress_in_words(card, done), "done": done, "rows": card.rows}
    over = card.state not in AT_WORK
    return JsonResponse(told | {"over": over}, headers={"Cache-Control": "no-store"})


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
    refuse_without_mandate(item=card.item, by=seat, on=civil_date(timezone.now()))
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
