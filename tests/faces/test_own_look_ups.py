"""An agency gets the proof and the counts of its own look-ups: nobody else's, and nobody's name."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.test import Client

from recourse.disclosure import tasks
from recourse.faces.api import tokens
from recourse.faces.api.look_ups import LookUps
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.ledger import sequencer
from recourse.ledger.publishing.publisher import Place, Publisher
from recourse.ledger.publishing.signer import LogSigner, listening
from recourse_verify.main import DOES_NOT_HOLD, HOLDS, MISUSED, main
from recourse_verify.proofs import proof_from
from tests.conftest import owner
from tests.disclosure import town as the_town
from tests.disclosure.town import Town
from tests.faces.test_api_look_ups import post, question, served
from tests.residents import STRANGER, WANG

HOUSE = "localhost/log"
NOW = datetime.now(UTC)


@pytest.fixture
def town(committed, settings, tmp_path) -> Town:
    settings.LOG_FILES_DIR = tmp_path / "files"
    town = the_town.found(NOW)
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=NOW)
    return town


@pytest.fixture
def signs(tmp_path):
    return LogSigner(tmp_path / "signer", house=HOUSE, clock=NOW.timestamp)


@pytest.fixture
def publish(tmp_path, signs):
    """Give what numbers and publishes all that waits."""

    def work() -> None:
        with sequencer.connect() as connection:
            sequencer.drain(connection, now=NOW)
            Publisher(place).publish(connection, now=NOW)

    place = Place(files=tmp_path / "files", signer=tmp_path / "signer")
    with listening(signs, tmp_path / "signer") as serving:
        thread = Thread(target=serving.serve_forever)
        thread.start()
        yield work
        serving.shutdown()
        thread.join()


def looked_up(*questions: dict, client: str = "safety-1") -> list[dict]:
    """Ask, and return the receipts."""
    told: list[dict] = []

    async def story(application: LookUps) -> None:
        told.extend([(await post(application, one, client=client)).json for one in questions])

    served(story)
    return [one["receipt"] for one in told]


def get(path: str, client: str = "safety-1"):
    token = tokens.issue(client, now=datetime.now(UTC))
    http = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    return http.get(f"/api/v1/look-ups/{path}")


def proof_of(entry: object, client: str = "safety-1"):
    return get(f"{entry}/proof", client)


class Files:
    """What an agency holds on disk to check a proof with."""

    def __init__(self, folder: Path, signs: LogSigner, proof: bytes, receipt: dict) -> None:
        self.proof, self.receipt, self.key = (
            folder / name for name in ("proof", "receipt", "key.jwk")
        )
        self.proof.write_bytes(proof)
        self.receipt.write_text(json.dumps(receipt))
        (key,) = Client(headers={"host": "localhost"}).get("/api/v1/keys").json()["keys"]
        self.key.write_text(json.dumps(key))
        keys = signs.signers(f"{HOUSE}/{receipt['log'] // 10}")
        self.vkeys = [word for one in keys for word in ("--vkey", str(one.key))]

    def check(self) -> int:
        words = ["--receipt", str(self.receipt), "--key", str(self.key), *self.vkeys]
        return main(["proof", str(self.proof), *words])


def test_the_proof_checks_together_with_the_receipt_whatever_was_asked(
    town, publish, signs, tmp_path
):
    asked = [question(WANG), question(STRANGER), question(WANG, purpose="no.such"), {"bad": 1}]
    receipts = looked_up(*asked)
    publish()

    for receipt in receipts:
        told = proof_of(receipt["entry"])

        assert told.status_code == 200
        assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert told.headers["Cache-Control"] == "no-store"
        assert proof_from(told.content.decode()).extra == b""
        assert Files(tmp_path, signs, told.content, receipt).check() == HOLDS


def test_a_proof_and_a_receipt_that_do_not_belong_together_do_not_hold(
    town, publish, signs, tmp_path, capsys
):
    one, other = looked_up(question(WANG), question(WANG))
    publish()
    proof = proof_of(one["entry"]).content

    assert Files(tmp_path, signs, proof, other).check() == DOES_NOT_HOLD
    assert "is not in the log" in capsys.readouterr().out
    assert Files(tmp_path, signs, proof, {**one, "at": other["at"]}).check() == DOES_NOT_HOLD
    assert "the receipt does not belong to what was signed" in capsys.readouterr().out


def test_a_receipt_of_another_year_or_house_is_not_of_this_log():
    from recourse_verify.receipts import is_of

    receipt = {"iss": "city/log", "log": 20260}

    assert is_of(receipt, "city/log/2026")
    assert is_of(receipt, "city/log/2026b")
    for origin in ("city/log/2025", "city/log/2026z", "city/log/20260", "town/log/2026", ""):
        assert not is_of(receipt, origin)


def test_a_receipt_is_checked_with_a_key_or_not_at_all(town, publish, signs, tmp_path, capsys):
    (receipt,) = looked_up(question(WANG))
    publish()
    files = Files(tmp_path, signs, proof_of(receipt["entry"]).content, receipt)

    assert main(["proof", str(files.proof), "--receipt", str(files.receipt), *files.vkeys]) == (
        MISUSED
    )
    assert "belong together" in capsys.readouterr().err


def test_before_it_is_published_there_is_no_proof_yet(town, publish):
    (receipt,) = looked_up(question(WANG))
    waiting = proof_of(receipt["entry"])
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=NOW)
    numbered = proof_of(receipt["entry"])
    publish()
    (later,) = looked_up(question(WANG))
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=NOW)
    behind = proof_of(later["entry"])

    assert [one.status_code for one in (waiting, numbered, behind)] == [409] * 3
    assert {one.json()["code"] for one in (waiting, numbered, behind)} == {
        "ledger.not_published_yet"
    }
    assert proof_of(receipt["entry"]).status_code == 200


def test_another_agencys_look_up_and_one_that_never_was_look_alike(town, publish):
    (receipt,) = looked_up(question(WANG))
    waiting = proof_of(receipt["entry"], "school-1")
    publish()
    others = proof_of(receipt["entry"], "school-1")
    guessed = [proof_of(entry) for entry in (uuid4(), uuid7(NOW))]

    assert {one.status_code for one in (waiting, others, *guessed)} == {404}
    assert len({one.content for one in (waiting, others, *guessed)}) == 1
    assert others.json()["code"] == "ledger.no_such_look_up"


def test_what_is_no_question_has_no_proof_for_an_agency(town, publish):
    actor = SYSTEM
    ledger.note(kind="own-file", tag=b"t" * 16, by=actor, now=NOW, facts={})
    ledger.note(kind="batch-signed", tag=None, by=actor, now=NOW, facts={})
    publish()
    with owner() as past_the_gate:
        entries = past_the_gate.execute("SELECT entry_id FROM ledger_entry").fetchall()

    assert len(entries) > 2
    assert {proof_of(entry).status_code for (entry,) in entries} == {404}


def test_an_entry_that_was_changed_or_erased_is_nobodys(town, publish):
    (receipt,) = looked_up(question(WANG))
    publish()
    for change in ("sealed = 'x'", "sealed = NULL, erased_by = 1"):
        with owner() as past_the_gate:
            past_the_gate.execute(
                f"UPDATE ledger_entry SET {change} WHERE entry_id = %s", [receipt["entry"]]
            )

        assert proof_of(receipt["entry"]).status_code == 404


def test_an_entry_of_a_new_partition_is_found_by_index(town):
    with owner() as past_the_gate, past_the_gate.transaction(force_rollback=True):
        past_the_gate.execute("SELECT ledger_make_partition(1)")
        indexed = past_the_gate.execute(
            "SELECT count(*), (SELECT count(*) FROM pg_inherits"
            " WHERE inhparent = 'ledger_entry'::regclass)"
            " FROM pg_inherits WHERE inhparent = 'ledger_entry_name'::regclass"
        ).fetchone()
        valid = past_the_gate.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ledger_entry_name'::regclass"
        ).fetchone()

    assert (indexed, valid) == ((3, 3), (True,))


def test_an_agency_reads_its_own_counts(town):
    looked_up(question(WANG), question(STRANGER))
    today = civil_date(NOW)
    tasks.compare(now=NOW + timedelta(days=1))
    period = f"counts?from={today}&until={today + timedelta(days=2)}"

    told, others = get(period).json(), get(period, "school-1").json()

    (day,) = told["days"]
    assert (day["day"], day["counted"], day["found"], day["fits"]) == (str(today), 2, 2, True)
    assert (told["differing"], told["not_compared"]) == ([], [str(today + timedelta(days=1))])
    assert [one["counted"] for one in others["days"]] == [0]
    assert set(day) == {"day", "counted", "found", "fits", "compared_at"}


def test_a_day_that_does_not_fit_is_named(town):
    looked_up(question(WANG))
    with owner() as past_the_gate:
        past_the_gate.execute("UPDATE look_ups_spent SET spent = 7")
    today = civil_date(NOW)
    tasks.compare(now=NOW + timedelta(days=1))

    told = get(f"counts?from={today}&until={today + timedelta(days=1)}").json()

    assert told["differing"] == [str(today)]
    assert told["days"][0]["counted"] == 7


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("from=2026-11-02&until=2026-11-02", "disclosure.no_such_period"),
        ("from=2026-11-02&until=2026-11-01", "disclosure.no_such_period"),
        ("from=2025-01-01&until=2026-01-03", "disclosure.no_such_period"),
        ("from=0001-01-01&until=9999-12-31", "disclosure.no_such_period"),
        ("from=2026-11-01", "api.malformed"),
        ("from=x&until=2026-11-02", "api.malformed"),
    ],
)
def test_a_period_that_is_none_is_refused(town, period, code):
    told = get(f"counts?{period}")

    assert (told.status_code, told.json()["code"]) == (422, code)
