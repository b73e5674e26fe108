"""A new engineer changes a retention rule in one file, as docs/changing-a-rule.md walks it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from recourse.catalogue import actions, queries
from recourse.faces.cli import catalogue as cli
from recourse.ground.actor import SYSTEM

GUIDE = Path(settings.ROOT) / "docs" / "changing-a-rule.md"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FILE, OLD, NEW = "adv.accounting.yaml", "keep_months_after_end: 6", "keep_months_after_end: 3"


@pytest.fixture(autouse=True)
def house_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own database is open already."""
    monkeypatch.setattr(cli, "open_house", lambda: None)


def run(*words: str, folder: Path) -> str:
    answer = CliRunner().invoke(cli.catalogue, [*words, "--folder", str(folder)])
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_one_line_in_one_file_changes_a_rule(folder: Path, edit) -> None:
    first = actions.load(folder=folder, by=SYSTEM, now=NOW)

    edit(f"items/{FILE}", OLD, NEW)
    checked = run("check", folder=folder)
    told = run("diff", first, "--language", "en", folder=folder)
    second = actions.load(folder=folder, by=SYSTEM, now=NOW + timedelta(minutes=1))

    assert "0 refused, 0 warnings" in checked
    assert "Kept sealed after the end: 6 months → 3 months" in told
    assert told.endswith("\n1 change\n")
    assert queries.item("adv.accounting").keep_months_after_end == 3
    assert (first, second) == ("2026-11-23.1", "2026-11-23.2")


def test_the_guide_walks_the_same_way_in_ten_steps() -> None:
    guide, _, _ = GUIDE.read_text("utf-8").partition("\n## ")

    assert f"catalogue/items/{FILE}" in guide
    assert OLD in guide
    assert NEW in guide
    assert "6 months → 3 months" in guide
    assert sum(line.partition(". ")[0].isdigit() for line in guide.splitlines()) == 10
    for command in ("check", "diff", "show", "versions", "load"):
        assert f"recourse catalogue {command}" in guide
        assert command in cli.catalogue.commands
