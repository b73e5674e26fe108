"""G13: No children.

Nothing about conduct of a person under 18 enters.
"""

from datetime import date, timedelta

import pytest

from recourse.intake import queries as batches
from recourse.people import queries as people
from recourse.records import queries as records
from tests.conftest import owner
from tests.guarantees.city import FINE, LICENCE, NOON, check_in, fine_row, hand_in, licence_row
from tests.residents import identity

BORN_ON = date(2008, 8, 10)
BIRTHDAY = date(2026, 8, 10)
MING = identity("小明", 21, born_on=BORN_ON)


def rules_found(card) -> set[str]:
    return {count.rule for count in batches.findings_by_rule(card.id)}


def fined(who, conduct_ended_on: date) -> dict[str, str]:
    return fine_row(who, conduct_ended_on=conduct_ended_on.isoformat())


def test_conduct_on_the_day_before_the_eighteenth_birthday_never_enters(city):
    row = fined(MING, BIRTHDAY - timedelta(days=1))

    card = hand_in(city.folder, FINE, [row], by=city.steward, signer=city.signer)

    assert (card.accepted, card.refused) == (0, 1)
    assert "V-007" in rules_found(card)


def test_conduct_since_the_eighteenth_birthday_enters(city):
    card = check_in(city.folder, FINE, [fined(MING, BIRTHDAY)], by=city.steward)

    assert (card.accepted, rules_found(card)) == (1, set())


def test_a_decision_after_the_birthday_does_not_make_earlier_conduct_count(city):
    """The department waited until the child was grown up; that changes nothing."""
    row = fined(MING, date(2026, 7, 1))

    assert "V-007" in rules_found(check_in(city.folder, FINE, [row], by=city.steward))


def test_whoever_was_born_on_a_leap_day_is_a_child_until_the_first_of_march(city):
    leap = identity("闰生", 22, born_on=date(2008, 2, 29))
    early = fined(leap, date(2026, 2, 28)) | {"decision_no": "虚应急罚〔2026〕8001号"}
    late = fined(leap, date(2026, 3, 1)) | {"decision_no": "虚应急罚〔2026〕8002号"}

    card = check_in(city.folder, FINE, [early, late], by=city.steward)

    assert (card.accepted, card.refused) == (1, 1)


def test_without_an_end_of_the_conduct_nobody_guesses(city):
    card = check_in(city.folder, FINE, [fine_row(MING, conduct_ended_on="")], by=city.steward)

    assert card.accepted == 0


@pytest.mark.parametrize(
    ("kind", "number"), [("护照", "0E1234567"), ("港澳居民来往内地通行证", "0H1234567")]
)
def test_where_a_document_does_not_tell_the_age_an_adverse_row_is_held(city, kind, number):
    row = fine_row(MING, document_type=kind, document_number=number)

    card = check_in(city.folder, FINE, [row], by=city.steward)

    assert (card.accepted, card.held) == (0, 1)
    assert "V-109" in rules_found(card)


def test_a_childs_licence_does_not_enter_either(city):
    row = licence_row(identity("小红", 23, born_on=date(2010, 1, 1)))

    card = check_in(city.folder, LICENCE, [row], by=city.school_steward)

    assert (card.accepted, card.refused) == (0, 1)


def test_a_refused_child_leaves_no_trace_among_people_records_and_letters(city):
    row = fined(MING, date(2026, 7, 1))
    hand_in(city.folder, FINE, [row], by=city.steward, signer=city.signer)

    assert people.person_by_document(MING.document_type, MING.number) is None
    with owner() as past_the_gate:
        (kept,) = past_the_gate.execute("SELECT count(*) FROM record").fetchone()
    assert kept == 2, "the city's own two"


def test_another_row_of_the_same_file_does_not_carry_a_child_in(city):
    grown = identity("成年", 24)
    rows = [fined(grown, date(2026, 8, 10)), fined(MING, date(2026, 8, 9))]

    card = hand_in(city.folder, FINE, rows, by=city.steward, signer=city.signer)

    assert (card.rows, card.accepted, card.refused) == (2, 1, 1)
    found = people.person_by_document(grown.document_type, grown.number)
    assert len(records.file_of(found, at=NOON)) == 1
