"""Texts a person reads are short, and never carry words that judge people."""

import re
import sys
from datetime import date

import polib
from django.conf import settings

from recourse.catalogue import reading as catalogues
from recourse.faces.api import prose as prose_of_api
from recourse.faces.content import reading
from recourse.faces.content.rendering import sentences_of
from recourse.faces.public.handbook.clocks import Clocks
from recourse.faces.public.handbook.whole import RIGHTS
from recourse.faces.public.paper.forms import PAPERS
from recourse.faces.ready_made import READY_MADE
from recourse.ground.refused import REFUSALS
from recourse.store.calendar import working_days
from tests.architecture.house import import_everything
from tests.faces import messages
from tests.faces.test_messages import PO
from tests.faces.words import every_words

FORBIDDEN = re.compile(r"失信|黑名单|untrustworthy|\bscore|blacklist|信用分|评分", re.IGNORECASE)
ALLOWED = re.compile("does not score, grade or rank|不给任何人打分、评级或排名")
MOST_HAN, MOST_HAN_IN_CLAUSE, MOST_WORDS = 40, 24, 25
HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
QUOTED_LAW = re.compile(r"《[^》]*》")


def of_the_api():
    """Yield what the description of the API says of operations and what they are told."""
    for prose in prose_of_api.OPERATIONS.values():
        yield from (prose.name.zh, prose.name.en, prose.says.zh, prose.says.en)
    for named in prose_of_api.PARAMETERS.values():
        yield from (named.zh, named.en)


def texts():
    """Yield every text of the pages, in both languages."""
    for entry in polib.pofile(str(PO)):
        yield entry.msgid
        yield entry.msgid_plural
        yield entry.msgstr
        yield from entry.msgstr_plural.values()
    for ready in READY_MADE:
        yield from (ready.role.zh, ready.role.en, ready.tries.zh, ready.tries.en)
    yield from of_the_api()
    import_everything()
    for refused in REFUSALS.values():
        yield from (refused.says.zh, refused.says.en, refused.do.zh, refused.do.en)
    for words in spoken():
        yield from (words.zh, words.en)
    for article in reading.articles(settings.CONTENT_DIR):
        for words in every_words(article.text):
            yield from (*sentences_of(words.zh), *sentences_of(words.en))


def spoken():
    """Yield every text in two languages: of all rooms, letters, catalogue, handbook and forms."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith("recourse."):
            for value in vars(module).values():
                if not isinstance(value, type):
                    yield from every_words(value)
    catalogue = catalogues.read(settings.CATALOGUE_DIR)
    yield from every_words(catalogue)
    clocks = Clocks(today=date(2026, 12, 24), calendar=working_days(), catalogue=catalogue)
    for entry in RIGHTS:
        yield from every_words(entry(clocks))
    for paper in PAPERS.values():
        yield from every_words(paper())


ALL = sorted({text for text in texts() if text})


def too_long(text: str) -> bool:
    """Whether a sentence or a clause of the text is too long to be read aloud."""
    if not HAN.search(text):
        sentences = re.split(r"[.!?;:](?:\s|$)", text)
        return any(len(sentence.split()) > MOST_WORDS for sentence in sentences)
    sentences = re.split(r"[。！？；：]", QUOTED_LAW.sub("", text))
    clauses = [clause for sentence in sentences for clause in re.split(r"[，、]", sentence)]
    return any(len(HAN.findall(sentence)) > MOST_HAN for sentence in sentences) or any(
        len(HAN.findall(clause)) > MOST_HAN_IN_CLAUSE for clause in clauses
    )


def test_every_text_is_short_enough_to_be_read_aloud():
    assert [text for text in ALL if too_long(text)] == []


def test_no_text_judges_people():
    assert [text for text in ALL if FORBIDDEN.search(ALLOWED.sub("", text))] == []


def test_no_template_says_it_either():
    for path in (messages.FACES / "templates").rglob("*.html"):
        assert not FORBIDDEN.search(ALLOWED.sub("", path.read_text())), path


def test_chinese_texts_use_chinese_marks():
    half = re.compile(r"[\u3400-\u9fff](?:[,;?!]|\.(?!\w))")

    assert [text for text in ALL if half.search(text)] == []
