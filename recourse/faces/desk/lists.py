"""The lists of a desk as CSV: the same lines as on the page, and nobody's name in any of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.disclosure import desks
from recourse.faces.addresses import uuid_in
from recourse.faces.desk.case_views import ANSWERING, queue_asked_for
from recourse.faces.desk.cases import queue_page
from recourse.faces.desk.changes.pages import changes_page
from recourse.faces.desk.looking_up.pages import asked_page
from recourse.faces.desk.pages import uploads_page
from recourse.faces.desk.tables import MOST_LINES, csv_file
from recourse.faces.doors import seats_only
from recourse.faces.wording import day, moment, said
from recourse.intake import queries as intake
from recourse.intake.amendments import queries as amendments
from recourse.redress.terms import Pile
from recourse.store.calendar import working_days

DELIVERING = (Role.DATA_STEWARD, Role.SECOND_SIGNER)


@require_GET
@seats_only(*DELIVERING)
def uploads(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the department's newest uploads, with the account of each."""
    batches = intake.batches_of(seat.agency.id, limit=MOST_LINES)
    shown = uploads_page(seat, batches, catalogues.current())
    heading = [
        *(gettext("Batch"), gettext("Item"), gettext("File"), gettext("Received")),
        *(gettext("Rows"), pgettext("row", "Accepted"), pgettext("row", "Duplicate")),
        *(pgettext("row", "Held"), pgettext("row", "Refused"), gettext("Status")),
    ]
    lines = [
        [
            *(row.batch.number, said(row.item), row.batch.file_name),
            *(moment(row.batch.received_at), str(row.batch.rows), str(row.batch.accepted)),
            *(str(row.batch.duplicate), str(row.batch.held), str(row.batch.refused)),
            said(row.state),
        ]
        for row in shown.rows
    ]
    return csv_file("uploads", [heading, *lines])


@require_GET
@seats_only(*DELIVERING)
def findings(request: HttpRequest, seat: SeatCard, number: str) -> HttpResponse:
    """Send every fault of every row, so many at a time; never a value."""
    card = intake.batch(number, agency=seat.agency.id)
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdecimal() and len(after) < 19):
        raise Http404
    heading = [
        *(gettext("Row"), gettext("Column"), gettext("Rule")),
        *(gettext("Problem"), gettext("What to do")),
    ]
    lines = [
        [str(one.row), one.column, one.rule, said(one.says), said(one.do)]
        for one in intake.findings_of(card.id, after=int(after), limit=MOST_LINES)
    ]
    return csv_file(f"{card.number}-problems", [heading, *lines])


@require_GET
@seats_only(*DELIVERING)
def changes(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the department's newest changes."""
    cards = amendments.amendments_of(seat.agency.id, limit=MOST_LINES)
    shown = changes_page(seat, cards, catalogues.current())
    heading = [
        *(pgettext("column", "Change"), gettext("Item"), gettext("What to do")),
        *(gettext("Proposed"), gettext("Due by"), gettext("Status")),
    ]
    lines = [
        [
            *(row.card.number, said(row.item), said(row.deed)),
            *(moment(row.card.proposed_at), day(row.card.due_on), said(row.state)),
        ]
        for row in shown.rows
    ]
    return csv_file("changes", [heading, *lines])


@require_GET
@seats_only(*ANSWERING)
def cases(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Send the open cases that this seat may answer, the most urgent first."""
    lines = queue_asked_for(request, seat, most=MOST_LINES)
    takers = {line.taken_by for line in lines if line.taken_by is not None}
    shown = queue_page(
        lines,
        seat=seat,
        seats={one.id: one for one in agencies.seats(takers)} if takers else {},
        pile=Pile.ALL,
        calendar=working_days(),
        now=timezone.now(),
    )
    heading = [
        *(gettext("Number"), gettext("What is asked"), gettext("Answer by")),
        *(gettext("Time left"), gettext("Taken on by")),
    ]
    told = [
        [row.line.number, said(row.kind), said(row.clock.on), row.clock.says, row.taken]
        for row in shown.rows
    ]
    return csv_file("cases", [heading, *told])


@require_GET
@seats_only(Role.AGENCY_OFFICER)
def look_ups(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Send what was asked at this desk, newest first, so many at a time."""
    before = uuid_in(request.GET.get("before"))
    asked = desks.asked_at(seat.id, before=before, most=MOST_LINES)
    shown = asked_page(seat, asked, catalogues.current(), waiting=())
    heading = [
        *(gettext("Matter"), gettext("Purpose"), gettext("When")),
        *(gettext("Outcome"), gettext("Entry in the log")),
    ]
    lines = [
        [
            *(row.asked.matter or "", said(row.purpose), moment(row.asked.at)),
            gettext("Answered") if row.asked.was_answered else gettext("Refused"),
            str(row.asked.entry),
        ]
        for row in shown.rows
    ]
    return csv_file("look-ups", [heading, *lines])
