"""Pages: which cases wait at the department, what it must correct, how it does its own work."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from recourse.agencies.terms import Role, SeatCard
from recourse.faces.addresses import place_in_queue
from recourse.faces.desk.own.pages import (
    PERIODS,
    AnswersPage,
    answers_page,
    correction_page,
    csv_of,
    csv_of_answers,
    performance_page,
    since,
)
from recourse.faces.desk.tables import MOST_LINES, csv_file
from recourse.faces.doors import seats_only
from recourse.faces.errors import refusal
from recourse.ground.refused import Refused
from recourse.journeys.correct_for_case import OF_RECORDS, open_correction
from recourse.oversight.performance.queries import performance_of
from recourse.oversight.performance.terms import Performance
from recourse.redress import queries as redress
from recourse.store.calendar import working_days


@require_GET
@seats_only(Role.DATA_STEWARD)
def answers(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List the open cases about the department's records by due date; nobody is named."""
    shown = _waiting(request, seat, most=redress.QUEUE_AT_ONCE)
    return render(request, "desk/own/answers.html", {"page": shown})


@require_GET
@seats_only(Role.DATA_STEWARD)
def answers_csv(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Send the same list as a table."""
    return csv_file("answers", csv_of_answers(_waiting(request, seat, most=MOST_LINES)))


def _waiting(request: HttpRequest, seat: SeatCard, *, most: int) -> AnswersPage:
    """Return the cases that wait at the department."""
    after = place_in_queue(request.GET.get("after", ""))
    lines = redress.queue_of(seat.agency.id, kinds=OF_RECORDS, after=after, most=most)
    return answers_page(lines, calendar=working_days(), now=timezone.now())


@require_GET
@seats_only(Role.DATA_STEWARD)
def correction(request: HttpRequest, seat: SeatCard, case: UUID) -> HttpResponse:
    """Show one record that must be corrected; the person finds this opening in their log."""
    now = timezone.now()
    try:
        opened = open_correction(case=case, by=seat, now=now)
    except Refused as refused:
        return refusal(request, refused, again=reverse("desk:answers"))
    shown = correction_page(opened, calendar=working_days(), now=now)
    return render(request, "desk/own/correction.html", {"page": shown})


@require_GET
@seats_only(Role.DATA_STEWARD)
def performance(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Show how the department does its own work, month by month."""
    period = _period(request)
    shown = performance_page(_told(seat, period), period)
    return render(request, "desk/own/performance.html", {"page": shown})


@require_GET
@seats_only(Role.DATA_STEWARD)
def performance_csv(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Send the same figures as a table."""
    return csv_file("performance", csv_of(_told(seat, _period(request))))


def _told(seat: SeatCard, period: int) -> Performance:
    """Return the figures of the department for so many months."""
    now = timezone.now()
    return performance_of(seat.agency.id, since_on=since(period, now), months=period, now=now)


def _period(request: HttpRequest) -> int:
    """Return for how many months somebody asks; 404 if the address makes no sense."""
    asked = request.GET.get("months", str(PERIODS[1]))
    if asked not in {str(period) for period in PERIODS}:
        raise Http404
    return int(asked)
