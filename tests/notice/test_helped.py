"""Letters about helpers: short, in both languages, naming nobody."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from recourse.notice import helped
from recourse.notice.helped import Turn
from recourse.notice.terms import Kind, NoticeCard
from recourse.people.entrustments.terms import Scope
from tests.notice.test_letters import BANNED, HAN, sentences, text_of


def about(turn: Turn, scope: Scope) -> NoticeCard:
    return NoticeCard(
        person_id=uuid4(),
        id=uuid4(),
        record_id=None,
        kind=Kind.HELPER,
        catalogue_version="",
        facts={"what": str(turn), "scope": str(scope), "last_on": date(2027, 2, 23).isoformat()},
        written_at=datetime(2026, 11, 23, tzinfo=UTC),
        opened_at=None,
        served_on=None,
        served_how=None,
    )


@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("scope", Scope)
def test_a_letter_about_a_helper_is_short_and_says_how_far_and_until_when(turn, scope):
    letter = helped.letter(about(turn, scope))

    for words in [*sentences(letter), helped.subject(about(turn, scope))]:
        for sentence in re.split(r"[。！？；]", words.zh):
            assert len(HAN.findall(sentence)) <= 40, sentence
        for sentence in re.split(r"(?<!art)[.!?](?:\s|$)", words.en):
            assert len(sentence.split()) <= 25, sentence
    assert "23 February 2027" in text_of(letter, "en")
    assert "2027年2月23日" in text_of(letter)
    for language in ("en", "zh-hans"):
        assert not BANNED.search(text_of(letter, language))
