"""Monthly figures: counted once, never changed, and no small number can be computed back."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import Error, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.oversight.statistics import actions, queries, rules
from recourse.oversight.statistics.terms import Subject

counts = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60), min_size=1, max_size=7)


@given(counts)
@settings(max_examples=200, deadline=None)
def test_no_small_number_is_told_nor_left_alone_to_be_subtracted(cells):
    line = rules.told("", cells)

    shown = {cell.what: cell.count for cell in line.cells}
    hidden = [what for what, count in shown.items() if count is None]
    assert all(count == 0 or count >= 10 for count in shown.values() if count is not None)
    assert all(count == cells[what] for what, count in shown.items() if count is not None)
    assert line.total is None or line.total == sum(cells.values())
    if hidden and line.total is not None:
        left = line.total - sum(count or 0 for count in shown.values())
        assert len(hidden) > 1
        assert left >= 10


@given(counts)
@settings(max_examples=200, deadline=None)
def test_what_is_held_back_could_always_be_something_else(cells):
    """Whoever takes all that is not told for small numbers still cannot tell any of them."""
    line = rules.told("", cells)
    hidden = [cells[cell.what] for cell in line.cells if cell.count is None]

    if line.total is not None and hidden:
        assert sum(hidden) > len(hidden)
        assert max(hidden) >= 10 or sum(hidden) < 9 * len(hidden)


def test_shares_are_rounded_down_in_steps_and_of_few_there_is_none():
    assert rules.share(9, 9).at_least is None
    assert rules.share(99, 100).at_least == 95
    assert rules.share(100, 100).at_least == 100
    assert rules.band(0) == rules.NONE
    assert rules.band(9) == rules.FEW
    assert rules.band(49).en == "10 to 49"
    assert rules.band(50).en == "50 to 199"


def test_a_month_is_due_a_week_after_it_and_only_once():
    over = date(2026, 10, 1)

    assert rules.due([date(2026, 9, 1)], today=date(2026, 11, 7)) == []
    assert rules.due([date(2026, 9, 1)], today=date(2026, 11, 8)) == [over]
    assert rules.due([over], today=date(2026, 11, 30)) == []
    assert len(rules.due([], today=date(2026, 11, 30))) == rules.FIRST_BACK_MONTHS


@pytest.fixture
def frozen(city_of_numbers):
    month = date(2026, 10, 1)
    now = start_of(date(2026, 11, 8)) + timedelta(hours=4)
    assert actions.freeze(month=month, by=SYSTEM, now=now)
    return month


@pytest.fixture
def city_of_numbers(db):
    """A hundred and three objections that ended in October, and who had to answer them."""
    from tests.intake import office as offices

    agency = offices.found(start_of(date(2026, 9, 1))).steward.agency.id
    _end(agency, "granted", 60)
    _end(agency, "refused", 40)
    _end(agency, "silent", 3)
    return agency


def _end(agency: UUID, how: str, cases: int) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO redress_ended (authority_id, kind, ended, month)"
            " VALUES (%s, 'objection', %s, '2026-10-01')",
            [[agency, how]] * cases,
        )


def test_a_frozen_month_never_changes_and_is_not_counted_again(frozen, city_of_numbers):
    before = queries.told([frozen])
    _end(city_of_numbers, "granted", 50)

    again = actions.freeze(month=frozen, by=SYSTEM, now=start_of(date(2026, 12, 1)))

    assert not again
    assert queries.told([frozen]) == before
    for change in ("UPDATE statistic SET count = 0", "DELETE FROM statistic"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_what_silence_decided_is_held_back_with_the_next_larger(frozen, django_assert_num_queries):
    with django_assert_num_queries(2):
        told = queries.told([frozen])[0]

    objections = told.cases[0]
    cells = {cell.what: cell.count for cell in objections.cells}
    assert objections.total == 103
    assert cells["silent"] is None
    assert cells["refused"] is None
    assert cells["granted"] == 60
    answered = told.departments[0].answered
    assert answered.band.en == "50 to 199"
    assert answered.at_least == 95


def test_only_counts_are_kept(frozen):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject, what FROM statistic")
        kept = cursor.fetchall()

    assert {subject for subject, _ in kept} <= {one.value for one in Subject}
    assert not [what for _, what in kept if len(what) > 40]
