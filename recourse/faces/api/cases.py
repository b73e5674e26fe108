"""Cases that wait for an agency's answer: by due date, one opened at a time, by its own name.

Nobody is named and nobody is searched for. Each opening is in the log of whose case it is. What a
case comes to is decided by an officer, at their desk, with their own second factor: no adverse
decision is automatic (G12), so no machine decides one. A department whose machine finds that an
objection is right withdraws or corrects the record; that answers the case.
"""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from recourse.agencies.terms import SeatCard
from recourse.faces.addresses import place_in_queue, place_of
from recourse.faces.api import limits, problems
from recourse.faces.api.case_shapes import CaseOut, CasesOut, TakenOut, WaitingOut
from recourse.faces.api.errors import CaseBudgetSpent
from recourse.faces.api.once import done
from recourse.faces.api.schemas import ProblemOut
from recourse.faces.api.seats import REFUSALS, seat_of
from recourse.journeys import answer_case
from recourse.redress import queries as redress
from recourse.redress import rules
from recourse.redress.errors import NotYours
from recourse.redress.terms import Kind, Pile

PLACE = r"^\d{1,11}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
router = Router(tags=["cases"])


@router.get("", response={200: CasesOut, REFUSALS: ProblemOut}, operation_id="cases")
def cases(
    request: HttpRequest,
    after: Annotated[str | None, Query(pattern=PLACE)] = None,
    pile: Pile = Pile.ALL,
) -> CasesOut:
    """Return a page of the open cases that this seat may answer, the most urgent first."""
    seat = seat_of(request)
    lines = redress.queue_of(
        seat.agency.id,
        kinds=_kinds(seat),
        pile=pile,
        seat=seat.id,
        after=place_in_queue(after or ""),
    )
    waiting = [WaitingOut.of(line, seat) for line in lines]
    last = lines[-1] if len(lines) == redress.QUEUE_AT_ONCE else None
    return CasesOut(
        cases=waiting,
        after=None if last is None else place_of(last),
    )


def _kinds(seat: SeatCard) -> list[Kind]:
    """Return the kinds of cases that a seat may answer.

    Raises:
        NotYours: None.

    """
    kinds = [kind for kind in Kind if rules.may_answer(kind, seat.role)]
    if not kinds:
        raise NotYours
    return kinds


@router.get("/{uuid:case}", response={200: CaseOut, REFUSALS: ProblemOut}, operation_id="case")
def case(request: HttpRequest, case: UUID) -> CaseOut | HttpResponse:
    """Open one case; the person finds this opening in their log. Who they are is not said.

    A seat's machines may open 200 a day; the desk is not counted.
    """
    seat, now = seat_of(request), datetime.now(UTC)
    if wait := limits.days.count(seat.id, now=now):
        refused = problems.answer(request, CaseBudgetSpent())
        refused["Retry-After"] = str(wait)
        return refused
    return CaseOut.of(answer_case.open_case(case=case, by=seat, now=now), seat)


@router.post(
    "/{uuid:case}/take", response={200: TakenOut, REFUSALS: ProblemOut}, operation_id="take_case"
)
def take(request: HttpRequest, case: UUID) -> HttpResponse:
    """Take a case on, so that two do not do the same work."""
    seat, now = seat_of(request), datetime.now(UTC)

    def do() -> TakenOut:
        answer_case.take(case=case, by=seat, now=now)
        return TakenOut(id=case)

    return done(request, do, now=now)


@router.post(
    "/{uuid:case}/acceptance",
    response={200: TakenOut, REFUSALS: ProblemOut},
    operation_id="accept_case",
)
def accept(request: HttpRequest, case: UUID) -> HttpResponse:
    """Accept an application for repair; the person is written to."""
    seat, now = seat_of(request), datetime.now(UTC)

    def do() -> TakenOut:
        answer_case.accept(case=case, by=seat, now=now)
        return TakenOut(id=case)

    return done(request, do, now=now)
