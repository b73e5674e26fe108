"""Batches: a department hands files in and sees what became of each row.

A second person signs and certifies at the desk; no machine does.
"""

from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated, Literal, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router
from ninja.files import UploadedFile

from recourse.faces.api.once import done_by_content
from recourse.faces.api.schemas import (
    BatchesOut,
    BatchOut,
    FindingOut,
    FindingsOut,
    ProblemOut,
    ReturningOut,
    RuleCountOut,
)
from recourse.faces.api.seats import REFUSALS, delivering
from recourse.ground.calendar import civil_date
from recourse.intake import queries as intake
from recourse.intake.amendments import queries as amendments
from recourse.intake.mandates import refuse_without_mandate
from recourse.journeys import mend_held_rows, take_in_batch

NUMBER = r"^B-\d{8}-\d{4,9}$"
JWS = "application/jose"
Number = Annotated[str, Path(pattern=NUMBER)]
router = Router(tags=["batches"])


@router.get("", response={200: BatchesOut, REFUSALS: ProblemOut}, operation_id="batches")
def batches(
    request: HttpRequest, before: Annotated[str | None, Query(pattern=NUMBER)] = None
) -> BatchesOut:
    """Return a page of the department's batches, newest first."""
    agency = delivering(request).agency.id
    last = None if before is None else intake.batch(before, agency=agency).id
    cards = intake.batches_of(agency, before=last)
    more = cards[-1].number if len(cards) == intake.PAGE else None
    return BatchesOut(batches=[BatchOut.of(card) for card in cards], before=more)


@router.post("", response={201: BatchOut, REFUSALS: ProblemOut}, operation_id="hand_in_batch")
def hand_in(
    request: HttpRequest,
    item: Annotated[str, Form(max_length=100, pattern=r"^[^\x00]*$")],
    file: Annotated[UploadedFile, File()],
) -> HttpResponse:
    """Receive and check a file; nothing is entered before a second person has signed."""
    seat, now, path = delivering(request), datetime.now(UTC), _path(file)

    def do() -> BatchOut:
        received = take_in_batch.receive(
            path=path, file_name=file.name or "batch", item=item, by=seat, now=now
        )
        return BatchOut.of(take_in_batch.check_or_wait(card=received, now=now))

    return done_by_content(request, do, file=path, parts=item.encode(), now=now, status=201)


def _path(file: UploadedFile) -> FilePath:
    """Return where an upload lies while it is read."""
    return FilePath(cast("str", file.temporary_file_path()))  # type: ignore[attr-defined]  # its handler keeps files


@router.post(
    "/{number}/held-rows",
    response={201: BatchOut, REFUSALS: ProblemOut},
    operation_id="hand_in_held_rows",
)
def hand_in_held_rows(
    request: HttpRequest, number: Number, file: Annotated[UploadedFile, File()]
) -> HttpResponse:
    """Receive the held rows of a batch, put right, as a batch of their own."""
    seat, now, path = delivering(request), datetime.now(UTC), _path(file)

    def do() -> BatchOut:
        return BatchOut.of(
            mend_held_rows.hand_in_file(
                batch=number, path=path, file_name=file.name or "batch", by=seat, now=now
            )
        )

    return done_by_content(request, do, file=path, parts=b"", now=now, status=201)


@router.get("/{number}", response={200: BatchOut, REFUSALS: ProblemOut}, operation_id="batch")
def batch(request: HttpRequest, number: Number) -> BatchOut:
    """Return one batch, with its account."""
    return BatchOut.of(intake.batch(number, agency=delivering(request).agency.id))


@router.get(
    "/{number}/receipt",
    response={200: None, REFUSALS: ProblemOut},
    operation_id="batch_receipt",
    openapi_extra={
        "responses": {200: {"description": "", "content": {JWS: {"schema": {"type": "string"}}}}}
    },
)
def receipt(request: HttpRequest, number: Number) -> HttpResponse:
    """Return the signed receipt of a batch as it stands now, a compact JWS."""
    card = intake.batch(number, agency=delivering(request).agency.id)
    return HttpResponse(card.receipt, content_type=JWS)


@router.get(
    "/{number}/findings", response={200: FindingsOut, REFUSALS: ProblemOut}, operation_id="findings"
)
def findings(
    request: HttpRequest, number: Number, after: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> FindingsOut:
    """Return every fault of every row, page by page."""
    card = intake.batch(number, agency=delivering(request).agency.id)
    return FindingsOut(
        by_rule=[RuleCountOut.of(count) for count in intake.findings_by_rule(card.id)],
        findings=[FindingOut.of(one) for one in intake.findings_of(card.id, after)],
    )


@router.get(
    "/{number}/held-rows", response={200: None, REFUSALS: ProblemOut}, operation_id="held_rows"
)
def held_rows(
    request: HttpRequest, number: Number, form: Literal["csv", "xlsx"] = "csv"
) -> FileResponse:
    """Return the held rows as a file of the same columns, with a column of reasons."""
    seat = delivering(request)
    card = intake.batch(number, agency=seat.agency.id)
    refuse_without_mandate(item=card.item, by=seat, on=civil_date(datetime.now(UTC)))
    path = intake.held_rows_file(card.id, form)
    opened = path.open("rb")
    path.unlink()
    return FileResponse(opened, as_attachment=True, filename=f"{number}-held.{form}")


@router.get(
    "/{number}/returning",
    response={200: ReturningOut, REFUSALS: ProblemOut},
    operation_id="returning_rows",
)
def returning(request: HttpRequest, number: Number) -> ReturningOut:
    """Return the numbers of rows that come back and wait for a certification."""
    card = intake.batch(number, agency=delivering(request).agency.id)
    return ReturningOut(rows=amendments.rows_that_come_back(card.id))
