"""An agency gets the least that answers it; the person sees that it asked."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from recourse.agencies import actions as agencies
from recourse.disclosure import errors
from recourse.disclosure.rules import Day
from recourse.disclosure.terms import Answer, NoAnswer
from recourse.ground import identifiers
from recourse.ground.actor import SYSTEM
from recourse.ground.sealing import CannotOpen
from recourse.ledger import checking
from recourse.ledger import queries as ledger
from recourse.ledger.terms import Kind
from recourse.people import actions as people
from recourse.people import queries as people_queries
from recourse.records import actions as records
from recourse.store.keys import vault
from recourse.store.trips import Trips
from tests.conftest import owner
from tests.disclosure.town import NOON, SAFETY, TEACHING, ask, new_record
from tests.residents import LIN, STRANGER, WANG, ZHAO

pytestmark = pytest.mark.storage


def entries(who):
    from recourse.people import rules

    digest, _ = people_queries.digests_of(who)
    return ledger.entries_of(rules.person_tag(vault().named("person-tag"), digest))


def test_yes_where_a_yes_will_do_and_nothing_else(look_up):
    (answer,) = look_up(ask(WANG))

    assert (answer.found, answer.records) == (True, None)


def test_the_fields_the_purpose_names_and_no_others(look_up):
    (answer,) = look_up(ask(LIN, purpose=TEACHING, client="school-1"))

    assert [(shown.item, shown.fields) for shown in answer.records] == [
        ("lic.teacher", {"certificate_no": "T-1"})
    ]


def say(person, record, words, *, now=NOON):
    records.say(person=person, record=record, words=words, by=SYSTEM, now=now)


def test_what_the_person_says_stands_beside_the_record_from_the_next_look_up_on(look_up, town):
    teaching = ask(LIN, purpose=TEACHING, client="school-1")
    (before,) = look_up(teaching)
    say(town.lin, town.licence, "证书编号写\u202e错\u202c了。")
    (after,) = look_up(teaching)
    records.take_back_statement(person=town.lin, record=town.licence, by=SYSTEM, now=NOON)
    (at_last,) = look_up(teaching)

    said = [answer.records[0].statement for answer in (before, after, at_last)]
    assert said == [None, "证书编号写错了。", None]
    told = [
        entry.facts.get("statements", 0) for entry in entries(LIN) if entry.kind is Kind.LOOK_UP
    ]
    assert sorted(told) == [0, 0, 1]


def test_a_yes_or_no_stays_a_yes_or_no_whatever_the_person_says(look_up, town):
    say(town.wang, town.fine, "罚款已缴清。")

    (answer,) = look_up(ask(WANG))

    assert (answer.found, answer.records) == (True, None)


def test_a_statement_moved_beside_another_record_shows_nothing_to_anybody(look_up, town):
    other = new_record(town.lin, "lic.teacher", NOON, {"certificate_no": "T-2"})
    with transaction.atomic():
        records.enter_many(records=[other], by=SYSTEM, now=NOON)
    say(town.lin, town.licence, "只说这一条。")
    with owner() as past_the_gate:
        past_the_gate.execute("UPDATE record_statement SET record_id = %s", [other.id])

    with pytest.raises(CannotOpen):
        look_up(ask(LIN, purpose=TEACHING, client="school-1"))


def test_a_purpose_sees_nothing_of_another_domain(look_up):
    (answer,) = look_up(ask(WANG, purpose=TEACHING, client="school-1"))

    assert (answer.found, answer.records) == (False, ())


@pytest.mark.parametrize("who", [STRANGER, ZHAO, replace(WANG, name="别人")])
def test_nobody_known_another_name_and_an_empty_file_are_answered_alike(look_up, who):
    (answer,) = look_up(ask(who))

    assert (answer.found, answer.records, answer.purpose) == (False, None, SAFETY)


def test_nobody_known_and_an_empty_file_take_the_same_statements(look_up, monkeypatch):
    sent: list[tuple[str, list[int]]] = []
    real = Trips.depart

    def spy(self, *calls):
        sent.extend((name, [len(value) for value in values.values()]) for name, values in calls)
        real(self, *calls)

    monkeypatch.setattr(Trips, "depart", spy)

    look_up(ask(STRANGER))
    unknown, sent[:] = list(sent), []
    look_up(ask(ZHAO))

    assert [name for name, _ in unknown] == [name for name, _ in sent]
    assert unknown[:5] == sent[:5]
    assert len(sent) == 8


def test_the_person_sees_who_asked_why_and_what_they_got(look_up, town):
    (answer,) = look_up(ask(LIN, purpose=TEACHING, client="school-1", matter="JS-7"))

    (entry,) = entries(LIN)

    assert entry.entry_id == answer.receipt.entry_id
    assert entry.commitment == answer.receipt.commitment
    assert (entry.kind, entry.by) == (Kind.LOOK_UP, f"seat:{town.teaching_seat}")
    assert entry.facts["matter"] == "JS-7"
    assert entry.facts["items"] == ["lic.teacher"]
    assert "T-1" not in str(entry)


def test_whoever_appears_later_sees_that_they_were_looked_up_before(look_up):
    look_up(ask(STRANGER))
    with transaction.atomic():
        (person,) = people.admit(identities=[STRANGER], by=SYSTEM, now=NOON)

    (entry,) = ledger.entries_of(people_queries.tag_of(person))

    assert entry.kind is Kind.LOOK_UP_MISS


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"purpose": TEACHING}, errors.NoMandate),
        ({"purpose": "no.such_purpose"}, errors.NoSuchPurpose),
        ({"client": "gone"}, errors.SeatNotValid),
        ({"fault": errors.MatterNumber(), "matter": ""}, errors.MatterNumber),
    ],
)
def test_a_refused_question_shows_nothing_and_the_person_sees_it(look_up, change, refused):
    (outcome,) = look_up(ask(WANG, **change))

    assert isinstance(outcome, NoAnswer)
    assert isinstance(outcome.refused, refused)
    (entry,) = entries(WANG)
    assert entry.kind is Kind.LOOK_UP_REFUSED
    assert entry.facts["why"] == refused.code
    assert entry.entry_id == outcome.receipt.entry_id


def test_a_malformed_document_is_refused_and_logged_about_nobody(look_up):
    (outcome,) = look_up(ask(None, fault=identifiers.WrongCheckDigit()))

    assert isinstance(outcome.refused, identifiers.WrongCheckDigit)
    assert ledger.gauge().waiting > 0
    assert entries(WANG) == []


def test_a_purpose_whose_basis_has_lapsed_discloses_nothing(look_up, town):
    purpose = town.day.catalogue.purposes[SAFETY]
    lapsed = replace(purpose, basis=replace(purpose.basis, valid_until_on=town.day.on))
    catalogue = replace(
        town.day.catalogue, purposes={**town.day.catalogue.purposes, SAFETY: lapsed}
    )

    (outcome,) = look_up(ask(WANG), day=Day(catalogue, town.day.on))

    assert isinstance(outcome.refused, errors.PurposeNotInForce)


def test_an_item_whose_law_has_lapsed_is_no_longer_read(look_up, town):
    item = town.day.catalogue.items["adv.work_safety_person"]
    lapsed = replace(
        item, bases=tuple(replace(one, valid_until_on=town.day.on) for one in item.bases)
    )
    catalogue = replace(town.day.catalogue, items={**town.day.catalogue.items, item.id: lapsed})

    (outcome,) = look_up(ask(WANG), day=Day(catalogue, town.day.on))

    assert isinstance(outcome.refused, errors.PurposeNotInForce)


def test_a_stopped_machine_is_refused_at_once_whatever_its_token_says(look_up):
    agencies.stop_machine(client_id="safety-1", by=SYSTEM, now=NOON)

    (outcome,) = look_up(ask(WANG))

    assert isinstance(outcome.refused, errors.SeatNotValid)


def test_a_seat_is_refused_from_the_day_it_ends(look_up, town):
    agencies.end_seat(seat=town.safety_seat, on=town.day.on, by=SYSTEM, now=NOON)

    (outcome,) = look_up(ask(WANG))

    assert isinstance(outcome.refused, errors.SeatNotValid)


@pytest.mark.parametrize("table", ["seat", "agency"])
def test_a_spent_budget_refuses_within_a_batch_and_after_it(look_up, town, table):
    with owner() as connection:
        connection.execute(f"UPDATE {table} SET look_ups_a_day = 2")

    together = look_up(ask(WANG), ask(ZHAO), ask(LIN))
    (after,) = look_up(ask(WANG))

    refused = errors.SeatBudgetSpent if table == "seat" else errors.AgencyBudgetSpent
    assert [isinstance(one, Answer) for one in together] == [True, True, False]
    assert isinstance(together[2].refused, refused)
    assert isinstance(after.refused, refused)


def test_each_of_a_batch_gets_its_own_answer_and_its_own_entry(look_up):
    outcomes = look_up(
        ask(WANG), ask(STRANGER), ask(LIN, purpose=TEACHING, client="school-1"), ask(WANG)
    )

    assert [outcome.found for outcome in outcomes] == [True, False, True, True]
    assert len({outcome.receipt.entry_id for outcome in outcomes}) == 4
    assert [entry.sequence for entry in entries(WANG)] == [2, 1]
    assert checking.check().faults == []


def test_at_most_64_are_looked_up_together(look_up):
    from psycopg.errors import ProgramLimitExceeded

    with pytest.raises(ProgramLimitExceeded):
        look_up(*[ask(WANG)] * 65)

    assert entries(WANG) == []


HIDDEN = [
    {"usable_from_on": None, "noticed_on": None},
    {"usable_from_on": NOON.date() + timedelta(days=1)},
    {"ends_on": NOON.date()},
    {
        "decided_on": NOON.date() - timedelta(days=500),
        "conduct_ended_on": NOON.date() - timedelta(days=510),
    },
]


@pytest.mark.parametrize("change", HIDDEN)
def test_what_does_not_stand_or_lies_too_far_back_is_not_there(look_up, town, change):
    record = new_record(
        town.zhao, "adv.work_safety_person", NOON, {"decision_no": "F-2"}, adverse=True, **change
    )
    with transaction.atomic():
        records.enter_many(records=[record], by=SYSTEM, now=NOON)

    (answer,) = look_up(ask(ZHAO))

    assert not answer.found


def test_a_contested_record_is_silent(look_up, town):
    records.silence(person=town.wang, record=town.fine, by=SYSTEM, now=NOON)

    (answer,) = look_up(ask(WANG))

    assert not answer.found


def test_the_door_gives_nothing_without_the_digest(town):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT known, record_id FROM disclosure_door(%s, %s::bytea[], %s::bytea[],"
            " ARRAY['adv.work_safety_person'], ARRAY[NULL::date], ARRAY[true])",
            [NOON, [town.wang.bytes * 2], [town.wang.bytes]],
        )
        assert cursor.fetchall() == [(False, None)]


def test_the_list_of_the_untold_cannot_be_read_by_the_application(town):
    from django.db import ProgrammingError, connection

    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="denied"):
        cursor.execute("SELECT person_id FROM look_up_untold")


def test_a_look_up_is_kept_to_be_told_to_its_person_only(look_up, town):
    look_up(ask(WANG), ask(STRANGER))

    with owner() as connection:
        rows = connection.execute(
            "SELECT person_id, purpose, records FROM look_up_untold ORDER BY person_id"
        ).fetchall()
    assert rows == [(town.wang, SAFETY, [town.fine]), (None, SAFETY, [])]


def test_the_counter_of_the_budget_names_no_person(look_up, town):
    look_up(ask(WANG), ask(ZHAO))

    with owner() as connection:
        (row,) = connection.execute("SELECT * FROM look_ups_spent").fetchall()
    assert row == (town.safety_agency, town.safety_seat, town.day.on, 1, 2)
    assert UUID(int=0) not in row
