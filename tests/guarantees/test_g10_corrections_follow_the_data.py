"""G10: Corrections follow the data.

Everyone who received a record that is corrected, withdrawn, repaired or ended early is told,
and the person sees who has acknowledged.
"""

import json
import threading
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import Error, connection, transaction
from django.test import Client

from recourse.agencies import actions as agencies
from recourse.disclosure import actions as disclosure
from recourse.disclosure import queries as disclosed
from recourse.disclosure.webhooks import NotDelivered
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import start_of
from recourse.journeys import look_up, open_own_file, who_looked
from recourse.journeys.tell_of_look_ups import tell_of_look_ups
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import Why
from recourse.store.gate import one_person
from recourse.store.queue import TASKS
from tests.conftest import owner
from tests.disclosure.listening import Said, machine
from tests.guarantees import asking
from tests.guarantees.asking import ask, at, question
from tests.guarantees.city import (
    MAY_TEACH,
    NOON,
    SECOND,
    as_the_application,
    look_ups_of,
)
from tests.residents import LIN, WANG, ZHAO

LATER = NOON + timedelta(minutes=5)
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def look(who, now=NOON, **more) -> str:
    """Look somebody up over HTTP, and return the entry on the receipt."""
    (reply,) = ask(question(who, **more), now=now)
    assert reply.status == 200, reply.body
    return reply.body["receipt"]["entry"]


def tell(now=LATER) -> None:
    tell_of_look_ups(by=SYSTEM, now=now)


def work(now=LATER) -> None:
    """Do what the worker does each minute about what has stopped."""
    TASKS["disclosure.recall"](now=now)


def call(method: str, path: str, *, client: str = "approval", now=LATER, **more):
    """Ask the API as a machine."""
    with at(now):
        return getattr(Client(headers={"host": "localhost"}), method)(
            path, headers={"authorization": asking.bearer(client, now=now)}, **more
        )


def page(client: str = "approval", after: int = 0) -> list[dict]:
    answer = call("get", f"/api/v1/recalls?after={after}", client=client)
    assert answer.status_code == 200, answer.content
    return answer.json()["recalls"]


def acknowledge(recall: str, digest: str, *, client: str = "approval", now=LATER):
    return call(
        "post",
        f"/api/v1/recalls/{recall}/acknowledgement",
        client=client,
        now=now,
        data=json.dumps({"digest": digest}),
        content_type="application/json",
    )


def end(city, now=NOON + SECOND, why: Why = Why.WITHDRAWN) -> None:
    records.end_early(person=city.wang, record=city.fine, why=why, by=SYSTEM, now=now)


def fall(city, *, settled: bool) -> None:
    names = {"person": city.wang, "record": city.fine, "by": SYSTEM}
    records.let_fall(**names, at=NOON + 2 * SECOND, why=Why.WITHDRAWN, now=NOON + SECOND)
    if settled:
        records.settle_fall(**names, now=LATER)


def as_sql(statement: str, *arguments: object):
    """Return a way to change the record past every action, under the application's role."""

    def change(city) -> None:
        with one_person(city.wang):
            as_the_application(statement, *arguments, city.fine)

    return change


WAYS = {
    "corrected": (lambda city: end(city, why=Why.CORRECTED), "corrected"),
    "withdrawn": (lambda city: end(city, why=Why.WITHDRAWN), "withdrawn"),
    "repaired": (lambda city: end(city, why=Why.REPAIRED), "repaired"),
    "revoked": (lambda city: end(city, why=Why.REVOKED), "revoked"),
    "erased early": (
        lambda city: records.erase(
            person=city.wang, record=city.fine, by=SYSTEM, now=NOON + SECOND
        ),
        "ended_early",
    ),
    "fell, and nobody has settled it": (lambda city: fall(city, settled=False), "withdrawn"),
    "fell, and was settled": (lambda city: fall(city, settled=True), "withdrawn"),
    "not me": (
        lambda city: records.silence(
            person=city.wang, record=city.fine, by=SYSTEM, now=NOON, is_disowned=True
        ),
        "silenced",
    ),
    "ended by SQL": (
        as_sql(
            "UPDATE record_of_one SET ended_at = %s, ended_why = 'withdrawn' WHERE id = %s",
            NOON + SECOND,
        ),
        "withdrawn",
    ),
    "last day moved by SQL": (
        as_sql("UPDATE record_of_one SET ends_on = %s WHERE id = %s", NOON.date()),
        "ended_early",
    ),
    "made to fall by SQL": (
        as_sql(
            "UPDATE record_of_one SET falls_at = %s, falls_why = 'repaired' WHERE id = %s",
            NOON + SECOND,
        ),
        "repaired",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_however_a_record_stops_whoever_was_shown_it_is_told(city, way):
    stop, changed = WAYS[way]
    entry = look(WANG)
    tell()
    stop(city)

    work()

    (told,) = page()
    assert (told["entry"], told["matter_number"]) == (entry, "AQ-2026-0711")
    assert told["changed"] == changed
    assert all(told[language][word] for language in ("zh", "en") for word in ("says", "do", "law"))


def test_the_page_of_recalls_contains_nobody(city):
    look(WANG)
    look(LIN, purpose=MAY_TEACH)
    tell()
    end(city)
    records.erase(person=city.lin, record=city.licence, by=SYSTEM, now=NOON + SECOND)
    work()

    text = json.dumps(page(), ensure_ascii=False)

    assert len(page()) == 2
    secrets = [WANG.name, WANG.number, WANG.number[-4:], LIN.name, LIN.number, "虚构市"]
    secrets += map(str, (city.wang, city.lin, city.fine, city.licence))
    secrets += ["adv.work_safety", "lic.teacher", "虚应急罚"]
    for secret in secrets:
        assert secret not in text


def test_a_yes_or_no_has_shown_the_records_it_rests_on_and_a_no_without_any_has_not(city):
    yes, no = look(WANG), look(ZHAO)
    tell()
    end(city)
    work()

    assert [told["entry"] for told in page()] == [yes]
    assert no not in json.dumps(page())


def test_whoever_was_refused_was_shown_nothing_and_is_told_nothing(city):
    ask(question(WANG, matter_number=""))
    tell()
    end(city)
    work()

    assert page() == []


@pytest.mark.parametrize(
    "steps",
    [
        (tell, end, work),
        (end, tell, work),
        (end, work, tell, work),
        (end, work, work, tell, tell, work, work),
    ],
    ids=lambda steps: "-".join(step.__name__ for step in steps),
)
def test_in_whatever_order_the_worker_comes_each_look_up_is_told_of_once(city, steps):
    entries = {look(WANG), look(WANG)}
    for step in steps:
        step(city) if step is end else step()

    assert Counter(told["entry"] for told in page()) == Counter(entries)


def test_a_look_up_that_races_the_end_is_told_of(city, monkeypatch):
    """The end writes on the chain that the look-up holds: it waits, and comes after the answer."""
    write = look_up.queries.write
    ending = threading.Thread(target=in_a_thread, args=(lambda: end(city, NOON),))

    def meanwhile(*arguments, **named) -> object:
        ending.start()
        until_somebody_waits(ending)
        return write(*arguments, **named)

    monkeypatch.setattr(look_up.queries, "write", meanwhile)
    (reply,) = ask(question(WANG))
    ending.join(20)
    work()
    before = page()
    tell()
    work()

    assert reply.body["found"], "it had read the record already"
    assert before == []
    assert [told["entry"] for told in page()] == [reply.body["receipt"]["entry"]]


def test_a_look_up_that_commits_after_an_end_by_sql_is_told_of(city, monkeypatch):
    """An end that goes past the house waits for nobody; the look-up is found all the same."""
    write = look_up.queries.write
    past_the_house, _ = WAYS["ended by SQL"]

    def meanwhile(*arguments, **named) -> object:
        ending = threading.Thread(
            target=in_a_thread, args=(lambda: (past_the_house(city), work()),)
        )
        ending.start()
        ending.join(20)
        return write(*arguments, **named)

    monkeypatch.setattr(look_up.queries, "write", meanwhile)
    (reply,) = ask(question(WANG))
    before = page()
    tell()
    work()

    assert reply.body["found"], "it had read the record already"
    assert before == []
    assert [told["entry"] for told in page()] == [reply.body["receipt"]["entry"]]


def in_a_thread(deed) -> None:
    """Do something over a connection of its own."""
    try:
        deed()
    finally:
        connection.close()


def until_somebody_waits(worker: threading.Thread) -> None:
    """Return once somebody waits for a lock; `worker` must be under way until then."""
    with owner() as past_the_gate:
        while past_the_gate.execute(WAITING).fetchone() == (0,):
            assert worker.is_alive(), "it must wait for whoever holds the record"


def test_a_worker_that_keeps_recipients_and_one_that_recalls_do_not_miss_each_other(
    city, monkeypatch
):
    entry = look(WANG)
    may_commit, has_kept = threading.Event(), threading.Event()
    mark = records.mark_disclosed

    def slow(**named) -> None:
        mark(**named)
        has_kept.set()
        may_commit.wait(20)

    monkeypatch.setattr(records, "mark_disclosed", slow)
    keeper = threading.Thread(target=in_a_thread, args=(tell,))
    keeper.start()
    assert has_kept.wait(20)
    recaller = threading.Thread(target=in_a_thread, args=(lambda: (end(city), work()),))
    recaller.start()
    until_somebody_waits(recaller)
    may_commit.set()
    keeper.join(20)
    recaller.join(20)

    assert [told["entry"] for told in page()] == [entry]


def test_two_workers_number_without_gaps_and_tell_once(city):
    look(WANG)
    look(LIN, purpose=MAY_TEACH)
    tell()
    end(city)
    records.erase(person=city.lin, record=city.licence, by=SYSTEM, now=NOON + SECOND)
    workers = [threading.Thread(target=in_a_thread, args=(work,)) for _ in range(4)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [told["number"] for told in page()] == [1, 2]


def test_a_worker_that_crashes_has_told_nobody_half_and_the_next_one_tells_all(city, monkeypatch):
    entries = {look(WANG), look(WANG)}
    tell()
    end(city)
    note = disclosure.ledger.note_many

    def crash(**_: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(disclosure.ledger, "note_many", crash)
    with pytest.raises(RuntimeError):
        work()
    monkeypatch.setattr(disclosure.ledger, "note_many", note)
    before = page()
    work()

    assert before == []
    assert {told["entry"] for told in page()} == entries
    assert [told["number"] for told in page()] == [1, 2]


def test_an_end_that_is_rolled_back_is_told_to_nobody(city):
    look(WANG)
    tell()
    with transaction.atomic():
        end(city)
        transaction.set_rollback(True)

    work()

    assert page() == []


@pytest.fixture
def recalled(city):
    """Return the recall of Wang's fine, as the agency reads it."""
    look(WANG)
    tell()
    end(city)
    work()
    (told,) = page()
    return told


def test_another_agency_reads_none_of_it_and_cannot_tell_it_from_nothing(city, recalled):
    theirs = acknowledge(recalled["recall"], recalled["digest"], client="schools")
    nobodys = acknowledge(str(uuid4()), recalled["digest"], client="schools")

    assert page("schools") == []
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json() == nobodys.json()
    assert page()[0]["acknowledged_at"] is None


def test_a_forged_acknowledgement_is_none(city, recalled):
    number = recalled["recall"]
    for digest in ("0" * 64, recalled["digest"][::-1]):
        assert acknowledge(number, digest).status_code == 409
    for digest in ("", "x", recalled["digest"].upper(), recalled["digest"] + "0"):
        assert acknowledge(number, digest).status_code == 422
    path = f"/api/v1/recalls/{number}/acknowledgement"
    without_token = Client(headers={"host": "localhost"}).post(
        path, data=json.dumps({"digest": recalled["digest"]}), content_type="application/json"
    )

    assert without_token.status_code == 401
    assert page()[0]["acknowledged_at"] is None


def test_the_person_sees_who_was_told_and_who_has_acknowledged(city, recalled):
    oneself = Actor(kind=ActorKind.PERSON, id=city.wang)
    opened = {"person": city.wang, "by": oneself, "now": LATER}

    (before,) = open_own_file.open_own_record(**opened, record=city.fine).told
    acknowledge(recalled["recall"], recalled["digest"], now=LATER + timedelta(days=1))
    (after,) = open_own_file.open_own_record(**opened, record=city.fine).told
    (look_up_entry,) = who_looked.who_looked(**opened).looks

    assert (before.agency.en, before.acknowledged_on) == ("Office 33", None)
    assert before.told_on == LATER.date()
    assert after.acknowledged_on == (LATER + timedelta(days=1)).date()
    assert str(look_up_entry.entry) == recalled["entry"]
    assert [told.acknowledged_on for told in look_up_entry.told] == [after.acknowledged_on]


def test_nobody_else_sees_who_was_told(city, recalled):
    assert disclosed.told_of(city.lin) == []


def test_a_recall_is_no_look_up_and_shows_nothing_new(city, recalled):
    assert len(look_ups_of(WANG)) == 1


def test_the_natural_end_and_the_erasure_on_its_day_are_told_to_nobody(city):
    look(WANG)
    tell()
    card = files.outside_of(city.wang, city.fine, at=NOON)
    on = start_of(card.erase_on)
    records.erase(person=city.wang, record=city.fine, by=SYSTEM, now=on)

    work(on + SECOND)

    assert page() == []


LIES = {
    "says yes": Said(200, b'{"ok": true}'),
    "says nothing": Said(204),
    "fails": Said(500),
    "sends on": Said(302, headers=(("Location", "/truth"),)),
    "names another recall": Said(200, json.dumps({"recall": str(UUID(int=1))}).encode()),
}


def test_an_address_that_lies_acknowledges_nothing_and_holds_nobody_up(city):
    office = city.approval.agency.id
    with machine() as (ours, address):
        agencies.register_webhook(agency=office, address=address, by=SYSTEM, now=NOON)
        look(WANG)
        tell()
        end(city)
        work()
        (told,) = page()
        for hours, said in enumerate(LIES.values()):
            ours.says = lambda _, said=said: said
            with pytest.raises(NotDelivered):
                TASKS["disclosure.push"](
                    now=LATER + timedelta(hours=hours), agency=str(office), recall=told["recall"]
                )

    assert len(ours.heard) == len(LIES), "each was asked once, and none was followed elsewhere"
    assert page()[0]["acknowledged_at"] is None
    assert acknowledge(told["recall"], told["digest"]).status_code == 200


FORBIDDEN = [
    "SELECT * FROM recall",
    "SELECT * FROM recipient",
    "SELECT * FROM recall_03",
    "SELECT * FROM record_stop",
    "DELETE FROM record_stop",
    "INSERT INTO record_stop (person_id, record_id, due_at) SELECT gen_random_uuid(), gen_random_uuid(), now()",
    "DELETE FROM recall_of_one",
    "DELETE FROM recipient_of_one",
    "UPDATE recipient_of_one SET agency_id = gen_random_uuid()",
    "UPDATE recall_of_one SET agency_id = gen_random_uuid()",
    "UPDATE recall_of_one SET entry_id = gen_random_uuid()",
    "UPDATE recall SET acknowledged_at = now()",
    "ALTER TABLE record DISABLE TRIGGER record_stop_is_listed",
    "DROP FUNCTION record_stop_is_listed CASCADE",
]


def test_the_application_s_role_cannot_hide_that_somebody_must_be_told(city, recalled):
    for statement in FORBIDDEN:
        with pytest.raises(Error), one_person(city.wang):
            as_the_application(statement)


def test_an_acknowledgement_cannot_be_taken_back(city, recalled):
    acknowledge(recalled["recall"], recalled["digest"])

    with pytest.raises(Error, match="first acknowledgement"), one_person(city.wang):
        as_the_application("UPDATE recall_of_one SET acknowledged_at = NULL")


def test_without_the_gate_the_application_sees_nobody_s_recalls(city, recalled):
    assert as_the_application("SELECT count(*) FROM recall_of_one") == [(0,)]
    assert as_the_application("SELECT count(*) FROM recipient_of_one") == [(0,)]
    with one_person(city.lin):
        assert as_the_application("SELECT count(*) FROM recall_of_one") == [(0,)]
