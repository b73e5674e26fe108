"""What never enters is refused under whatever name, and so is a text that is not fit to read."""

from pathlib import Path

import pytest

from tests.catalogue.faults import Edit, add_field, faults, only

pytestmark = pytest.mark.slow

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
