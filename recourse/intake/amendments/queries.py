"""Reads of amendments by their department; whom one concerns is opened one at a time."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate

from recourse.ground.calendar import CHINA
from recourse.intake.amendments import sealing
from recourse.intake.amendments.errors import NoSuchAmendment
from recourse.intake.amendments.terms import (
    AmendmentCard,
    AmendmentState,
    Deed,
    Pace,
    Reason,
    Target,
)
from recourse.intake.models import Amendment, Finding
from recourse.intake.queries import PAGE

COMES_BACK = "V-133"


def amendment(number: str, *, agency: UUID) -> AmendmentCard:
    """Return one amendment of a department.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.

    """
    return card_of(_row(number, agency))


def amendments_of(
    agency: UUID, *, before: UUID | None = None, limit: int = PAGE
) -> list[AmendmentCard]:
    """Return a department's amendments, newest first.

    Args:
        agency: The department.
        before: Last amendment of the page before.
        limit: Longest page.

    """
    rows = Amendment.objects.filter(agency_id=agency)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [card_of(row) for row in rows.order_by("-id")[:limit]]


def target_of(number: str, *, agency: UUID) -> Target | None:
    """Return whom and what an amendment that waits concerns; None once it is closed.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.
        DeliveryGone: It waited so long that its key was destroyed.

    """
    row = _row(number, agency)
    if row.sealed is None:
        return None
    return sealing.opened(bytes(row.sealed), amendment=row.id, proposed_at=row.proposed_at)


def _row(number: str, agency: UUID) -> Amendment:
    """Return the row of a department's amendment."""
    row = Amendment.objects.filter(number=number, agency_id=agency).first()
    if row is None:
        raise NoSuchAmendment
    return row


def paces(*, since_on: date, until_on: date) -> Mapping[UUID, Pace]:
    """Return how each department keeps the three working days, by when they ended.

    Args:
        since_on: First day on which the three days ended.
        until_on: Day after the last one; what is open and ended before it counts as late.

    Law:
        Shandong Social Credit Regulations art. 39, 40, 59; Administrative Penalty Law art. 48.

    """
    rows = (
        Amendment.objects.filter(due_on__gte=since_on, due_on__lt=until_on)
        .exclude(state=AmendmentState.DROPPED.value)
        .annotate(closed_on=TruncDate("closed_at", tzinfo=CHINA))
        .values("agency_id")
        .annotate(
            on_time=Count("id", filter=Q(closed_on__lte=F("due_on"))),
            late=Count("id", filter=Q(closed_on__gt=F("due_on"))),
            open_late=Count("id", filter=Q(closed_on__isnull=True)),
        )
    )
    return {row["agency_id"]: Pace(**row) for row in rows.order_by("agency_id")}


def rows_that_come_back(batch: UUID) -> list[int]:
    """Return the numbers of the rows that wait for nothing but a certification."""
    found = (
        Finding.objects.filter(batch_id=batch)
        .values("row_number")
        .annotate(all=Count("id"), back=Count("id", filter=Q(rule=COMES_BACK)))
        .filter(all=F("back"), back__gt=0)
    )
    return list(found.order_by("row_number").values_list("row_number", flat=True))


def card_of(row: Amendment) -> AmendmentCard:
    """Return an amendment as a term."""
    return AmendmentCard(
        id=row.id,
        number=row.number,
        agency_id=row.agency_id,
        seat_id=row.seat_id,
        item=row.item,
        deed=Deed(row.deed),
        reason=Reason(row.reason),
        learned_on=row.learned_on,
        due_on=row.due_on,
        state=AmendmentState(row.state),
        proposed_at=row.proposed_at,
        signed_by_id=row.signed_by_id,
        closed_at=row.closed_at,
        receipt=row.receipt,
    )
