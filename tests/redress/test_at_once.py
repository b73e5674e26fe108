"""Two deeds at the same moment, over connections of their own: one wins, and the record agrees."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from recourse.ground.actor import SYSTEM
from recourse.ground.refused import Refused
from recourse.notice import queries as inbox
from recourse.records import queries as records
from recourse.records.terms import State as RecordState
from recourse.redress import actions, errors, queries
from recourse.redress.actions import closing
from recourse.redress.terms import Ground, Happening, State
from tests.redress.making import (
    DUE_AT,
    TUESDAY,
    decide,
    granted,
    objection,
    office,
    refusal,
    standing_record,
)

ROUNDS = 4
MINUTES = timedelta(minutes=2)


@pytest.fixture
def town(committed, tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    return office()


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do deeds at the same moment; return what each gave, or its refusal."""
    gate, done = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        gate.wait()
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


def state(chen, at=TUESDAY + MINUTES):
    return records.outside_of(chen.person, chen.record, at=at).state


@pytest.mark.parametrize("sequence", range(1, ROUNDS + 1))
def test_of_two_officers_one_decides(town, sequence):
    chen = standing_record(town, sequence=sequence)
    case = objection(chen)

    done = at_once(
        lambda: decide(case, refusal(), town.officer),
        lambda: decide(case, granted(), town.colleague),
    )

    assert refusals(done) == [errors.CaseOver]
    won = queries.case_of(chen.person, case.id, at=TUESDAY).decision
    expected = RecordState.STANDING if won == refusal() else RecordState.ENDED
    assert state(chen, TUESDAY + timedelta(hours=3)) is expected


@pytest.mark.parametrize("sequence", range(1, ROUNDS + 1))
def test_of_an_officer_and_the_deadline_one_decides(town, sequence):
    chen = standing_record(town, sequence=sequence)
    case = objection(chen)

    done = at_once(
        lambda: decide(case, refusal(), town.officer, now=DUE_AT - MINUTES),
        lambda: actions.close_overdue(by=SYSTEM, now=DUE_AT),
    )

    closed = queries.case_of(chen.person, case.id, at=DUE_AT)
    if refusals(done):
        assert (closed.state, state(chen, DUE_AT)) == (State.SILENT, RecordState.ENDED)
    else:
        actions.close_overdue(by=SYSTEM, now=DUE_AT)
        assert (closed.state, state(chen, DUE_AT)) == (State.DECIDED, RecordState.STANDING)


@pytest.mark.parametrize("sequence", range(1, ROUNDS + 1))
def test_of_taking_back_and_a_decision_one_counts(town, sequence):
    chen = standing_record(town, sequence=sequence)
    case = objection(chen)

    done = at_once(
        lambda: actions.take_back(person=chen.person, case=case.id, by=chen.by, now=TUESDAY),
        lambda: decide(case, granted(), town.officer),
    )

    assert refusals(done) == [errors.CaseOver]
    closed = queries.case_of(chen.person, case.id, at=TUESDAY)
    expected = RecordState.STANDING if closed.state is State.TAKEN_BACK else RecordState.ENDED
    assert state(chen, TUESDAY + timedelta(hours=3)) is expected


@pytest.mark.parametrize("sequence", range(1, ROUNDS + 1))
def test_of_the_same_objection_twice_one_is_filed(town, sequence):
    chen = standing_record(town, sequence=sequence)

    done = at_once(lambda: objection(chen), lambda: objection(chen))

    assert refusals(done) == [errors.OneAtATime]
    assert records.outside_of(chen.person, chen.record, at=TUESDAY).silenced == 1


@pytest.mark.parametrize("sequence", range(1, ROUNDS + 1))
def test_two_different_objections_both_count_and_the_earlier_clock_decides(town, sequence):
    chen = standing_record(town, sequence=sequence)

    first, second = at_once(lambda: objection(chen), lambda: objection(chen, ground=Ground.NOT_ME))

    card = records.outside_of(chen.person, chen.record, at=TUESDAY)
    assert (card.silenced, card.falls_at) == (2, min(first.due.at, second.due.at))
    at_once(
        lambda: decide(first, refusal(), town.officer),
        lambda: decide(second, refusal(), town.colleague),
    )
    after = records.outside_of(chen.person, chen.record, at=TUESDAY + timedelta(hours=3))
    assert (after.silenced, after.falls_at, after.standing) == (0, None, True)


def test_two_workers_write_down_each_silence_once(town):
    people = [standing_record(town, sequence=at, name="陈晓") for at in range(1, 31)]
    cases = [objection(one) for one in people]

    done = at_once(*[lambda: actions.close_overdue(by=SYSTEM, now=DUE_AT)] * 2)

    assert refusals(done) == []
    assert sum(done) >= len(cases)
    for chen, case in zip(people, cases, strict=True):
        kinds = [one.kind for one in queries.timeline_of(chen.person, case.id)]
        assert kinds.count(Happening.SILENT) == 1
        told = [one.facts.get("what") for one in inbox.inbox_of(chen.person)]
        assert told.count("silent") == 1
        assert records.outside_of(chen.person, chen.record, at=DUE_AT).ended_at == DUE_AT


def test_a_worker_that_meets_a_fault_leaves_what_it_closed_before(town, monkeypatch):
    """A fault takes back the cases of its own transaction; the next run does them again."""
    people = [standing_record(town, sequence=at, name="陈晓") for at in range(1, 6)]
    for one in people:
        objection(one)
    monkeypatch.setattr(closing, "TOGETHER", 2)
    settle, met = closing.records.settle_fall, []

    def fail_at_the_fourth(**given):
        met.append(given["record"])
        if len(met) == 4:
            raise KeyboardInterrupt
        return settle(**given)

    monkeypatch.setattr(closing.records, "settle_fall", fail_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        actions.close_overdue(by=SYSTEM, now=DUE_AT)
    assert len(queries.queue_of(town.agency)) == 3

    assert actions.close_overdue(by=SYSTEM, now=DUE_AT) == 3

    assert queries.queue_of(town.agency) == []
    for one in people:
        told = [letter.facts.get("what") for letter in inbox.inbox_of(one.person)]
        assert told.count("silent") == 1
