"""Pages: which rows are held and where each stands, one row with its faults, the corrected file."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces.desk.mending.forms import HeldFileForm, RowForm
from recourse.faces.desk.mending.pages import held_page
from recourse.faces.doors import seats_only
from recourse.faces.errors import refusal
from recourse.faces.wording import language
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.intake import queries as intake
from recourse.intake.mending import actions as mending
from recourse.intake.mending import queries as rows
from recourse.intake.mending.errors import NothingMended
from recourse.journeys import mend_held_rows

DELIVERING = (Role.DATA_STEWARD, Role.SECOND_SIGNER)
FURTHEST = 2**31 - 1
"""No file has a row beyond it."""


@require_GET
@seats_only(*DELIVERING)
def held(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """List the held rows of a batch by number, with what became of each; no value is shown."""
    card = intake.batch(number, agency=seat.agency.id)
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdecimal() and int(after[:10]) <= FURTHEST):
        raise Http404
    shown = held_page(
        seat,
        card,
        rows.held_rows(card, after=int(after[:10])),
        account=rows.account_of(card),
        next_waiting=rows.next_waiting(card),
        catalogue=catalogues.current(),
        today=civil_date(timezone.now()),
    )
    return render(request, "desk/mending/held.html", {"page": shown})


@require_http_methods(["GET", "POST"])
@seats_only(Role.DATA_STEWARD)
def held_row(request: HttpRequest, seat: SeatCard, number: str, row: int) -> HttpResponse:
    """Show one held row with what came in each column, check what is written, and keep it."""
    if row > FURTHEST:
        raise Http404
    now = timezone.now()
    try:
        opened = mend_held_rows.open_row(batch=number, row=row, by=seat, now=now)
        form = RowForm(request.POST if request.method == "POST" else None, opened=opened)
        form.is_valid()
        if request.method == "GET":
            form.add_faults(opened.faults)
        elif _is_kept(form, opened, seat):
            return redirect(_after(number, opened))
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:held", args=[number]))
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/mending/row.html", {"form": form, "page": opened}, status=status)


def _is_kept(form: RowForm, opened: mend_held_rows.OpenRow, seat: SeatCard) -> bool:
    """Check a row as it is written, and keep it if nothing speaks against it."""
    now, card = timezone.now(), opened.batch
    found = mend_held_rows.faults(opened=opened, values=form.values(), now=now)
    form.add_faults(found)
    if found:
        return False
    try:
        mend_held_rows.mend(
            batch=card.number, row=opened.row.number, values=form.values(), by=seat, now=now
        )
    except NothingMended as refused:
        form.add_error(None, f"{refused.words(language())} {refused.advice(language())}")
        return False
    return True


def _after(number: str, opened: mend_held_rows.OpenRow) -> str:
    """Return where to go on: the next row that waits, or the list."""
    following = rows.next_waiting(opened.batch, after=opened.row.number)
    if following is None:
        return reverse("desk:held", args=[number])
    return reverse("desk:held-row", args=[number, following])


@require_POST
@seats_only(Role.DATA_STEWARD)
def take_back(request: HttpRequest, seat: SeatCard, number: str, row: int) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Forget what was put right in a row that is not sent."""
    card = intake.batch(number, agency=seat.agency.id)
    if row > FURTHEST:
        raise Http404
    mending.take_back(card=card, row=row, by=seat, now=timezone.now())
    return redirect("desk:held", number=number)


@require_POST
@seats_only(Role.DATA_STEWARD)
def send(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Hand in what is put right as a batch of its own."""
    try:
        sent = mend_held_rows.send_again(batch=number, by=seat, now=timezone.now())
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:held", args=[number]))
    return redirect("desk:batch", number=sent.number)


@require_http_methods(["GET", "POST"])
@seats_only(Role.DATA_STEWARD)
def by_file(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Take the corrected file in, tied to the batch that held its rows."""
    card = intake.batch(number, agency=seat.agency.id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HeldFileForm(*sent)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        shown = {"form": form, "batch": card}
        return render(request, "desk/mending/file.html", shown, status=status)
    file = form.cleaned_data["file"]
    try:
        taken = mend_held_rows.hand_in_file(
            batch=number,
            path=Path(file.temporary_file_path()),
            file_name=file.name,
            by=seat,
            now=timezone.now(),
        )
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:held-file", args=[number]))
    return redirect("desk:batch", number=taken.number)
