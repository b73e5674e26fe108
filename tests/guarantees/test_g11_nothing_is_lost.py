"""G11: Nothing is lost.

Every row handed in is accounted for (accepted, duplicate or rejected with reasons). What was
acknowledged survives a crash.
"""

import os
import subprocess
import sys
import time
from uuid import UUID

import psycopg
import pytest

from recourse.intake import queries as batches
from recourse.intake.terms import State
from recourse.journeys import take_in_batch
from recourse.ledger import checking, sequencer
from recourse.records import queries as records
from tests.conftest import owner
from tests.guarantees.asking import ask, question
from tests.guarantees.city import ARRIVED, FINE, NOON, check_in, fine_row, hand_in, look_ups_of
from tests.residents import WANG, identity

ENTER = """
import os, sys
from datetime import datetime
from uuid import UUID
os.environ["DJANGO_SETTINGS_MODULE"] = "recourse.config.settings"
import django
django.setup()
from django.conf import settings
settings.KEY_DIR = sys.argv[3]
from recourse.intake import limits
from recourse.journeys import take_in_batch
print("ready", flush=True)
take_in_batch.enter(batch=UUID(sys.argv[1]), now=datetime.fromisoformat(sys.argv[2]))
print("done", flush=True)
"""


def crowd(count: int) -> list[dict[str, str]]:
    return [
        fine_row(identity(f"众{n}", n % 900 + 100), decision_no=f"虚应急罚〔2026〕{n:06d}号")
        for n in range(count)
    ]


def counts(card) -> tuple[int, int]:
    return card.rows, card.accepted + card.duplicate + card.held + card.refused


def test_every_row_is_accepted_a_duplicate_held_or_refused_and_says_why(city):
    good, wang = fine_row(identity("好人", 31)), fine_row(WANG)
    spoilt = [
        fine_row(identity("甲", 32), decided_on="2026-02-30"),
        fine_row(identity("乙", 33), document_number="000001199001010000"),
        fine_row(identity("丙", 34), procedure_kind="简易程序"),
        fine_row(identity("丁", 35), served_on=""),
        fine_row(identity("戊", 36), name=""),
    ]

    card = hand_in(
        city.folder, FINE, [good, wang, good, *spoilt], by=city.steward, signer=city.signer
    )

    assert counts(card) == (8, 8)
    assert (card.accepted, card.duplicate) == (1, 2)
    explained = {finding.row for finding in batches.findings_of(card.id, after=0)}
    assert explained == set(range(3, 10))


def test_every_fault_of_a_row_is_told_and_not_only_the_first(city):
    row = fine_row(identity("多错", 37), decided_on="昨天", fine_wan_yuan="很多", served_on="")

    card = check_in(city.folder, FINE, [row], by=city.steward)

    columns = {finding.column for finding in batches.findings_of(card.id, after=0)}
    assert {"decided_on", "fine_wan_yuan", "served_on"} <= columns


def test_the_same_file_again_is_the_same_batch_and_changes_nothing(city):
    rows = crowd(3)
    first = hand_in(city.folder, FINE, rows, by=city.steward, signer=city.signer)

    again = take_in_batch.receive(
        path=city.folder / "delivery.csv",
        file_name="other-name.csv",
        item=FINE,
        by=city.steward,
        now=NOON,
    )

    assert (again.id, again.state) == (first.id, State.ENTERED)
    with owner() as past_the_gate:
        (kept,) = past_the_gate.execute(
            "SELECT count(*) FROM record WHERE batch_id = %s", [first.id]
        ).fetchone()
    assert kept == 3


def test_the_database_refuses_counts_that_lose_a_row(city):
    card = check_in(city.folder, FINE, crowd(2), by=city.steward)

    with owner() as past_the_gate, pytest.raises(psycopg.errors.CheckViolation):
        past_the_gate.execute("UPDATE batch SET accepted = accepted - 1 WHERE id = %s", [card.id])


def test_whoever_is_killed_while_entering_loses_nothing_and_enters_nothing_twice(city):
    people = 600
    card = check_in(city.folder, FINE, crowd(people), by=city.steward)
    take_in_batch.sign(batch=card.id, by=city.signer, now=ARRIVED)

    deaths = 0
    for patience in (0.0, 0.05, 0.15, 0.3):
        deaths += killed_while_entering(card.id, city.folder / "keys", patience)
    entered = take_in_batch.enter(batch=card.id, now=ARRIVED)

    assert deaths
    assert counts(entered) == (people, people)
    with owner() as past_the_gate:
        found = past_the_gate.execute(
            "SELECT (SELECT count(*) FROM record WHERE batch_id = %(b)s),"
            " (SELECT count(DISTINCT source_digest) FROM record WHERE batch_id = %(b)s),"
            " (SELECT count(*) FROM notice n JOIN record r ON r.id = n.record_id"
            "  AND r.person_id = n.person_id WHERE r.batch_id = %(b)s),"
            " (SELECT count(*) FROM record_event e JOIN record r ON r.id = e.record_id"
            "  AND r.person_id = e.person_id WHERE r.batch_id = %(b)s)",
            {"b": card.id},
        ).fetchone()
    assert found == (entered.accepted,) * 4
    assert checking.check().faults == []


def killed_while_entering(batch: UUID, keys, patience: float) -> int:
    """Enter in a process of its own, kill it without warning; return 1 if it was not done."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENTER, str(batch), ARRIVED.isoformat(), str(keys)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(patience)
        process.kill()
        return int("done" not in process.stdout.read())


def test_an_acknowledged_look_up_is_in_the_log_though_every_process_dies_at_once(city):
    (reply,) = ask(question(WANG))
    with owner() as past_the_gate:
        past_the_gate.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename LIKE 'recourse_%' AND datname = current_database()"
        )
    from django.db import connection

    connection.close()

    (entry,) = look_ups_of(WANG)

    assert reply.body["receipt"]["entry"] == str(entry.entry_id)


def test_a_sequencer_that_is_killed_leaves_the_queue_as_it_was(city):
    ask(question(WANG))
    with pytest.raises(psycopg.OperationalError):
        _step_and_die()

    with sequencer.connect() as next_one:
        sequencer.drain(next_one, now=NOON)
    report = checking.check()
    assert report.faults == []
    assert len(look_ups_of(WANG)) == 1


def _step_and_die():
    with sequencer.connect() as at_work, owner() as killer, at_work.transaction():
        sequencer.step(at_work, now=NOON)
        killer.execute("SELECT pg_terminate_backend(%s)", [at_work.info.backend_pid])
        at_work.execute("SELECT 1")


def test_nothing_of_a_file_that_breaks_off_is_kept(city):
    path = city.folder / "broken.csv"
    path.write_bytes((city.folder / "delivery.csv").read_bytes() + b'"never closed')
    from recourse.ground.refused import Refused

    with pytest.raises(Refused):
        take_in_batch.receive(path=path, file_name=path.name, item=FINE, by=city.steward, now=NOON)

    with owner() as past_the_gate:
        (kept,) = past_the_gate.execute("SELECT count(*) FROM record").fetchone()
    assert kept == 2


def test_the_receipt_of_a_batch_counts_every_row_and_is_signed(city):
    from recourse.ground import signing
    from recourse.store.keys import vault

    card = hand_in(city.folder, FINE, crowd(4), by=city.steward, signer=city.signer)

    receipt = batches.receipt_of(card.id)
    key = vault().signing_key("receipt")
    told = signing.open_jws(signing.public_bytes(key), receipt, typ=_typ_of(receipt))
    assert told["rows"] == 4
    assert told["accepted"] + told["duplicate"] + told["held"] + told["refused"] == 4


def _typ_of(token: str) -> str:
    import base64
    import json

    head = token.split(".", maxsplit=1)[0]
    typ: str = json.loads(base64.urlsafe_b64decode(head + "=="))["typ"]
    return typ


def test_a_record_once_entered_is_there_for_the_person_whatever_happens_to_the_batch(city):
    with owner() as past_the_gate:
        past_the_gate.execute("TRUNCATE batch CASCADE")

    assert len(records.file_of(city.wang, at=NOON)) == 1
