"""An item that the law does not carry is refused."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from recourse.catalogue.terms import Weight
from tests.catalogue.faults import Edit, faults, line_of, only


def test_the_catalogue_as_it_stands_has_no_fault() -> None:
    assert faults(settings.CATALOGUE_DIR) == []


def test_an_item_without_a_basis_in_force_is_refused(folder: Path, edit: Edit) -> None:
    edit(
        "items/adv.accounting.yaml",
        "    valid_from_on: 2024-07-01",
        "    valid_from_on: 2024-07-01\n    valid_until_on: 2026-11-01",
    )

    assert only(folder, "no_basis").file == "items/adv.accounting.yaml"


@pytest.mark.parametrize("read", ["verified-excerpt", "from-memory-unverified"])
def test_an_item_whose_law_was_not_read_in_full_is_refused(
    folder: Path, edit: Edit, read: str
) -> None:
    edit("items/adv.accounting.yaml", "verified-full-text", read)

    assert only(folder, "no_basis").where == "items/adv.accounting/bases"


def test_a_general_law_does_not_stand_in_for_the_items_own(folder: Path, edit: Edit) -> None:
    edit("items/lic.teacher.yaml", "valid_from_on: 1994-01-01", "valid_from_on: 2027-01-01")

    assert only(folder, "no_basis").where == "items/lic.teacher/bases"


def test_an_unverified_item_may_stay_switched_off(folder: Path, edit: Edit) -> None:
    edit("items/adv.accounting.yaml", "verified-full-text", "from-memory-unverified")
    edit(
        "items/adv.accounting.yaml",
        "enabled: true",
        "enabled: false\ndisabled_why:\n  zh: 未核对\n  en: Not read yet",
    )

    assert {(fault.code, fault.weight) for fault in faults(folder)} == {
        ("reads_disabled", Weight.WARNING)
    }


def test_an_item_switched_off_must_say_why(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "enabled: true", "enabled: false")

    fault = only(folder, "disabled_without_reason")

    assert fault.line == line_of(folder, "items/adv.tax.yaml", "enabled: false")


LAPSING = [(date(2026, 12, 1), 1), (date(2027, 2, 20), 1), (date(2027, 2, 21), 0)]


@pytest.mark.parametrize(("until", "warnings"), LAPSING)
def test_a_basis_that_lapses_in_less_than_ninety_days_is_a_warning(
    folder: Path, edit: Edit, until: date, warnings: int
) -> None:
    edit(
        "items/adv.tax.yaml",
        "    valid_from_on: 2015-04-24",
        f"    valid_from_on: 2015-04-24\n    valid_until_on: {until}",
    )
    edit(
        "items/adv.tax.yaml",
        "    valid_from_on: 2019-01-01",
        f"    valid_from_on: 2019-01-01\n    valid_until_on: {until}",
    )

    found = faults(folder)

    assert [fault.code for fault in found] == ["basis_lapses"] * warnings
    assert all(fault.weight is Weight.WARNING for fault in found)


def test_a_basis_with_a_successor_does_not_lapse(folder: Path) -> None:
    before_the_code = date(2026, 8, 1)

    assert "items/adv.eia_compiler/bases" not in {
        fault.where for fault in faults(folder, before_the_code)
    }


WINDOWS = [
    ("adv.accounting", "max_months: 12", "max_months: 13", "window_max"),
    ("adv.food_drug_person", "max_months: 36", "max_months: 37", "window_max"),
    ("adv.minor_notice_only", "max_months: 3", "max_months: 4", "window_max"),
    ("pos.honour", "max_months: 60", "max_months: 61", "window_max"),
    ("lic.teacher", "max_months: 720", "max_months: 721", "window_max"),
    ("adv.accounting", "min_months: 3", "min_months: 4", "window_min"),
    ("adv.food_drug_person", "min_months: 12", "min_months: 13", "window_min"),
    ("adv.accounting", "cap_months: 60", "cap_months: 61", "window_cap"),
    ("adv.accounting", "keep_months_after_end: 6", "keep_months_after_end: 7", "kept_too_long"),
]


@pytest.mark.parametrize(("item", "old", "new", "code"), WINDOWS)
def test_a_window_over_the_legal_maximum_is_refused(
    folder: Path, edit: Edit, *, item: str, old: str, new: str, code: str
) -> None:
    edit(f"items/{item}.yaml", old, new)

    fault = only(folder, code)

    assert (fault.file, fault.line) == (
        f"items/{item}.yaml",
        line_of(folder, f"items/{item}.yaml", new),
    )


@pytest.mark.parametrize(("item", "old", "new", "code"), WINDOWS)
def test_a_shorter_window_is_always_lawful(
    folder: Path, edit: Edit, *, item: str, old: str, new: str, code: str
) -> None:
    key = old.partition(":")[0]
    edit(f"items/{item}.yaml", old, f"{key}: {'0' if key != 'cap_months' else '1'}")
    if key == "max_months":
        edit(f"items/{item}.yaml", "min_months:", "min_months: 0 #")

    assert [fault for fault in faults(folder) if fault.weight is Weight.REFUSED] == []


def test_an_adverse_item_gives_ten_working_days_of_notice(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "rights:", "notice_working_days: 9\nrights:")

    assert only(folder, "notice_too_short").file == "items/adv.tax.yaml"


def test_an_adverse_item_can_be_repaired(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "correction, repair, statement", "correction, statement")

    assert only(folder, "no_repair").file == "items/adv.tax.yaml"


@pytest.mark.parametrize(
    "code", ["served_on", "procedure_kind", "conduct_ended_on", "repair_notice_served_on"]
)
def test_the_dates_the_law_counts_from_are_required(folder: Path, code: str) -> None:
    path = folder / "fields/penalty.yaml"
    head, _, tail = path.read_text("utf-8").partition(f"  {code}:\n")
    path.write_text(f"{head}  {code}:\n{tail.replace('required: true', 'required: false', 1)}")

    assert {fault.code for fault in faults(folder)} == {"field_needed"}


def test_only_adverse_items_have_a_tier(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "tier: general\n", "")
    edit("items/lic.teacher.yaml", "enabled: true", "tier: minor\nenabled: true")

    found = [fault.where for fault in faults(folder) if fault.code == "tier"]

    assert found == ["items/adv.tax/polarity", "items/lic.teacher/polarity"]


def test_an_item_that_nobody_uses_is_refused(folder: Path, edit: Edit) -> None:
    edit(
        "items/adv.tax.yaml",
        "rights: [own_file, who_looked, objection, correction, repair, statement, carry]",
        "rights: []",
    )

    assert only(folder, "unused").file == "items/adv.tax.yaml"


def test_headings_that_clash_within_an_item_are_refused(folder: Path, edit: Edit) -> None:
    edit("fields/licence.yaml", "headings: [XK_NR,", "headings: [XK_NR, 许可编号,")

    fault = only(folder, "heading_clash")

    assert fault.file == "fields/licence.yaml"
    assert fault.line == line_of(folder, "fields/licence.yaml", "headings: [XK_NR,")
    assert "许可编号" in fault.says.zh


def test_headings_are_compared_without_width_case_and_space(folder: Path, edit: Edit) -> None:
    edit("fields/licence.yaml", "headings: [XK_NR,", 'headings: [XK_NR, "ｘｋ_xkbh ",')

    assert "heading_clash" in {fault.code for fault in faults(folder)}


UNKNOWN = [
    ("items/adv.tax.yaml", "domain: tax", "domain: taxes"),
    ("items/adv.tax.yaml", "law: tax_collection_law", "law: tax_law"),
    ("items/adv.tax.yaml", "authority_kinds: [tax]", "authority_kinds: [taxman]"),
    ("items/adv.tax.yaml", "rights: [own_file,", "rights: [own_files,"),
    ("purposes/tourism.licence_check.yaml", "  lic.tour_guide:", "  lic.tour_guides:"),
    ("purposes/tourism.licence_check.yaml", "domain: tourism", "domain: travel"),
    ("fields/honour.yaml", "code_list: HONOUR_LEVEL", "code_list: HONOUR_STAR"),
]


@pytest.mark.parametrize(("file", "old", "new"), UNKNOWN)
def test_a_name_that_nothing_has_is_refused(
    folder: Path, edit: Edit, file: str, old: str, new: str
) -> None:
    edit(file, old, new)

    found = [fault for fault in faults(folder) if fault.code == "unknown"]

    assert [(fault.file, fault.line) for fault in found] == [(file, line_of(folder, file, new))]


def test_an_item_names_an_authority(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "authority_kinds: [tax]", "authority_kinds: []")

    assert only(folder, "no_authority").file == "items/adv.tax.yaml"


@pytest.mark.parametrize("article", ["art. 63", "63, 64", "", "63(a)"])
def test_an_article_that_cannot_be_cited_is_refused(folder: Path, edit: Edit, article: str) -> None:
    edit("items/adv.tax.yaml", "article: 63; 64", f'article: "{article}"')

    assert {fault.code for fault in faults(folder)} <= {"article", "kind"} != set()


def test_a_law_that_ends_before_it_begins_is_refused(folder: Path, edit: Edit) -> None:
    edit("items/adv.eia_compiler.yaml", "valid_until_on: 2026-08-15", "valid_until_on: 2016-08-15")

    assert only(folder, "basis_backwards").file == "items/adv.eia_compiler.yaml"


def test_a_code_field_has_a_code_list(folder: Path, edit: Edit) -> None:
    edit("fields/honour.yaml", "    code_list: HONOUR_LEVEL\n", "")

    assert {fault.code for fault in faults(folder)} == {"code_list"}
