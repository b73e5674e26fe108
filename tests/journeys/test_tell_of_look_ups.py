"""Whoever was looked up is told the same day, once."""

import asyncio
from datetime import timedelta

import pytest

from recourse.disclosure import queries
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.journeys import open_own_file
from recourse.journeys.look_up import look_up_many
from recourse.journeys.tell_of_look_ups import tell_of_look_ups
from recourse.notice import actions as notices
from recourse.records import queries as records
from tests.disclosure import town as the_town
from tests.disclosure.town import NOON, Town, ask
from tests.residents import STRANGER, WANG

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def town(committed) -> Town:
    town = the_town.found()

    async def carry() -> None:
        connection = await queries.connect()
        try:
            await look_up_many(
                [ask(WANG), ask(STRANGER)], connection=connection, day=town.day, slot=1, now=NOON
            )
        finally:
            await connection.close()

    asyncio.run(carry())
    return town


def test_the_person_finds_a_letter_that_says_who_asked_and_what_for(town):
    by = Actor(kind=ActorKind.PERSON, id=town.wang)
    assert tell_of_look_ups(by=SYSTEM, now=LATER) == 2

    (line,) = open_own_file.open_inbox(person=town.wang, by=by, now=LATER)
    opened = open_own_file.open_own_notice(person=town.wang, notice=line.card.id, by=by, now=LATER)

    assert (line.title.en, line.subject.en) == ("An agency looked you up", "Agency 1")
    values = [row.value.zh for row in opened.letter.sections[0].rows]
    assert values[:2] == ["机构1", "2026年11月23日 12:00"]
    assert "On 23 November 2026, Agency 1 asked" in opened.letter.lead.en
    assert "安全生产法" in values[3]
    assert values[4] == str(line.card.id)


def test_nobody_is_told_twice(town):
    tell_of_look_ups(by=SYSTEM, now=LATER)

    assert tell_of_look_ups(by=SYSTEM, now=LATER) == 0


def test_the_day_of_the_first_disclosure_is_kept(town):
    tell_of_look_ups(by=SYSTEM, now=LATER)

    card = records.record_of(town.wang, town.fine, at=LATER)

    assert card.first_disclosed_on == NOON.date()


def test_the_letter_is_carried_like_any_other(town):
    tell_of_look_ups(by=SYSTEM, now=LATER)

    assert notices.send_waiting(by=SYSTEM, now=LATER) == 1
