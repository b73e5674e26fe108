"""Changes after entry: a department withdraws, revokes or corrects a record of its own.

A machine proposes, and a second person signs at the desk. A record is named exactly, by what its
department sent, or by its row; nothing is searched for, and each opening is in the log of whom it
is about.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from recourse.agencies.answers.errors import KeyInUse, KeyOfAnother
from recourse.agencies.terms import SeatCard
from recourse.faces.api import problems
from recourse.faces.api.change_shapes import (
    ChangeIn,
    ChangeOut,
    ChangesOut,
    FulfilledOut,
    FulfilmentIn,
    ProposedOut,
    RecordIn,
    RowIn,
)
from recourse.faces.api.errors import IdempotencyKey
from recourse.faces.api.once import done
from recourse.faces.api.schemas import ProblemOut
from recourse.faces.api.seats import REFUSALS, delivering
from recourse.ground.refused import Refused
from recourse.intake.amendments import queries as amendments
from recourse.intake.amendments.errors import FaultyCorrection
from recourse.intake.amendments.terms import Deed, Reason
from recourse.intake.queries import PAGE
from recourse.journeys import amend_record
from recourse.journeys.amend_record import Exact

NUMBER = r"^A-\d{8}-\d{4,9}$"
JWS = "application/jose"
Number = Annotated[str, Path(pattern=NUMBER)]
router = Router(tags=["changes"])
fulfilments = Router(tags=["changes"])


@router.get("", response={200: ChangesOut, REFUSALS: ProblemOut}, operation_id="changes")
def changes(
    request: HttpRequest, before: Annotated[str | None, Query(pattern=NUMBER)] = None
) -> ChangesOut:
    """Return a page of the department's changes, newest first; nobody is named."""
    agency = delivering(request).agency.id
    last = None if before is None else amendments.amendment(before, agency=agency).id
    cards = amendments.amendments_of(agency, before=last)
    more = cards[-1].number if len(cards) == PAGE else None
    return ChangesOut(changes=[ChangeOut.of(card) for card in cards], before=more)


@router.post("", response={201: ChangeOut, REFUSALS: ProblemOut}, operation_id="propose_change")
def propose(request: HttpRequest, body: ChangeIn) -> HttpResponse:
    """Propose a withdrawal, a revocation or a correction; a second person must sign it."""
    seat, now = delivering(request), datetime.now(UTC)
    exact = _exact(body.record, seat, now)

    def do() -> ChangeOut:
        return ChangeOut.of(
            amend_record.propose(
                exact=exact,
                deed=Deed(body.deed),
                reason=Reason(body.reason),
                learned_on=body.learned_on,
                values=body.values,
                paper=None if body.paper is None else body.paper.kept(),
                by=seat,
                now=now,
            )
        )

    try:
        with _written_down(exact, seat, now):
            return done(request, do, now=now, status=201)
    except FaultyCorrection as refused:
        found = amend_record.faults(exact=exact, values=body.values or {}, by=seat, now=now)
        return problems.answer(
            request, refused, faults=[problems.fault(one.field, one.rule) for one in found]
        )


@contextmanager
def _written_down(exact: Exact, seat: SeatCard, now: datetime) -> Iterator[None]:
    """Write down that somebody asked also where they are refused: a refusal tells of the record.

    The deed and its line went together; so the line is written anew, in a transaction of its own.
    """
    try:
        yield
    except (IdempotencyKey, KeyInUse, KeyOfAnother):  # nothing was opened
        raise
    except Refused:
        with suppress(Refused):
            amend_record.find(exact=exact, by=seat, now=now)
        raise


def _exact(record: RecordIn, seat: SeatCard, now: datetime) -> Exact:
    """Return what names the record."""
    if isinstance(record, RowIn):
        return amend_record.exact_of_row(batch=record.batch, row=record.row, by=seat, now=now)
    return record.named()


@router.get("/{number}", response={200: ChangeOut, REFUSALS: ProblemOut}, operation_id="change")
def change(request: HttpRequest, number: Number) -> ChangeOut:
    """Return where a change stands; whom it concerns is not opened."""
    return ChangeOut.of(amendments.amendment(number, agency=delivering(request).agency.id))


@router.get(
    "/{number}/proposal",
    response={200: ProposedOut, REFUSALS: ProblemOut},
    operation_id="change_proposal",
)
def proposal(request: HttpRequest, number: Number) -> ProposedOut:
    """Open what a change of the department would do; the person sees that."""
    seat = delivering(request)
    return ProposedOut.of(amend_record.look_at(number=number, by=seat, now=datetime.now(UTC)))


@router.get(
    "/{number}/receipt",
    response={200: None, REFUSALS: ProblemOut},
    operation_id="change_receipt",
    openapi_extra={
        "responses": {200: {"description": "", "content": {JWS: {"schema": {"type": "string"}}}}}
    },
)
def receipt(request: HttpRequest, number: Number) -> HttpResponse:
    """Return the signed receipt of a change that was done; it names nobody."""
    card = amendments.amendment(number, agency=delivering(request).agency.id)
    return HttpResponse(card.receipt, content_type=JWS)


@router.post(
    "/{number}/drop", response={200: ChangeOut, REFUSALS: ProblemOut}, operation_id="drop_change"
)
def drop(request: HttpRequest, number: Number) -> HttpResponse:
    """Give up a change that waits."""
    seat, now = delivering(request), datetime.now(UTC)
    return done(
        request,
        lambda: ChangeOut.of(amend_record.drop(number=number, by=seat, now=now)),
        now=now,
    )


@fulfilments.post(
    "",
    response={200: FulfilledOut, REFUSALS: ProblemOut},
    operation_id="report_fulfilled",
)
def fulfilled(request: HttpRequest, body: FulfilmentIn) -> HttpResponse:
    """Report that the duties of a decision are fulfilled; no second signature is needed."""
    seat, now = delivering(request), datetime.now(UTC)
    exact = _exact(body.record, seat, now)

    def do() -> FulfilledOut:
        repaired = amend_record.report_fulfilled(
            exact=exact, fulfilled_on=body.fulfilled_on, paper=body.told(), by=seat, now=now
        )
        return FulfilledOut(repaired=repaired)

    with _written_down(exact, seat, now):
        return done(request, do, now=now)
