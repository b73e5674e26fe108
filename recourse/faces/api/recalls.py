"""Recalls: an agency's machine reads what no longer holds, and says that it has.

The one page of the API that speaks of several people's records at once, and it is no list
of people (charter G8): each line names one look-up of the agency's own by its entry, and
nothing about whom it was, which record, or of what kind. It can only be read forward by number;
there is nothing to search by.
"""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from recourse.disclosure import actions, queries
from recourse.faces.api.once import done
from recourse.faces.api.schemas import AcknowledgementIn, ProblemOut, RecallOut, RecallsOut
from recourse.faces.api.seats import REFUSALS, seat_of

A_PAGE = 100
router = Router(tags=["recalls"])


@router.get("", response={200: RecallsOut, REFUSALS: ProblemOut}, operation_id="recalls")
def recalls(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=2**53, description="Last number of the page before.")] = 0,
) -> RecallsOut:
    """Return your agency's recalls, 100 a page. Numbers have no gaps: you see if one is missing."""
    found = queries.recalls_of(seat_of(request).agency.id, after=after, most=A_PAGE)
    return RecallsOut(recalls=[RecallOut.of(one) for one in found])


@router.post(
    "/{uuid:recall}/acknowledgement",
    response={200: RecallOut, REFUSALS: ProblemOut},
    operation_id="acknowledge_recall",
)
def acknowledge(request: HttpRequest, recall: UUID, body: AcknowledgementIn) -> HttpResponse:
    """Say that your agency has read a recall; name its digest. The first time counts."""
    seat, now = seat_of(request), datetime.now(UTC)

    def do() -> RecallOut:
        return RecallOut.of(
            actions.acknowledge(
                recall=recall, agency=seat.agency.id, digest=body.digest, by=seat.actor, now=now
            )
        )

    return done(request, do, now=now)
