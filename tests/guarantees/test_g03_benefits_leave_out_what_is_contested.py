"""G3, for benefits: a record that is objected to is as if it were not there, and never a no."""

import pytest

from recourse.schemes.terms import Holds
from tests.schemes.making import RENEWAL, objected, settle, tried

pytestmark = pytest.mark.django_db


def held(answer):
    return {one.condition.id: one.holds for one in answer.conditions}["in_time"]


@pytest.mark.parametrize(("status", "before"), [("1", Holds.YES), ("2", Holds.UNKNOWN)])
def test_a_contested_certificate_is_neither_used_for_nor_against(status, before):
    town = settle(status=status)
    assert held(tried(town, RENEWAL).answer) is before

    objected(town, town.certificate)

    answer = tried(town, RENEWAL).answer
    assert held(answer) is Holds.UNKNOWN
    assert all(one.value is None for one in answer.inputs)


def test_a_word_that_the_contested_record_would_contradict_still_counts():
    town = settle(status="2")
    objected(town, town.certificate)

    answer = tried(town, RENEWAL, own_until_on="2027-06-30").answer

    assert held(answer) is Holds.YES
