"""Every way to break the catalogue is refused, with file, line and reason in both languages."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from recourse.catalogue import reading
from recourse.catalogue.errors import CannotRead
from recourse.catalogue.terms import Fault, Weight

ON = date(2026, 11, 23)
Edit = Callable[[str, str, str], None]


def faults(folder: Path, on: date = ON) -> list[Fault]:
    return reading.check(folder, on=on)


def only(folder: Path, code: str, on: date = ON) -> Fault:
    """Return the one fault of this code; there may be others that follow from it."""
    found = [fault for fault in faults(folder, on) if fault.code == code]
    assert len(found) == 1, faults(folder, on)
    return found[0]


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_catalogue_as_it_stands_has_no_fault() -> None:
    assert faults(settings.CATALOGUE_DIR) == []


def test_a_fault_names_file_line_and_reason_in_both_languages(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 48")

    fault = only(folder, "window_max")

    assert fault.file == "items/adv.tax.yaml"
    assert fault.line == line_of(folder, "items/adv.tax.yaml", "max_months: 48")
    assert "48" in fault.says.zh
    assert "48" in fault.says.en
    assert fault.weight is Weight.REFUSED


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


def test_a_purpose_without_a_basis_in_force_is_refused(folder: Path, edit: Edit) -> None:
    edit(
        "purposes/science.project_eligibility.yaml",
        "valid_from_on: 2022-01-01",
        "valid_from_on: 2028-01-01",
    )

    assert only(folder, "no_basis").file == "purposes/science.project_eligibility.yaml"


def test_a_right_that_no_law_gives_is_refused(folder: Path, edit: Edit) -> None:
    edit("rights.yaml", "verification: verified-full-text", "verification: verified-excerpt")

    assert only(folder, "no_basis").where == "rights/own_file/basis"


def test_a_purpose_whose_basis_lapses_soon_is_a_warning(folder: Path, edit: Edit) -> None:
    edit(
        "purposes/tourism.licence_check.yaml",
        "valid_from_on: 2018-10-26",
        "valid_from_on: 2018-10-26\n  valid_until_on: 2027-01-01",
    )

    assert only(folder, "basis_lapses").where == "purposes/tourism.licence_check/basis"


def test_a_purpose_outside_its_domain_is_refused(folder: Path, edit: Edit) -> None:
    edit(
        "purposes/education.licence_check.yaml",
        "  lic.teacher:\n",
        "  lic.tour_guide:\n    - certificate_no\n  lic.teacher:\n",
    )

    fault = only(folder, "other_domain")

    assert fault.file == "purposes/education.licence_check.yaml"
    assert fault.line == line_of(folder, "purposes/education.licence_check.yaml", "lic.tour_guide:")


@pytest.mark.parametrize("field", ["document_number", "remarks", "no_such_field"])
def test_a_purpose_sees_only_what_agencies_may_see(folder: Path, edit: Edit, field: str) -> None:
    edit("purposes/education.licence_check.yaml", "- status", f"- {field}")

    assert field in only(folder, "field_not_shown").says.en


def test_a_yes_or_no_names_no_fields(folder: Path, edit: Edit) -> None:
    edit("purposes/food_drug.licence_eligibility.yaml", "person: []", "person: [decision_no]")

    assert only(folder, "answer_and_fields").file == "purposes/food_drug.licence_eligibility.yaml"


@pytest.mark.parametrize("back", ["back_months: 13", ""])
def test_a_purpose_that_looks_back_further_than_the_item_is_shown_is_a_warning(
    folder: Path, edit: Edit, back: str
) -> None:
    edit("purposes/science.project_eligibility.yaml", "back_months: 12", back)

    fault = only(folder, "back_too_far")

    assert fault.weight is Weight.WARNING
    assert fault.file == "purposes/science.project_eligibility.yaml"


def test_a_purpose_that_reads_nothing_is_refused(folder: Path, edit: Edit) -> None:
    edit(
        "purposes/food_drug.licence_eligibility.yaml",
        "items:\n  adv.food_drug_person: []",
        "items: {}",
    )

    assert only(folder, "purpose_empty").where == "purposes/food_drug.licence_eligibility/items"


FORBIDDEN = [
    ("family_income", "家庭收入", "Family income"),
    ("religion", "宗教信仰", "Religion"),
    ("blood", "血型", "Blood type"),
    ("tax_amount", "纳税数额", "Tax amount"),
    ("spouse", "配偶姓名", "Name of the spouse"),
    ("legal_rep", "法定代表人", "Legal representative"),
    ("address", "住址", "Home address"),
]


@pytest.mark.parametrize(("code", "zh", "en"), FORBIDDEN)
def test_a_forbidden_field_is_refused(folder: Path, code: str, zh: str, en: str) -> None:
    add_field(folder, code=code, zh=zh, en=en)

    assert "excluded" in {fault.code for fault in faults(folder)}


@pytest.mark.parametrize(("code", "zh", "en"), FORBIDDEN)
def test_one_language_is_enough_to_find_a_forbidden_field(
    folder: Path, code: str, zh: str, en: str
) -> None:
    add_field(folder, code="something", zh=zh, en="Something")

    assert "excluded" in {fault.code for fault in faults(folder)}


def test_a_forbidden_heading_is_refused_whatever_the_field_is_called(folder: Path) -> None:
    add_field(folder, code="something", zh="某项", en="Something", heading="年收入")

    assert "excluded" in {fault.code for fault in faults(folder)}


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [("trust", "信用评分", "Trust"), ("credit_score", "信用", "Credit"), ("place", "名次", "Rank")],
)
def test_a_number_on_people_is_refused(folder: Path, code: str, zh: str, en: str) -> None:
    add_field(folder, code=code, zh=zh, en=en)

    assert "number_on_people" in {fault.code for fault in faults(folder)}


def test_a_word_is_not_found_inside_another(folder: Path) -> None:
    add_field(folder, code="outcome_text", zh="结果说明", en="Outcome and frankness, ungraded")

    assert faults(folder) == []


def test_an_item_of_an_excluded_class_is_refused(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "zh: 税收违法行政处罚", "zh: 交通违法处罚")

    assert only(folder, "excluded").where == "items/adv.tax"


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


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items/adv.tax.yaml", "  en: Tax penalty\n", ""),
        ("items/adv.tax.yaml", "  en: Tax penalty\n", '  en: ""\n'),
        ("domains.yaml", "  zh: 税收\n", ""),
        ("codes/PENALTY_KIND.yaml", "    en: Warning\n", ""),
        ("rights.yaml", "    en: Object\n", ""),
        ("exclusions.yaml", "    en: Criminal records and proceedings\n", ""),
        ("fields/penalty.yaml", "      en: Decision number\n", ""),
        ("items/adv.tax.yaml", "  en: Tax penalty\n", "  en: 税务处罚\n"),
        ("items/adv.tax.yaml", "  zh: 税收违法行政处罚\n", "  zh: Tax penalty\n"),
    ],
)
def test_a_missing_translation_is_refused(
    folder: Path, edit: Edit, file: str, old: str, new: str
) -> None:
    edit(file, old, new)

    found = [fault for fault in faults(folder) if fault.code == "translation"]

    assert found
    assert {fault.file for fault in found} == {file}


@pytest.mark.parametrize("word", ["失信", "黑名单"])
def test_words_that_are_not_used_are_refused(folder: Path, edit: Edit, word: str) -> None:
    edit("items/adv.tax.yaml", "zh: 税收违法行政处罚", f"zh: 税收{word}")

    assert only(folder, "word_not_used").where == "items/adv.tax/name"


def test_an_item_that_nobody_uses_is_refused(folder: Path, edit: Edit) -> None:
    edit(
        "items/adv.tax.yaml",
        "rights: [own_file, who_looked, objection, correction, repair, statement]",
        "rights: []",
    )

    assert only(folder, "unused").file == "items/adv.tax.yaml"


def test_a_purpose_that_is_off_uses_nothing(folder: Path, edit: Edit) -> None:
    edit("purposes/tourism.licence_check.yaml", "answer: fields", "enabled: false\nanswer: fields")
    edit(
        "items/lic.tour_guide.yaml",
        "rights: [own_file, who_looked, objection, correction]",
        "rights: []",
    )

    assert only(folder, "unused").file == "items/lic.tour_guide.yaml"


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


def add_field(folder: Path, *, code: str, zh: str, en: str, heading: str = "") -> None:
    """Write one more column into the penalty sheet."""
    path = folder / "fields/penalty.yaml"
    lines = [
        f"  {code}:",
        f"    name:\n      zh: {zh}\n      en: {en}",
        f"    headings: [{heading}]",
        "    kind: text\n    required: false\n    shown_to_agencies: false\n",
    ]
    path.write_text(path.read_text("utf-8") + "\n".join(lines), "utf-8")
