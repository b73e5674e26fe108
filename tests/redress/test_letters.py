"""Letters about cases: plain words, four kinds of refusal that cannot be mixed up, one source."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.agencies.terms import AgencyCard, Role, SeatCard
from recourse.ground.calendar import end_of
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.notice import printing, typesetting
from recourse.notice.errors import CannotPrint
from recourse.records.terms import State as RecordState
from recourse.redress import letters, reasons, rules
from recourse.redress.rules import OUTCOMES
from recourse.redress.terms import (
    CannotBeExpressed,
    CaseCard,
    Decision,
    Due,
    EvidenceMissing,
    FileCard,
    Form,
    Ground,
    Happening,
    Kind,
    LawSaysNo,
    OfficerSaysNo,
    Outcome,
    State,
    Via,
    Weighed,
    Weight,
)
from recourse.redress.told import Told
from tests.notice.making import BUREAU
from tests.notice.test_letters import BANNED, CALENDAR, CATALOGUE, HAN, text_of
from tests.redress.making import TUESDAY

ARTICLE = re.compile(r"《[^》]+》|第\d+条|\bart\.")
REASONS = (
    LawSaysNo(law="work_safety_law", article="94"),
    OfficerSaysNo(because="理由。"),
    EvidenceMissing(needed="材料。"),
    CannotBeExpressed(gap="缺口。"),
)
SEAT = SeatCard(
    id=uuid7(TUESDAY),
    agency=AgencyCard(
        id=uuid7(TUESDAY), code="x", name=BUREAU, kind="emergency_management", is_department=True
    ),
    role=Role.CASE_OFFICER,
    number="0201",
    unit=Words(zh="异议处理科", en="Objections section"),
)
FILE = FileCard(
    id=uuid7(TUESDAY),
    name="证明.pdf",
    media_type="application/pdf",
    size_bytes=2048,
    sha256=bytes(range(32)),
    added_at=TUESDAY,
    opened_by=frozenset(),
)
ABOUT_NO_RECORD = {Kind.WHY, Kind.ACCESS}


def case_of(
    kind: Kind, *, decision: Decision | None = None, filed_at: datetime = TUESDAY
) -> CaseCard:
    clock = rules.CLOCKS[kind]
    accept = clock.accept_working_days
    return CaseCard(
        person_id=uuid7(TUESDAY),
        id=uuid7(TUESDAY),
        number="C-20261215-ABCD-EFGH",
        kind=kind,
        ground=Ground.WRONG if kind is Kind.OBJECTION else None,
        record_id=None if kind in ABOUT_NO_RECORD else uuid7(TUESDAY),
        entry_id=None,
        reviewed_id=uuid7(TUESDAY) if kind is Kind.REVIEW else None,
        form=Form.LARGE_PRINT if kind is Kind.ACCESS else None,
        authority_id=SEAT.agency.id,
        via=Via.PORTAL,
        filed_at=filed_at,
        due=rules.due(filed_at, clock.working_days, calendar=CALENDAR),
        accept_due=accept and rules.due(filed_at, accept, calendar=CALENDAR),
        accepted_at=filed_at + timedelta(hours=1) if accept else None,
        extension="other_body" if kind is Kind.OBJECTION else "",
        silences=kind in {Kind.OBJECTION, Kind.CORRECTION},
        state=State.OPEN if decision is None else State.DECIDED,
        closed_at=None,
        outcome=None if decision is None else decision.outcome,
        decided_by=None,
        words="我不是负责人。",
        decision=decision,
        erase_on=date(2027, 12, 15),
    )


def told(case: CaseCard, what: Happening, **how: object) -> Told:
    given_ = {
        "case": case,
        "what": what,
        "at": TUESDAY + timedelta(hours=2),
        "agency": BUREAU,
        "catalogue": CATALOGUE,
        "calendar": CALENDAR,
        "due_on": case.due.on,
        "subject": None if case.record_id is None else CATALOGUE.items["adv.physician"].name,
        "record": None if case.record_id is None else RecordState.STANDING,
        "files": (FILE,),
        "reviewed": Kind.REPAIR if case.kind is Kind.REVIEW else None,
    }
    return Told(**(given_ | how))


def decided(kind: Kind, outcome: Outcome, reason=None, **how: object) -> Told:
    decision = Decision(
        outcome=outcome,
        words="查明如下。",
        reason=reason,
        weighed={FILE.id: Weighed(Weight.DOES_NOT_PROVE, "没有日期。")},
    )
    to_correct = outcome is Outcome.TO_CORRECT
    more = {"decider": SEAT, "correct_by_on": date(2026, 12, 18) if to_correct else None} | how
    return told(case_of(kind, decision=decision), Happening.DECIDED, **more)


def every_letter():
    """Yield what every letter but one about a decision is made from."""
    for kind in Kind:
        for what in sorted(letters.TOLD_OF - {Happening.DECIDED}):
            for state in RecordState:
                for quiet in (True, False):
                    case = replace(case_of(kind), silences=quiet)
                    yield told(case, what, record=None if case.record_id is None else state)
    for ground in Ground:
        yield told(replace(case_of(Kind.OBJECTION), ground=ground), Happening.FILED)


def every_decision():
    """Yield what every letter about a decision is made from."""
    for kind in Kind:
        for outcome in sorted(OUTCOMES[kind]):
            for reason in REASONS if outcome is Outcome.REFUSED else (None,):
                for state in RecordState:
                    yield decided(kind, outcome, reason, record=state)


ALL = [letters.letter(one) for one in (*every_letter(), *every_decision())]


def own_words(letter):
    """Yield what the house itself says; names of laws and files stand in rows and are long."""
    yield from (letter.title, letter.lead)
    for section in letter.sections:
        yield from (section.heading, *section.paragraphs)
        yield from (row.name for row in section.rows)
        yield from (row.value for row in section.rows if not ARTICLE.search(row.value.zh))


def test_every_sentence_of_every_letter_about_a_case_is_short_and_plain():
    long = set()
    for letter in ALL:
        for words in own_words(letter):
            for sentence in re.split(r"[。！？；]", words.zh):
                long |= {sentence} if len(HAN.findall(sentence)) > 40 else set()
            for sentence in re.split(r"(?<!art)[.!?;:](?:\s|$)", words.en):
                long |= {sentence} if len(sentence.split()) > 25 else set()

    assert long == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_letter_about_a_case_uses_a_banned_word(language):
    assert not [one.title for one in ALL if BANNED.search(text_of(one, language))]


def test_no_hole_is_left_open_in_any_letter():
    assert not [
        one.title for one in ALL for to in ("zh", "en") if re.search(r"\{|None", text_of(one, to))
    ]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: type(reason).__name__)
@pytest.mark.parametrize("kind", [kind for kind in Kind if Outcome.REFUSED in OUTCOMES[kind]])
def test_only_a_refusal_by_law_prints_a_legal_ground(kind, reason):
    letter = letters.letter(decided(kind, Outcome.REFUSED, reason))
    names = [row.name for section in letter.sections for row in section.rows]

    assert (reasons.LEGAL_GROUND in names) == isinstance(reason, LawSaysNo)
    others = [reasons.section(one, CATALOGUE).heading for one in REASONS if one != reason]
    assert not {one.zh for one in others} & {section.heading.zh for section in letter.sections}


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text.strip() and not rules.names_an_article(text) and not ARTICLE.search(text)
)


@given(plain, st.sampled_from([OfficerSaysNo, EvidenceMissing, CannotBeExpressed]))
def test_what_no_law_decided_never_reads_as_if_one_had(text, kind):
    field = {OfficerSaysNo: "because", EvidenceMissing: "needed", CannotBeExpressed: "gap"}[kind]
    said = reasons.section(kind(**{field: text}), CATALOGUE)

    assert reasons.LEGAL_GROUND not in {row.name for row in said.rows}
    for words in (said.heading, *said.paragraphs, *(row.name for row in said.rows)):
        assert not ARTICLE.search(words.zh + words.en)
    assert [row.value.zh for row in said.rows] == [text]


@pytest.mark.parametrize(
    "text", ["根据第三十九条", "第 39 条规定", "see art. 39", "Article 7 says so", "arts 3 and 4"]
)
def test_a_text_that_points_to_an_article_is_recognised(text):
    assert rules.names_an_article(text)


@pytest.mark.parametrize(
    "text", ["有您的签字。", "part 3 of the letter", "三条理由都不成立", "第一天"]
)
def test_a_text_that_points_to_none_is_left_alone(text):
    assert not rules.names_an_article(text)


def test_a_receipt_names_number_files_digests_clock_and_what_silence_will_bring():
    text = text_of(
        letters.letter(told(replace(case_of(Kind.OBJECTION), extension=""), Happening.FILED))
    )

    for says in (
        *("C-20261215-ABCD-EFGH", "证明.pdf", "0001 0203", "2026年12月18日", "3个工作日"),
        *("记录当即撤下", "任何单位都看不到这条记录", "《山东省社会信用条例》第39条"),
    ):
        assert says in text


def test_a_refusal_names_who_decided_the_evidence_and_every_way_on_with_its_last_day():
    text = text_of(letters.letter(decided(Kind.OBJECTION, Outcome.REFUSED, REASONS[1])))

    for says in (
        *("示例市应急管理局，异议处理科，0201号岗位", "不能证明。没有日期。", "查明如下。"),
        *(
            "另一岗位的另一人",
            "2027年12月14日",
            "60日内，至少到2027年2月1",
            "六个月内，至少到2027年6月15日",
        ),
        *("12345", "从现在起，列明的单位又可以查询"),
    ):
        assert says in text, says


def test_a_day_that_hangs_on_a_year_without_a_notice_says_so():
    filed_at = datetime.fromisoformat("2026-12-30T04:00:00+00:00")
    case = replace(case_of(Kind.OBJECTION, filed_at=filed_at), extension="")
    text = letters.letter(told(case, Happening.FILED))

    assert "暂定，2027年放假安排尚未公布" in text_of(text)
    assert "(provisional: the days off of 2027" in text_of(text, "en")


def test_the_record_stays_silent_until_its_source_has_corrected_it():
    text = text_of(letters.letter(decided(Kind.OBJECTION, Outcome.TO_CORRECT)))

    assert "更正之前，任何单位都看不到这条记录" in text
    assert "最迟更正日：2026年12月18日" in text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_pdf_can_be_read_aloud_says_what_the_letter_says_and_is_the_same_each_time(language):
    import pypdfium2

    letter = letters.letter(decided(Kind.OBJECTION, Outcome.REFUSED, REASONS[1]))
    made = printing.pdf_of(letter, language=language, written_at=TUESDAY)

    assert made == printing.pdf_of(letter, language=language, written_at=TUESDAY)
    for mark in (b"pdfuaid:part", b"/StructTreeRoot", b"/Lang", b"/Scope"):
        assert mark in made
    with pypdfium2.PdfDocument(made) as document:
        read = "".join(page.get_textpage().get_text_range() for page in document)
    bare = re.sub(r"\s", "", read)
    for section in letter.sections:
        assert re.sub(r"\s", "", section.heading.to(language)) in bare
        for row in section.rows:
            assert re.sub(r"\s", "", row.name.to(language)) in bare


@pytest.mark.slow
def test_a_character_that_cannot_be_drawn_is_told_and_stops_no_letter():
    import pypdfium2

    case = decided(
        Kind.OBJECTION, Outcome.REFUSED, OfficerSaysNo(because="关于\U0002ebf0𪚥\u202e。")
    )
    made = printing.pdf_of(letters.letter(case), language="zh-hans", written_at=TUESDAY)

    with pypdfium2.PdfDocument(made) as document:
        read = "".join(page.get_textpage().get_text_range() for page in document)
    assert "关于〔U+2EBF0〕𪚥〔U+202E〕。" in re.sub(r"\s", "", read)
    assert "请以本人证件上的写法为准" in re.sub(r"\s", "", read)


@pytest.mark.slow
def test_what_a_person_wrote_is_never_code_in_a_pdf():
    import pypdfium2

    evil = '#read("/etc/passwd") $x$ *b* \\ [ ] <a> @b'
    case = decided(Kind.OBJECTION, Outcome.REFUSED, OfficerSaysNo(because=evil))
    made = printing.pdf_of(letters.letter(case), language="en", written_at=TUESDAY)

    with pypdfium2.PdfDocument(made) as document:
        read = "".join(page.get_textpage().get_text_range() for page in document)
    assert re.sub(r"\s", "", evil) in re.sub(r"\s", "", read)


@pytest.mark.slow
def test_a_picture_that_cannot_be_read_aloud_stops_the_build(tmp_path):
    import typst

    bare = printing.TEMPLATE.read_text().replace(", alt: letter.mark", "")
    (tmp_path / "letter.typ").write_text(bare)
    (tmp_path / "mark.svg").write_bytes(printing.TEMPLATE.with_name("mark.svg").read_bytes())
    told_ = printing._data(ALL[0], "en", TUESDAY)
    told_ |= {"fonts": typesetting.families(), "unshown": False}

    with pytest.raises(typst.TypstError, match="alt text"):
        typst.compile(
            str(tmp_path / "letter.typ"),
            root=str(tmp_path),
            sys_inputs={"told": __import__("json").dumps(told_)},
            pdf_standards="ua-1",
        )


def test_a_machine_without_chinese_fonts_refuses_instead_of_leaving_holes(settings, tmp_path):
    settings.FONTS_DIR = tmp_path

    with pytest.raises(CannotPrint):
        printing.pdf_of(ALL[0], language="zh-hans", written_at=TUESDAY)


def test_silence_is_told_with_the_instant_since_when():
    case = case_of(Kind.OBJECTION)
    text = text_of(letters.letter(told(case, Happening.SILENT)))

    assert end_of(case.due.on) == Due(case.due.on, end_of(case.due.on)).at
    assert "从何时起：2026年12月19日 00:00" in text
