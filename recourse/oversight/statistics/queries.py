"""Read the frozen figures as they may be told; no request counts anything over people's tables."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection

from recourse.agencies import queries as agencies
from recourse.agencies.terms import AgencyCard
from recourse.oversight.statistics import rules
from recourse.oversight.statistics.terms import Days, Department, Line, Month, Subject
from recourse.redress.terms import Kind, Outcome, State

MOST_MONTHS = 24
FROZEN = "SELECT month FROM statistic_month ORDER BY month DESC LIMIT %s"
SHOWN = """
SELECT month FROM statistic_month WHERE month >= (SELECT min(month) FROM statistic)
ORDER BY month DESC LIMIT %s
"""
FIGURES = """
SELECT month, subject, of_whom, what, count FROM statistic
WHERE month = ANY(%s) ORDER BY month DESC, subject, of_whom, what
"""
ENDINGS = (
    *(one.value for one in Outcome),
    *(State.SILENT.value, State.TAKEN_BACK.value, State.OVERTAKEN.value),
)
KINDS = tuple(one.value for one in Kind)
RECALLS = ("within_1", "within_3", "within_7", "later")
Counted = Mapping[str, Mapping[str, int]]


def frozen() -> list[date]:
    """Return the months that were counted, newest first, two years at the most."""
    return _months(FROZEN)


def shown() -> list[date]:
    """Return the same without those before there was anything to count."""
    return _months(SHOWN)


def _months(sql: str) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [MOST_MONTHS])
        return [month for (month,) in cursor.fetchall()]


def told(months: list[date]) -> list[Month]:
    """Return what is told of months, newest first; two queries, however many months."""
    found: dict[date, dict[str, dict[str, dict[str, int]]]] = {month: {} for month in months}
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [months])
        for month, subject, of_whom, what, count in cursor.fetchall():
            of = found[month].setdefault(subject, {})
            of.setdefault(of_whom, {})[what] = count
    every = sorted(agencies.agencies(), key=lambda one: one.name.en)
    departments = [one for one in every if one.is_department]
    return [_month(month, of, departments) for month, of in sorted(found.items(), reverse=True)]


def _month(month: date, of: Mapping[str, Counted], departments: Sequence[AgencyCard]) -> Month:
    """Return what is told of one month."""
    cases, days = of.get(Subject.CASES, {}), of.get(Subject.DAYS, {})
    recalls = of.get(Subject.RECALLS, {}).get("", {})
    return Month(
        month=month,
        departments=tuple(
            _department(one, of) for one in departments if _did_anything(str(one.id), of)
        ),
        cases=tuple(
            rules.told(kind, {how: cases[kind].get(how, 0) for how in ENDINGS})
            for kind in KINDS
            if kind in cases
        ),
        days={
            kind: Days(middle=told.get("middle", 0), ninth=told.get("ninth", 0))
            for kind, told in days.items()
        },
        look_ups=_look_ups(of.get(Subject.LOOK_UPS, {})),
        recalls=rules.told("", {what: recalls.get(what, 0) for what in RECALLS}),
    )


def _did_anything(agency: str, of: Mapping[str, Counted]) -> bool:
    """Whether there is any figure of an agency."""
    return agency in of.get(Subject.DELIVERIES, {}) or agency in of.get(Subject.ANSWERS, {})


def _department(one: AgencyCard, of: Mapping[str, Counted]) -> Department:
    """Return the figures of one department, as ranges and shares."""
    came = of.get(Subject.DELIVERIES, {}).get(str(one.id), {})
    cases = of.get(Subject.ANSWERS, {}).get(str(one.id), {})
    accepted = came.get("accepted", 0)
    return Department(
        agency=one.id,
        name=one.name,
        files=rules.band(came.get("files", 0)),
        first_time=rules.share(came.get("first_accepted", 0), came.get("first_rows", 0)),
        in_time=rules.share(accepted - came.get("late_rows", 0), accepted),
        answered=rules.answered(
            cases.get("answered", 0),
            cases.get("unanswered", 0),
            departments=len(of.get(Subject.ANSWERS, {})),
        ),
    )


def _look_ups(asked: Counted) -> Line:
    """Return what was asked for and by whom as one line of parts."""
    parts = {f"{purpose}/{kind}": n for purpose, by in asked.items() for kind, n in by.items()}
    return rules.told("", parts)
