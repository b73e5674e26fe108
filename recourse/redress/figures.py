"""How cases of an agency ended, in numbers: about the agency, never about a person or a seat.

What silence has decided counts from its instant, whether or not the worker has written it down;
a number of a month that is over never changes by a case being erased.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncMonth

from recourse.redress.models import Ended, Waiting
from recourse.redress.terms import Kind, Outcome, State

SILENT = State.SILENT.value
ANSWERS = frozenset(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How many cases of one kind ended one way in one month.

    Attributes:
        month: First day of the month; of silence, that of the last day of the answer.
        kind: What was asked.
        ended: An outcome, or a state of a case that nobody decided.
        cases: How many.

    """

    month: date
    kind: Kind
    ended: Outcome | State
    cases: int


def endings_of(
    authority: UUID, *, since_on: date, until_on: date, at: datetime
) -> tuple[Ending, ...]:
    """Return how the cases of one agency ended, by month and kind; two queries.

    Args:
        authority: The agency that had to answer.
        since_on: First day of the first month.
        until_on: First day of the month after the last.
        at: The instant at which it is counted.

    Law:
        Shandong Social Credit Regulations art. 39, 59; charter, who is measured.

    """
    within = {"authority_id": authority}
    written = (
        Ended.objects.filter(**within, month__gte=since_on, month__lt=until_on)
        .values_list("month", "kind", "ended")
        .annotate(cases=Count("id"))
    )
    unwritten = (
        Waiting.objects.filter(**within, due_at__lte=at, due_on__gte=since_on, due_on__lt=until_on)
        .annotate(month=TruncMonth("due_on"))
        .values_list("month", "kind")
        .annotate(cases=Count("case_id"))
    )
    found = [
        *written.order_by("month", "kind", "ended"),
        *(
            (month, kind, SILENT, cases)
            for month, kind, cases in unwritten.order_by("month", "kind")
        ),
    ]
    return tuple(
        Ending(month=month, kind=Kind(kind), ended=_ended(ended), cases=cases)
        for month, kind, ended, cases in found
    )


def _ended(code: str) -> Outcome | State:
    """Return an outcome, or how else a case ended."""
    return Outcome(code) if code in ANSWERS else State(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """How many days the answers to one kind of case took, of at least ten of them together.

    Attributes:
        kind: What was asked.
        middle: Half of the answers came within so many days.
        ninth: Nine of ten came within so many days.

    """

    kind: Kind
    middle: int
    ninth: int


def days_to_answer(*, since: datetime, until: datetime) -> tuple[Days, ...]:
    """Return how long the answers took that were given in a time; fewer than ten are not told.

    Args:
        since: First instant.
        until: First instant that does not count any more.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_days_to_answer(%s, %s)", [since, until])
        return tuple(
            Days(kind=Kind(kind), middle=middle, ninth=ninth)
            for kind, _, middle, ninth in cursor.fetchall()
        )
