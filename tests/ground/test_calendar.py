"""Civil dates, periods in months, working days, and deadlines."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import holidays
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground.calendar import (
    Whose,
    WorkingDays,
    add_months,
    civil_date,
    deadline,
    end_of,
    first_of_month,
    recomputed,
    start_of,
)
from recourse.ground.years import statutory_days

CALENDAR = WorkingDays.load(settings.CALENDAR_DIR)
DAY = timedelta(days=1)
days = st.dates(date(2004, 1, 1), date(2027, 12, 31))


MISSED_BY_CHINESECALENDAR = {
    date(2005, 12, 31): True,  # notice for 2006 (国办发明电〔2005〕35号): worked for 2 January
}
MISSED_BY_HOLIDAYS = {  # notice of March 2019 (国办发明电〔2019〕3号): Labour Day was made longer
    date(2019, 4, 28): True,
    date(2019, 5, 2): False,
    date(2019, 5, 3): False,
    date(2019, 5, 5): True,
}
OTHERS = holidays.country_holidays("CN", years=range(2003, 2028))


def every_day(first, last):
    return (first + DAY * step for step in range((last - first).days + 1))


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_of_a_year_with_a_notice_agrees_with_two_calendars_others_keep(year):
    for on in every_day(date(year, 1, 1), date(year, 12, 31)):
        ours = CALENDAR.is_working(on)
        assert MISSED_BY_CHINESECALENDAR.get(on, chinese_calendar.is_workday(on)) is ours, on
        assert MISSED_BY_HOLIDAYS.get(on, OTHERS.is_working_day(on)) is ours, on
    assert not CALENDAR.is_provisional(year)


def test_a_notice_settles_what_others_missed_and_nothing_else():
    for on, works in MISSED_BY_CHINESECALENDAR.items():
        assert chinese_calendar.is_workday(on) is not works
    for on, works in MISSED_BY_HOLIDAYS.items():
        assert OTHERS.is_working_day(on) is not works


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 5, 7, 10, 20])
def test_the_last_days_of_three_years_are_those_that_others_count(count):
    working = [
        on
        for on in every_day(date(2024, 1, 1), date(2026, 12, 31))
        if chinese_calendar.is_workday(on)
    ]

    for on in every_day(date(2024, 1, 1), date(2026, 11, 30)):
        then = working[bisect_right(working, on) + count - 1]
        assert CALENDAR.add(on, count) == then, on
        assert then == OTHERS.get_nth_working_day(on, count), on


def test_a_year_without_a_notice_is_provisional_and_knows_its_statutory_days():
    assert CALENDAR.is_provisional(2027)
    assert CALENDAR.is_provisional(2028)
    assert CALENDAR.is_provisional(2029)
    assert not CALENDAR.is_working(date(2027, 2, 8))
    assert not CALENDAR.is_working(date(2028, 1, 25))
    assert CALENDAR.is_working(date(2028, 1, 3))
    assert len(CALENDAR.years[2027].days_off) == statutory_days(2027)


@pytest.mark.parametrize("year", [2027, 2028])
def test_the_statutory_days_of_a_provisional_year_are_those_that_others_compute(year):
    others = holidays.country_holidays("CN", years=[year])
    own_days = {on for on, name in others.items() if "(observed)" not in name}

    assert set(CALENDAR.years[year].days_off) == own_days


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


@pytest.mark.parametrize(
    ("after", "until", "years"),
    [
        (date(2026, 11, 2), date(2026, 12, 24), ()),
        (date(2026, 11, 2), date(2026, 12, 25), (2027,)),  # New Year's Day may reach back
        (date(2026, 12, 30), date(2026, 12, 30), ()),  # nothing was counted
        (date(2026, 12, 31), date(2027, 1, 4), (2027,)),
        (date(2026, 12, 1), date(2029, 3, 1), (2027, 2028, 2029)),
        (date(2025, 12, 30), date(2026, 1, 5), ()),
    ],
)
def test_a_count_hangs_on_each_year_without_a_notice_that_it_touches(after, until, years):
    assert CALENDAR.provisional_years(after, until) == years


@given(days)
def test_a_term_rolls_to_the_next_working_day_and_says_over_which_days(on):
    rolled = CALENDAR.roll(on)

    assert rolled.term_on == on
    assert rolled.last_on == CALENDAR.next_working(on)
    assert CALENDAR.is_working(rolled.last_on)
    skipped = [day for part in rolled.stretches for day in every_day(part.first_on, part.last_on)]
    assert skipped == list(every_day(on, rolled.last_on - DAY))
    assert not any(map(CALENDAR.is_working, skipped))


def test_a_term_that_would_end_on_the_national_holiday_ends_after_it():
    rolled = CALENDAR.roll(date(2026, 10, 3))

    assert rolled.last_on == date(2026, 10, 8)
    assert [line.en for line in rolled.lines()] == [
        "The term would end on 2026-10-03.",
        "Skipped: 2026-10-03 to 2026-10-07, National Day.",
        "A term that ends on a day off ends on the next working day (Civil Code art. 203).",
        "Last day: 2026-10-08, a Thursday; it ends at 24:00.",
    ]
    assert CALENDAR.roll(date(2026, 10, 10)).last_on == date(2026, 10, 10)  # a working Saturday
    assert "2027年" in list(CALENDAR.roll(date(2027, 2, 5)).lines())[-1].zh


def test_a_last_day_ends_at_midnight_or_at_close_of_business():
    on = date(2026, 9, 30)

    assert end_of(on) == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert end_of(on, closes=time(17, 30)) == datetime(2026, 9, 30, 9, 30, tzinfo=UTC)


@pytest.mark.slow
@given(days, st.times(), st.integers(0, 30))
def test_a_deadline_passes_with_the_end_of_its_last_day_in_china(on, at, count):
    start_at = datetime.combine(on, at, UTC)
    due = deadline(start_at=start_at, working_days=count, calendar=CALENDAR)

    assert due.due_on == CALENDAR.add(civil_date(start_at), count)
    assert civil_date(due.due_at) == due.due_on + DAY
    assert civil_date(due.due_at - timedelta(microseconds=1)) == due.due_on
    assert due.counted.last_on == due.due_on
    assert due.is_provisional is bool(due.counted.provisional)


def test_a_deadline_starts_on_the_day_in_china_and_names_a_year_without_a_notice():
    late_evening_in_london = datetime(2026, 12, 17, 23, tzinfo=UTC)

    due = deadline(start_at=late_evening_in_london, working_days=10, calendar=CALENDAR)

    assert due.counted.start_on == date(2026, 12, 18)
    assert due.counted.provisional == (2027,)
    with pytest.raises(ValueError, match="aware"):
        deadline(start_at=datetime(2026, 1, 1), working_days=1, calendar=CALENDAR)  # noqa: DTZ001


@given(days, days)
def test_a_day_counted_anew_is_never_worse_for_the_person(old, new):
    of_the_authority = recomputed(old_due_on=old, new_due_on=new, whose=Whose.AUTHORITY)
    of_the_person = recomputed(old_due_on=old, new_due_on=new, whose=Whose.PERSON)

    assert of_the_authority <= old <= of_the_person
    assert {of_the_authority, of_the_person} == {old, new}


@given(days, days, days)
def test_counting_anew_again_takes_nothing_back(old, new, newer):
    for whose, earliest in [(Whose.AUTHORITY, min), (Whose.PERSON, max)]:
        once = recomputed(old_due_on=old, new_due_on=new, whose=whose)
        twice = recomputed(old_due_on=once, new_due_on=newer, whose=whose)

        assert twice == earliest(old, new, newer)
        assert recomputed(old_due_on=once, new_due_on=new, whose=whose) == once
