"""What a department handed in, in numbers: about the department, never about a person or a seat."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Least, TruncDate, TruncMonth

from recourse.ground.calendar import CHINA, start_of
from recourse.intake.amendments.terms import AmendmentState
from recourse.intake.models import Amendment, Batch, Finding
from recourse.intake.terms import State

FIRST = Q(fixes_id=None)
"""Of batches: what was handed in for the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of the rows that came in one month.

    Attributes:
        month: First day of the month.
        files: Batches that were taken in.
        refused_files: Files that were refused whole.
        rows: Rows of the batches that are checked.
        accepted: Rows in order.
        duplicate: Rows that were on file.
        held: Rows that came back to be put right.
        refused: Rows that may not be kept.
        late: Rows in order that came later than the working days there are.
        first_rows: Rows of batches that bring nothing again.
        first_accepted: Rows of those that were in order at once.

    """

    month: date
    files: int
    refused_files: int
    rows: int
    accepted: int
    duplicate: int
    held: int
    refused: int
    late: int
    first_rows: int
    first_accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """How many changes were due in one month, and done within three working days or not."""

    month: date
    on_time: int
    late: int


def delivered_by(agency: UUID, *, since_on: date, until_on: date) -> tuple[Delivered, ...]:
    """Return what a department handed in, by month of receipt in China; one query.

    Args:
        agency: The department.
        since_on: First day of the first month.
        until_on: First day of the month after the last.

    """
    checked = ~Q(state__in=[State.RECEIVED.value, State.REFUSED.value])
    months = (
        _batches(agency, since_on, until_on)
        .annotate(month=TruncMonth("received_at", tzinfo=CHINA))
        .values("month")
        .annotate(
            files=Count("id", filter=~Q(state=State.REFUSED.value)),
            refused_files=Count("id", filter=Q(state=State.REFUSED.value)),
            all_rows=_sum("rows", checked),
            all_accepted=_sum("accepted", checked),
            all_duplicate=_sum("duplicate", checked),
            all_held=_sum("held", checked),
            all_refused=_sum("refused", checked),
            all_late=Sum(Least("late", "accepted"), filter=checked, default=0),
            first_rows=_sum("rows", checked & FIRST),
            first_accepted=_sum("accepted", checked & FIRST),
        )
    )
    return tuple(
        Delivered(
            month=line["month"].astimezone(CHINA).date(),
            files=line["files"],
            refused_files=line["refused_files"],
            rows=line["all_rows"],
            accepted=line["all_accepted"],
            duplicate=line["all_duplicate"],
            held=line["all_held"],
            refused=line["all_refused"],
            late=line["all_late"],
            first_rows=line["first_rows"],
            first_accepted=line["first_accepted"],
        )
        for line in months.order_by("month")
    )


def _sum(column: str, condition: Q) -> Sum:
    """Return the sum of a column over some batches, nothing being 0."""
    return Sum(column, filter=condition, default=0)


def _batches(agency: UUID, since_on: date, until_on: date) -> "QuerySet[Batch]":
    """Return the batches that a department handed in within whole days of China."""
    began, ended = start_of(since_on), start_of(until_on)
    return Batch.objects.filter(agency_id=agency, received_at__gte=began, received_at__lt=ended)


def held_by_rule(agency: UUID, *, since_on: date, until_on: date) -> dict[str, int]:
    """Return how many rows each rule holds, of what came in a period, the most first; one query.

    A row that breaks two rules counts for both. What was put right later stays counted: it
    was held when it came.
    """
    lines = (
        Finding.objects.filter(
            batch__in=_batches(agency, since_on, until_on).values("id"), outcome="held"
        )
        .values_list("rule", "batch_id")
        .annotate(rows=Count("row_number", distinct=True))
        .order_by("rule", "batch_id")
    )
    rows: Counter[str] = Counter()
    for rule, _, count in lines:
        rows[rule] += count
    return dict(sorted(rows.items(), key=lambda line: (-line[1], line[0])))


def changed_by(agency: UUID, *, since_on: date, until_on: date, today: date) -> tuple[Changed, ...]:
    """Return how a department kept the three working days, by month of the last; one query.

    Law:
        Shandong Social Credit Regulations art. 39, 40, 59; Administrative Penalty Law art. 48.

    """
    months = (
        Amendment.objects.filter(agency_id=agency, due_on__gte=since_on, due_on__lt=until_on)
        .exclude(state=AmendmentState.DROPPED.value)
        .annotate(month=TruncMonth("due_on"), closed_on=TruncDate("closed_at", tzinfo=CHINA))
        .values("month")
        .annotate(
            on_time=Count("id", filter=Q(closed_on__lte=F("due_on"))),
            late=Count(
                "id",
                filter=Q(closed_on__gt=F("due_on")) | Q(closed_on=None, due_on__lt=today),
            ),
        )
    )
    return tuple(Changed(**month) for month in months.order_by("month"))
