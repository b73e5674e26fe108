"""The command hands a file in, shows what would become of it, and has a second seat sign it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from recourse.faces.cli import intake as cli
from recourse.intake import queries as batches
from recourse.intake.terms import State
from tests.conftest import owner
from tests.intake import office as offices
from tests.intake.office import CODE, ITEM, NOW, Office

STEWARD, SIGNER, OTHERS = f"{CODE}/031", f"{CODE}/032", f"{offices.OTHER_CODE}/041"
GOOD, HELD = offices.row(1), offices.row(2, served_on="")
REFUSED, TOLD_TWICE = offices.row(3, procedure_kind="简易程序"), offices.row(1)
Run = Callable[..., Result]


@pytest.fixture
def office(committed) -> Office:
    return offices.found()


@pytest.fixture
def run(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command, at a fixed time; the tests' own database is open already."""
    monkeypatch.setattr(cli, "open_house", lambda: None)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def invoke(rows: list[dict[str, str]], *words: str, item: str = ITEM) -> Result:
        path = offices.csv_file(tmp_path, rows)
        with time_machine.travel(NOW, tick=False):
            return CliRunner().invoke(
                cli.intake, [str(path), "--item", item, "--seat", STEWARD, *words]
            )

    return invoke


def entered() -> int:
    with owner() as connection:
        return connection.execute("SELECT count(*) FROM record").fetchone()[0]


def test_without_a_signature_it_is_a_dry_run(run: Run, office: Office):
    answer = run([GOOD, offices.row(4)])

    (card,) = batches.batches_of(office.steward.agency.id)
    assert answer.exit_code == cli.ALL_ACCEPTED
    assert f"Batch {card.number}" in answer.output
    assert (card.state, card.accepted, entered()) == (State.CHECKED, 2, 0)


def test_with_a_second_signature_the_rows_are_entered(run: Run, office: Office):
    answer = run([GOOD, offices.row(4)], "--sign", SIGNER)

    (card,) = batches.batches_of(office.steward.agency.id)
    assert answer.exit_code == cli.ALL_ACCEPTED
    assert (card.state, card.accepted, entered()) == (State.ENTERED, 2, 2)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([GOOD, TOLD_TWICE], cli.ALL_ACCEPTED),
        ([GOOD, HELD, REFUSED], cli.ROWS_HELD),
        ([GOOD, REFUSED], cli.ROWS_REFUSED),
    ],
    ids=["accepted or told twice", "held", "refused"],
)
def test_the_exit_code_says_what_became_of_the_rows(run: Run, rows, code: int):
    assert run(rows).exit_code == code


def test_json_counts_every_row_and_names_the_rules(run: Run):
    told = json.loads(run([GOOD, HELD, REFUSED], "--json").stdout)

    counts = [told[name] for name in ("rows", "accepted", "duplicate", "held", "refused")]
    assert counts == [3, 1, 0, 1, 1]
    assert {line["rule"] for line in told["rules"]} == {"V-111", "V-002"}
    assert offices.person(1)[1] not in json.dumps(told)


def test_a_heading_that_is_no_column_cannot_command_the_terminal(run: Run):
    rows = [GOOD | {"\x1b]0;甲\x07\x9b2J": "x"}]

    for answer in run(rows), run(rows, "--json"):
        assert "␛]0;甲" in answer.output
        assert not {"\x1b", "\x07", "\x9b"} & set(answer.output)


def test_a_refused_file_is_told_with_its_code(run: Run):
    answer = run([GOOD], "--json", item="adv.nothing")

    assert answer.exit_code == cli.FILE_REFUSED
    assert json.loads(answer.stdout)["refused"] == "intake.item_unknown"


@pytest.mark.parametrize(
    ("seat", "refusal"), [(STEWARD, "signer_is_sender"), (OTHERS, "no_such_batch")]
)
def test_a_signature_that_does_not_count_is_refused_and_nothing_is_entered(
    run: Run, seat: str, refusal: str
):
    answer = run([GOOD], "--sign", seat)

    assert answer.exit_code == cli.FILE_REFUSED
    assert f"[intake.{refusal}]" in answer.stderr
    assert entered() == 0
