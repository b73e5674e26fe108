"""The condition in SQL is the condition in Python, for any row and any instant."""

from datetime import UTC, date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recourse.ground.calendar import start_of
from recourse.records import rules

pytestmark = [pytest.mark.django_db, pytest.mark.storage]

days = st.dates(date(2026, 11, 1), date(2026, 12, 31))
near_midnight = st.builds(
    lambda on, seconds: start_of(on) + timedelta(seconds=seconds), days, st.sampled_from([-1, 0, 1])
)
any_time = st.datetimes(
    start_of(date(2026, 11, 1)).replace(tzinfo=None),
    start_of(date(2027, 1, 1)).replace(tzinfo=None),
    timezones=st.just(UTC),
)
instants = near_midnight | any_time
cards = st.builds(
    SimpleNamespace,
    usable_from_on=st.none() | days,
    ends_on=days,
    silenced=st.integers(0, 2),
    ended_at=st.none() | instants,
    falls_at=st.none() | instants,
)
STANDING = """
SELECT array_agg(record_is_standing(usable, ends, silenced, ended, falls, at) ORDER BY line)
FROM unnest(%s::date[], %s::date[], %s::smallint[],
    %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
    WITH ORDINALITY AS card (usable, ends, silenced, ended, falls, at, line)
"""


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cards, instants), min_size=1, max_size=50))
def test_standing_in_sql_is_standing_in_python(db, asked):
    columns = [
        [card.usable_from_on for card, _ in asked],
        [card.ends_on for card, _ in asked],
        [card.silenced for card, _ in asked],
        [card.ended_at for card, _ in asked],
        [card.falls_at for card, _ in asked],
        [at for _, at in asked],
    ]

    with connection.cursor() as cursor:
        cursor.execute(STANDING, columns)
        (in_sql,) = cursor.fetchone()

    assert in_sql == [rules.standing(card, at) for card, at in asked]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_standing_does_not_depend_on_the_time_zone_of_the_session(zone):
    opens = start_of(date(2026, 12, 8))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        cursor.execute(
            "SELECT record_is_standing(%(on)s, '2027-01-01', 0::smallint, NULL, NULL, %(early)s),"
            " record_is_standing(%(on)s, '2027-01-01', 0::smallint, NULL, NULL, %(opens)s)",
            {"on": date(2026, 12, 8), "opens": opens, "early": opens - timedelta(seconds=1)},
        )

        assert cursor.fetchone() == (False, True)
