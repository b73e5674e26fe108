"""Count a month, for the worker alone: whatever is read, only counts come out."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

import psycopg

from recourse.agencies import queries as agencies
from recourse.disclosure import queries as disclosure
from recourse.ground.calendar import add_months, start_of
from recourse.ground.keydir import KeyDestroyed
from recourse.ledger import counting as log
from recourse.oversight.performance.queries import performance_of
from recourse.oversight.statistics.terms import Count, Subject
from recourse.redress import figures as answers
from recourse.store.dsn import dsn

UNKNOWN = "other"
WITHIN = ((1, "within_1"), (3, "within_3"), (7, "within_7"))


def counts_of(month: date, *, now: datetime) -> Iterator[Count]:
    """Yield every figure of a month that is over.

    Args:
        month: Its first day.
        now: When it is counted.

    """
    yield from _of_agencies(month, now)
    yield from _of_days(month)
    yield from _of_look_ups(month)
    yield from _of_recalls(month)


def _of_agencies(month: date, now: datetime) -> Iterator[Count]:
    """Yield how each agency did its work, and how all cases ended, by kind."""
    ended = Counter[tuple[str, str]]()
    for agency in agencies.agencies():
        did = performance_of(agency.id, since_on=month, months=1, now=now).whole
        whom = str(agency.id)
        for what in ("files", "first_rows", "first_accepted", "accepted", "late_rows"):
            yield _count(Subject.DELIVERIES, whom, what, getattr(did, what))
        yield _count(Subject.ANSWERS, whom, "answered", did.answered)
        yield _count(Subject.ANSWERS, whom, "unanswered", did.unanswered)
        until_on = add_months(month, 1)
        for one in answers.endings_of(agency.id, since_on=month, until_on=until_on, at=now):
            ended[one.kind.value, one.ended.value] += one.cases
    for (kind, how), cases in ended.items():
        yield _count(Subject.CASES, kind, how, cases)


def _of_days(month: date) -> Iterator[Count]:
    """Yield how long answers took."""
    since, until = start_of(month), start_of(add_months(month, 1))
    for one in answers.days_to_answer(since=since, until=until):
        yield _count(Subject.DAYS, one.kind.value, "middle", one.middle)
        yield _count(Subject.DAYS, one.kind.value, "ninth", one.ninth)


def _of_look_ups(month: date) -> Iterator[Count]:
    """Yield what was asked for, by the kind of agency; opens every entry of the month.

    A day whose year's key is destroyed counts nothing: nobody can read it.
    """
    kinds = {agency.id: agency.kind for agency in agencies.agencies()}
    found = Counter[tuple[str, str]]()
    with psycopg.connect(dsn(role="recourse_app")) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        day = month
        while day < add_months(month, 1):
            with suppress(KeyDestroyed):
                for (agency, purpose), asked in log.asked_on(day, connection).items():
                    found[purpose or UNKNOWN, kinds.get(agency, UNKNOWN)] += asked
            day += timedelta(days=1)
    for (purpose, kind), asked in found.items():
        yield _count(Subject.LOOK_UPS, purpose, kind, asked)


def _of_recalls(month: date) -> Iterator[Count]:
    """Yield how soon agencies confirmed that they know of a change; of all agencies together."""
    counted = disclosure.recalls_counted(
        since=start_of(month), until=start_of(add_months(month, 1))
    )
    before = 0
    for days, what in WITHIN:
        within = sum(one.within[days] for one in counted)
        yield _count(Subject.RECALLS, "", what, within - before)
        before = within
    yield _count(Subject.RECALLS, "", "later", sum(one.sent for one in counted) - before)


def _count(subject: Subject, of_whom: str, what: str, count: int) -> Count:
    return Count(subject=subject, of_whom=of_whom, what=what, count=count)
