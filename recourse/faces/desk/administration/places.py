"""Pages of agencies and their seats: read, and nothing else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from recourse.agencies import queries as agencies
from recourse.agencies import register
from recourse.agencies.rules import WITHOUT_POWERS
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces.desk.administration import pages
from recourse.faces.doors import seats_only
from recourse.ground.calendar import civil_date
from recourse.officials import queries as officials

LONGEST = 40
FOLDER = "desk/administration"


@require_GET
@seats_only(Role.ADMINISTRATOR)
def all_agencies(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """List the agencies and how many seats each has today."""
    today = civil_date(timezone.now())
    lines = register.agencies(on=today, after=request.GET.get("after", "")[:LONGEST])
    shown = pages.agencies_page(lines, catalogues.current())
    return render(request, f"{FOLDER}/agencies.html", {"page": shown})


@require_GET
@seats_only(Role.ADMINISTRATOR)
def one_agency(request: HttpRequest, seat: SeatCard, agency: UUID) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Show one agency: its posts, its machines, its address."""
    now = timezone.now()
    card = agencies.agency(agency)
    lines = register.seats_of(agency, after=request.GET.get("after", "")[:LONGEST])
    shown = pages.AgencyPage(
        agency=card,
        kind=pages.kind_of(card, catalogues.current()),
        address=agencies.webhook(agency),
        seats=[pages.seat_row(line, on=civil_date(now)) for line in lines],
        machines=register.machines_of(agency, at=now),
        after=lines[-1].seat.number if len(lines) == register.PAGE else "",
    )
    return render(request, f"{FOLDER}/agency.html", {"page": shown})


@require_GET
@seats_only(Role.ADMINISTRATOR)
def one_seat(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Show one post: how it is signed in to, what it may do, which machines act as it."""
    now, catalogue = timezone.now(), catalogues.current()
    line, today = register.seat(post), civil_date(now)
    machines = register.machines_of(line.seat.agency.id, at=now)
    shown = pages.SeatPage(
        row=pages.seat_row(line, on=today),
        door=officials.door_of(post, now=now),
        mandates=[
            pages.mandate_row(card, catalogue) for card in register.mandates_of(post, on=today)
        ],
        machines=[machine for machine in machines if machine.seat.id == post],
        may_have_powers=line.seat.role not in WITHOUT_POWERS,
    )
    return render(request, f"{FOLDER}/seat.html", {"page": shown})
