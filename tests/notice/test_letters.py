"""The words of a notice: everything the law asks, in plain sentences, in both languages."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from recourse.catalogue import reading
from recourse.catalogue.terms import Item, Polarity
from recourse.ground.calendar import WorkingDays
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.intake.amendments.terms import ComesBack
from recourse.notice import changed, letters, wording
from recourse.notice.channels import POINTER, SUBJECT
from recourse.notice.terms import Kind, Letter, NoticeCard
from recourse.records import rules
from recourse.records.terms import RecordCard, State, Why
from tests.notice.making import BUREAU, CONTENTS
from tests.records.making import NOON, TODAY, dates

CATALOGUE = reading.read(settings.CATALOGUE_DIR)
CALENDAR = WorkingDays.load(settings.CALENDAR_DIR)
ITEMS = sorted(CATALOGUE.items.values(), key=lambda item: item.id)
BANNED = re.compile(
    r"失信|黑名单|untrustworthy|blacklist|score(?!, grade or rank)|rating", re.IGNORECASE
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def card_of(
    item: Item,
    *,
    noticed_on: date | None = None,
    usable_from_on: date | None = None,
    fields=CONTENTS,
) -> RecordCard:
    on = dates(conduct_ended_on=TODAY, decided_on=TODAY, served_on=TODAY, received_on=TODAY)
    longer = replace(item, window=replace(item.window, max_months=max(1, item.window.max_months)))
    life = rules.life_of(longer, on)
    return RecordCard(
        person_id=uuid7(NOON),
        id=uuid7(NOON),
        item=item.id,
        catalogue_version=CATALOGUE.version,
        authority_id=uuid7(NOON),
        batch_id=uuid7(NOON),
        version=1,
        adverse=item.is_adverse,
        conduct_ended_on=on.conduct_ended_on,
        decided_on=on.decided_on,
        served_on=on.served_on,
        repair_notice_served_on=on.repair_notice_served_on,
        final_on=None,
        received_at=NOON,
        noticed_on=noticed_on,
        usable_from_on=usable_from_on if item.is_adverse else TODAY,
        first_disclosed_on=None,
        repair_from_on=life.repair_from_on,
        ends_on=life.ends_on,
        erase_on=life.erase_on,
        key_month=rules.key_month_of(life.erase_on),
        silenced=0,
        ended_at=None,
        falls_at=None,
        disowned_at=None,
        ended_why=None,
        has_contents=bool(fields),
        standing=False,
        state=State.UNSEEN if fields else State.ERASED,
        fields=fields,
    )


def letter_about(item: Item, **how: object) -> Letter:
    record = card_of(item, **how)
    notice = NoticeCard(
        person_id=record.person_id,
        id=uuid7(NOON),
        record_id=record.id,
        kind=Kind.RECORD_ENTERED,
        catalogue_version=CATALOGUE.version,
        facts={},
        written_at=NOON,
        opened_at=None,
        served_on=None,
        served_how=None,
    )
    return letters.letter(
        notice=notice, record=record, catalogue=CATALOGUE, sender=BUREAU, calendar=CALENDAR
    )


def sentences(letter: Letter) -> list[Words]:
    return [
        letter.title,
        letter.lead,
        *(section.heading for section in letter.sections),
        *(paragraph for section in letter.sections for paragraph in section.paragraphs),
    ]


def text_of(letter: Letter, language: str = "zh-hans") -> str:
    return wording.plain_text(letter, language)


WORK_SAFETY = CATALOGUE.items["adv.work_safety_person"]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
@pytest.mark.parametrize(
    ("noticed_on", "usable_from_on"),
    [
        (None, None),
        (date(2026, 11, 23), date(2026, 12, 8)),
        (date(2026, 12, 24), date(2027, 1, 9)),
    ],
    ids=["unserved", "served", "provisional"],
)
def test_every_sentence_of_every_letter_is_short(item, noticed_on, usable_from_on):
    about = letter_about(item, noticed_on=noticed_on, usable_from_on=usable_from_on)
    for words in sentences(about):
        for sentence in re.split(r"[。！？；]", words.zh):
            assert len(HAN.findall(sentence)) <= 40, sentence
        for sentence in re.split(r"(?<!art)[.!?](?:\s|$)", words.en):
            assert len(sentence.split()) <= 25, sentence


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_letter_uses_a_banned_word(item, language):
    assert not BANNED.search(text_of(letter_about(item), language))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_english_letter_has_no_chinese_but_what_the_department_wrote(item):
    english = text_of(letter_about(item, fields={}), "en")

    assert not HAN.search(english)


@pytest.mark.parametrize(
    ("what", "zh", "en"),
    [
        ("1 who holds it", "有据：本市公共信用信息服务", "Recourse, the public record service"),
        ("1 how to reach them", "12345", "12345"),
        ("2 item", "安全生产责任人员处罚", "Work-safety penalty on a responsible person"),
        ("2 catalogue number", "adv.work_safety_person", "adv.work_safety_person"),
        ("2 legal basis", "《安全生产法》", "Work Safety Law"),
        ("2 version", CATALOGUE.version, CATALOGUE.version),
        ("3 what was received", "示应急罚〔2026〕7号", "示应急罚〔2026〕7号"),
        ("3 code in words", "罚款", "Fine"),
        ("3 from whom", "示例市应急管理局", "Sample City Emergency Management Bureau"),
        ("3 when", "2026年11月23日", "23 November 2026"),
        ("4 tier", "一般", "General"),
        ("4 last day of the window", "2027年11月22日", "22 November 2027"),
        ("4 five-year cap", "2031年11月23日", "23 November 2031"),
        ("4 first day of use", "告知书送达满10个工作日的次日", "10 working days have run"),
        ("5 who may look", "应急管理部门", "mergency"),
        ("5 what for", "审查安全生产主要负责人任职资格", "responsible for work safety"),
        ("5 never published", "永不公开", "never published"),
        ("6 earliest repair", "2027年2月23日", "23 February 2027"),
        ("6 condition", "完全履行", "fully performed"),
        ("6 first paper", "履行证明", "Proof of performance"),
        ("6 second paper", "信用承诺书", "Letter of commitment"),
        ("6 no fee, no agent", "不收费，不需要中介", "It is free, and you need no agent"),
        ("6 clocks", "3个工作日内告知是否受理，共10个工作日", "within 10"),
        ("7 objection clocks", "7个工作日内答复", "or 7 if another body"),
        ("7 own statement", "附上您的说明", "Add your side"),
        ("7 reconsideration", "60日内，即2027年1月22日", "22 January 2027"),
        ("7 court", "六个月内，即2027年5月24日", "24 May 2027"),
        ("8 explanation", "解释这条记录", "explain the record"),
        ("8 no purely automated decision", "不会只由机器作出", "by a machine alone"),
        ("9 paper and large print", "纸质件或者大字版", "on paper or in large print"),
        ("9 counter", "政务服务大厅", "service hall"),
    ],
    ids=lambda value: value if value[:1].isdigit() and " " in value[:2] else "",
)
def test_a_notice_carries_what_the_law_asks(what, zh, en):
    letter = letter_about(WORK_SAFETY)

    assert zh in text_of(letter, "zh-hans")
    assert en in text_of(letter, "en")


def test_the_same_facts_give_the_same_words():
    record = card_of(WORK_SAFETY)
    notice = NoticeCard(
        person_id=record.person_id,
        id=uuid7(NOON),
        record_id=record.id,
        kind=Kind.RECORD_ENTERED,
        catalogue_version=CATALOGUE.version,
        facts={},
        written_at=NOON,
        opened_at=None,
        served_on=None,
        served_how=None,
    )
    made = [
        letters.letter(
            notice=notice, record=record, catalogue=CATALOGUE, sender=BUREAU, calendar=CALENDAR
        )
        for _ in range(2)
    ]

    assert made[0] == made[1]


def test_once_served_the_letter_names_the_day_instead_of_the_count():
    letter = letter_about(WORK_SAFETY, usable_from_on=date(2026, 12, 8))

    assert "在2026年12月8日之前，只有您能看到" in letter.lead.zh
    assert "before 8 December 2026" in letter.lead.en


def test_a_letter_does_not_repeat_the_number_of_the_persons_document():
    assert CONTENTS["document_number"] not in text_of(letter_about(WORK_SAFETY))


def test_an_erased_record_is_not_told_again():
    text = text_of(letter_about(WORK_SAFETY, fields={}))

    assert "记录内容已经删除" in text
    assert CONTENTS["decision_no"] not in text


def test_a_record_that_speaks_for_the_person_can_be_taken_down_by_a_word():
    positive = [item for item in ITEMS if item.polarity is Polarity.POSITIVE]
    assert positive

    for item in positive:
        text = text_of(letter_about(item))
        assert "要求撤下这条记录" in text
        assert "申请行政复议" not in text


@pytest.mark.parametrize("words", [POINTER, SUBJECT])
def test_what_passes_through_other_machines_says_nothing_of_a_record(words):
    for told in (*CONTENTS.values(), "处罚", "记录", "penalty", "record"):
        assert told not in words.zh
        assert told not in words.en


def test_a_day_that_hangs_on_a_year_without_a_notice_says_so_in_both_languages():
    served = {"noticed_on": date(2026, 12, 24), "usable_from_on": date(2027, 1, 9)}
    letter = letter_about(WORK_SAFETY, **served)

    aside = "暂定，2027年放假安排尚未公布"
    assert f"在2027年1月9日（{aside}）之前，只有您能看到。" in letter.lead.zh
    assert "(provisional: the days off of 2027 are not announced yet)" in letter.lead.en
    chinese, english = text_of(letter), text_of(letter, "en")
    assert f"其他单位最早可以查询：2027年1月9日（{aside}）" in chinese
    assert f"2027年1月22日（{aside}）之前（含当日）" in chinese  # to ask for reconsideration
    assert f"2027年5月24日（{aside}）之前（含当日）" in chinese  # to go to court
    assert english.count("(provisional: ") == chinese.count("（暂定") == 4


def test_a_day_counted_by_notices_alone_has_no_aside():
    served = {"noticed_on": date(2026, 11, 23), "usable_from_on": date(2026, 12, 8)}

    assert "2026年12月8日之前" in letter_about(WORK_SAFETY, **served).lead.zh


def changed_letter(kind: Kind, *, why: Why | None = None, **facts: str | int) -> Letter:
    before = card_of(WORK_SAFETY)
    record = replace(
        card_of(WORK_SAFETY, fields=CONTENTS | {"fine_wan_yuan": "1"}),
        ended_why=why,
        ended_at=NOON if why else None,
    )
    notice = NoticeCard(
        person_id=record.person_id,
        id=uuid7(NOON),
        record_id=record.id,
        kind=kind,
        catalogue_version=CATALOGUE.version,
        facts=facts,
        written_at=NOON,
        opened_at=None,
        served_on=None,
        served_how=None,
    )
    base = letters.letter(
        notice=notice, record=record, catalogue=CATALOGUE, sender=BUREAU, calendar=CALENDAR
    )
    paper = {
        "document_no": "示复〔2026〕1号",
        "decided_on": "2026-11-20",
        "authority_name": "示例市",
    }
    return changed.letter(
        base,
        changed.Change(
            notice=notice,
            record=record,
            before=before,
            paper=paper,
            catalogue=CATALOGUE,
            item=WORK_SAFETY,
            sender=BUREAU,
        ),
    )


CHANGED = [
    *(
        changed_letter(Kind.RECORD_ENDED, why=why, **facts)
        for why, facts in (
            (Why.WITHDRAWN, {"reason": "wrong_person"}),
            (Why.REVOKED, {"reason": "by_court"}),
            (Why.REPAIRED, {"by_itself": 1}),
            (Why.ERASED, {}),
        )
    ),
    changed_letter(Kind.RECORD_CORRECTED, reason="facts"),
    *(
        changed_letter(Kind.RECORD_RETURNED, reason=reason.value, seat="0102")
        for reason in ComesBack
    ),
]


@pytest.mark.parametrize("letter", CHANGED)
def test_every_sentence_about_a_change_is_short_and_plain(letter):
    for words in sentences(letter):
        for sentence in re.split(r"[。！？；]", words.zh):
            assert len(HAN.findall(sentence)) <= 40, sentence
        for sentence in re.split(r"(?<!art)[.!?](?:\s|$)", words.en):
            assert len(sentence.split()) <= 25, sentence
    for language in ("zh-hans", "en"):
        assert not BANNED.search(text_of(letter, language))


def test_a_correction_shows_what_was_and_what_is():
    letter = changed_letter(Kind.RECORD_CORRECTED, reason="facts")

    assert "原为：2.5；现为：1" in text_of(letter)
    assert "was: 2.5; is now: 1" in text_of(letter, "en")
