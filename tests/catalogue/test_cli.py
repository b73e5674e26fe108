"""The command says what is wrong, shows an item, compares versions and loads one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from recourse.catalogue import queries
from recourse.faces.cli import catalogue as cli
from tests.catalogue.faults import Edit

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command; the tests' own database is open already."""
    monkeypatch.setattr(cli, "open_house", lambda: None)
    return lambda *words: CliRunner().invoke(cli.catalogue, [str(word) for word in words])


def test_check_is_content_with_the_catalogue_as_it_stands(run: Run) -> None:
    answer = run("check", "--on", "2026-11-23")

    assert answer.exit_code == 0
    assert "27 items, 16 purposes" in answer.output


def test_check_says_file_line_and_reason_in_both_languages(
    run: Run, folder: Path, edit: Edit
) -> None:
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 48")

    answer = run("check", "--folder", folder)

    assert answer.exit_code == 1
    assert "catalogue/items/adv.tax.yaml:33: refused: 最长48个月，超过上限12个月" in answer.output
    assert "48 months are over the longest allowed, 12" in answer.output


def test_check_tells_a_file_that_cannot_be_read(run: Run, folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "id: adv.tax", "id: [adv.tax")

    answer = run("check", "--folder", folder, "--language", "en")

    assert answer.exit_code == 1
    assert "adv.tax.yaml:2: refused: this file is not valid YAML" in answer.output


def test_a_warning_alone_is_no_refusal(run: Run, folder: Path, edit: Edit) -> None:
    edit(
        "purposes/tourism.licence_check.yaml",
        "valid_from_on: 2018-10-26",
        "valid_from_on: 2018-10-26\n  valid_until_on: 2027-01-01",
    )

    answer = run("check", "--folder", folder, "--on", "2026-11-23")

    assert answer.exit_code == 0
    assert "warning: the basis lapses on 2027-01-01" in answer.output


def test_the_day_of_the_check_decides(run: Run) -> None:
    answer = run("check", "--on", "2015-01-01")

    assert answer.exit_code == 1
    assert "no article read in full is in force on 2015-01-01" in answer.output


def test_show_prints_an_item_in_both_languages(run: Run) -> None:
    answer = run("show", "adv.work_safety_person")

    assert answer.exit_code == 0
    assert "决定后最长披露: 12个月" in answer.output
    assert "Shown at most: 12 months" in answer.output
    assert "《安全生产法》第78条、第94条、第95条" in answer.output


def test_show_speaks_the_language_it_is_asked_for(run: Run) -> None:
    answer = run("show", "tourism.licence_check", "--language", "zh")

    assert "核验导游证" in answer.output
    assert "Question" not in answer.output


def test_show_refuses_what_the_catalogue_does_not_have(run: Run) -> None:
    assert run("show", "adv.jaywalking").exit_code == 1


@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_load_prints_the_version_and_diff_compares_it(run: Run, folder: Path, edit: Edit) -> None:
    version = run("load", "--folder", folder).output.strip()
    again = run("load", "--folder", folder).output.strip()
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 9")

    differs = run("diff", version, "--folder", folder)
    shown = run("show", "adv.tax", "--version", version, "--language", "en")

    assert again == version == run("versions").output.strip()
    assert "决定后最长披露：12个月 → 9个月" in differs.output
    assert "Shown at most: 12 months → 9 months" in differs.output
    assert "Shown at most: 12 months" in shown.output


@pytest.mark.slow
@pytest.mark.usefixtures("db")
def test_load_refuses_what_check_refuses_and_keeps_nothing(
    run: Run, folder: Path, edit: Edit
) -> None:
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 48")

    answer = run("load", "--folder", folder)

    assert answer.exit_code == 1
    assert "adv.tax.yaml:33: refused: 最长48个月" in answer.output
    assert "目录不能启用，共1处错误" in answer.output
    assert queries.versions() == []


@pytest.mark.usefixtures("db")
def test_a_version_that_was_never_loaded_is_refused(run: Run) -> None:
    answer = run("diff", "1999-01-01.1")

    assert answer.exit_code == 1
    assert "There is no catalogue version 1999-01-01.1." in answer.output


def test_a_command_nobody_knows_is_wrong_usage(run: Run) -> None:
    assert run("publish").exit_code == 2
    assert run("check", "--on", "yesterday").exit_code == 2


def test_the_folder_of_the_command_is_the_folder_of_the_house() -> None:
    option = next(one for one in cli.check.params if one.name == "folder")

    assert callable(option.default)
    assert option.default() == settings.CATALOGUE_DIR
