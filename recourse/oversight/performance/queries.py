"""How one agency did its work in a time, counted when it is asked for."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from recourse.ground.calendar import add_months, civil_date
from recourse.intake import figures as deliveries
from recourse.intake.figures import Changed, Delivered
from recourse.intake.rulebook import RULES
from recourse.oversight.performance.terms import Figures, Performance, RuleRows, total
from recourse.redress import figures as answers
from recourse.redress.figures import Ending
from recourse.redress.terms import Kind, Outcome, State

UPHELD = frozenset({Outcome.GRANTED, Outcome.TO_CORRECT})


def performance_of(agency: UUID, *, since_on: date, months: int, now: datetime) -> Performance:
    """Return how an agency did its work, by month; five queries, however long the time.

    Args:
        agency: Whose work; the figures are about nobody in it and nobody it decides on.
        since_on: First day of the first month; civil date, Asia/Shanghai.
        months: How many months, at most 24.
        now: When it is counted.

    Raises:
        ValueError: `since_on` is no first day, or `months` is not within 1 to 24.

    Law:
        Shandong Social Credit Regulations art. 39, 40, 59; charter (departments are measured).

    """
    if since_on.day != 1 or not 1 <= months <= 24:
        raise ValueError(f"count 1 to 24 whole months, got {months} from {since_on}")
    until_on = add_months(since_on, months)
    time = {"since_on": since_on, "until_on": until_on}
    found = [
        *_of_deliveries(deliveries.delivered_by(agency, **time)),
        *_of_changes(deliveries.changed_by(agency, **time, today=civil_date(now))),
        *_of_answers(answers.endings_of(agency, **time, at=now)),
    ]
    held = deliveries.held_by_rule(agency, **time)
    return Performance(
        agency_id=agency,
        **time,
        as_of=now,
        months=tuple(
            (month, total(figures for of, figures in found if of == month))
            for month in (add_months(since_on, place) for place in range(months))
        ),
        held_by_rule=tuple(_rule(code, rows) for code, rows in held.items()),
    )


def _of_deliveries(months: Iterable[Delivered]) -> Iterator[tuple[date, Figures]]:
    """Yield what was handed in, by month."""
    for one in months:
        yield (
            one.month,
            Figures(
                files=one.files,
                refused_files=one.refused_files,
                rows=one.rows,
                accepted=one.accepted,
                duplicate=one.duplicate,
                held=one.held,
                refused=one.refused,
                late_rows=one.late,
                first_rows=one.first_rows,
                first_accepted=one.first_accepted,
            ),
        )


def _of_changes(months: Iterable[Changed]) -> Iterator[tuple[date, Figures]]:
    """Yield how the days for changes were kept, by month."""
    for one in months:
        yield one.month, Figures(changes_on_time=one.on_time, changes_late=one.late)


def _of_answers(endings: Iterable[Ending]) -> Iterator[tuple[date, Figures]]:
    """Yield how cases were answered, by month; what was taken back or overtaken was no answer."""
    for one in endings:
        if one.ended in {State.TAKEN_BACK, State.OVERTAKEN}:
            continue
        is_late = one.ended is State.SILENT
        objections = one.cases if one.kind is Kind.OBJECTION else 0
        yield (
            one.month,
            Figures(
                answered=0 if is_late else one.cases,
                unanswered=one.cases if is_late else 0,
                objections=objections,
                upheld=objections if one.ended in UPHELD else 0,
            ),
        )


def _rule(code: str, rows: int) -> RuleRows:
    """Return how many rows a rule held, in its words."""
    rule = RULES[code]
    return RuleRows(rule=code, says=rule.says, do=rule.do, rows=rows)
