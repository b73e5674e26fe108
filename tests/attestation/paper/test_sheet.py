"""A statement on paper can be read aloud, by eye and by program, and says what it says."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from recourse.attestation import paper
from recourse.attestation.errors import NotVouchedFor
from recourse.attestation.paper import wording
from recourse.attestation.terms import Section, Statement, Subject
from recourse.catalogue import queries
from recourse.ground import canonical
from recourse.ground.words import Words
from recourse.notice import typesetting
from tests.architecture.house import FORBIDDEN
from tests.attestation.paper.making import (
    CHEN,
    CREDENTIAL,
    ENTRY,
    EVERY_KIND,
    NO_VIOLATION,
    NOW,
    RECIPIENT,
    REPORT,
    STATUS,
    URL,
    catalogue,
    printed,
    sealed,
    text_of,
)
from tests.faces.test_plain_words import too_long

EVIL = '#read("/etc/passwd") $x$ *b* \\ [ ] <a> @b #panic("x") // /* `raw` = h'
LANGUAGES = ("zh", "en")


def bare(text: str) -> str:
    """Return a text without what a line break may change."""
    return re.sub(r"[\s\u200b]", "", text)


def of(subject: str) -> Statement:
    return replace(NO_VIOLATION, subject=Subject(name=subject, id_last4="001X", birth_year=None))


def named(pdf: pikepdf.Pdf, *kinds: str) -> list[pikepdf.Dictionary]:
    """Return the structure elements of some kinds, in the order they are read."""
    return [one for one in _elements(pdf.Root.StructTreeRoot.K) if str(one.S) in kinds]


def _elements(node: Any) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _elements(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _elements(node.K)


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield what describes each font, down to where its file would lie."""
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            yield one


@pytest.mark.slow
@pytest.mark.parametrize("statement", EVERY_KIND, ids=[str(one.kind) for one in EVERY_KIND])
def test_every_kind_says_all_that_it_states_and_what_it_does_not(statement: Statement):
    said = bare(text_of(printed(statement)))

    sentences = [*statement.says, *statement.limits, statement.title]
    sentences += [section.name for section in statement.sections]
    for entry in (entry for section in statement.sections for entry in section.entries):
        sentences += [entry.title, entry.authority, *(row.value for row in entry.rows)]
    for words in sentences:
        for language in LANGUAGES:
            assert bare(words.to(language)) in said, words
    for text in (statement.number, "陈晓", "0017", "2026年12月27日", f"{URL}/verify"):
        assert bare(text) in said


@pytest.mark.slow
def test_a_report_shows_marks_own_words_and_where_there_is_nothing():
    said = bare(text_of(printed(REPORT)))

    for text in (
        "更正过",
        "已提出异议",
        "已经修复",
        "只有本人能看到",
        "我当时不在岗",
        "没有记录。",
    ):
        assert text in said
    assert "Norecords." in said


@pytest.mark.slow
def test_the_domains_the_items_the_period_and_the_recipient_stand_there_by_name():
    said = bare(text_of(printed(replace(NO_VIOLATION, recipient=RECIPIENT))))

    for text in ("安全生产责任人员处罚", "Work safety", "2021年11月28日至2026年11月27日"):
        assert bare(text) in said
    for text in ("示例市住房公积金中心", "任命安全生产主要负责人", "《安全生产法》第94条"):
        assert bare(text) in said


@pytest.mark.slow
def test_a_correction_says_what_became_of_which_record_and_a_benefit_which_rule():
    correction, benefit = (bare(text_of(printed(one))) for one in EVERY_KIND[2:])

    for text in ("未按规定组织安全培训", "已撤下", "Withdrawn", "2026年11月3日"):
        assert bare(text) in correction
    for text in ("图书免押金借阅", "2026.1", "符合条件"):
        assert text in benefit


@pytest.mark.slow
def test_a_sheet_attaches_no_number_or_grade_to_anybody():
    for statement in EVERY_KIND:
        assert not FORBIDDEN.search(text_of(printed(statement)))


@pytest.mark.slow
def test_it_can_be_read_aloud_and_the_seal_keeps_it_so():
    with pikepdf.open(BytesIO(sealed(REPORT))) as pdf:
        marks = pdf.open_metadata()
        assert (marks["pdfaid:part"], marks["pdfaid:conformance"]) == ("3", "A")
        assert marks["pdfuaid:part"] == "1"
        assert marks["dc:title"] == REPORT.title.zh
        assert pdf.Root.Lang == "zh-CN"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.get("/Version", "/1.7") == "/1.7"
        assert all(page.get("/Tabs") == "/S" for page in pdf.pages)

        levels = [str(one.S) for one in named(pdf, "/H1", "/H2", "/H3")]
        assert levels.count("/H1") == 1
        assert levels.count("/H3") == len(REPORT.sections[0].entries)
        heads = named(pdf, "/TH")
        assert heads
        assert all(_scope(one) == "/Column" for one in heads)
        assert len(heads) == 2 * len(named(pdf, "/Table"))
        assert {str(one.Alt) for one in named(pdf, "/Figure")} == {
            "有据的标志",
            "二维码：这份文件的要点和签名",
        }
        assert b"/Lang(en-GB)" in pdf.pages[0].Contents.read_bytes()


def _scope(head: pikepdf.Dictionary) -> str:
    attributes = head.A if isinstance(head.A, pikepdf.Array) else [head.A]
    return next(str(one.Scope) for one in attributes if "/Scope" in one)


@pytest.mark.slow
def test_every_font_lies_inside():
    with pikepdf.open(BytesIO(printed(of("𠀀𪚥·阿依古丽")))) as pdf:
        descriptors = list(fonts(pdf))
        assert any("HanaMin" in str(one.FontName) for one in descriptors)
        for one in descriptors:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys())


@pytest.mark.slow
def test_content_and_credential_lie_inside_as_associated_files():
    with pikepdf.open(BytesIO(printed(REPORT))) as pdf:
        said = {str(one.UF): str(one.AFRelationship) for one in pdf.Root.AF}
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in said}

    assert said == {"statement.json": "/Data", "statement.sd-jwt": "/Alternative"}
    assert files["statement.sd-jwt"].decode() == CREDENTIAL
    content = json.loads(files["statement.json"])
    assert files["statement.json"] == canonical.dumps(content)
    assert content["issuer"] == URL
    assert content["status"] == {"uri": STATUS.uri, "index": STATUS.index}
    assert content["statement"]["number"] == REPORT.number
    assert content["statement"]["sections"][0]["entries"][0]["own_words"] == ENTRY.own_words
    assert content["statement"]["as_of"] == "2026-11-27T04:05:00Z"


@pytest.mark.slow
def test_without_a_credential_none_is_promised():
    made = printed(NO_VIOLATION, credential=None)

    with pikepdf.open(BytesIO(made)) as pdf:
        assert [str(one.UF) for one in pdf.Root.AF] == ["statement.json"]
    assert "sd-jwt" not in text_of(made)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["𠀀𪚥", "阿卜杜热合曼·买买提", "㛃𬭊䶮", "葛\U000e0100"], ids=ascii
)
def test_rare_names_are_drawn_and_read_back_exactly(name: str):
    said = text_of(printed(of(name)))

    assert name in said
    assert "〔U+" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("陈\U0002ebf0", "陈〔U+2EBF0〕"),
        ("陈\ue000", "陈〔U+E000〕"),
        ("陈\u202e晓", "陈〔U+202E〕晓"),
        ("陈\u200f\ufeff", "陈〔U+200F〕〔U+FEFF〕"),
        ("陈\u200b\u3164晓", "陈〔U+200B〕〔U+3164〕晓"),
        ("ཀ་陈", "〔U+0F40〕〔U+0F0B〕陈"),
        ("陈\u0378晓", "陈〔U+0378〕晓"),
    ],
    ids=ascii,
)
def test_what_no_font_has_or_nobody_sees_is_told_by_its_code_point(name: str, shown: str):
    made = printed(of(name))

    said = bare(text_of(made))
    assert shown in said
    assert "请以本人证件上的写法为准" in said
    with pikepdf.open(BytesIO(made)) as pdf:
        content = json.loads(pdf.attachments["statement.json"].get_file().read_bytes())
    assert content["statement"]["subject"]["name"] == name


def built_for(name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, int]:
    """Return what a sheet for somebody says, and how many documents were built for it."""
    tries: list[int] = []
    build = typesetting._built

    def counted(*arguments: Any, **named: Any) -> bytes:
        tries.append(1)
        return build(*arguments, **named)

    monkeypatch.setattr(typesetting, "_built", counted)
    monkeypatch.setattr(typesetting, "_build_nothing", lambda: tries.append(1))
    return bare(text_of(printed(of(name)))), len(tries)


@pytest.mark.slow
def test_whatever_somebody_writes_one_document_is_built(monkeypatch: pytest.MonkeyPatch):
    unheard_of = "".join(map(chr, (*range(0x1200, 0x1300), *range(0x378, 0x37A))))

    said, built = built_for("陈" + unheard_of, monkeypatch)

    assert "陈〔U+1200〕〔U+1201〕" in said
    assert built == 1


@pytest.mark.slow
def test_a_font_that_says_too_much_of_itself_costs_one_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(typesetting, "_characters", lambda _: b"\1" * 0x110000)

    said, built = built_for("陈ཀ镕" + "".join(map(chr, range(0x1200, 0x1300))), monkeypatch)

    assert "陈〔U+0F40〕镕〔U+1200〕" in said
    assert built == 2


@pytest.mark.slow
def test_without_the_fonts_for_rare_names_the_code_point_stands_in(settings: Any, tmp_path: Path):
    for font in Path(settings.FONTS_DIR).rglob("NotoSansCJK-*.ttc"):
        (tmp_path / font.name).symlink_to(font)
    settings.FONTS_DIR = tmp_path

    assert "〔U+2A6A5〕" in text_of(printed(of("𪚥")))


@pytest.mark.slow
def test_what_anybody_wrote_is_never_code_and_runs_off_no_page():
    long = "x" * 400
    words = Words(zh=EVIL, en=EVIL + " ")
    entry = replace(ENTRY, title=words, own_words=f"{EVIL}\n{long}")
    section = Section(domain=EVIL, name=words, entries=(entry,))
    made = printed(replace(REPORT, subject=replace(CHEN, name=EVIL), sections=(section,)))

    said = text_of(made)
    assert bare(said).count(bare(EVIL)) >= 4
    assert long in bare(said)
    with pypdfium2.PdfDocument(made) as document:
        for page in document:
            text = page.get_textpage()
            ends = [text.get_rect(number)[2] for number in range(text.count_rects())]
            assert max(ends) < page.get_width() - 50


@pytest.mark.slow
def test_the_same_statement_is_the_same_file():
    assert printed(REPORT) == printed(REPORT)


@pytest.mark.slow
def test_a_long_file_goes_over_many_pages_each_with_number_and_last_day():
    entries = tuple(replace(ENTRY, own_words=f"第{number}条。") for number in range(40))
    section = Section(domain="work_safety", name=REPORT.sections[0].name, entries=entries)
    made = printed(replace(REPORT, sections=(section,)))

    said = bare(text_of(made))
    assert all(f"第{number}条。" in said for number in range(40))
    with pikepdf.open(BytesIO(made)) as pdf:
        pages = len(pdf.pages)
    assert pages > 10
    assert said.count(f"{REPORT.number}·") == said.count("有效期至2026年12月27日") == pages


@pytest.mark.slow
def test_what_was_laid_out_for_a_long_file_is_forgotten(monkeypatch: pytest.MonkeyPatch):
    built: list[int] = []
    monkeypatch.setattr(typesetting, "_build_nothing", lambda: built.append(1))

    printed(NO_VIOLATION)
    assert built == []

    monkeypatch.setattr(typesetting, "LONG_BYTES", 1_000)
    printed(NO_VIOLATION)
    assert len(built) == typesetting.BUILDS_TO_FORGET


@pytest.mark.slow
def test_a_sheet_is_made_with_the_catalogue_of_its_day(monkeypatch: pytest.MonkeyPatch):
    versions = {NO_VIOLATION.catalogue_version: catalogue()}
    monkeypatch.setattr(queries, "version", versions.__getitem__)

    made = paper.sheet(NO_VIOLATION, status=STATUS, credential=CREDENTIAL, now=NOW)

    assert made.startswith(printed(NO_VIOLATION))


@pytest.mark.slow
def test_nothing_is_signed_that_nobody_could_believe_any_more(monkeypatch: pytest.MonkeyPatch):
    versions = {NO_VIOLATION.catalogue_version: catalogue()}
    monkeypatch.setattr(queries, "version", versions.__getitem__)

    with pytest.raises(NotVouchedFor):
        paper.sheet(NO_VIOLATION, status=STATUS, credential=None, now=NOW + timedelta(days=731))


def test_the_words_of_a_sheet_are_plain():
    words = [one for one in _words(vars(wording)) if not too_long(one)]

    assert words == list(_words(vars(wording)))
    assert not [one for one in words if FORBIDDEN.search(one)]


def _words(value: Any) -> Iterator[str]:
    """Yield every text, in both languages."""
    if isinstance(value, Words):
        yield from (value.zh, value.en)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _words(one)
