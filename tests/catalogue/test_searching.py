"""A word leads to what may be collected under it, or to what is never collected."""

import pytest
from django.conf import settings

from recourse.catalogue import reading
from recourse.catalogue.searching import search
from recourse.catalogue.terms import Polarity


@pytest.fixture(scope="module")
def whole():
    return reading.read(settings.CATALOGUE_DIR)


def items(found):
    return {hit.item.id for hit in found.items}


def never(found):
    return {one.id for one in found.never}


@pytest.mark.parametrize(
    ("asked", "shut_out"),
    [
        ("Is my salary collected?", "x.sensitive"),
        ("我的工资会被收集吗？", "x.sensitive"),
        ("ＷＥＣＨＡＴ", "x.petition_speech"),
        ("my children", "x.family"),
        ("闯红灯", "x.traffic"),
    ],
)
def test_asking_for_what_is_never_collected_finds_that_it_is_not(whole, asked, shut_out):
    found = search(whole, asked)

    assert shut_out in never(found)
    assert not found.items
    assert not found.is_near


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        ("teacher qualification", "lic.teacher"),
        ("教师资格", "lic.teacher"),
        ("work safety law", "adv.work_safety_person"),
        ("应急管理", "adv.work_safety_person"),
        ("决定书", "adv.tax"),
    ],
)
def test_names_laws_authorities_and_fields_are_all_searched_in_both_languages(whole, asked, item):
    assert item in items(search(whole, asked))


def test_a_word_that_an_item_leaves_out_is_found_as_left_out(whole):
    found = search(whole, "photograph")

    assert [one.item.id for one in found.left_out] == ["base.identity"]
    assert not found.items


def test_a_word_of_which_only_a_part_is_there_is_offered_as_near(whole):
    found = search(whole, "教师证")

    assert found.is_near
    assert items(found) == {"lic.teacher"}


def test_domain_and_polarity_narrow_what_may_be_collected_and_never_what_is_not(whole):
    found = search(whole, "tax", domain="education")

    assert not found.items
    assert never(found) == never(search(whole, "tax")) == {"x.sensitive"}
    for one in search(whole, "", polarity=Polarity.POSITIVE).items:
        assert one.item.polarity is Polarity.POSITIVE


def test_no_word_finds_everything_and_a_mere_question_finds_nothing(whole):
    assert items(search(whole, "")) == set(whole.items)
    assert search(whole, "is it collected?").is_nothing
    assert search(whole, "xyzzy").is_nothing


def test_every_exclusion_is_found_by_each_word_it_is_asked_for_by(whole):
    for one in whole.exclusions:
        for word in (*one.words, *one.asked_as):
            assert one.id in never(search(whole, word)), word
