"""Citations, headings, weights of penalties."""

import hypothesis.strategies as st
import pytest
from django.conf import settings
from hypothesis import given

from recourse.catalogue import reading, rules, tiers
from recourse.catalogue.terms import Catalogue, Law, Tier
from recourse.ground.words import Words

LAW = Law(id="law", name=Words(zh="某法", en="Some Law"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return reading.read(settings.CATALOGUE_DIR)


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [
        ("94", "《某法》第94条", "Some Law, art. 94"),
        ("13(1)(3)", "《某法》第13条第1款第3项", "Some Law, art. 13(1)(3)"),
        ("5; 6", "《某法》第5条、第6条", "Some Law, art. 5 and 6"),
        ("5; 6; 9(2)", "《某法》第5条、第6条、第9条第2款", "Some Law, art. 5, 6 and 9(2)"),
        ("16-18", "《某法》第16至18条", "Some Law, art. 16-18"),
    ],
)
def test_an_article_is_cited_as_lawyers_do(article: str, zh: str, en: str) -> None:
    assert rules.citation(LAW, article) == Words(zh=zh, en=en)


@given(st.text(max_size=30))
def test_the_plain_form_of_a_heading_is_plain_already(text: str) -> None:
    plain = rules.plain(text)

    assert " " not in plain
    assert rules.plain(f" {text}\t") == plain


def test_width_case_and_spaces_make_no_difference() -> None:
    assert rules.plain(" ｃｆ_WSH ") == rules.plain("CF_wsh") == "cf_wsh"
    assert rules.plain("罚款金额（万元）") == rules.plain("罚款 金额(万元)")


@pytest.mark.parametrize(
    ("kinds", "tier"),
    [
        (["A1"], Tier.MINOR),
        (["A1", "B1"], Tier.GENERAL),
        (["B1", "C3", "A2"], Tier.SERIOUS),
        (["D4"], Tier.SERIOUS),
        ([], None),
        (["Z9"], None),
    ],
)
def test_the_heaviest_kind_gives_the_tier(
    catalogue: Catalogue, kinds: list[str], tier: Tier | None
) -> None:
    assert tiers.heaviest(kinds, catalogue) == tier


def test_what_is_minor_only_does_not_enter(catalogue: Catalogue) -> None:
    serious, general = catalogue.items["adv.construction_pro"], catalogue.items["adv.accounting"]

    assert not tiers.is_heavy_enough(general, ["A1", "A2"], catalogue)
    assert not tiers.is_heavy_enough(serious, ["A1"], catalogue)
    assert not tiers.is_heavy_enough(general, [], catalogue)
    assert tiers.is_heavy_enough(serious, ["B1"], catalogue)
    assert tiers.is_heavy_enough(general, ["A1", "C3"], catalogue)


def test_a_lighter_decision_has_the_window_of_its_own_tier(catalogue: Catalogue) -> None:
    serious = catalogue.items["adv.construction_pro"]

    fine, bar = (tiers.as_decided(serious, kinds, catalogue) for kinds in (["B1"], ["B1", "D4"]))

    assert fine.tier is Tier.GENERAL
    assert (fine.window.min_months, fine.window.max_months) == (3, 12)
    assert bar is serious


@given(kinds=st.lists(st.sampled_from(["A1", "B1", "C1", "C3", "D4", "unknown"])))
def test_no_decision_is_shown_longer_than_its_item_and_its_tier_allow(
    catalogue: Catalogue, kinds: list[str]
) -> None:
    for item in catalogue.items.values():
        decided, tier = tiers.as_decided(item, kinds, catalogue), tiers.heaviest(kinds, catalogue)

        assert decided.window.max_months <= item.window.max_months
        if item.tier is not None and tier is not None:
            assert decided.window.max_months <= tiers.TIER_WINDOWS[tier].max_months


def test_an_item_without_a_tier_does_not_ask_for_penalties(catalogue: Catalogue) -> None:
    assert tiers.is_heavy_enough(catalogue.items["lic.teacher"], [], catalogue)
