"""A scheme that could decide unlawfully, idly, doubly or not at all is refused, with file and line."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from recourse.catalogue import reading
from recourse.catalogue.content import catalogue_of, content_of
from recourse.catalogue.differences import diff
from recourse.faces.cli.catalogue import catalogue as command
from tests.catalogue.faults import ON, Edit, faults, line_of, only

GAPS = "schemes/gaps.special_operation.yaml"
RENEWAL = "schemes/renewal.special_operation.yaml"
THANKS = "schemes/recognition.volunteer.yaml"
MAIN = "when: form and training"


@pytest.fixture(scope="module")
def real():
    """The house's own catalogue."""
    return reading.read(Path(settings.CATALOGUE_DIR))


def test_the_three_worked_schemes_are_lawful_and_open(real) -> None:
    assert {one.id for one in real.schemes.values() if one.is_open(ON)} == {
        "gaps.special_operation",
        "recognition.volunteer",
        "renewal.special_operation",
    }


def test_schemes_read_back_exactly_and_an_older_version_has_none(real) -> None:
    content = content_of(real)

    assert catalogue_of(content).schemes == real.schemes
    del content["schemes"]
    assert catalogue_of(content).schemes == {}


def test_a_changed_condition_is_told_in_words(real) -> None:
    scheme = real.schemes["gaps.special_operation"]
    changed = replace(scheme.conditions[0], when="form")
    new = replace(
        real,
        schemes={
            **real.schemes,
            scheme.id: replace(scheme, conditions=(changed, *scheme.conditions[1:])),
        },
    )

    (told,) = diff(real, new)

    assert told.where == "schemes/gaps.special_operation"
    assert "form and training → " in told.says.en


BROKEN = {
    "unreadable": (GAPS, MAIN, "when: form training", "expression"),
    "undeclared": (GAPS, MAIN, "when: form and passport", "expression"),
    "of-another-kind": (GAPS, MAIN, "when: form > 3", "expression"),
    "absence": (RENEWAL, "licence.status = '1'", "not licence", "expression"),
    "bomb": (GAPS, MAIN, f"when: {'form or ' * 80}training", "expression"),
    "never": (GAPS, MAIN, "when: form and training and not form", "never"),
    "always": (GAPS, "when: photo and schooling or promise", "when: photo or not photo", "always"),
    "clash": (GAPS, "when: photo and schooling or promise", "when: not form", "never"),
    "says-nothing-new": (
        *(GAPS, "when: photo and schooling or promise"),
        *("when: form or photo and schooling and promise", "overlap"),
    ),
    "gap": (GAPS, "when: not promise", "when: not promise and photo and not schooling", "never"),
    "outcomes-overlap": (GAPS, "when: not promise", "when: photo", "overlap"),
    "unused": (GAPS, "photo and schooling or promise", "photo or promise", "scheme_unused"),
    "another-domain": (RENEWAL, "item: lic.special_operation", "item: lic.lawyer", "other_domain"),
    "adverse": (
        *(RENEWAL, "item: lic.special_operation"),
        *("item: adv.work_safety_person", "reads_adverse"),
    ),
    "hidden-field": (RENEWAL, "fields: [status,", "fields: [remarks, status,", "field_not_shown"),
    "not-latest": (RENEWAL, "latest_by: valid_until_on", "latest_by: status", "scheme_latest"),
    "too-slow": (GAPS, "answer_working_days: 5", "answer_working_days: 60", "scheme_bounds"),
    "kept-for-ever": (GAPS, "keep_months: 12", "keep_months: 240", "scheme_bounds"),
    "article-of-nobody": (
        GAPS,
        "    law: licensing_law\n    article: 32(1)(5)\n    when",
        "    law: licensing_law\n    article: 12\n    when",
        "scheme_article",
    ),
    "off-without-a-word": (GAPS, "enabled: true", "enabled: false", "disabled_without_reason"),
    "number-on-people": (
        THANKS,
        "  zh: 志愿服务嘉许\n",
        "  zh: 志愿服务信用分\n",
        "number_on_people",
    ),
    "never-collected": (GAPS, "zh: 近期照片交了吗？", "zh: 指纹交了吗？", "excluded"),
    "no-such-key": (GAPS, "automatic: false", "automatic: false\nweight: 3", "key_unknown"),
    "one-language": (GAPS, "      en: It may follow.\n", "", "translation"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_scheme_that_is_not_lawful_is_refused_with_file_and_line(
    folder: Path, edit: Edit, name: str
) -> None:
    file, old, new, code = BROKEN[name]
    edit(file, old, new)

    found = [fault for fault in faults(folder) if fault.code == code]

    assert found, faults(folder)
    assert all((fault.file, fault.line >= 1) == (file, True) for fault in found)
    assert all(fault.says.zh and fault.says.en for fault in found)


def test_a_gap_is_shown_by_an_example(folder: Path, edit: Edit) -> None:
    edit(GAPS, "when: not promise", "when: not promise and photo")
    edit(GAPS, "when: photo and schooling or promise", "when: photo or schooling or promise")

    fault = only(folder, "gap")

    assert "photo = False" in fault.says.en
    assert fault.line == line_of(folder, GAPS, "outcomes:")


@pytest.mark.parametrize(
    "change",
    [
        ("verification: verified-full-text", "verification: from-memory-unverified"),
        ("valid_from_on: 2019-04-23", "valid_from_on: 2028-01-01"),
    ],
    ids=["not-read", "not-in-force"],
)
def test_a_scheme_whose_law_nobody_read_or_that_is_not_in_force_is_refused_unless_off(
    folder: Path, edit: Edit, change: tuple[str, str]
) -> None:
    edit(GAPS, *change)
    assert only(folder, "no_basis").where == "schemes/gaps.special_operation/bases/1"

    edit(
        GAPS,
        "enabled: true",
        "enabled: false\ndisabled_why:\n  zh: 没有核对法律。\n  en: Not read.",
    )
    assert faults(folder) == []
    assert not reading.read(folder).schemes["gaps.special_operation"].is_open(ON)


def test_the_command_refuses_with_file_line_and_reason(folder: Path, edit: Edit) -> None:
    edit(GAPS, MAIN, "when: form and")

    told = CliRunner().invoke(command, ["check", "--folder", str(folder), "--language", "en"])

    assert told.exit_code == 1
    line = line_of(folder, GAPS, "when: form and")
    assert f"{GAPS}:{line}" in told.output
    assert "the condition breaks off" in told.output


def test_a_catalogue_without_schemes_is_still_a_catalogue(folder: Path) -> None:
    shutil.rmtree(folder / "schemes")

    assert faults(folder) == []
