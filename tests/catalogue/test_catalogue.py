"""What the city's own catalogue must always say, whoever edits it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from recourse.catalogue import reading, rules
from recourse.catalogue.terms import DOCUMENT_NUMBER_FIELD, Answer, Catalogue, Polarity

FEED_COLUMNS_NOT_KEPT = (
    *("CF_FRDB", "CF_FR_ZJLX", "CF_FR_ZJHM", "CF_GSJZQ", "公示截止期", "法定代表人"),
    *("CF_XDR_SHXYM", "CF_XDR_GSZC", "CF_XDR_ZZJG", "CF_XDR_SWDJ", "CF_XDR_SYDW", "CF_XDR_SHZZ"),
    *("XK_FRDB", "XK_FR_ZJHM", "XK_XDR_SHXYM", "行政相对人代码_1", "行政相对人代码_6"),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return reading.read(settings.CATALOGUE_DIR)


def test_it_has_the_items_and_the_exclusions_of_the_study(catalogue: Catalogue) -> None:
    assert len(catalogue.items) == 27
    assert len(catalogue.exclusions) == 13


def test_what_rests_on_a_law_nobody_read_in_full_is_off(catalogue: Catalogue) -> None:
    off = {item.id for item in catalogue.items.values() if not item.enabled}

    assert off == {"adv.minor_notice_only", "proc.fulfilment"}


def test_columns_of_the_feed_that_nobody_needs_have_no_field(catalogue: Catalogue) -> None:
    unwanted = {rules.plain(heading) for heading in FEED_COLUMNS_NOT_KEPT}

    for item in catalogue.items.values():
        known = {rules.plain(heading) for field in item.fields for heading in field.headings}
        assert not known & unwanted, item.id


@pytest.mark.parametrize(
    ("item", "heading", "field"),
    [
        ("adv.tax", "CF_WSH", "decision_no"),
        ("adv.tax", "CF_XDR_LB", "party_type"),
        ("adv.tax", "CF_SJLYDM", "source_code"),
        ("adv.tax", "送达日期", "served_on"),
        ("adv.tax", "处罚程序", "procedure_kind"),
        ("adv.tax", "违法行为终了日期", "conduct_ended_on"),
        ("adv.tax", "修复告知书送达日期", "repair_notice_served_on"),
        ("adv.tax", "决定生效日期", "final_on"),
        ("adv.tax", "履行情况", "fulfilment_status"),
        ("lic.teacher", "XK_LYDW", "source_name"),
        ("lic.teacher", "XK_SJLY", "source_name"),
        ("lic.teacher", "XK_LYDWDM", "source_code"),
        ("lic.teacher", "XK_SJLYDM", "source_code"),
        ("lic.teacher", "XK_YXQZI", "valid_until_on"),
        ("pos.honour", "IDENTIFICATION_DATE", "decided_on"),
    ],
)
def test_the_feeds_own_headings_lead_to_fields(
    catalogue: Catalogue, item: str, heading: str, field: str
) -> None:
    assert heading in catalogue.items[item].field(field).headings


def test_the_codes_of_another_sheet_are_not_headings_of_an_item(catalogue: Catalogue) -> None:
    licence, penalty = catalogue.items["lic.teacher"], catalogue.items["adv.tax"]

    assert not [h for field in licence.fields for h in field.headings if h.startswith("CF_")]
    assert not [h for field in penalty.fields for h in field.headings if h.startswith("XK_")]


@pytest.mark.parametrize(
    ("of", "spelling", "code"),
    [
        ("ID_TYPE", "身份证", "01"),
        ("PENALTY_KIND", "吊销许可证、吊销执照", "C3"),
        ("PENALTY_KIND", "行政拘留", "E1"),
        ("PARTY_TYPE", "法人及非法人组织", "02"),
        ("PROCEDURE_KIND", "一般程序", "1"),
        ("PROCEDURE_KIND", "简易程序", "2"),
        ("LICENCE_KIND", "普通", "01"),
    ],
)
def test_raw_spellings_lead_to_codes(
    catalogue: Catalogue, of: str, spelling: str, code: str
) -> None:
    assert catalogue.spellings[of][rules.plain(spelling)] == code


def test_codes_that_never_enter_say_why(catalogue: Catalogue) -> None:
    assert set(catalogue.refused_codes["PENALTY_KIND"]) == {"E1"}
    assert set(catalogue.refused_codes["PARTY_TYPE"]) == {"02", "03", "04"}
    assert set(catalogue.refused_codes["PROCEDURE_KIND"]) == {"2"}


def test_every_kind_of_penalty_has_its_weight(catalogue: Catalogue) -> None:
    assert set(catalogue.kind_tiers) == set(catalogue.code_lists["PENALTY_KIND"])


def test_every_item_can_be_told_apart_and_dated(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        if item.by_file:
            codes = {field.code for field in item.fields if field.required}
            assert {"document_type", "document_number", "name", "decided_on"} <= codes
            assert DOCUMENT_NUMBER_FIELD[item.family] in codes


def test_about_what_speaks_against_a_person_agencies_hear_yes_or_no(catalogue: Catalogue) -> None:
    for purpose in catalogue.purposes.values():
        for item in purpose.items:
            adverse = catalogue.items[item].polarity is Polarity.ADVERSE
            assert adverse == (purpose.answer is Answer.YES_NO), purpose.code


def test_every_person_may_see_their_own_file_whatever_the_item(catalogue: Catalogue) -> None:
    assert all("own_file" in item.rights for item in catalogue.items.values())


def test_a_copy_is_read_once_until_a_file_changes(folder: Path, edit: Callable[..., None]) -> None:
    first = reading.read(folder)

    assert reading.read(folder) is first

    edit("items/adv.tax.yaml", "max_months: 12", "max_months: 6")

    assert reading.read(folder).items["adv.tax"].window.max_months == 6
