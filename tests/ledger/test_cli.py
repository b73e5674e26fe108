"""`recourse ledger status` and `check`: how far the log is, and whether it fits together."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from recourse.faces.cli.ledger import ledger
from recourse.ground.actor import SYSTEM
from recourse.ledger import actions, sequencer
from tests.conftest import owner

pytestmark = pytest.mark.usefixtures("committed")

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIN = b"lin-mei-tag-0001"


def run(*words: str) -> Result:
    return CliRunner().invoke(ledger, list(words))


def note() -> None:
    actions.note(kind="own-file", tag=LIN, by=SYSTEM, now=NOON, facts={})


def number_what_waits() -> None:
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=NOON)


def test_the_status_tells_what_is_numbered_and_what_waits():
    note()
    number_what_waits()
    note()

    told = json.loads(run("status", "--json").stdout)
    plain = run("status").stdout

    assert [log["size"] for log in told["logs"]] == [1]
    assert (told["waiting"], told["oldest_at"]) == (1, NOON.isoformat())
    assert told["logs"][0]["root"] in plain
    assert "waiting: 1, the oldest since" in plain


def test_a_check_of_a_sound_log_ends_well():
    note()
    number_what_waits()

    told = run("check")

    assert (told.exit_code, told.stdout) == (
        0,
        "1 numbered entries, 1 chains\nEverything fits.\n",
    )


def test_a_check_of_a_changed_log_fails_and_says_where():
    note()
    number_what_waits()
    with owner() as connection:
        connection.execute("UPDATE ledger_entry SET commitment = sha256('other')")

    told = run("check")

    assert told.exit_code == 1
    assert "Everything fits." not in told.stdout
    assert len(told.stdout.splitlines()) > 1
