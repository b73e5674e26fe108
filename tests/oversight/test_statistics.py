"""Monthly figures: counted once, never changed, and no small number can be computed back."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.oversight.statistics import actions, queries, rules
from recourse.oversight.statistics.terms import Subject

MOST = 26
"""Beyond the second ten everything repeats: what is told of a part looks at no other part."""


def known(cells):
    """What the public is told, as it would be replayed by somebody who knows the rule."""
    line = rules.told("", dict(enumerate(cells)))
    return tuple(cell.count for cell in line.cells), line.total, line.is_exact


@pytest.mark.parametrize("parts", [3, pytest.param(4, marks=pytest.mark.slow)])
def test_who_knows_the_rule_and_all_that_is_told_is_left_with_every_small_number(parts):
    """Every combination is replayed: each part not told could be each of one to nine."""
    told = defaultdict(lambda: [set() for _ in range(parts)])
    for cells in product(range(MOST + 1), repeat=parts):
        for could_be, count in zip(told[known(cells)], cells, strict=True):
            could_be.add(count)

    for (shown, total, is_exact), could_be in told.items():
        hidden = [values for values, count in zip(could_be, shown, strict=True) if count is None]
        assert all(values == set(range(1, 10)) for values in hidden)
        assert is_exact == (not hidden)
        assert total == sum(count or 0 for count in shown) // (10 if hidden else 1) * (
            10 if hidden else 1
        )


def test_what_is_told_of_answers_does_not_move_with_a_small_part():
    for large in range(10, 120):
        answered = {rules.answered(large, small, departments=3) for small in range(1, 10)}
        unanswered = {rules.answered(small, large, departments=3) for small in range(1, 10)}

        assert len(answered) == len(unanswered) == 1
    assert rules.answered(100, 3, departments=3).at_least == 90
    assert rules.answered(100, 0, departments=3).at_least == 100
    assert rules.answered(41, 9, departments=3).band.en == "10 to 199"
    assert rules.answered(41, 9, departments=2).band == rules.NOT_TOLD


def test_what_is_told_live_does_not_move_with_a_single_one():
    assert {rules.coarsely(count).en for count in range(200)} == {"fewer than 200"}
    assert rules.coarsely(20_000).en == "20,000 or more"


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


def test_what_silence_decided_is_held_back_and_so_is_the_total(frozen, django_assert_num_queries):
    with django_assert_num_queries(2):
        told = queries.told([frozen])[0]

    objections = told.cases[0]
    cells = {cell.what: cell.count for cell in objections.cells}
    assert (cells["granted"], cells["refused"], cells["silent"]) == (60, 40, None)
    assert (objections.total, objections.is_exact) == (100, False)
    assert told.departments[0].answered.band == rules.NOT_TOLD


def test_only_counts_are_kept(frozen):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject, what FROM statistic")
        kept = cursor.fetchall()

    assert {subject for subject, _ in kept} <= {one.value for one in Subject}
    assert not [what for _, what in kept if len(what) > 40]
