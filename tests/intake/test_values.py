"""What a value of a file means: dates, amounts, codes, headings."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground import canonical
from recourse.ground.words import Words
from recourse.intake import rules
from recourse.intake.checking import Checked, Verdicts

days = st.dates(min_value=date(1949, 10, 1), max_value=date(2099, 12, 31))
SPELLINGS = (
    lambda on: on.isoformat(),
    lambda on: on.strftime("%Y/%m/%d"),
    lambda on: f"{on.year}/{on.month}/{on.day}",
    lambda on: f"{on.year}.{on.month}.{on.day}",
    lambda on: on.strftime("%Y%m%d"),
    lambda on: f"{on.year}年{on.month}月{on.day}日",
    lambda on: f"{on.isoformat()} 00:00:00",
    lambda on: f"{on.isoformat()}T08:30:00+08:00",
    lambda on: str((on - date(1899, 12, 30)).days),
    lambda on: on.strftime("%Y-%m-%d").translate(
        str.maketrans("0123456789-", "０１２３４５６７８９－")
    ),
)


@given(days, st.sampled_from(SPELLINGS))
def test_every_spelling_of_a_day_is_the_same_day(on: date, spelling):
    assert rules.read_date(spelling(on)) == on


@pytest.mark.parametrize(
    "text",
    [
        *("2023-02-30", "1900-01-00", "2023/13/01", "20230230", "2023年2月30日", "00000000"),
        *("05/01/2026", "2026-01", "2026", "去年", "1", "99999", "2026-1/5", "3026-01-01", "１"),
    ],
)
def test_a_day_that_does_not_exist_is_no_date(text: str):
    assert rules.read_date(text) is None


def test_an_instant_is_the_day_it_is_in_china():
    assert rules.read_date("2026-01-04T16:00:00Z") == date(2026, 1, 5)


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(text: str):
    rules.read_date(text)
    rules.read_amount(text)
    rules.id_numbers_in(text)
    rules.plain_number(text)


@given(st.integers(min_value=0, max_value=99_999_999), st.integers(min_value=0, max_value=999_999))
def test_an_amount_keeps_its_value(whole: int, millionths: int):
    from decimal import Decimal

    text = f"{whole}.{millionths:06d}"
    read = rules.read_amount(text)

    assert read is not None
    assert Decimal(read) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.000000", "2"),
        ("１，２００．５", "1200.5"),
        ("0.5万元", "0.5"),
        ("0", "0"),
        ("100", "100"),
    ],
)
def test_amounts_are_read_as_they_are_written(text: str, value: str):
    assert rules.read_amount(text) == value


@pytest.mark.parametrize(
    "text", ["-1", "20000元", "1,23", "一万", "1e5", "NaN", "1.2.3", "1234567890"]
)
def test_what_is_no_amount_is_not_guessed(text: str):
    assert rules.read_amount(text) is None


KINDS = {
    "A1": Words(zh="警告", en="Warning"),
    "B1": Words(zh="罚款", en="Fine"),
    "B2": Words(zh="没收违法所得", en="Confiscation"),
    "F1": Words(zh="法律、行政法规规定的其他", en="Other"),
}


@pytest.mark.parametrize(
    "text",
    [
        "警告;罚款",
        "罚款、警告",
        "B1,A1",
        "罚款；警告",
        "警告 罚款",
        "罚款|警告|罚款",
        "警告/罚款",
        "警告\n罚款",
    ],
)
def test_kinds_of_penalty_are_parted_by_whatever_the_sender_uses(text: str):
    assert rules.CodeReader(KINDS, {}).read_many(text) == "A1;B1"


def test_a_name_with_a_comma_in_it_is_one_name():
    reader = rules.CodeReader(KINDS, {})

    assert reader.read_many("法律、行政法规规定的其他") == "F1"
    assert reader.read_many("罚款；法律、行政法规规定的其他") == "B1;F1"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("其他-责令改正", "F1"),
        ("其他—责令改正", "F1"),
        ("其他：责令改正", "F1"),
        ("其他（责令改正）", "F1"),
        ("其它 - 责令改正、恢复原状", "F1"),
        ("其他-责令改正、罚款", "B1;F1"),
        ("罚款；其他-责令改正", "B1;F1"),
        ("其他-罚款", "B1"),
    ],
)
def test_other_may_say_what_it_is(text: str, codes: str):
    reader = rules.CodeReader(KINDS, {"其他": "F1", "其它": "F1"})

    assert reader.read_many(text) == codes


@pytest.mark.parametrize("text", ["其他人-罚款", "责令改正-其他"])
def test_what_only_looks_like_other_is_unknown(text: str):
    assert rules.CodeReader(KINDS, {"其他": "F1"}).read_many(text) is None


@pytest.mark.parametrize("text", ["-", "－－", "———", "— —", "──", "//", "／"])
def test_dashes_are_nothing(text: str):
    assert pl.Series([text]).str.contains(rules.ONLY_DASHES).all()


@pytest.mark.parametrize("text", ["一", "-1", "无-", "〇"])
def test_what_holds_more_than_dashes_is_something(text: str):
    assert not pl.Series([text]).str.contains(rules.ONLY_DASHES).any()


@pytest.mark.parametrize("name", ["𠮷\U000e0100野", "می\u200cخواهم", "क्\u200dष", "王\ufe00", "䶮"])
def test_joiners_and_variants_of_rare_names_are_no_controls(name: str):
    assert not pl.Series([name]).str.contains(rules.UNSEEN).any()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "00000119900101001X",
            "000001 19900101 001x",
            "000001-1990-0101-001X",
            "证00000119900101001X",
        ),
        *("００００01　19900101　００１Ｘ", "000001·19900101·001·X", "12 000001 19900101 001X"),
    ],
)
def test_a_number_is_found_however_it_is_set(text: str):
    assert "00000119900101001X" in rules.id_numbers_in(text)
    assert pl.Series([text]).str.contains(rules.LIKE_ID_NUMBER).all()


def test_one_unknown_kind_makes_the_whole_unknown():
    assert rules.CodeReader(KINDS, {}).read_many("罚款、批评教育") is None


@given(days, days, days, days, days)
def test_dates_in_their_order_have_no_fault(a, b, c, d, e):
    conduct, decided, served, repair, received = sorted([a, b, c, d, e])
    dates = rules.RowDates(conduct, decided, served, repair)

    assert rules.date_faults(dates, received) == []


@given(days, st.integers(min_value=1, max_value=1000))
def test_a_date_after_the_day_of_handing_in_is_always_found(received: date, later: int):
    ahead = received + timedelta(days=later)

    faults = rules.date_faults(rules.RowDates(decided_on=ahead), received)

    assert [fault.rule for fault in faults] == ["V-118"]


@given(days)
def test_adult_on_agrees_with_age(born: date):
    from recourse.ground.identifiers import age_on

    on = rules.adult_on(born)

    assert age_on(born, on) == 18
    assert age_on(born, on - timedelta(days=1)) == 17


@given(
    st.lists(
        st.tuples(st.none() | st.text(min_size=1), st.none() | st.text(min_size=1)), min_size=1
    )
)
def test_what_a_record_keeps_is_canonical_json_of_what_the_row_says(rows):
    facts, remarks = ([*column] for column in zip(*rows, strict=True))
    checked = Checked(
        Verdicts(range(len(rows))),
        values={
            "remarks": pl.Series(remarks, dtype=pl.String),
            "name": pl.Series(["某人"] * len(rows)),
            "facts": pl.Series(facts, dtype=pl.String),
        },
    )

    for (fact, remark), kept in zip(rows, checked.payloads(), strict=True):
        said = {"facts": fact, "remarks": remark}
        assert kept == canonical.dumps({code: text for code, text in said.items() if text})
