"""G5: Everything ends.

The last day of disclosure and the day of erasure are fixed at entry and can only move
earlier. On the first instant after, the record is gone from every answer without any job
having run; erasure destroys its key and survives a restored backup.
"""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import Error, connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.records import actions
from recourse.records import queries as records
from recourse.records.terms import State, Why
from recourse.store.gate import one_person
from recourse.store.keys import vault
from tests.conftest import owner
from tests.guarantees.asking import ask, question
from tests.guarantees.city import (
    FINE,
    LICENCE,
    MAY_TEACH,
    NOON,
    SECOND,
    fine_row,
    hand_in,
    licence_row,
    look_ups_of,
    open_letters,
)
from tests.residents import LIN, WANG, ZHAO


def found(who, now, **more):
    (reply,) = ask(question(who, **more), now=now)
    assert reply.status == 200, reply.body
    return reply.body["found"]


def test_an_adverse_record_is_gone_on_the_first_instant_after_its_last_day(city):
    card = records.record_of(city.wang, city.fine, at=NOON)

    assert card.ends_on == date(2027, 8, 10), "12 months from the earliest start: the conduct"
    assert found(WANG, start_of(card.ends_on) - SECOND)
    assert not found(WANG, start_of(card.ends_on))


def test_a_licence_is_gone_on_the_first_instant_after_its_last_valid_day(city):
    row = licence_row(ZHAO, valid_until_on="2026-12-31")
    hand_in(city.folder, LICENCE, [row], by=city.school_steward, signer=city.school_signer)

    assert found(ZHAO, start_of(date(2027, 1, 1)) - SECOND, purpose=MAY_TEACH)
    assert not found(ZHAO, start_of(date(2027, 1, 1)), purpose=MAY_TEACH)


def test_in_china_it_is_already_the_next_day(city):
    """The day ends at midnight in Qingdao, which is 16:00 the day before in Greenwich."""
    ends_on = records.record_of(city.wang, city.fine, at=NOON).ends_on
    instant = start_of(ends_on)

    assert (instant.hour, instant.date()) == (16, ends_on - timedelta(days=1))
    assert not found(WANG, instant + SECOND)


def test_a_record_ended_early_is_gone_the_same_second(city):
    assert found(WANG, NOON)
    actions.end_early(
        person=city.wang, record=city.fine, why=Why.WITHDRAWN, by=SYSTEM, now=NOON + SECOND
    )

    assert not found(WANG, NOON + SECOND)


def test_contested_means_gone_the_same_second_and_back_when_the_objection_is_closed(city):
    actions.silence(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)
    silent = found(WANG, NOON)
    actions.end_silence(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)

    assert (silent, found(WANG, NOON)) == (False, True)


def test_an_erased_record_is_gone_and_leaves_no_contents(city):
    actions.erase(person=city.lin, record=city.licence, by=SYSTEM, now=NOON)

    assert not found(LIN, NOON, purpose=MAY_TEACH)
    card = records.record_of(city.lin, city.licence, at=NOON)
    assert (card.state, card.fields) == (State.ERASED, {})
    with owner() as past_the_gate:
        kept = past_the_gate.execute(
            "SELECT payload, wrapped_key FROM record WHERE id = %s", [city.licence]
        ).fetchone()
    assert kept == (None, None)


def test_contents_are_gone_for_the_person_too_on_the_first_instant_of_the_day_of_erasure(city):
    erase_on = records.record_of(city.wang, city.fine, at=NOON).erase_on

    eve = records.record_of(city.wang, city.fine, at=start_of(erase_on) - SECOND)
    day = records.record_of(city.wang, city.fine, at=start_of(erase_on))

    assert (eve.state, bool(eve.fields)) == (State.ENDED, True)
    assert (day.state, day.fields) == (State.ERASED, {})


def test_without_the_key_of_its_month_a_record_put_back_from_a_backup_is_shown_to_nobody(city):
    month = records.record_of(city.lin, city.licence, at=NOON).key_month

    vault().destroy(f"month-{month:%Y-%m}")

    assert not found(LIN, NOON, purpose=MAY_TEACH)
    assert records.record_of(city.lin, city.licence, at=NOON).state is State.ERASED
    assert [entry.facts["items"] for entry in look_ups_of(LIN)] == [[]]


def test_the_key_of_a_record_is_that_of_the_month_in_which_it_is_erased(city):
    for person, record in ((city.wang, city.fine), (city.lin, city.licence)):
        card = records.record_of(person, record, at=NOON)
        assert card.key_month == card.erase_on.replace(day=1)


LATER = {
    "the end moves later": "ends_on = ends_on + 1",
    "the erasure moves later": "erase_on = erase_on + 1",
    "what ended comes back": "ended_at = NULL, ended_why = NULL",
    "contents come back": "payload = '\\x00', wrapped_key = '\\x00'",
}


@pytest.mark.parametrize("change", LATER.values(), ids=list(LATER))
def test_not_even_the_owner_makes_a_record_last_longer(city, change):
    actions.erase(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)

    with owner() as past_the_gate, pytest.raises(psycopg.IntegrityError):
        past_the_gate.execute(f"UPDATE record SET {change} WHERE id = %s", [city.fine])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_of_one SET ends_on = ends_on + 1",
        "UPDATE record_of_one SET key_month = key_month + 31",
        "UPDATE record SET ends_on = '2099-12-31'",
        "INSERT INTO record SELECT * FROM record_of_one",
        "DELETE FROM record_event",
    ],
)
def test_the_application_makes_no_record_last_longer(city, statement):
    with (
        pytest.raises(Error, match=r"denied|moves earlier only|duplicate"),
        transaction.atomic(),
        one_person(city.wang),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_adverse_record_cannot_even_be_entered_to_last_longer_than_five_years(city):
    from dataclasses import fields

    from django.db import IntegrityError

    from recourse.ground.uuid7 import uuid7
    from recourse.records.terms import NewRecord

    card = records.record_of(city.wang, city.fine, at=NOON)
    copied = {field.name: getattr(card, field.name) for field in fields(card)}
    new = {name: copied.get(name) for name in NewRecord._fields}
    long = NewRecord(
        **new
        | {
            "id": uuid7(NOON),
            "source_digest": uuid7(NOON).bytes,
            "ends_on": date(2031, 8, 11),
            "erase_on": date(2031, 8, 11),
            "payload": b"{}",
        }
    )

    with pytest.raises(IntegrityError, match="record_adverse_ends_in_five_years"):
        actions.enter_many(records=[long], by=SYSTEM, now=NOON)


def test_handing_the_same_fact_in_again_does_not_make_it_younger(city):
    row = fine_row(WANG)
    later = hand_in(
        city.folder,
        FINE,
        [row | {"remarks": "再报"}],
        by=city.steward,
        signer=city.signer,
        now=NOON,
    )
    open_letters(city.wang, now=NOON)

    assert (later.accepted, later.duplicate) == (0, 1)
    assert len(records.file_of(city.wang, at=NOON)) == 1


@pytest.mark.parametrize("why", [Why.WITHDRAWN, Why.REPAIRED])
def test_what_was_taken_down_does_not_come_back_by_handing_it_in_again(city, why):
    actions.end_early(person=city.wang, record=city.fine, why=why, by=SYSTEM, now=NOON)

    again = hand_in(
        city.folder,
        FINE,
        [fine_row(WANG, remarks="再报")],
        by=city.steward,
        signer=city.signer,
        now=NOON + SECOND,
    )

    assert (again.accepted, again.held) == (0, 1)
    assert not found(WANG, NOON + timedelta(days=30))
