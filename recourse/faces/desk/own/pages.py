"""What the pages show of a department's own answers and work, made from terms of the rooms."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from recourse.faces.addresses import place_of
from recourse.faces.desk.cases import Clock, clock
from recourse.faces.wording import month_and_year, number, said
from recourse.ground.calendar import WorkingDays, add_months, civil_date, first_of_month
from recourse.ground.words import Words
from recourse.journeys.correct_for_case import ToCorrect
from recourse.oversight.performance.terms import Figures, Performance
from recourse.redress.queries import QUEUE_AT_ONCE
from recourse.redress.terms import Kind, QueueLine
from recourse.redress.wording import KINDS

PERIODS = (3, 6, 12)
"""Months that may be chosen; the first is shown unasked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One case that waits at the department, and whose turn it is."""

    id: UUID
    number: str
    kind: Words
    clock: Clock
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPage:
    """The open cases about records of a department, the most urgent first; nobody is named."""

    rows: Sequence[AnswerRow]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage:
    """A record that must be corrected, and by when."""

    opened: ToCorrect
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a department: its name, what it counts, its number for each month."""

    code: str
    name: str
    says: str
    months: Sequence[str]
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformancePage:
    """How a department does its work."""

    told: Performance
    months: Sequence[date]
    period: int
    periods: Sequence[int]
    figures: Sequence[Figure]
    bars: Sequence[tuple[date, int]]
    is_empty: bool


def answers_page(
    lines: Sequence[QueueLine], *, calendar: WorkingDays, now: datetime
) -> AnswersPage:
    """Return the cases that wait at a department as a page."""
    last = lines[-1] if len(lines) == QUEUE_AT_ONCE else None
    return AnswersPage(
        rows=[
            AnswerRow(
                id=line.id,
                number=line.number,
                kind=KINDS[line.kind],
                clock=clock(line.due, line.filed_at, calendar=calendar, now=now),
                is_ours=line.kind is Kind.CORRECTION and now < line.due.at,
            )
            for line in lines
        ],
        after="" if last is None else place_of(last),
    )


def csv_of_answers(page: AnswersPage) -> list[list[str]]:
    """Return the cases that wait at a department as a table."""
    heading = [
        *(gettext("Number"), gettext("What is asked"), gettext("Answer by")),
        *(gettext("Time left"), gettext("Whose turn")),
    ]
    lines = [
        [
            *(row.number, said(row.kind), said(row.clock.on), row.clock.says),
            gettext("Yours: correct the record") if row.is_ours else gettext("The case officer's"),
        ]
        for row in page.rows
    ]
    return [heading, *lines]


def correction_page(opened: ToCorrect, *, calendar: WorkingDays, now: datetime) -> CorrectionPage:
    """Return a record that must be corrected as a page."""
    card = opened.case
    return CorrectionPage(
        opened=opened, clock=clock(card.due, card.filed_at, calendar=calendar, now=now)
    )


def since(months: int, now: datetime) -> date:
    """Return the first day of a period of so many months that ends with the present one."""
    return add_months(first_of_month(civil_date(now)), 1 - months)


def performance_page(told: Performance, period: int) -> PerformancePage:
    """Return how a department does its work as a page."""
    return PerformancePage(
        told=told,
        months=[month for month, _ in told.months],
        period=period,
        periods=PERIODS,
        figures=[*_figures(told)],
        bars=[(month, figures.rows) for month, figures in told.months],
        is_empty=told.whole == Figures(),
    )


def _figures(told: Performance) -> Iterator[Figure]:
    """Yield every figure with its explanation."""
    for code, name, says, value in _named():
        yield Figure(
            code=code,
            name=name,
            says=says,
            months=[value(figures) for _, figures in told.months],
            whole=value(told.whole),
        )


def csv_of(told: Performance) -> list[list[str]]:
    """Return the figures as a table: one line for each figure, one column for each month."""
    heading = [gettext("Figure"), *(month_and_year(month) for month, _ in told.months)]
    lines = [[one.name, *one.months, one.whole] for one in _figures(told)]
    held = [
        [f"{one.rule} {said(one.says)}", *[""] * len(told.months), number(one.rows)]
        for one in told.held_by_rule
    ]
    return [[*heading, gettext("Whole period")], *lines, *held]


def _share(part: int, whole: int) -> str:
    """Return a share with the numbers it is made of; a dash where there is nothing."""
    return f"{100 * part // whole} % ({number(part)} / {number(whole)})" if whole else "–"


Value = Callable[[Figures], str]


def _named() -> list[tuple[str, str, str, Value]]:
    """Return each figure: code, name, what it counts, how it is read."""
    return [
        (
            "rows",
            gettext("Rows handed in"),
            gettext("Rows of all files that were checked."),
            lambda f: number(f.rows),
        ),
        (
            "on_time",
            gettext("Handed in on time"),
            gettext("Of the rows in order: decided at most seven working days before they came."),
            lambda f: _share(f.accepted - f.late_rows, f.accepted),
        ),
        (
            "first_time",
            gettext("Accepted first time"),
            gettext("Of the rows that bring nothing again: those that were in order at once."),
            lambda f: _share(f.first_accepted, f.first_rows),
        ),
        (
            "held",
            gettext("Held"),
            gettext("Rows that came back to be fixed."),
            lambda f: number(f.held),
        ),
        (
            "refused",
            gettext("Refused rows and files"),
            gettext("What may not be kept, and files that could not be read."),
            lambda f: f"{number(f.refused)} + {number(f.refused_files)}",
        ),
        (
            "changes",
            gettext("Changes on time"),
            gettext("Own records put right within three working days after you learned of it."),
            lambda f: _share(f.changes_on_time, f.changes_on_time + f.changes_late),
        ),
        (
            "answered",
            gettext("Answered in time"),
            gettext("Cases that your department had to answer, and did before their last day."),
            lambda f: _share(f.answered, f.answered + f.unanswered),
        ),
        (
            "unanswered",
            gettext("Decided by silence"),
            gettext("Cases nobody answered in time. Silence decided for the person."),
            lambda f: number(f.unanswered),
        ),
        (
            "upheld",
            gettext("Objections upheld"),
            gettext("Of the objections that ended: those in which you found the person right."),
            lambda f: _share(f.upheld, f.objections),
        ),
    ]
