"""Helpers at the same moment, over connections of their own: one accepts, and an end is an end."""

from collections.abc import Callable
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from recourse.ground.refused import Refused
from recourse.people import queries
from recourse.people.entrustments import actions
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.errors import (
    AlreadyEnded,
    CodeOpensNothing,
    HelpEnded,
    TooManyHelped,
)
from recourse.people.entrustments.rules import MOST
from recourse.people.entrustments.terms import TO_READ
from recourse.store import gate
from tests.people.test_entrustments import NOW, accepted, helping, named, oneself, opened, resident


@pytest.fixture
def town(committed, tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    return resident("陈晓", 1), resident("李安", 2), resident("王芳", 3)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do deeds at the same moment; return what each gave, or its refusal."""
    together, done = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        together.wait()
        try:
            done[place] = deed()
        except Refused as refused:
            done[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=one) for one in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def refusals(done):
    return [type(one) for one in done if isinstance(one, Refused)]


@pytest.mark.slow
def test_of_two_who_have_the_code_one_helps(town):
    person, first, second = town
    card, code = named(person)

    done = at_once(lambda: accepted(code, first), lambda: accepted(code, second))

    assert refusals(done) == [CodeOpensNothing]
    (helper,) = {one.helper for one in entrustments.entrusted_by(person)}
    assert helper in {first, second}
    assert entrustments.held(helper, card.id).id == card.id


@pytest.mark.slow
def test_two_codes_at_once_make_no_helper_of_too_many(town):
    person, helper, _ = town
    for _ in range(MOST - 1):
        helping(person, helper)
    other = resident("吴敏", 9)
    codes = [named(person)[1], named(other)[1]]

    done = at_once(*(lambda code=code: accepted(code, helper) for code in codes))

    assert refusals(done) == [TooManyHelped]


@pytest.mark.slow
def test_of_two_who_end_it_at_once_one_does(town):
    person, helper, _ = town
    card = helping(person, helper)

    done = at_once(
        lambda: actions.end(person=person, id=card.id, by=oneself(person), now=NOW),
        lambda: actions.lay_down(helper=helper, id=card.id, by=oneself(helper), now=NOW),
    )

    assert refusals(done) == [AlreadyEnded]


@pytest.mark.slow
def test_whoever_ends_it_waits_for_the_page_being_made_and_none_follows(town):
    person, helper, _ = town
    card = helping(person, helper)
    is_open, ended, read = Event(), Event(), []

    def make_a_page() -> None:
        with (
            entrustments.standing_in(card, need=TO_READ, at=NOW),
            transaction.atomic(),
            gate.one_person(person),
        ):
            is_open.set()
            ended.wait(0.3)
            read.append((queries.identity_of(person).name, ended.is_set()))
        connection.close()

    page = Thread(target=make_a_page)
    page.start()
    is_open.wait()
    actions.end(person=person, id=card.id, by=oneself(person), now=NOW)
    ended.set()
    page.join()

    assert read == [("陈晓", False)]
    with pytest.raises(HelpEnded):
        opened(card)
