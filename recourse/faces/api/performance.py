"""How one's own agency does its work, month by month: about the agency, and about nobody in it."""

from datetime import UTC, date, datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from recourse.faces.api.errors import Malformed
from recourse.faces.api.schemas import ProblemOut, WordsOut, words
from recourse.faces.api.seats import REFUSALS, seat_of
from recourse.ground.calendar import add_months, civil_date, first_of_month
from recourse.oversight.performance.queries import performance_of
from recourse.oversight.performance.terms import Figures, Performance

MOST_MONTHS = 24
router = Router(tags=["performance"])


class FiguresOut(Schema):
    """What an agency did in a time; `late_rows` came more than seven working days late."""

    files: int
    refused_files: int
    rows: int
    accepted: int
    duplicate: int
    held: int
    refused: int
    late_rows: int
    first_rows: int
    first_accepted: int
    changes_on_time: int
    changes_late: int
    answered: int
    unanswered: int
    objections: int
    upheld: int

    @classmethod
    def of(cls, figures: Figures) -> "FiguresOut":
        """Return the shape of figures."""
        return cls(**{name: getattr(figures, name) for name in cls.model_fields})


class MonthOut(Schema):
    """One month, by its first day."""

    month: date
    figures: FiguresOut


class HeldOut(Schema):
    """How many rows a rule held, and what to do about it."""

    rule: str
    says: WordsOut
    do: WordsOut
    rows: int


class PerformanceOut(Schema):
    """How one agency did its work; the month of `as_of` is not over."""

    agency: str
    since: date
    until: date
    as_of: datetime
    whole: FiguresOut
    months: list[MonthOut]
    held_by_rule: list[HeldOut]

    @classmethod
    def of(cls, agency: str, told: Performance) -> "PerformanceOut":
        """Return the shape of an agency's figures."""
        return cls(
            agency=agency,
            since=told.since_on,
            until=told.until_on,
            as_of=told.as_of,
            whole=FiguresOut.of(told.whole),
            months=[MonthOut(month=on, figures=FiguresOut.of(one)) for on, one in told.months],
            held_by_rule=[
                HeldOut(rule=one.rule, says=words(one.says), do=words(one.do), rows=one.rows)
                for one in told.held_by_rule
            ],
        )


@router.get("", response={200: PerformanceOut, REFUSALS: ProblemOut}, operation_id="performance")
def performance(
    request: HttpRequest,
    since: Annotated[date | None, Query(alias="from")] = None,
    months: Annotated[int, Query(ge=1, le=MOST_MONTHS)] = 12,
) -> PerformanceOut:
    """Count how your agency delivers, corrects and answers, by month."""
    agency, now = seat_of(request).agency, datetime.now(UTC)
    first = since or add_months(first_of_month(civil_date(now)), 1 - months)
    if first.day != 1 or not 2000 <= first.year <= 2999:
        raise Malformed
    told = performance_of(agency.id, since_on=first, months=months, now=now)
    return PerformanceOut.of(agency.code, told)
