"""The person sees every look-up in words: who, when, why, under which article, what was seen."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from recourse.disclosure import queries
from recourse.ground.actor import Actor, ActorKind
from recourse.journeys.look_up import look_up_many
from recourse.journeys.who_looked import who_looked
from tests.disclosure import town as the_town
from tests.disclosure.town import NOON, SAFETY, TEACHING, Town, ask
from tests.residents import LIN, WANG

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def town(committed) -> Town:
    return the_town.found()


def looked_up(town: Town, *asks, now=NOON) -> None:
    async def carry() -> None:
        connection = await queries.connect()
        try:
            await look_up_many(asks, connection=connection, day=town.day, slot=1, now=now)
        finally:
            await connection.close()

    asyncio.run(carry())


def page(person: UUID, **chosen):
    by = Actor(kind=ActorKind.PERSON, id=person)
    return who_looked(person=person, by=by, now=LATER, **chosen)


def test_a_look_up_reads_like_a_sentence(town):
    looked_up(town, ask(LIN, purpose=TEACHING, client="school-1", matter="JS-7"))

    (look,) = page(town.lin).looks

    assert (look.agency.en, look.unit.en, look.officer) == ("Agency 2", "Licensing section", "0417")
    assert (look.at, look.matter) == (NOON, "JS-7")
    assert look.purpose == town.day.catalogue.purposes[TEACHING].name
    assert "教师法" in look.article.zh
    assert look.saw.en.startswith("1 record: ")
    assert look.did_not_see.zh == "其他一切信息。"
    assert look.refused is None


def test_a_yes_says_which_question_and_that_the_records_were_not_shown(town):
    looked_up(town, ask(WANG))

    (look,) = page(town.wang).looks

    assert look.saw.en.endswith("(answer: yes)")
    assert look.did_not_see.en == "1 other record, and everything else."


def test_a_refused_look_up_is_listed_with_its_reason(town):
    looked_up(town, ask(WANG, purpose=TEACHING))

    (look,) = page(town.wang).looks

    assert look.refused.zh == "您的岗位没有这个查询目的的权限。"
    assert look.saw.en == "Nothing."


def test_own_visits_stand_apart(town):
    page(town.wang)

    again = page(town.wang)

    assert again.looks == ()
    assert [deed.says.en for deed in again.own_visits] == ["You opened your list of look-ups"]


def test_the_list_is_filtered_by_period_and_agency_but_counts_them_all(town):
    looked_up(town, ask(WANG), now=NOON - timedelta(days=400))
    looked_up(town, ask(WANG))

    recent = page(town.wang, since=NOON.date() - timedelta(days=365))
    nobody = page(town.wang, agency=UUID(int=1))

    assert (len(recent.looks), recent.look_ups_in_all) == (1, 2)
    assert (nobody.looks, nobody.look_ups_in_all) == ((), 2)
    assert [choice.name.en for choice in nobody.agencies] == ["Agency 1"]


def test_nobody_elses_look_ups_are_listed(town):
    looked_up(town, ask(WANG), ask(LIN))

    assert len(page(town.zhao).looks) == 0
    assert [look.purpose for look in page(town.lin).looks] == [
        town.day.catalogue.purposes[SAFETY].name
    ]
