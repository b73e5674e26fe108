"""A file that is not what it should be is refused, with file, line and reason."""

from pathlib import Path

import pytest

from recourse.catalogue import reading
from recourse.catalogue.errors import CannotRead
from recourse.catalogue.terms import Weight
from tests.catalogue.faults import Edit, faults, line_of, only


def test_a_fault_names_file_line_and_reason_in_both_languages(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 48")

    fault = only(folder, "window_max")

    assert fault.file == "items/adv.tax.yaml"
    assert fault.line == line_of(folder, "items/adv.tax.yaml", "max_months: 48")
    assert "48" in fault.says.zh
    assert "48" in fault.says.en
    assert fault.weight is Weight.REFUSED


BROKEN = [
    ("items/adv.tax.yaml", "enabled: true", "enabled: yes", "kind"),
    ("items/adv.tax.yaml", "enabled: true", "enabled: true\nenabled: true", "key_twice"),
    ("items/adv.tax.yaml", "enabled: true", "enabled: true\ncolour: red", "key_unknown"),
    ("items/adv.tax.yaml", "keep_months_after_end: 6\n", "", "key_missing"),
    ("items/adv.tax.yaml", "keep_months_after_end: 6", "keep_months_after_end: -6", "kind"),
    (
        "items/adv.tax.yaml",
        "keep_months_after_end: 6",
        "keep_months_after_end: half a year",
        "kind",
    ),
    ("items/adv.tax.yaml", "valid_from_on: 2015-04-24", "valid_from_on: 24.4.2015", "kind"),
    ("items/adv.tax.yaml", "polarity: adverse", "polarity: bad", "kind"),
    ("items/adv.tax.yaml", "tier: general", "tier: 2", "kind"),
    ("items/adv.tax.yaml", "family: penalty", "family: penalties", "family"),
    ("items/adv.tax.yaml", "id: adv.tax", "id: adv.taxes", "id"),
    ("items/adv.tax.yaml", "authority_kinds: [tax]", "authority_kinds: tax", "kind"),
    ("items/adv.tax.yaml", "window:\n", "window: 12\nwindow_was:\n", "kind"),
    ("items/adv.tax.yaml", "id: adv.tax", "id: [adv.tax", "yaml"),
    ("codes/PENALTY_KIND.yaml", "also: [处以罚款]", "also: [警告]", "spelling"),
    ("codes/PENALTY_KIND.yaml", "tier: minor", "tier: tiny", "kind"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), BROKEN)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    folder: Path, edit: Edit, *, file: str, old: str, new: str, code: str
) -> None:
    edit(file, old, new)

    found = faults(folder)

    assert code in {fault.code for fault in found}
    assert {fault.file for fault in found} == {file}
    assert all(fault.line > 0 for fault in found)
    with pytest.raises(CannotRead) as refusal:
        reading.read(folder)
    assert file in refusal.value.words("zh")


def test_every_fault_is_told_at_once(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "enabled: true", "enabled: maybe")
    edit("items/lic.teacher.yaml", "family: licence", "family: papers")
    edit("rights.yaml", "    en: Object\n", "")

    assert {fault.file for fault in faults(folder)} == {
        "items/adv.tax.yaml",
        "items/lic.teacher.yaml",
        "rights.yaml",
    }


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"- a\n- b\n", b"just a text"])
def test_a_file_that_holds_no_mapping_is_refused(folder: Path, content: bytes) -> None:
    (folder / "items/adv.tax.yaml").write_bytes(content)

    assert {fault.file for fault in faults(folder)} == {"items/adv.tax.yaml"}


@pytest.mark.parametrize("file", ["catalogue", "domains", "exclusions", "rights"])
def test_a_missing_file_is_refused(folder: Path, file: str) -> None:
    (folder / f"{file}.yaml").unlink()

    assert [fault.code for fault in faults(folder)] == ["file_missing"]


def test_a_yaml_file_cannot_run_code(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "domain: tax", "domain: !!python/object/apply:os.getcwd []")

    assert "kind" in {fault.code for fault in faults(folder)}
