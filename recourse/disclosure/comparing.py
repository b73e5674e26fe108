"""Does the log hold every look-up that the gate let through?

The gate counts each question in the transaction that logs it. So on every civil day, for every
agency, both numbers are the same; a difference means that somebody removed or added one of the
two. Both are read in one snapshot. The worker compares each day when it is over and keeps what
it found.

It is our own check of ourselves: whoever may change counter and log alike passes it. Against
them stand the chains and the published log.

Law:
    PIPL art. 51, 54; charter G6.

"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import psycopg
from django.db import connection as database

from recourse.disclosure.errors import NoSuchPeriod, YearIsClosed
from recourse.ground.calendar import civil_date
from recourse.ground.keydir import KeyDestroyed
from recourse.ledger import counting
from recourse.store.dsn import dsn

MOST_DAYS = 366
A_DAY = timedelta(days=1)
MAY_BE_LATE_DAYS = 2
AT_THE_GATE = """
SELECT agency_id, sum(spent)::bigint FROM look_ups_spent WHERE day = %s GROUP BY agency_id
"""
NEWEST = """
SELECT DISTINCT ON (day) day, compared_at, counted, found, fits
FROM look_ups_compared ORDER BY day DESC, compared_at DESC
"""
NEWEST_SINCE = """
SELECT DISTINCT ON (day) day, compared_at, counted, found, fits
FROM look_ups_compared WHERE day >= %s ORDER BY day DESC, compared_at DESC
"""
OF_AGENCY = """
SELECT c.day, c.compared_at, coalesce(a.counted, 0), coalesce(a.found, 0)
FROM (
    SELECT DISTINCT ON (day) day, compared_at FROM look_ups_compared
    WHERE day >= %(since)s AND day < %(until)s ORDER BY day, compared_at DESC
) c
LEFT JOIN look_ups_compared_of_agency a
    ON a.day = c.day AND a.compared_at = c.compared_at AND a.agency_id = %(agency)s
ORDER BY c.day
"""


class Both(NamedTuple):
    """How many look-ups the gate counted, and how many stand in the log."""

    counted: int
    found: int

    @property
    def fits(self) -> bool:
        """Whether both are the same."""
        return self.counted == self.found


class Compared(NamedTuple):
    """One civil day, agency by agency."""

    day: date
    agencies: Mapping[UUID, Both]

    @property
    def counted(self) -> int:
        """What the gate counted for all of them."""
        return sum(both.counted for both in self.agencies.values())

    @property
    def found(self) -> int:
        """What the log holds of all of them."""
        return sum(both.found for both in self.agencies.values())

    @property
    def fits(self) -> bool:
        """Whether both are the same for every agency; not only in the sum."""
        return all(both.fits for both in self.agencies.values())

    def of(self, agency: UUID) -> Both:
        """Return the numbers of one agency."""
        return self.agencies.get(agency, Both(0, 0))


class Day(NamedTuple):
    """One civil day as it was compared last, for everybody together."""

    day: date
    compared_at: datetime
    counted: int
    found: int
    fits: bool


class DayOfAgency(NamedTuple):
    """One civil day as it was compared last, for one agency."""

    day: date
    compared_at: datetime
    both: Both


class Standing(NamedTuple):
    """What the last comparisons say: the newest day, the days that do not fit, if it is late."""

    newest: Day
    differing: Sequence[Day]
    is_late: bool

    @property
    def fits(self) -> bool:
        """Whether nothing is to be said but that all is well."""
        return not self.differing and not self.is_late


def compare(day: date) -> Compared:
    """Count a civil day at the gate and in the log; opens every entry of that day.

    Args:
        day: Which; the day that is not over yet counts as far as it has come.

    Raises:
        YearIsClosed: The key of that year is destroyed.

    """
    with psycopg.connect(dsn(role="recourse_app")) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        counted: dict[UUID, int] = dict(connection.execute(AT_THE_GATE, [day]).fetchall())
        try:
            found = counting.questions_on(day, connection)
        except KeyDestroyed as error:
            raise YearIsClosed from error
    agencies = sorted({*counted, *found})
    return Compared(day, {one: Both(counted.get(one, 0), found.get(one, 0)) for one in agencies})


def due(*, now: datetime) -> list[date]:
    """Return the civil days to compare now, oldest first.

    Those are the days that are over since the newest that was compared, at first yesterday alone;
    and each that did not fit, once more after a day.
    """
    kept, yesterday = _newest(), civil_date(now) - A_DAY
    first = kept[0].day + A_DAY if kept else yesterday
    again = [one.day for one in kept if not one.fits and now - one.compared_at >= A_DAY]
    return sorted({*again, *(first + A_DAY * step for step in range((yesterday - first).days + 1))})


def standing(*, now: datetime) -> Standing | None:
    """Return what the last comparisons say; None before the first one."""
    kept = _newest()
    if not kept:
        return None
    is_late = (civil_date(now) - kept[0].day).days > MAY_BE_LATE_DAYS
    return Standing(kept[0], [one for one in kept if not one.fits], is_late)


def since(first: date) -> list[Day]:
    """Return the days from `first` on as they were compared last, newest first; one query."""
    with database.cursor() as cursor:
        cursor.execute(NEWEST_SINCE, [first])
        return [Day(*row) for row in cursor.fetchall()]


def of_agency(agency: UUID, *, since: date, until: date) -> list[DayOfAgency]:
    """Return what was compared of one agency, day by day; opens nothing.

    Args:
        agency: Whose look-ups.
        since: First civil date.
        until: First civil date that does not count any more.

    Raises:
        NoSuchPeriod: It ends before it begins, or is longer than 366 days.

    """
    days(since=since, until=until)
    with database.cursor() as cursor:
        cursor.execute(OF_AGENCY, {"agency": agency, "since": since, "until": until})
        return [
            DayOfAgency(day, compared_at, Both(counted, found))
            for day, compared_at, counted, found in cursor.fetchall()
        ]


def days(*, since: date, until: date) -> list[date]:
    """Return the civil dates of a period.

    Raises:
        NoSuchPeriod: It ends before it begins, or is longer than 366 days.

    """
    length = (until - since).days
    if not 0 < length <= MOST_DAYS:
        raise NoSuchPeriod
    return [since + A_DAY * step for step in range(length)]


def _newest() -> list[Day]:
    """Return every day as it was compared last, newest first."""
    with database.cursor() as cursor:
        cursor.execute(NEWEST)
        return [Day(*row) for row in cursor.fetchall()]
