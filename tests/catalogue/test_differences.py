"""Two versions are compared in words that a person would use."""

from pathlib import Path

import pytest
from django.conf import settings

from recourse.catalogue import reading, rules
from recourse.catalogue.differences import facts_of_item, facts_of_purpose
from recourse.catalogue.terms import Catalogue
from tests.catalogue.faults import Edit

pytestmark = pytest.mark.slow


def real() -> Catalogue:
    return reading.read(settings.CATALOGUE_DIR)


def said(folder: Path, language: str = "en") -> list[str]:
    changes = rules.diff(real(), reading.read(folder))
    return [f"{change.where}: {change.says.to(language)}" for change in changes]


def test_the_same_catalogue_does_not_differ() -> None:
    assert rules.diff(real(), real()) == []


def test_a_shorter_window_is_said_in_both_languages(folder: Path, edit: Edit) -> None:
    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 9")

    assert said(folder) == ["items/adv.tax: Shown at most: 12 months → 9 months"]
    assert said(folder, "zh") == ["items/adv.tax: 决定后最长披露：12个月 → 9个月"]


def test_a_new_law_is_said_with_its_dates(folder: Path, edit: Edit) -> None:
    edit("items/adv.accounting.yaml", "valid_from_on: 2024-07-01", "valid_from_on: 2024-07-02")

    (change,) = said(folder)

    assert change == (
        "items/adv.accounting: Legal basis:"
        " Accounting Law, art. 40 and 47(1) (from 2024-07-01, read in full)"
        " → Accounting Law, art. 40 and 47(1) (from 2024-07-02, read in full)"
    )


def test_what_is_added_and_removed_is_said(folder: Path) -> None:
    (folder / "purposes/tourism.licence_check.yaml").unlink()

    assert said(folder) == [
        "items/lic.tour_guide: May be looked up for: Check a tour guide’s certificate → none",
        "purposes/tourism.licence_check: Removed: Check a tour guide’s certificate",
    ]
    assert rules.diff(reading.read(folder), real())[-1].says.en == (
        "Added: Check a tour guide’s certificate"
    )


def test_a_field_that_agencies_lose_is_said(folder: Path, edit: Edit) -> None:
    edit(
        "items/pos.exemplar_consent.yaml",
        "    required: false\n    shown_to_agencies: false",
        "    required: true\n    shown_to_agencies: false",
    )

    (change,) = said(folder)

    assert change.startswith("items/pos.exemplar_consent: Column: Story in English: optional; ")
    assert " → required; " in change


def test_a_new_code_is_said(folder: Path, edit: Edit) -> None:
    edit(
        "codes/HONOUR_LEVEL.yaml",
        "codes:\n",
        'codes:\n  "5":\n    zh: 乡镇级\n    en: Township\n',
    )

    assert said(folder) == ["codes/HONOUR_LEVEL: Code 5: — → Township; 5, township, 乡镇级"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items/adv.tax.yaml", 'source: "github', 'source: "paper copy, github'),
        ("items/adv.tax.yaml", "  en: Tax penalty", "  en: Penalty under tax law"),
        ("items/adv.tax.yaml", "authority_kinds: [tax]", "authority_kinds: [tax, finance]"),
        ("fields/penalty.yaml", "max_length: 128", "max_length: 64"),
        ("fields/penalty.yaml", "headings: [CF_WSH,", "headings: [CF_WSH, 文书号,"),
        ("fields/penalty.yaml", "en: Only the person sees this.", "en: Seen by the person only."),
        ("codes/PENALTY_KIND.yaml", "tier: minor", "tier: general"),
        ("codes/PENALTY_KIND.yaml", "also: [处以罚款]", "also: [处以罚款, 罚]"),
        ("exclusions.yaml", "words: [治安,", "words: [治安, 管制,"),
        ("domains.yaml", "en: Tax", "en: Taxes"),
        ("laws/drug_law.yaml", "en: Standing", "en: The Standing"),
        ("rights.yaml", "article: 21(1); 37(2)", "article: 21(1)"),
        ("purposes/tourism.licence_check.yaml", "    - status\n", ""),
        ("catalogue.yaml", "decide_working_days: 10", "decide_working_days: 7"),
    ],
)
def test_nothing_changes_without_being_said(
    folder: Path, edit: Edit, *, file: str, old: str, new: str
) -> None:
    edit(file, old, new)

    assert said(folder)
    assert all("→" in one or "Details" in one for one in said(folder))


def test_every_item_and_purpose_can_be_told_in_both_languages() -> None:
    catalogue = real()

    for item in catalogue.items.values():
        assert all(fact.value.zh and fact.value.en for fact in facts_of_item(item, catalogue))
    for purpose in catalogue.purposes.values():
        assert all(fact.value.zh for fact in facts_of_purpose(purpose, catalogue))
