"""Whoever was shown a record is told when it no longer holds: each look-up once, in any order."""

import json
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recourse.agencies import actions as agencies
from recourse.catalogue.terms import Polarity
from recourse.disclosure import actions, queries, recalls, tasks
from recourse.disclosure.errors import NoSuchRecall, WrongDigest
from recourse.disclosure.terms import Changed
from recourse.disclosure.webhooks import NotDelivered
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.ground.identifiers import credit_code
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.journeys.tell_of_look_ups import tell_of_look_ups
from recourse.ledger import queries as ledger
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import Why
from tests.disclosure.listening import Said, machine
from tests.records.making import NOON, entered, item, person

MINUTE = timedelta(minutes=1)
LATER = NOON + 10 * MINUTE
PURPOSE = "work_safety.licence_eligibility"


@pytest.fixture
def chen(db):
    return person("陈晓")


@pytest.fixture
def told_nothing(monkeypatch):
    """Letters about look-ups need a catalogue; recalls do not."""
    monkeypatch.setattr("recourse.journeys.tell_of_look_ups.notices.write_many", lambda **_: None)
    monkeypatch.setattr(
        "recourse.journeys.tell_of_look_ups.catalogue.current",
        lambda: type("Catalogue", (), {"version": "2026-11-23"}),
    )


def agency(number: int) -> UUID:
    return agencies.found_agency(
        code=credit_code(sequence=number),
        name=Words(zh=f"机构{number}", en=f"Agency {number}"),
        kind="education",
        is_department=False,
        by=SYSTEM,
        now=NOON,
    )


def looked(of_person: UUID, *shown: UUID, by: UUID, at=NOON, matter: str = "AQ-1") -> UUID:
    """Note a look-up as the hot path does; nobody is told yet."""
    entry = uuid7(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO look_up_untold"
            " (entry_id, person_id, at, agency_id, seat_id, purpose, matter, records)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [entry, of_person, at, by, UUID(int=7), PURPOSE, matter, list(shown)],
        )
    return entry


def tell(now=NOON) -> None:
    with transaction.atomic():
        tell_of_look_ups.__wrapped__(by=SYSTEM, now=now)


def drain(now=LATER) -> None:
    while actions.recall_next(by=SYSTEM, now=now):
        pass


def withdraw(of_person: UUID, record: UUID, now=NOON + MINUTE) -> None:
    records.end_early(person=of_person, record=record, why=Why.WITHDRAWN, by=SYSTEM, now=now)


def recalls_of(whom: UUID, after: int = 0):
    return queries.recalls_of(whom, after=after, most=100)


@pytest.fixture
def office(chen):
    return agency(41)


def test_each_look_up_that_showed_the_record_is_recalled_once(chen, office, told_nothing):
    licence = entered(chen, of=item(Polarity.POSITIVE)).id
    first = looked(chen, licence, by=office, matter="AQ-1")
    second = looked(chen, licence, by=office, matter="AQ-2", at=NOON + MINUTE)
    looked(chen, by=office)
    tell()
    withdraw(chen, licence)

    drain()
    drain()

    told = recalls_of(office)
    assert [(one.number, one.entry_id, one.matter) for one in told] == [
        (1, first, "AQ-1"),
        (2, second, "AQ-2"),
    ]
    assert {one.changed for one in told} == {Changed.WITHDRAWN}
    assert {one.since for one in told} == {NOON + MINUTE}


@pytest.fixture
def shown(chen, office, told_nothing):
    """Return a licence that one agency has been shown, and the entry of that."""
    licence = entered(chen, of=item(Polarity.POSITIVE)).id
    entry = looked(chen, licence, by=office)
    tell()
    return licence, entry


@pytest.mark.parametrize(
    ("why", "changed"),
    [
        (Why.CORRECTED, Changed.CORRECTED),
        (Why.WITHDRAWN, Changed.WITHDRAWN),
        (Why.REPAIRED, Changed.REPAIRED),
        (Why.REVOKED, Changed.REVOKED),
        (Why.ERASED, Changed.ENDED_EARLY),
    ],
)
def test_every_reason_has_its_word(chen, office, shown, why, changed):
    records.end_early(person=chen, record=shown[0], why=why, by=SYSTEM, now=NOON + MINUTE)

    drain()

    assert [one.changed for one in recalls_of(office)] == [changed]


def test_a_fall_is_told_at_its_instant_whether_or_not_anybody_has_settled_it(chen, office, shown):
    at = NOON + 5 * MINUTE
    records.let_fall(person=chen, record=shown[0], at=at, why=Why.WITHDRAWN, by=SYSTEM, now=NOON)

    drain(at - timedelta(microseconds=1))
    before = recalls_of(office)
    drain(at)
    at_once = recalls_of(office)
    records.settle_fall(person=chen, record=shown[0], by=SYSTEM, now=LATER)
    drain()

    assert before == []
    assert [(one.changed, one.since) for one in at_once] == [(Changed.WITHDRAWN, at)]
    assert recalls_of(office) == at_once


def test_a_fall_that_is_taken_back_is_told_to_nobody(chen, office, shown):
    names = {"person": chen, "record": shown[0], "by": SYSTEM}
    records.let_fall(**names, at=NOON + MINUTE, why=Why.REPAIRED, now=NOON)
    records.let_fall(**names, at=None, why=None, now=NOON)

    drain()

    assert recalls_of(office) == []


def test_not_me_is_told_at_once_and_an_ordinary_objection_is_not(chen, office, shown):
    names = {"person": chen, "record": shown[0], "by": SYSTEM}
    records.silence(**names, now=NOON)
    drain()
    ordinary = recalls_of(office)
    records.silence(**names, now=NOON + MINUTE, is_disowned=True)
    drain()

    assert ordinary == []
    (one,) = recalls_of(office)
    assert (one.changed, one.since) == (Changed.SILENCED, NOON + MINUTE)


def test_whoever_was_told_that_a_record_is_silent_is_told_when_it_is_withdrawn(chen, office, shown):
    names = {"person": chen, "record": shown[0], "by": SYSTEM}
    records.silence(**names, now=NOON, is_disowned=True)
    drain()
    records.end_early(**names, why=Why.WITHDRAWN, now=NOON + MINUTE)
    drain()

    assert [one.changed for one in recalls_of(office)] == [Changed.SILENCED, Changed.WITHDRAWN]


def test_not_me_that_was_taken_back_before_anybody_was_told_is_told_to_nobody(chen, office, shown):
    names = {"person": chen, "record": shown[0], "by": SYSTEM, "now": NOON}
    records.silence(**names, is_disowned=True)
    records.end_silence(**names)

    drain()

    assert recalls_of(office) == []
    assert files.outside_of(chen, shown[0], at=NOON).disowned_at is None


def test_a_record_that_lives_to_its_last_day_is_told_to_nobody(chen, office, shown):
    card = files.outside_of(chen, shown[0], at=NOON)
    records.erase(person=chen, record=shown[0], by=SYSTEM, now=start_of(card.erase_on))

    drain(start_of(card.erase_on) + MINUTE)

    assert recalls_of(office) == []


def test_whoever_reads_on_by_number_misses_nothing(chen, office, shown):
    other = entered(chen, of=item(Polarity.POSITIVE)).id
    looked(chen, other, by=office)
    looked(chen, shown[0], by=office)
    tell()
    withdraw(chen, shown[0])
    withdraw(chen, other)
    drain()

    everything = recalls_of(office)

    assert [one.number for one in everything] == [1, 2, 3]
    assert recalls_of(office, after=1) == everything[1:]
    assert recalls_of(office, after=3) == []


def test_an_agency_reads_its_own_and_nobody_elses(chen, office, shown):
    other = agency(42)
    looked(chen, shown[0], by=other)
    tell()
    withdraw(chen, shown[0])
    drain()

    (ours,), (theirs,) = recalls_of(office), recalls_of(other)

    assert (ours.number, theirs.number) == (1, 1)
    assert ours.entry_id != theirs.entry_id
    with pytest.raises(NoSuchRecall):
        queries.whose(theirs.id, agency=office)


@pytest.fixture
def recalled(chen, office, shown):
    withdraw(chen, shown[0])
    drain()
    return recalls_of(office)[0]


def test_the_first_acknowledgement_counts_and_is_in_the_log(chen, office, recalled):
    seat = Actor(kind=ActorKind.SEAT, id=UUID(int=7), agency=office)
    named = {"recall": recalled.id, "agency": office, "digest": recalls.digest(recalled)}

    once = actions.acknowledge(**named, by=seat, now=LATER)
    again = actions.acknowledge(**named, by=seat, now=LATER + MINUTE)

    assert once.acknowledged_at == again.acknowledged_at == LATER
    assert [told.acknowledged_at for told in queries.told_of(chen)] == [LATER]
    kinds = [entry.kind.value for entry in ledger.entries_of(people.tag_of(chen))]
    assert kinds.count("recall-acknowledged") == 1
    assert kinds.count("recall-sent") == 1


def test_an_acknowledgement_of_something_else_does_not_count(office, recalled):
    named = {"recall": recalled.id, "agency": office, "by": SYSTEM, "now": LATER}

    with pytest.raises(WrongDigest):
        actions.acknowledge(**named, digest="0" * 64)
    with pytest.raises(NoSuchRecall):
        actions.acknowledge(**named | {"agency": UUID(int=9)}, digest=recalls.digest(recalled))
    assert recalls_of(office)[0].acknowledged_at is None


def test_a_recall_says_nothing_of_the_person_or_the_record(chen, shown, recalled):
    text = json.dumps(recalls.whole(recalled), ensure_ascii=False)

    for secret in ("陈晓", str(chen), str(shown[0]), "lic.", "示应急罚", "000001"):
        assert secret not in text


def test_agencies_are_counted_and_people_are_not(office, recalled):
    (before,) = queries.recalls_counted(since=NOON, until=LATER + MINUTE)
    acknowledged_at = LATER + timedelta(days=2)
    digest = recalls.digest(recalled)
    actions.acknowledge(
        recall=recalled.id, agency=office, digest=digest, by=SYSTEM, now=acknowledged_at
    )
    (after,) = queries.recalls_counted(since=NOON, until=LATER + MINUTE)

    assert (before.agency_id, before.sent, before.open) == (office, 1, 1)
    assert before.within == {1: 0, 3: 0, 7: 0, 30: 0}
    assert (after.sent, after.open, after.within) == (1, 0, {1: 0, 3: 1, 7: 1, 30: 1})
    assert queries.recalls_counted(since=NOON - MINUTE, until=NOON) == []


def jobs() -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'disclosure.push'")
        return [args if isinstance(args, dict) else json.loads(args) for (args,) in cursor]


@pytest.fixture
def listening(office):
    """Run the agency's machine, registered."""
    with machine() as (ours, address):
        agencies.register_webhook(agency=office, address=address, by=SYSTEM, now=NOON)
        yield ours


def test_whoever_has_no_address_is_asked_nothing(recalled):
    assert jobs() == []


def test_a_recall_is_carried_and_its_answer_acknowledges_it(office, listening, recalled):
    (job,) = jobs()

    tasks.push(now=LATER, **job)
    tasks.push(now=LATER + MINUTE, **job)

    assert len(listening.heard) == 1
    assert listening.heard[0].recall["recall"] == str(recalled.id)
    assert recalls_of(office)[0].acknowledged_at == LATER


def test_whoever_lies_is_not_believed_and_left_alone_for_a_while(office, listening, recalled):
    (job,) = jobs()
    honest, listening.says = listening.says, lambda _: Said(200, b"{}")
    second = timedelta(seconds=1)

    for at in (LATER, LATER + second, LATER + 2 * second, LATER + 5 * second):
        with pytest.raises(NotDelivered):
            tasks.push(now=at, **job)
    tried = len(listening.heard)
    listening.says = honest
    tasks.push(now=LATER + 6 * second, **job)

    assert tried == 2, "at once, and after two seconds; then four are waited for"
    assert recalls_of(office)[0].acknowledged_at == LATER + 6 * second
    assert not queries.is_paused(office, now=LATER + 6 * second)


def test_the_pause_doubles_up_to_an_hour(office):
    pauses = []
    for _ in range(40):
        actions.note_failure(agency=office, by=SYSTEM, now=NOON)
        with connection.cursor() as cursor:
            cursor.execute("SELECT until_at FROM webhook_pause")
            pauses.append((cursor.fetchone()[0] - NOON).total_seconds())

    assert pauses[:5] == [2, 4, 8, 16, 32]
    assert pauses[-1] == max(pauses) == 3600


def test_an_address_taken_away_is_not_asked_any_more(office, listening, recalled):
    (job,) = jobs()
    agencies.register_webhook(agency=office, address=None, by=SYSTEM, now=NOON)

    tasks.push(now=LATER, **job)

    assert listening.heard == []
    assert recalls_of(office)[0].acknowledged_at is None


STEPS = st.lists(st.sampled_from(["look", "tell", "drain", "end"]), min_size=1, max_size=8)


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, way=st.sampled_from(["end", "fall", "disown", "erase"]))
def test_in_whatever_order_things_happen_each_look_up_is_recalled_once(
    db, told_nothing, steps, way
):
    """Look-ups, letters, ends and the worker may come in any order and any number of times."""
    with transaction.atomic():
        whom, office = person(sequence=len(steps)), agency(43)
        licence = entered(whom, of=item(Polarity.POSITIVE)).id
        entries, has_stopped = [], False
        for number, step in enumerate(steps):
            now = NOON + number * MINUTE
            if step == "look":
                entries.append(looked(whom, licence, by=office, at=now))
            elif step == "tell":
                tell(now)
            elif step == "drain":
                drain(now)
            elif not has_stopped:
                stop(way, whom, licence, now)
                has_stopped = True

        tell(LATER)
        drain()

        counted = Counter(one.entry_id for one in recalls_of(office))
        assert counted == Counter(entries if has_stopped else [])
        assert [one.number for one in recalls_of(office)] == list(range(1, len(counted) + 1))
        transaction.set_rollback(True)


def stop(way: str, whom: UUID, record: UUID, now) -> None:
    names = {"person": whom, "record": record, "by": SYSTEM, "now": now}
    if way == "end":
        records.end_early(**names, why=Why.REVOKED)
    elif way == "fall":
        records.let_fall(**names, at=now + MINUTE / 2, why=Why.WITHDRAWN)
    elif way == "disown":
        records.silence(**names, is_disowned=True)
    else:
        records.erase(**names)
