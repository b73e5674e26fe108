"""A purpose or a right that the law does not carry is refused."""

from pathlib import Path

import pytest

from recourse.catalogue.terms import Weight
from tests.catalogue.faults import Edit, line_of, only


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


def test_a_purpose_that_is_off_uses_nothing(folder: Path, edit: Edit) -> None:
    edit("purposes/tourism.licence_check.yaml", "answer: fields", "enabled: false\nanswer: fields")
    edit(
        "items/lic.tour_guide.yaml",
        "rights: [own_file, who_looked, objection, correction, carry]",
        "rights: []",
    )

    assert only(folder, "unused").file == "items/lic.tour_guide.yaml"
