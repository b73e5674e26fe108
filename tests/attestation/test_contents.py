"""A statement is the same bytes whenever it is written, and comes back as it was; its sentences are plain."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from recourse.attestation import contents, wording
from recourse.attestation.terms import (
    Benefit,
    Correction,
    Entry,
    Kind,
    Mark,
    Recipient,
    Section,
    Statement,
    Subject,
    Undone,
)
from recourse.ground.words import Words
from recourse.notice.terms import Row
from tests.attestation.making import NOON, TODAY, YEAR
from tests.faces.test_plain_words import FORBIDDEN, too_long
from tests.records.making import item

ONE = Words(zh="𬱖·买买提", en="one")
BARE = Statement(
    id=UUID(int=7),
    number="S-20261123-0000-0000",
    kind=Kind.NO_VIOLATION,
    as_of=NOON,
    valid_until=TODAY,
    catalogue_version="2026-11-23.1",
    subject=Subject(name="买买提·艾力", id_last4="001X", birth_year=None),
    title=ONE,
    says=(ONE,),
    limits=(),
)
RECIPIENT = Recipient(id=UUID(int=8), name=ONE, address="https://office.example", request="x")
ENTRY = Entry(
    title=ONE,
    authority=ONE,
    decided_on=TODAY,
    rows=(Row(name=ONE, value=ONE),),
    marks=(Mark.DISPUTED,),
    own_words="“不对”\n",
)
FULL = replace(
    BARE,
    domains=("tax",),
    items=("adv.tax",),
    period=YEAR,
    recipient=RECIPIENT,
    sections=(Section(domain="tax", name=ONE, entries=(ENTRY,)),),
    correction=Correction(
        title=ONE, authority=ONE, decided_on=TODAY, what=Undone.REVOKED, on=TODAY
    ),
    benefit=Benefit(scheme="x", name=ONE, rule_version="1"),
)


@pytest.mark.parametrize("said", [BARE, FULL], ids=["bare", "full"])
def test_a_statement_comes_back_as_it_was(said):
    written = contents.canonical_of(said)

    assert contents.statement_from(written) == said
    assert contents.canonical_of(contents.statement_from(written)) == written


def test_an_instant_is_written_in_utc_and_nothing_unsaid_has_a_member():
    told = json.loads(contents.canonical_of(BARE))

    assert told["as_of"] == "2026-11-23T04:00:00Z"
    assert not {"period", "recipient", "correction", "benefit"} & told.keys()


@pytest.mark.parametrize("spoilt", [b'{"x":1}', b"[]", b'{"id":"x"}', b"1", b"{}"])
def test_what_is_no_statement_is_refused(spoilt):
    with pytest.raises((ValueError, TypeError, AttributeError)):
        contents.statement_from(spoilt)


def test_every_sentence_is_plain_in_both_languages():
    lists = ("领域：", "事项：", "记录：", "Fields: ", "Items: ", "Record: ")
    said = [
        *wording.nothing_in_use(NOON, [ONE], [item()], YEAR),
        *wording.nothing_in_use_limits(TODAY, RECIPIENT),
        *wording.report(NOON, [ONE], YEAR),
        *wording.report_limits(TODAY, None),
        *(
            sentence
            for what in Undone
            for sentence in wording.correction(replace(FULL.correction, what=what))
        ),
        *wording.correction_limits(TODAY, None),
        *(
            words
            for table in (wording.TITLES, wording.MARKS, wording.STATES)
            for words in table.values()
        ),
        *wording.WHY_TAKEN_BACK.values(),
    ]
    texts = [text for words in said for text in (words.zh, words.en)]

    assert [text for text in texts if too_long(text) and not text.startswith(lists)] == []
    assert [text for text in texts if FORBIDDEN.search(text)] == []
