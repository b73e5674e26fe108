"""G3: Contested means silent.

While an objection is open, the record is in no disclosure, statement, credential or
eligibility answer.
"""

from datetime import timedelta

import pytest

from recourse.records import queries as records
from recourse.records.terms import State
from recourse.redress import actions, queries, timeline
from recourse.redress.terms import Filing, Ground, Kind, NewFile, Via
from tests.guarantees.asking import ask, question
from tests.guarantees.cases import GRANTED, REFUSED, decide, objection, officer, oneself
from tests.guarantees.city import NOON, SECOND, look_ups_of
from tests.residents import WANG, ZHAO

PDF = NewFile("证明.pdf", b"%PDF-1.7\n")


def found(now):
    (reply,) = ask(question(WANG), now=now)
    assert reply.status == 200
    return reply.body["found"]


def test_the_record_is_silent_from_the_instant_of_the_objection(city):
    assert found(NOON)

    objection(city, now=NOON + SECOND)

    assert not found(NOON + 2 * SECOND)
    assert not found(NOON + timedelta(days=2))


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("via", Via)
def test_every_ground_and_every_way_in_silences(city, ground, via):
    asked = Filing(kind=Kind.OBJECTION, words="不对。", ground=ground, record=city.fine)

    actions.file(person=city.wang, asked=asked, via=via, by=oneself(city.wang), now=NOON)

    assert not found(NOON + SECOND)


def test_the_answer_meanwhile_is_that_of_an_empty_file(city):
    objection(city)

    silent, empty = ask(question(WANG), question(ZHAO), now=NOON + SECOND)

    plain = [
        {key: value for key, value in reply.body.items() if key not in {"receipt", "as_of"}}
        for reply in (silent, empty)
    ]
    assert plain[0] == plain[1]
    assert look_ups_of(WANG)[0].facts["items"] == []


def test_the_person_sees_it_all_the_while(city):
    objection(city)

    card = records.record_of(city.wang, city.fine, at=NOON + SECOND)

    assert (card.state, card.standing) == (State.SILENCED, False)
    assert card.fields


def test_it_is_silent_until_the_last_of_several_objections_is_over(city):
    by = officer(city)
    first = objection(city)
    second = objection(city, ground=Ground.NOT_ME)

    decide(first, REFUSED, by, now=NOON + timedelta(hours=1))
    assert not found(NOON + timedelta(hours=2))

    actions.take_back(
        person=city.wang, case=second.id, by=oneself(city.wang), now=NOON + timedelta(hours=3)
    )
    assert found(NOON + timedelta(hours=4))


def test_a_granted_objection_is_never_followed_by_an_answer(city):
    decide(objection(city), GRANTED, officer(city), now=NOON + timedelta(hours=1))

    assert not found(NOON + timedelta(hours=2))
    assert not found(NOON + timedelta(days=60))


def test_the_same_ground_without_anything_new_does_not_silence_again_and_says_so(city):
    decide(objection(city), REFUSED, officer(city), now=NOON + timedelta(hours=1))

    again = objection(city, now=NOON + timedelta(hours=2))

    assert not again.silences
    assert found(NOON + timedelta(hours=3))


def test_something_new_silences_again_even_when_it_comes_later(city):
    decide(objection(city), REFUSED, officer(city), now=NOON + timedelta(hours=1))
    again = objection(city, now=NOON + timedelta(hours=2))

    actions.add_file(
        person=city.wang,
        case=again.id,
        evidence=PDF,
        by=oneself(city.wang),
        now=NOON + timedelta(hours=3),
    )

    assert not found(NOON + timedelta(hours=4))


def test_a_crash_while_filing_leaves_neither_case_nor_silence(city, monkeypatch):
    def crash(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(timeline.notices, "write_many", crash)
    with pytest.raises(KeyboardInterrupt):
        objection(city)

    assert queries.cases_of(city.wang, at=NOON) == []
    assert queries.queue_of(city.steward.agency.id) == []
    assert found(NOON + SECOND)


def test_nobody_silences_or_reads_anything_through_another_persons_case(city):
    case = objection(city)

    for deed in (
        lambda: actions.take_back(
            person=city.lin, case=case.id, by=oneself(city.lin), now=NOON + SECOND
        ),
        lambda: queries.case_of(city.lin, case.id, at=NOON),
    ):
        with pytest.raises(queries.NoSuchCase):
            deed()
    assert queries.files_of(city.lin, case.id) == []
    assert not found(NOON + 2 * SECOND)
