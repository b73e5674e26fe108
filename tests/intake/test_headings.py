"""What a row of headings, and the row under it, is taken for; what of it may be shown."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.catalogue import reading
from recourse.intake import headings
from recourse.intake.headings import columns_of, is_explanation, name_of
from tests.intake import office as offices

ROOT = Path(__file__).parents[2]
FIELDS = list(offices.row(1))


@pytest.fixture(scope="module")
def item():
    return reading.read(ROOT / "catalogue").items[offices.ITEM]


def explains(item, cells: dict[str, str]) -> bool:
    columns = columns_of(offices.headings(FIELDS), item)
    return is_explanation([cells.get(field, "") for field in FIELDS], columns, item)


@pytest.mark.parametrize(
    "note",
    [
        "C..200",
        "C..4000",
        "必填项，填写说明见附件",
        "字符型",
        "日期型",
        "N..8,2",
        "YYYYMMDD",
        "选填",
    ],
)
def test_a_row_in_the_sheets_own_style_explains(item, note: str):
    assert explains(item, dict.fromkeys(FIELDS, note))


def test_types_of_every_kind_in_one_row_explain(item):
    cells = dict.fromkeys(FIELDS, "C..200") | {
        "name": "必填项，填写说明见附件",
        "document_number": "C..64",
        "penalty_content": "处罚内容按决定书填写",
        "decided_on": "日期型",
        "remarks": "参见国家标准",
    }

    assert explains(item, cells)


@pytest.mark.parametrize("number", ["", "12345678", "000000199001010015", "A1234567", "不详"])
def test_a_row_about_somebody_is_never_skipped(item, number: str):
    cells = dict.fromkeys(FIELDS, "C..200") | {"name": "赵安", "document_number": number}

    assert not explains(item, cells)


def test_a_number_alone_is_never_skipped(item):
    cells = dict.fromkeys(FIELDS, "必填") | {"document_number": "000000199001010015"}

    assert not explains(item, cells)


def test_a_row_without_name_and_number_that_speaks_of_filling_in_is_a_row(item):
    cells = {"violation_facts": "未按规定填写台账", "penalty_content": "责令如实填报"}

    assert not explains(item, cells)


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("\x1b[2J甲", "␛[2J甲"),
        ("甲\x9b31m", "甲\ufffd31m"),
        ("\u202e乙", "\ufffd乙"),
        ("丙\u3000丁\n", "丙 丁"),
        ("\U000f0000", "\U000f0000"),
    ],
)
def test_a_heading_is_shown_so_that_no_terminal_obeys_it(heading: str, shown: str):
    assert name_of(heading) == shown


@given(st.text())
def test_nothing_that_is_shown_controls_or_turns(text: str):
    shown = headings.visible(text)

    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Zl", "Zp"}
