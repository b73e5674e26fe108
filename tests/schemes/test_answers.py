"""What a rule says of a person's file and of what they fill in; nothing of it is kept."""

from datetime import date, timedelta

import pytest

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor, ActorKind
from recourse.journeys import benefits
from recourse.ledger import queries as log
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.records.terms import State
from recourse.schemes import queries
from recourse.schemes.errors import NobodyAnswers, NoSuchScheme, NotAValue, NotOpen
from recourse.schemes.terms import Change, Holds, Origin
from recourse_verify.canonical import digest_of
from tests.conftest import owner
from tests.schemes.making import GAPS, LATER, RENEWAL, THANKS, applied, certificate, settle, tried

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return settle()


def held(answer):
    return {one.condition.id: one.holds for one in answer.conditions}


def test_each_condition_says_yes_no_or_unknown_with_the_value_it_used(town):
    answer = tried(town, RENEWAL).answer

    used = {one.name: (one.value, one.origin) for one in answer.inputs}
    assert held(answer) == {"in_time": Holds.YES, "declared": Holds.UNKNOWN}
    assert used["licence.valid_until_on"] == ("2027-06-30", Origin.FILE)
    assert used["own_until_on"] == (None, Origin.NOWHERE)
    assert answer.holds is Holds.UNKNOWN


def test_what_the_file_shows_may_be_granted_without_an_officer(town):
    answer = tried(town, RENEWAL, declared=True).answer

    assert (answer.holds, answer.automatic, answer.outcome.id) == (Holds.YES, True, "first")


def test_what_a_person_still_has_to_prove_goes_to_an_officer():
    town = settle(status="2")

    answer = tried(town, RENEWAL, own_until_on="2027-06-30", declared=True).answer

    assert (answer.holds, answer.automatic) == (Holds.YES, False)


def test_what_would_change_the_answer_is_said():
    town = settle(until=date(2026, 12, 1))

    answer = tried(town, RENEWAL, declared=True).answer

    assert answer.holds is Holds.UNKNOWN
    assert answer.changes == (
        (Change("licence.valid_until_on", "2026-12-23"),),
        (Change("own_until_on", "2026-12-23"),),
    )


def test_of_several_records_the_one_that_speaks_longest_counts(town):
    certificate(town.office, town.chen, until=date(2028, 1, 31))

    answer = tried(town, RENEWAL).answer

    assert ("licence.valid_until_on", "2028-01-31") in {
        (one.name, one.value) for one in answer.inputs
    }


def test_the_record_that_was_used_names_who_answers(town):
    assert tried(town, RENEWAL).agencies[0].id == town.office.agency


def rows_of_people():
    """Count everything kept about people but the log, table by table."""
    with owner() as past_the_gate:
        tables = past_the_gate.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND a.attname = 'person_id' AND NOT c.relispartition"
        ).fetchall()
        return {
            name: past_the_gate.execute(f"SELECT count(*) FROM {name}").fetchone()
            for (name,) in tables
        }


@pytest.mark.usefixtures("committed")
def test_trying_keeps_nothing_and_the_look_stands_in_the_persons_log():
    town = settle()
    before = rows_of_people()

    tried(town, GAPS, form=True, training=True)
    tried(town, RENEWAL, declared=True)

    assert before["scheme_application"] == (0,)
    assert rows_of_people() == before
    entries = [
        one.facts for one in log.entries_of(people.tag_of(town.chen)) if one.kind == "own-benefit"
    ]
    assert [facts["scheme"] for facts in entries] == [RENEWAL, GAPS]
    assert all(facts.keys() <= {"scheme", "t", "at", "by", "seq", "prev"} for facts in entries)


@pytest.mark.parametrize(
    "given",
    [
        {"neighbour": "x"},
        {"licence.status": "1"},
        {"declared": "yes"},
        {"own_until_on": "2027-02-30"},
        {"own_until_on": "20270201"},
        {"own_until_on": "2027-01-01" * 9_999},
    ],
    ids=["stranger", "of-the-file", "truth-as-text", "no-day", "other-spelling", "huge"],
)
def test_what_is_not_asked_for_or_is_of_another_kind_is_refused(town, given):
    with pytest.raises(NotAValue):
        tried(town, RENEWAL, **given)


def test_a_scheme_that_is_not_there_or_not_open_is_refused(town):
    with pytest.raises(NoSuchScheme):
        tried(town, "free.money")
    with pytest.raises(NotOpen):
        tried(town, RENEWAL, now=LATER - timedelta(days=400))


def test_nobody_who_stands_in_tries_for_another(town):
    helper = Actor(kind=ActorKind.HELPER, id=town.office.agency)

    with pytest.raises(OnlyThemselves):
        benefits.try_benefit(scheme=RENEWAL, given={}, person=town.chen, by=helper, now=LATER)


def test_no_service_on_file_is_unknown_and_never_a_no(town):
    answer = tried(town, THANKS, agrees=True).answer

    assert held(answer) == {"served": Holds.UNKNOWN, "agrees": Holds.YES}


def test_what_an_officer_must_see_is_not_taken_where_there_is_none(town):
    with pytest.raises(NobodyAnswers):
        applied(town, THANKS, agrees=True)


@pytest.mark.parametrize("state", [one for one in State if one is not State.STANDING])
def test_a_record_that_does_not_stand_is_as_if_it_were_not_there(town, state):
    from dataclasses import replace

    from recourse.records import queries as records

    card = records.record_of(town.chen, town.certificate, at=LATER)
    file = [replace(card, state=state)]

    answer = queries.answer(RENEWAL, file=file, given={"declared": True}, now=LATER)

    assert held(answer) == {"in_time": Holds.UNKNOWN, "declared": Holds.YES}


def test_the_rules_as_data_are_those_the_receipts_name(town):

    receipt = tried(town, GAPS, form=True).answer.receipt
    document = queries.rules_as_json()

    assert document["catalogue_version"] == catalogue.current().version
    assert receipt["rule"] in {digest_of(one) for one in document["rules"]}
