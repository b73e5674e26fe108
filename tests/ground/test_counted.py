"""A counted day explains itself: every day on the way, with its reason, in both languages."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground.calendar import WorkingDays
from recourse.ground.counted import DayKind, folded

CALENDAR = WorkingDays.load(settings.CALENDAR_DIR)
DAY = timedelta(days=1)
days = st.dates(date(2004, 1, 1), date(2027, 12, 31))


def days_of(stretch):
    return [
        stretch.first_on + DAY * step
        for step in range((stretch.last_on - stretch.first_on).days + 1)
    ]


@pytest.mark.slow
@given(days, st.integers(0, 60))
def test_an_explanation_comes_to_the_same_day_as_the_count(on, count):
    counted = CALENDAR.count(on, count)

    assert counted.last_on == CALENDAR.add(on, count)
    told = [day for stretch in counted.stretches for day in days_of(stretch)]
    assert told == [on + DAY * step for step in range(1, (counted.last_on - on).days + 1)]


@pytest.mark.slow
@given(days, st.integers(1, 60))
def test_every_day_is_numbered_or_left_out_for_its_reason(on, count):
    number = 0
    for stretch in CALENDAR.count(on, count).stretches:
        for day in days_of(stretch):
            assert CALENDAR.kind(day) is stretch.kind
            assert CALENDAR.is_working(day) is stretch.kind.counts
            assert (stretch.kind is DayKind.DAY_OFF) is (stretch.name is not None)
            number += stretch.kind.counts
            assert not stretch.kind.counts or stretch.first <= number <= stretch.last
        assert stretch.last == (number if stretch.kind.counts else 0)
    assert number == count


@pytest.mark.slow
@given(days, st.integers(0, 300))
def test_a_long_count_is_told_without_its_ordinary_weekends_and_loses_no_working_day(on, count):
    stretches = CALENDAR.count(on, count).stretches
    told = folded(stretches)

    numbers = [
        number for part in told if part.kind.counts for number in range(part.first, part.last + 1)
    ]
    assert numbers == list(range(1, count + 1))
    assert [part for part in stretches if part.kind is DayKind.DAY_OFF] == [
        part for part in told if part.kind is DayKind.DAY_OFF
    ]
    assert len(told) <= max(12, 40 + count // 4)


def test_the_mid_autumn_festival_of_2026_is_named():
    said = [line.en for line in CALENDAR.count(date(2026, 9, 24), 6).lines()]

    assert said == [
        "Day 0: 2026-09-24, not counted (Civil Code art. 201).",
        "Skipped: 2026-09-25 to 2026-09-27, Mid-Autumn Festival.",
        "Days 1 to 3: 2026-09-28 to 2026-09-30.",
        "Skipped: 2026-10-01 to 2026-10-07, National Day.",
        "Days 4 to 5: 2026-10-08 to 2026-10-09.",
        "Day 6: 2026-10-10, a Saturday worked in place of a day off.",
        "Last day: 2026-10-10, a Saturday; it ends at 24:00.",
    ]


def test_the_same_is_said_in_chinese():
    said = [line.zh for line in CALENDAR.count(date(2026, 9, 30), 4).lines()]

    assert said == [
        "第0日：2026-09-30，当日不计（《民法典》第二百零一条）。",
        "2026-10-01至2026-10-07不计：国庆节放假。",
        "第1至2日：2026-10-08至2026-10-09。",
        "第3日：2026-10-10，星期六调休上班。",
        "2026-10-11不计：周末。",
        "第4日：2026-10-12。",
        "最后一日：2026-10-12（星期一），当日24时截止。",
    ]


def test_two_weekends_worked_side_by_side_stand_by_themselves():
    kinds = [part.kind for part in CALENDAR.count(date(2006, 4, 28), 2).stretches]

    assert kinds == [DayKind.MAKE_UP, DayKind.MAKE_UP]


def test_a_provisional_year_is_named_last():
    certain = CALENDAR.count(date(2026, 11, 2), 10)
    provisional = CALENDAR.count(date(2026, 12, 30), 3)

    assert not certain.is_provisional
    assert provisional.is_provisional
    assert list(provisional.lines())[-1].zh == "2027年的放假安排尚未公布，日期可能变动。"
    assert list(provisional.lines())[-1].en == (
        "The days off of 2027 are not announced yet: the day may still move."
    )


def test_ten_years_are_told_in_a_few_lines_a_year():
    lines = list(CALENDAR.count(date(2014, 1, 1), 2_500).lines())

    assert len(lines) < 40 * 11
