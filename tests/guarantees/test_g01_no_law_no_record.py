"""G1: No law, no record.

Every item of the catalogue names a law and an article in force on the decision's date. Intake
refuses everything else. When the basis lapses, intake refuses, disclosure stops.
"""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from recourse.catalogue import queries as catalogues
from recourse.catalogue.errors import NotLawful
from recourse.catalogue.terms import Verification
from recourse.ground.calendar import civil_date, start_of
from recourse.intake import queries as batches
from recourse.intake.errors import ItemNotOpen, ItemUnknown, NoMandate
from recourse.journeys import take_in_batch
from recourse.records import queries as records
from tests.guarantees.asking import ask, question
from tests.guarantees.city import (
    ARRIVED,
    FINE,
    NOON,
    SECOND,
    check_in,
    fine_row,
    hand_in,
    load,
    look_ups_of,
)
from tests.residents import WANG, ZHAO

BEGAN = "valid_from_on: 2021-09-01"
LAPSES_ON = date(2026, 12, 1)
LAPSES = f"{BEGAN}\n    valid_until_on: {LAPSES_ON}"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a copy of the catalogue, to change."""
    return Path(shutil.copytree(settings.CATALOGUE_DIR, tmp_path / "catalogue"))


def change(folder: Path, *, item: str = FINE, old: str, new: str) -> None:
    """Change one line of an item."""
    path = folder / "items" / f"{item}.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def rules_found(batch) -> set[str]:
    return {count.rule for count in batches.findings_by_rule(batch.id)}


def test_every_open_item_names_an_article_that_somebody_read_in_full(city):
    catalogue = catalogues.current()

    for item in catalogue.items.values():
        assert not item.enabled or item.has_basis(civil_date(NOON)), item.id
        assert item.bases, item.id
        for basis in item.bases:
            assert basis.law in catalogue.laws
            assert basis.article
    for purpose in catalogue.purposes.values():
        assert not purpose.enabled or purpose.basis.verification is Verification.FULL_TEXT


@pytest.mark.parametrize("item", ["adv.no_such_thing", "", "../laws", "adv.work_safety_person "])
def test_what_the_catalogue_does_not_name_is_not_taken(city, item):
    with pytest.raises(ItemUnknown):
        check_in(city.folder, item, [fine_row(ZHAO)], by=city.steward)

    assert records.file_of(city.zhao, at=NOON) == []


def test_an_item_that_is_switched_off_is_not_taken_even_with_a_mandate(city):
    from recourse.agencies import actions as agencies
    from recourse.ground.actor import SYSTEM

    for item in catalogues.current().items.values():
        if item.enabled:
            continue
        agencies.give_mandate(seat=city.steward.id, kind="item", code=item.id, by=SYSTEM, now=NOON)
        with pytest.raises(ItemNotOpen):
            check_in(city.folder, item.id, [fine_row(ZHAO)], by=city.steward)


def test_an_open_item_is_taken_from_a_seat_with_its_mandate_only(city):
    with pytest.raises(NoMandate):
        check_in(city.folder, FINE, [fine_row(ZHAO)], by=city.school_steward)


def test_a_decision_from_before_the_law_is_refused(city):
    old = {
        "conduct_ended_on": "2021-08-01",
        "served_on": "2021-09-02",
        "repair_notice_served_on": "2021-09-02",
    }
    before = fine_row(ZHAO, decided_on="2021-08-31", **old)
    since = fine_row(ZHAO, decided_on="2021-09-01", **old)

    assert "V-003" in rules_found(check_in(city.folder, FINE, [before], by=city.steward))
    assert "V-003" not in rules_found(check_in(city.folder, FINE, [since], by=city.steward))


def test_a_catalogue_with_an_open_item_without_a_law_cannot_be_loaded(city, folder):
    for spoilt in ("valid_from_on: 2031-09-01", f"{BEGAN}\n    valid_until_on: 2026-11-01"):
        change(folder, old=BEGAN, new=spoilt)
        with pytest.raises(NotLawful):
            load(folder, now=NOON)
        change(folder, old=spoilt, new=BEGAN)
    change(folder, old="verified-full-text", new="from-memory-unverified")

    with pytest.raises(NotLawful):
        load(folder, now=NOON)

    assert len(catalogues.versions()) == 1


def test_when_the_law_lapses_disclosure_stops_at_that_instant(city, folder):
    change(folder, old=BEGAN, new=LAPSES)
    load(folder, now=NOON)

    (eve,) = ask(question(WANG), now=start_of(LAPSES_ON) - SECOND)
    (day,) = ask(question(WANG), now=start_of(LAPSES_ON))

    assert (eve.status, eve.body["found"]) == (200, True)
    assert (day.status, day.body["code"]) == (403, "disclosure.purpose_not_in_force")
    assert [entry.kind for entry in look_ups_of(WANG)] == ["lookup-refused", "lookup"]


def test_when_the_law_of_the_purpose_lapses_disclosure_stops_too(city, folder):
    path = folder / "purposes" / "work_safety.licence_eligibility.yaml"
    path.write_text(path.read_text().replace(BEGAN, f"{BEGAN}\n  valid_until_on: {LAPSES_ON}"))
    load(folder, now=NOON)

    statuses = [
        ask(question(WANG), now=now)[0].status
        for now in (start_of(LAPSES_ON) - SECOND, start_of(LAPSES_ON))
    ]

    assert statuses == [200, 403]


def test_when_the_law_lapses_nothing_more_is_taken_in(city, folder):
    change(folder, old=BEGAN, new=LAPSES)
    load(folder, now=NOON)
    row = fine_row(ZHAO)

    with pytest.raises(ItemNotOpen):
        check_in(city.folder, FINE, [row], by=city.steward, now=start_of(LAPSES_ON))
    card = check_in(city.folder, FINE, [row], by=city.steward, now=start_of(LAPSES_ON) - SECOND)

    assert card.accepted == 1


def test_a_batch_that_waits_while_the_law_lapses_is_not_signed(city, folder):
    change(folder, old=BEGAN, new=LAPSES)
    load(folder, now=NOON)
    card = check_in(
        city.folder, FINE, [fine_row(ZHAO)], by=city.steward, now=start_of(LAPSES_ON) - SECOND
    )

    with pytest.raises(ItemNotOpen):
        take_in_batch.sign(batch=card.id, by=city.signer, now=start_of(LAPSES_ON))


def test_a_signed_batch_whose_law_has_lapsed_before_it_is_entered_enters_nothing(city, folder):
    change(folder, old=BEGAN, new=LAPSES)
    load(folder, now=NOON)
    now = start_of(LAPSES_ON) - SECOND
    card = check_in(city.folder, FINE, [fine_row(ZHAO)], by=city.steward, now=now)
    take_in_batch.sign(batch=card.id, by=city.signer, now=now)

    entered = take_in_batch.enter(batch=card.id, now=start_of(LAPSES_ON))

    assert (entered.accepted, entered.refused) == (0, 1)
    assert records.file_of(city.zhao, at=NOON) == []


def test_a_signed_batch_whose_item_is_switched_off_before_it_is_entered_enters_nothing(
    city, folder
):
    card = check_in(city.folder, FINE, [fine_row(ZHAO)], by=city.steward, now=NOON)
    take_in_batch.sign(batch=card.id, by=city.signer, now=NOON)
    off = "enabled: false\ndisabled_why:\n  zh: 等待复核\n  en: Waits for a second reading"
    change(folder, old="enabled: true", new=off)
    load(folder, now=NOON)

    entered = take_in_batch.enter(batch=card.id, now=NOON)

    assert (entered.accepted, entered.refused) == (0, 1)
    (reply,) = ask(question(WANG))
    assert (reply.status, reply.body["code"]) == (403, "disclosure.purpose_not_in_force")


EXCLUDED = {
    "a public security penalty": {"penalty_basis": "《中华人民共和国治安管理处罚法》第二十六条"},
    "detention": {"penalty_kinds": "行政拘留", "penalty_content": "行政拘留五日"},
    "the simplified procedure": {"procedure_kind": "简易程序"},
    "an organisation": {"party_type": "法人及非法人组织"},
}


@pytest.mark.parametrize("change_of_row", EXCLUDED.values(), ids=list(EXCLUDED))
def test_what_the_law_excludes_does_not_enter(city, change_of_row):
    row = fine_row(ZHAO, **change_of_row)

    entered = hand_in(city.folder, FINE, [row], by=city.steward, signer=city.signer)

    assert (entered.accepted, entered.rows) == (0, 1)
    assert records.file_of(city.zhao, at=NOON) == []


LACKING = ("served_on", "repair_notice_served_on", "conduct_ended_on", "procedure_kind")


@pytest.mark.parametrize("column", LACKING)
def test_a_decision_without_a_date_or_procedure_the_law_needs_is_held(city, column):
    card = check_in(city.folder, FINE, [fine_row(ZHAO, **{column: ""})], by=city.steward)

    assert (card.accepted, card.held) == (0, 1)


def test_every_record_keeps_the_version_of_the_catalogue_it_was_entered_under(city, folder):
    change(folder, old=BEGAN, new=LAPSES)
    later = load(folder, now=NOON)

    card = records.record_of(city.wang, city.fine, at=NOON)

    assert card.catalogue_version != later
    assert catalogues.version(card.catalogue_version).items[FINE].has_basis(card.decided_on)


def test_a_column_the_catalogue_does_not_name_is_gone_before_anything_is_kept(city):
    row = fine_row(ZHAO) | {"信用分": "732", "religion": "none", "配偶姓名": "孙红"}

    card = check_in(city.folder, FINE, [row], by=city.steward)
    entered = take_in_batch.sign(batch=card.id, by=city.signer, now=ARRIVED)
    take_in_batch.enter(batch=entered.id, now=ARRIVED)

    assert sorted(card.dropped_columns) == sorted(["信用分", "religion", "配偶姓名"])
    (outside,) = records.file_of(city.zhao, at=NOON)
    kept = records.record_of(city.zhao, outside.id, at=NOON).fields
    assert not {"732", "none", "孙红"} & set(kept.values())
