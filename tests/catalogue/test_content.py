"""What is stored reads back exactly; what the public reads says how the law is cited."""

import json
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from django.conf import settings
from hypothesis import given

from recourse.catalogue import queries, reading
from recourse.catalogue.content import catalogue_of, content_of
from recourse.catalogue.terms import (
    Basis,
    Catalogue,
    Field,
    FieldKind,
    Item,
    Law,
    Polarity,
    Repair,
    Tier,
    Verification,
    Window,
)
from recourse.ground import canonical
from recourse.ground.words import Words

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
said = st.builds(Words, zh=texts.map(lambda t: f"字{t}"), en=texts.map(lambda t: f"w{t}"))
names = st.text("abc_.", min_size=1, max_size=8)
months = st.integers(0, 720)
bases = st.builds(
    Basis,
    law=names,
    article=names,
    verification=st.sampled_from(Verification),
    source=texts,
    valid_from_on=st.dates(),
    valid_until_on=st.none() | st.dates(),
    note=texts,
)
fields = st.builds(
    Field,
    code=names,
    name=said,
    headings=st.lists(texts, max_size=3).map(tuple),
    kind=st.sampled_from(FieldKind),
    max_length=st.none() | months,
    required=st.booleans(),
    code_list=names,
    shown_to_agencies=st.booleans(),
    note=st.none() | said,
)
items = st.builds(
    Item,
    id=names,
    name=said,
    domain=names,
    polarity=st.sampled_from(Polarity),
    tier=st.none() | st.sampled_from(Tier),
    enabled=st.booleans(),
    disabled_why=st.none() | said,
    bases=st.lists(bases, max_size=2).map(tuple),
    authority_kinds=st.lists(names, max_size=2).map(tuple),
    family=names,
    fields=st.lists(fields, max_size=2).map(tuple),
    window=st.builds(Window, min_months=months, max_months=months, cap_months=months),
    keep_months_after_end=months,
    notice_working_days=months,
    repair=st.none()
    | st.builds(
        Repair,
        conditions=st.lists(said, max_size=2).map(tuple),
        papers=st.lists(said, max_size=2).map(tuple),
    ),
    purposes=st.lists(names, max_size=2).map(tuple),
    not_collected=st.lists(said, max_size=2).map(tuple),
    note=st.none() | said,
)


def made_of(item: Item) -> Catalogue:
    return Catalogue(
        version="2026-11-23.1",
        laws={"a": Law(id="a", name=Words(zh="法", en="Law"))},
        items={item.id: item},
        purposes={},
        code_lists={"L": {"01": Words(zh="一", en="one")}},
        exclusions=(),
        domains={},
        kind_tiers={"A1": Tier.MINOR},
    )


@pytest.mark.slow
@given(items)
def test_whatever_an_item_says_reads_back_exactly(item: Item) -> None:
    catalogue = made_of(item)

    assert catalogue_of(json.loads(canonical.dumps(content_of(catalogue)))) == catalogue


def test_the_real_catalogue_reads_back_exactly() -> None:
    catalogue = reading.read(settings.CATALOGUE_DIR)

    assert catalogue_of(json.loads(canonical.dumps(content_of(catalogue)))) == catalogue


def test_names_come_back_in_their_order() -> None:
    catalogue = catalogue_of(content_of(reading.read(settings.CATALOGUE_DIR)))

    assert list(catalogue.items) == sorted(catalogue.items)
    assert list(catalogue.code_lists["PENALTY_KIND"])[:3] == ["A1", "A2", "B1"]


def test_a_version_stored_before_a_term_grew_still_reads() -> None:
    content = json.loads(json.dumps(content_of(reading.read(settings.CATALOGUE_DIR))))
    del content["rights"]
    for item in content["items"].values():
        del item["supporting"]
        item["a_term_that_is_no_longer"] = 1

    old = catalogue_of(content)

    assert old.rights == {}
    assert old.items["adv.tax"].supporting == ()


def test_the_public_reads_how_every_article_is_cited() -> None:
    public = queries.as_json(reading.read(settings.CATALOGUE_DIR))

    basis = public["items"]["adv.food_drug_person"]["bases"][1]

    assert basis["citation"] == {
        "zh": "《药品管理法》第118条、第122条",
        "en": "Drug Administration Law, art. 118 and 122",
    }
    assert public["purposes"]["work_safety.licence_eligibility"]["basis"]["citation"]["zh"] == (
        "《安全生产法》第94条"
    )
    json.dumps(public)


def test_the_public_text_does_not_carry_the_words_of_the_check() -> None:
    catalogue = reading.read(settings.CATALOGUE_DIR)

    assert "黑名单" not in json.dumps(queries.as_json(catalogue), ensure_ascii=False)
    assert replace(catalogue) == catalogue
