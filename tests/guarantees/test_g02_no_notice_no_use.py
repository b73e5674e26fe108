"""G2: No notice, no use.

An adverse record can be seen only by the person until the person has been served with a
notice (or service is legally deemed) and the notice days have run. The notice says who
decided, under which article, who may see it and until when, how to object, and how and when
to repair.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from recourse.ground.calendar import start_of
from recourse.notice import queries as notices
from recourse.records import queries as records
from recourse.records.terms import State
from recourse.store.calendar import working_days
from recourse.store.gate import one_person
from tests.conftest import owner
from tests.guarantees.asking import ask, question
from tests.guarantees.city import (
    ARRIVED,
    ARRIVED_ON,
    FINE,
    NOON,
    SECOND,
    fine_row,
    hand_in,
    look_ups_of,
    open_letters,
)
from tests.residents import WANG, ZHAO

NOTICE_DAYS = 10
USABLE_ON = working_days().add(ARRIVED_ON, NOTICE_DAYS) + timedelta(days=1)


def found(who, now):
    (reply,) = ask(question(who), now=now)
    assert reply.status == 200
    return reply.body["found"]


def fine(city, who=ZHAO):
    """Fine somebody who opens no letter."""
    hand_in(city.folder, FINE, [fine_row(who)], by=city.steward, signer=city.signer)


def test_a_record_nobody_was_told_of_is_seen_by_nobody_else_however_long_one_waits(city):
    fine(city)

    assert not found(ZHAO, ARRIVED)
    assert not found(ZHAO, NOON)
    assert not found(ZHAO, NOON + timedelta(days=200))


def test_the_person_themselves_sees_it_at_once(city):
    fine(city)

    (card,) = records.file_of(city.zhao, at=ARRIVED)

    assert (card.state, card.standing) == (State.UNSEEN, False)
    assert records.record_of(city.zhao, card.id, at=ARRIVED).fields


def test_no_second_of_the_notice_days_is_lost(city):
    assert date(2026, 10, 27) == USABLE_ON

    assert not found(WANG, start_of(USABLE_ON) - SECOND)
    assert found(WANG, start_of(USABLE_ON))


def test_the_notice_days_begin_with_the_letter_and_not_with_the_record(city):
    fine(city)
    opened_on = date(2026, 11, 2)
    open_letters(city.zhao, now=start_of(opened_on) + timedelta(hours=10))
    usable_on = working_days().add(opened_on, NOTICE_DAYS) + timedelta(days=1)

    assert not found(ZHAO, start_of(usable_on) - SECOND)
    assert found(ZHAO, start_of(usable_on))


def test_looking_at_the_file_or_the_inbox_serves_nothing(city):
    from recourse.ground.actor import Actor, ActorKind
    from recourse.journeys import open_own_file as journey

    fine(city)
    oneself = Actor(kind=ActorKind.PERSON, id=city.zhao)
    journey.open_own_file(person=city.zhao, by=oneself, now=ARRIVED)
    journey.open_inbox(person=city.zhao, by=oneself, now=ARRIVED)

    assert not found(ZHAO, NOON)


def test_the_answer_before_use_is_that_of_an_empty_file(city):
    (empty,) = ask(question(ZHAO))
    fine(city)
    (unseen,) = ask(question(ZHAO))

    plain = [
        {key: value for key, value in reply.body.items() if key not in {"receipt", "as_of"}}
        for reply in (empty, unseen)
    ]
    assert plain[0] == plain[1]
    assert [entry.facts["items"] for entry in look_ups_of(ZHAO)] == [[], []]


def test_the_application_cannot_date_use_without_notice(city):
    fine(city)
    (card,) = records.file_of(city.zhao, at=ARRIVED)
    for change in (
        "usable_from_on = '2026-10-13'",
        "usable_from_on = '2026-10-12', noticed_on = '2026-10-12'",
    ):
        with (
            pytest.raises(IntegrityError, match="record_no_notice_no_use"),
            transaction.atomic(),
            one_person(city.zhao),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE record_of_one SET {change} WHERE id = %s", [card.id])


def test_not_even_the_owner_brings_use_forward_once_the_person_was_told(city):
    import psycopg

    with owner() as past_the_gate, pytest.raises(psycopg.IntegrityError):
        past_the_gate.execute(
            "UPDATE record SET usable_from_on = usable_from_on - 1 WHERE id = %s", [city.fine]
        )


def test_a_crash_between_record_and_notice_leaves_neither(city, monkeypatch):
    from recourse.journeys import take_in_batch

    def crash(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(take_in_batch.notices, "write_entered", crash)
    with pytest.raises(KeyboardInterrupt):
        fine(city)

    assert records.file_of(city.zhao, at=NOON) == []
    assert notices.inbox_of(city.zhao) == []


def test_the_notice_says_all_it_must(city):
    fine(city)
    (letter,) = notices.inbox_of(city.zhao)
    (card,) = records.file_of(city.zhao, at=ARRIVED)
    written = notices.letter_of(letter, records.record_of(city.zhao, card.id, at=ARRIVED))

    chinese = " ".join(_texts(written, "zh"))
    for told in ("虚构市应急管理局", "《安全生产法》", "异议", "修复", "2027年"):
        assert told in chinese, told
    english = " ".join(_texts(written, "en"))
    for told in ("wrong", "repair", "2027"):
        assert told in english.lower(), told


def _texts(letter, language):
    yield letter.title.to(language)
    yield letter.lead.to(language)
    for section in letter.sections:
        yield section.heading.to(language)
        yield from (words.to(language) for words in section.paragraphs)
        for row in section.rows:
            yield row.name.to(language)
            yield row.value.to(language)
