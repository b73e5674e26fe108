"""Every refusal says, in both languages, what was refused and what to do."""

import ast
import re
import string

import pytest
from django.conf import settings

from recourse.catalogue import reading
from recourse.ground import provisions
from recourse.ground.provisions import PIPL, cite, standard, together
from recourse.ground.refused import REFUSALS, Refused
from recourse.ground.words import Words
from recourse.intake.rulebook import RULES
from tests.architecture.house import import_everything, sources

HAN = re.compile(r"[\u4e00-\u9fff]")
FORBIDDEN = re.compile(r"失信|黑名单|untrustworthy|\bscore\b|blacklist", re.IGNORECASE)

import_everything()


def placeholders(text: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def needed(refusal: type[Refused]) -> set[str]:
    return placeholders(refusal.says.zh + refusal.do.zh)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_reads_in_both_languages(code: str):
    refusal = REFUSALS[code]
    facts = dict.fromkeys(needed(refusal), "7")
    raised = refusal(**facts)

    for chinese in (raised.words("zh-hans"), raised.advice("zh-hans")):
        assert HAN.search(chinese)
        assert not FORBIDDEN.search(chinese)
        assert chinese.endswith(("。", "？", "」", "”", "）"))
    for english in (raised.words("en"), raised.advice("en")):
        assert not HAN.search(english)
        assert not FORBIDDEN.search(english)


STANDARD = re.compile(r"(GB|RFC) [\d-]+")
CITED_ZH = re.compile(r"《[^》]+》(第[\d至]+条(第\d+款)?(第\d+项)?、?)*|国办发〔2025〕22号")
UNWRITTEN = {"治安管理处罚法", "预防未成年人犯罪法", "民法典"}  # no item rests on them


def is_cited_in_both(law: Words) -> bool:
    """Whether every law is named in the reader's language, with its article."""
    chinese, english = law.zh.split("；"), law.en.split("; ")
    return len(chinese) == len(english) and all(
        bool(STANDARD.match(zh) and STANDARD.match(en))
        or bool(CITED_ZH.fullmatch(zh) and not HAN.search(en))
        for zh, en in zip(chinese, english, strict=True)
    )


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_refusal_cites_its_law_in_both_languages(code: str):
    refused = REFUSALS[code](**dict.fromkeys(needed(REFUSALS[code]), "7"))

    assert refused.law is None or is_cited_in_both(refused.law), refused.law
    assert bool(refused.provision("zh-hans")) == bool(refused.provision("en"))


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_of_intake_cites_its_law_in_both_languages(code: str):
    assert is_cited_in_both(RULES[code].law), RULES[code].law


def test_a_law_is_called_as_the_catalogue_calls_it():
    laws = {law.name.zh: law.name.en for law in reading.read(settings.CATALOGUE_DIR).laws.values()}
    named = {one.zh: one.en for one in vars(provisions).values() if isinstance(one, Words)}

    assert named.keys() - laws.keys() == UNWRITTEN
    assert all(laws[zh] == en for zh, en in named.items() if zh in laws)


def test_several_provisions_read_as_one():
    cited = together(cite(PIPL, "13; 51(1)(4)"), standard("RFC 9110", "15.5.5"))

    assert cited.zh == "《个人信息保护法》第13条、第51条第1款第4项；RFC 9110 第 15.5.5 节"
    assert cited.en == (
        "Personal Information Protection Law, art. 13 and 51(1)(4); RFC 9110, section 15.5.5"
    )


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_both_languages_tell_the_same_facts(code: str):
    refusal = REFUSALS[code]

    assert placeholders(refusal.says.zh) == placeholders(refusal.says.en)
    assert placeholders(refusal.do.zh) == placeholders(refusal.do.en)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_sentences_are_short(code: str):
    refusal = REFUSALS[code]

    for words in (refusal.says, refusal.do):
        for sentence in re.split(r"[。？！；]", words.zh):
            assert len(HAN.findall(sentence)) <= 40, sentence
        for sentence in re.split(r"[.?!;:](?:\s|$)", words.en):
            assert len(sentence.split()) <= 25, sentence


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_a_code_names_the_room_and_the_refusal(code: str):
    assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", code)
    assert 400 <= REFUSALS[code].status < 600


def test_whoever_refuses_gives_the_facts_the_words_need():
    by_name = {refusal.__name__: refusal for refusal in REFUSALS.values()}
    missing = [
        f"{path.name}:{call.lineno} {call.func.id}"
        for path in sources()
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in by_name
        and not any(keyword.arg is None for keyword in call.keywords)
        and needed(by_name[call.func.id]) - {keyword.arg for keyword in call.keywords}
    ]

    assert missing == []


def test_whoever_refuses_without_facts_needs_none():
    by_name = {refusal.__name__: refusal for refusal in REFUSALS.values()}
    bare = [
        f"{path.name}:{line.lineno} {line.exc.id}"
        for path in sources()
        for line in ast.walk(ast.parse(path.read_text()))
        if isinstance(line, ast.Raise)
        and isinstance(line.exc, ast.Name)
        and line.exc.id in by_name
        and needed(by_name[line.exc.id])
    ]

    assert bare == []
