"""G9, for benefits: an answer is yes, no or unknown by a rule, and hangs nothing on a person."""

import re

import pytest

from recourse.catalogue import queries as catalogue
from recourse.schemes.terms import Answer
from tests.conftest import owner
from tests.guarantees.test_g09_no_score import FORBIDDEN
from tests.schemes.making import GAPS, RENEWAL, applied, settle, tried

pytestmark = pytest.mark.django_db


def test_neither_an_answer_nor_its_receipt_carries_a_number_about_the_person():
    town = settle()

    answer = tried(town, RENEWAL, declared=True).answer

    said = answer.receipt["answer"]
    assert set(said) == {
        *("automatic", "changes", "conditions", "holds", "outcome", "valid_until"),
    }
    assert not [one for one in Answer.__slots__ if FORBIDDEN.search(one)]
    assert not FORBIDDEN.search(re.sub(r'"jws".*', "", str(answer.receipt)))


def test_no_scheme_reads_a_count_of_anything_adverse_or_of_another_domain():
    settle()
    current = catalogue.current()

    for scheme in current.schemes.values():
        for source in scheme.reads.values():
            item = current.items[source.item]
            assert not item.is_adverse
            assert item.domain == scheme.domain


@pytest.mark.usefixtures("committed")
def test_what_is_kept_of_two_people_differs_in_nothing_but_what_they_put_in():
    town = settle()
    applied(town, GAPS, form=True)
    applied(town, RENEWAL, declared=True)

    with owner() as past_the_gate:
        columns = [
            name
            for (name,) in past_the_gate.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'scheme_application'"
            ).fetchall()
        ]

    assert not [name for name in columns if FORBIDDEN.search(name)]
    assert "holds" not in columns
