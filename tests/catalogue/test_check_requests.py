"""What a person may be asked to show: one domain, one article, and nothing a law does not name."""

from datetime import date
from pathlib import Path

import pytest

from recourse.catalogue import reading, request_rules
from recourse.catalogue.terms import Askable, Weight
from tests.catalogue.faults import ON, Edit, line_of, only

FILE = "requests/food_drug.food_safety_post.yaml"


def test_every_request_names_one_domain_and_an_article_in_force(folder: Path) -> None:
    catalogue = reading.read(folder)

    assert len(catalogue.requests) >= 3
    for one in catalogue.requests.values():
        assert one.domain in catalogue.domains
        assert one.statement is Askable.NO_VIOLATION
        assert request_rules.may_be_made(one, catalogue, ON)


@pytest.mark.parametrize(
    "domain",
    ["domain: [food_drug, tax]", "domain: all", "domain: '*'", "domains: [food_drug]"],
    ids=["list", "all", "star", "plural"],
)
def test_a_request_for_more_than_one_domain_cannot_be_written(
    folder: Path, edit: Edit, domain: str
) -> None:
    edit(FILE, "domain: food_drug", domain)

    told = reading.check(folder, on=ON)

    refused = [fault for fault in told if fault.weight is Weight.REFUSED]
    assert {fault.file for fault in refused} == {FILE}
    assert line_of(folder, FILE, domain.split(":", maxsplit=1)[0]) in {
        fault.line for fault in refused
    }


@pytest.mark.parametrize("kind", ["report", "correction", "benefit-eligibility", "violations"])
def test_nothing_but_a_clean_statement_may_be_asked_for(
    folder: Path, edit: Edit, kind: str
) -> None:
    edit(FILE, "statement: no-violation", f"statement: {kind}")

    assert only(folder, "kind").line == line_of(folder, FILE, "statement:")


def test_a_request_on_an_article_nobody_read_is_refused(folder: Path, edit: Edit) -> None:
    edit(FILE, "verification: verified-full-text", "verification: from-memory-unverified")

    fault = only(folder, "no_basis")

    assert (fault.file, fault.where.split("/")[0]) == (FILE, "requests")


def test_a_request_that_is_off_says_why_and_may_then_lack_its_article(
    folder: Path, edit: Edit
) -> None:
    edit(FILE, "verification: verified-full-text", "verification: from-memory-unverified")
    edit(FILE, "names_person: true", "names_person: true\nenabled: false")

    assert only(folder, "disabled_without_reason").file == FILE

    edit(FILE, "enabled: false", "enabled: false\ndisabled_why:\n  zh: 未核对\n  en: Not read yet")
    catalogue = reading.read(folder)

    assert reading.check(folder, on=ON) == []
    request = catalogue.requests["food_drug.food_safety_post"]
    assert not request_rules.may_be_made(request, catalogue, ON)


def test_a_domain_in_which_nothing_adverse_stands_has_nothing_to_ask(
    folder: Path, edit: Edit
) -> None:
    edit(FILE, "domain: food_drug", "domain: tourism")

    assert only(folder, "request_says_nothing").line == line_of(folder, FILE, "domain:")


@pytest.mark.parametrize(
    ("months", "code", "weight"),
    [
        ("0", "request_months", Weight.REFUSED),
        ("61", "request_months", Weight.REFUSED),
        ("48", "request_too_far_back", Weight.WARNING),
    ],
)
def test_nobody_is_asked_for_longer_than_anything_is_shown(
    folder: Path, edit: Edit, months: str, code: str, weight: Weight
) -> None:
    edit(FILE, "back_months: 36", f"back_months: {months}")

    fault = only(folder, code)

    assert (fault.weight, fault.line) == (weight, line_of(folder, FILE, "back_months:"))
    if weight is Weight.WARNING:
        catalogue = reading.read(folder)
        request = catalogue.requests["food_drug.food_safety_post"]
        assert request_rules.reaches_back_months(request, catalogue) == 36


def test_when_its_article_lapses_a_request_stops_by_itself(folder: Path, edit: Edit) -> None:
    edit(
        FILE, "valid_from_on: 2025-12-01", "valid_from_on: 2025-12-01\n  valid_until_on: 2030-01-01"
    )
    catalogue = reading.read(folder)
    request = catalogue.requests["food_drug.food_safety_post"]

    assert request_rules.may_be_made(request, catalogue, date(2029, 12, 31))
    assert not request_rules.may_be_made(request, catalogue, date(2030, 1, 1))


def test_two_versions_are_compared_in_words(folder: Path, edit: Edit) -> None:
    from recourse.catalogue.differences import diff

    old = reading.read(folder)
    edit(FILE, "names_person: true", "names_person: false")

    (change,) = diff(old, reading.read(folder))

    assert change.where == "requests/food_drug.food_safety_post"
    assert "last four digits → none" in change.says.en
