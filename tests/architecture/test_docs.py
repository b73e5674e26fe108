"""The documents name what there is: every command, every setting, every decision's parts."""

import re
from pathlib import Path

import click
import pytest

from recourse.faces.cli.main import main
from tests.architecture.house import PACKAGE, ROOMS, ROOT, sources

RUNNING = (ROOT / "docs" / "running.md").read_text()
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
GUARANTEES = range(1, 14)
PARTS = ("Context.", "Decision.", "Consequences.", "Effect on a person's rights.", "Rejected.")


def commands(group: click.Group, path: str = "recourse") -> list[str]:
    found = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        full = f"{path} {name}"
        found += commands(command, full) if isinstance(command, click.Group) else [full]
    return found


def settings() -> set[str]:
    return {
        name for path in sources() for name in re.findall(r"\bRECOURSE_[A-Z_]+\b", path.read_text())
    }


def test_the_manual_names_every_command():
    unnamed = [
        command
        for command in commands(main)
        if f"`{command}`" not in RUNNING and f"`{command} " not in RUNNING
    ]

    assert unnamed == []


@pytest.mark.parametrize("setting", sorted(settings()))
def test_the_manual_names_every_setting(setting: str):
    assert f"`{setting}`" in RUNNING


def test_the_manual_names_no_setting_that_is_gone():
    assert set(re.findall(r"`(RECOURSE_[A-Z_]+)`", RUNNING)) == settings()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_what_it_does_to_a_persons_rights(path: Path):
    text = path.read_text()

    assert all(f"**{part}**" in text for part in PARTS)


def test_decisions_are_numbered_without_gaps():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("number", GUARANTEES)
def test_every_guarantee_has_a_page(number: int):
    page = (ROOT / "docs" / "guarantees" / f"g{number:02d}.md").read_text()

    assert page.startswith(f"# G{number} ")


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_links_lead_somewhere(path: Path):
    text = path.read_text()
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)

    missing = [
        target for target in targets if "://" not in target and not (path.parent / target).exists()
    ]

    assert missing == []


@pytest.mark.parametrize(
    "room", [room for room in ROOMS if (PACKAGE / room / "models.py").exists()]
)
def test_a_room_with_tables_has_a_page_about_itself(room: str):
    assert (PACKAGE / room / "README.md").exists()
