"""What an agency may have of its own look-ups afterwards: the proof of one, and counts by day.

Neither says anything of a person. The proof shows where an entry stands in the published log, whose
commitment the agency has on its receipt; the counts are sums of its own questions.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from recourse.disclosure import comparing
from recourse.faces.api.schemas import CountsOut, ProblemOut
from recourse.faces.api.seats import REFUSALS, seat_of
from recourse.ledger import evidence

PROOF = "text/plain; charset=utf-8"
router = Router(tags=["look-ups"])


@router.get(
    "/counts",
    response={200: CountsOut, REFUSALS: ProblemOut},
    operation_id="look_up_counts",
)
def counts(
    request: HttpRequest,
    since: Annotated[date, Query(alias="from", description="First civil day (Asia/Shanghai).")],
    until: Annotated[date, Query(description="First civil day that does not count any more.")],
) -> CountsOut:
    """Compare, day by day, what the gate counted of your agency with what the log holds.

    Days are compared when they are over; at most 366 are told at once.
    """
    agency = seat_of(request).agency
    told = comparing.of_agency(agency.id, since=since, until=until)
    return CountsOut.of(agency.code, told, comparing.days(since=since, until=until))


@router.get(
    "/{uuid:entry}/proof",
    response={200: None, REFUSALS: ProblemOut},
    operation_id="look_up_proof",
    openapi_extra={
        "responses": {
            200: {
                "description": "A C2SP tlog-proof without `extra`: check it with the receipt.",
                "content": {"text/plain": {"schema": {"type": "string"}}},
            }
        }
    },
)
def proof(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Return the proof that a look-up of your own agency stands in the published log.

    `entry` is that of your receipt. Another agency's look-up and one that never was are answered
    alike.
    """
    made = evidence.proof_for(seat_of(request).agency.id, entry)
    return HttpResponse(made, content_type=PROOF, headers={"Cache-Control": "no-store"})
