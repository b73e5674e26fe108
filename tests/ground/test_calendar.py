"""Civil dates, periods in months, and working days."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground.calendar import (
    WorkingDays,
    add_months,
    civil_date,
    first_of_month,
    read_year,
    start_of,
)

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = WorkingDays.load(ROOT / "calendar")
DAY = timedelta(days=1)
days = st.dates(date(2004, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_of_a_year_with_a_notice_agrees_with_a_calendar_others_keep(year):
    on = date(year, 1, 1)
    while on.year == year:
        assert CALENDAR.is_working(on) is chinese_calendar.is_workday(on), on
        on += DAY
    assert not CALENDAR.is_provisional(year)


def test_a_year_without_a_notice_is_provisional_and_knows_its_statutory_days():
    assert CALENDAR.is_provisional(2027)
    assert CALENDAR.is_provisional(2028)
    assert not CALENDAR.is_working(date(2027, 2, 8))
    assert not CALENDAR.is_working(date(2028, 1, 1))
    assert CALENDAR.is_working(date(2028, 1, 3))
    assert len(CALENDAR.years[2027].days_off) == 13


def test_days_spent_over_the_national_holiday_of_2026_are_not_working_days():
    assert CALENDAR.add(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add(date(2026, 9, 30), 3) == date(2026, 10, 10)  # a working Saturday


@given(days, st.integers(0, 60))
def test_a_deadline_has_exactly_its_working_days_after_the_first_day(on, count):
    deadline = CALENDAR.add(on, count)

    between = (on + DAY * step for step in range(1, (deadline - on).days + 1))
    assert sum(map(CALENDAR.is_working, between)) == count
    assert count == 0 or CALENDAR.is_working(deadline)


@pytest.mark.slow
@given(days, days, st.integers(0, 30))
def test_whoever_begins_earlier_never_ends_later(one_day, another, count):
    first, second = sorted([one_day, another])

    assert CALENDAR.add(first, count) <= CALENDAR.add(second, count)


def test_counting_backwards_is_an_error():
    with pytest.raises(ValueError, match="0 or more"):
        CALENDAR.add(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("on", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(on, months, then):
    assert add_months(on, months) == then


@given(days, days, st.integers(0, 120))
def test_adding_months_keeps_the_order_of_days(one_day, another, months):
    first, second = sorted([one_day, another])

    assert add_months(first, months) <= add_months(second, months)


@given(days, st.integers(-60, 120))
def test_months_later_is_that_many_months_later(on, months):
    then = add_months(on, months)

    assert (then.year * 12 + then.month) - (on.year * 12 + on.month) == months
    assert then.day == on.day or add_months(first_of_month(then), 1) - then == DAY


@given(days)
def test_a_civil_date_begins_at_its_first_instant_in_china(on):
    start = start_of(on)

    assert start.tzinfo is UTC
    assert civil_date(start) == on
    assert civil_date(start - timedelta(microseconds=1)) == on - DAY


def test_summer_time_of_1988_moved_the_beginning_of_a_day():
    assert start_of(date(1988, 7, 1)) == datetime(1988, 6, 30, 15, tzinfo=UTC)
    assert start_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 16, tzinfo=UTC)


def test_an_instant_without_its_zone_has_no_civil_date():
    with pytest.raises(ValueError, match="aware"):
        civil_date(datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


GOOD = """
year: 2030
status: notice
source: a notice
days_off:
  - name: {zh: 元旦, en: New Year's Day}
    dates: [2030-01-01]
working_weekends: [2030-01-05]
"""


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("dates: [2030-01-01]", "dates: [2031-01-01]"),
        ("dates: [2030-01-01]", "dates: [New Year]"),
        ("dates: [2030-01-01]", "dates: [2030-01-01, 2030-01-05]"),
        ("[2030-01-05]", "[2030-01-04]"),
        ("status: notice", "status: rumour"),
        ("source: a notice", ""),
    ],
)
def test_a_years_file_that_contradicts_itself_is_not_read(tmp_path, good, bad):
    path = tmp_path / "2030.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert not WorkingDays.load(tmp_path).is_provisional(2030)

    path.write_text(GOOD.replace(good, bad), encoding="utf-8")

    with pytest.raises(ValueError):
        read_year(path)
