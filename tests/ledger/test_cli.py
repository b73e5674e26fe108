"""`recourse ledger status` and `check`: how far the log is, and whether it fits together."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from recourse.faces.cli.ledger import ledger
from recourse.ground.actor import SYSTEM
from recourse.ledger import actions, queries, sequencer
from recourse.ledger.alarm import Alarm
from recourse.ledger.status import Drain, Status
from recourse.ledger.terms import Gauge, Level, LogHead
from tests.conftest import owner

pytestmark = pytest.mark.usefixtures("committed")

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIN = b"lin-mei-tag-0001"


@pytest.fixture(autouse=True)
def nothing_published(settings, tmp_path):
    """Compare with nothing that another test has published."""
    settings.LOG_FILES_DIR = tmp_path


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


def note_ago(seconds: float) -> None:
    now = datetime.now(UTC) - timedelta(seconds=seconds)
    actions.note(kind="own-file", tag=LIN, by=SYSTEM, now=now, facts={})


@pytest.mark.parametrize(
    ("seconds", "level", "code"), [(0, "ok", 0), (7, "early", 1), (30, "refusing", 2)]
)
def test_the_status_tells_a_monitor_early(seconds, level, code):
    number_what_waits()
    note_ago(seconds)

    told = run("status", "--json")

    said = json.loads(told.stdout)
    assert (told.exit_code, said["level"], said["waiting"]) == (code, level, 1)
    assert seconds <= said["oldest_age_seconds"] < seconds + 3
    assert run("status").exit_code == code


def measured(second, *, numbered, waiting):
    head = LogHead(log_id=20260, origin="x/2026", size=numbered, root=b"", updated_at=None)
    return Status(
        logs=[(head, 0)],
        gauge=Gauge(waiting=waiting, oldest_at=None),
        age_seconds=None,
        level=Level.OK,
        at=NOON + timedelta(seconds=second),
    )


@pytest.mark.parametrize(
    ("numbered", "waiting", "drain"),
    [
        (100, 100, Drain(numbered_per_second=0, noted_per_second=0, empty_in_seconds=None)),
        (300, 50, Drain(numbered_per_second=20, noted_per_second=15, empty_in_seconds=10)),
        (300, 0, Drain(numbered_per_second=20, noted_per_second=10, empty_in_seconds=0)),
        (300, 150, Drain(numbered_per_second=20, noted_per_second=25, empty_in_seconds=None)),
    ],
)
def test_the_drain_is_what_was_numbered_beside_what_came(numbered, waiting, drain):
    before = measured(0, numbered=100, waiting=100)

    assert measured(10, numbered=numbered, waiting=waiting).drained_since(before) == drain


def test_the_status_measures_twice_when_asked():
    note()

    told = json.loads(run("status", "--json", "--over", "0.1").stdout)

    assert told["drain"] == {
        "numbered_per_second": 0,
        "noted_per_second": 0,
        "empty_in_seconds": None,
    }
    assert "what waits does not get less" in run("status", "--over", "0.1").stdout
    number_what_waits()
    assert "nothing waits in 0 s" in run("status", "--over", "0.1").stdout


def test_the_status_of_an_empty_log_is_well():
    told = run("status", "--json")

    assert told.exit_code == 0
    assert json.loads(told.stdout) == {
        "logs": [],
        "waiting": 0,
        "oldest_at": None,
        "oldest_age_seconds": None,
        "unsigned": 0,
        "level": "ok",
    }


def test_the_status_counts_what_is_numbered_and_not_signed(settings, tmp_path):
    settings.LOG_FILES_DIR = tmp_path
    note()
    note()
    number_what_waits()
    assert json.loads(run("status", "--json").stdout)["unsigned"] == 2

    folder = tmp_path / "2026"
    folder.mkdir()
    root = "A" * 43 + "="
    (folder / "checkpoint").write_text(f"localhost/log/2026\n1\n{root}\n\n— x AAAAAAA=\n")

    told = json.loads(run("status", "--json").stdout)
    assert (told["unsigned"], told["logs"][0]["signed"]) == (1, 1)


@pytest.mark.parametrize(
    ("waiting", "seconds", "level"),
    [
        (0, None, Level.OK),
        (50_000, 5, Level.OK),
        (50_001, 0, Level.EARLY),
        (1, 5.001, Level.EARLY),
        (100_000, 10, Level.EARLY),
        (100_001, 0, Level.REFUSING),
        (1, 10.001, Level.REFUSING),
    ],
)
def test_early_is_half_of_what_makes_look_ups_be_refused(waiting, seconds, level):
    oldest = None if seconds is None else NOON - timedelta(seconds=seconds)

    assert queries.level_of(Gauge(waiting=waiting, oldest_at=oldest), now=NOON) is level


def test_a_line_is_said_whenever_the_level_changes_and_not_again():
    said: list[str] = []
    alarm = Alarm(said.append)
    note()

    with sequencer.connect() as connection:
        for seconds in (1, 6, 6.5, 8, 12, 13):
            alarm.look(connection, now=NOON + timedelta(seconds=seconds))
        sequencer.drain(connection, now=NOON)
        alarm.look(connection, now=NOON + timedelta(seconds=14))

    assert said == [
        (
            "the log gets behind: 1 entries wait, the oldest for 6 s;"
            " beyond 100000 entries or 10 s look-ups are refused"
        ),
        "the log is behind and look-ups are refused: 1 entries wait, the oldest for 12 s",
        "the log keeps up again",
    ]


def test_the_sequencer_says_early_that_it_gets_behind():
    note()
    said: list[str] = []
    times = iter([NOON + timedelta(seconds=7)] * 9)

    def is_over(seconds: float) -> bool:
        return seconds == sequencer.PAUSE_SECONDS or bool(said)

    sequencer.run(clock=lambda: next(times), is_over=is_over, complain=said.append)

    assert [line[:20] for line in said] == ["the log gets behind:"]


def test_a_check_of_a_sound_log_ends_well():
    note()
    number_what_waits()

    told = run("check")

    assert (told.exit_code, told.stdout) == (
        0,
        "1 numbered entries, 1 chains, 0 entries compared with what was published\nEverything fits.\n",
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
