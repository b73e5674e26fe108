"""Files as departments really write them are read to the end."""

from pathlib import Path

import pytest

from recourse.intake import errors
from recourse.intake import queries as batches
from recourse.intake.terms import State
from recourse.journeys import take_in_batch
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW, Office


def take(office: Office, path: Path, *, item: str = ITEM, name: str | None = None):
    card = take_in_batch.receive(
        path=path, file_name=name or path.name, item=item, by=office.steward, now=NOW
    )
    return take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)


def rules_of(card) -> dict[str, int]:
    return {line.rule: line.rows for line in batches.findings_by_rule(card.id)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_encoding_is_read(office: Office, tmp_path: Path, encoding: str):
    card = take(
        office, offices.csv_file(tmp_path, [offices.row(1), offices.row(2)], encoding=encoding)
    )

    assert (card.rows, card.accepted, card.encoding) == (2, 2, encoding)


@pytest.mark.parametrize("write", [offices.csv_file, offices.xlsx_file, offices.json_file])
def test_every_form_says_the_same(office: Office, tmp_path: Path, write):
    rows = [offices.row(1), offices.row(2, decided_on="2026-02-30"), offices.row(3, served_on="")]

    card = take(office, write(tmp_path, rows))

    assert (card.rows, card.accepted, card.held) == (3, 1, 2)
    assert rules_of(card) == {"V-110": 1, "V-111": 1}


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_other_separators_are_found(office: Office, tmp_path: Path, separator: str):
    text = offices.csv_text([offices.row(1)])
    path = tmp_path / "feed.txt"
    path.write_text(text.replace(",", separator))

    assert take(office, path).accepted == 1


def test_the_public_feeds_explanatory_row_is_no_row(office: Office, tmp_path: Path):
    text = offices.csv_text([offices.row(1)])
    first, rest = text.split("\n", 1)
    fields = list(offices.row(1))
    item = _item()
    explained = ",".join(item.field(field).name.zh for field in fields)
    path = tmp_path / "feed.csv"
    path.write_text(f"{first}\n{explained}\n{rest}")

    card = take(office, path)

    assert (card.rows, card.accepted) == (1, 1)
    assert card.dropped_columns == ()


def test_a_row_of_types_under_the_headings_is_no_row(office: Office, tmp_path: Path):
    first, rest = offices.csv_text([offices.row(1)]).split("\n", 1)
    types = ",".join("C..200" for _ in offices.row(1))
    path = tmp_path / "feed.csv"
    path.write_text(f"{first}\n{types}\n{rest}")

    card = take(office, path)

    assert (card.rows, card.accepted) == (1, 1)


@pytest.mark.parametrize("name", ["填表说明", "填写说明", "说明 "])
def test_the_sheet_that_explains_is_not_read(office: Office, tmp_path: Path, name: str):
    from openpyxl import load_workbook

    path = offices.xlsx_file(tmp_path, [offices.row(1)])
    book = load_workbook(path)
    book.create_sheet(name, 0)["A1"] = "填表前请先阅读。"
    book.save(path)

    assert take(office, path).accepted == 1


def test_a_long_name_is_judged_whole_and_kept_with_its_ending(office: Office, tmp_path: Path):
    path = offices.csv_file(tmp_path, [offices.row(1)])

    card = take(office, path, name=f"{'长' * 250}\x1b.csv")

    assert card.accepted == 1
    assert len(card.file_name) == 200
    assert card.file_name.endswith("长….csv")


def test_a_title_above_the_headings_is_no_row(office: Office, tmp_path: Path):
    path = tmp_path / "feed.csv"
    path.write_text("虚构市行政处罚信息公示表\n\n" + offices.csv_text([offices.row(1)]))

    assert take(office, path).rows == 1


def test_chinese_headings_and_codes_are_the_same_columns(office: Office, tmp_path: Path):
    line = offices.row(1)
    item = _item()
    headings = ",".join(f"{item.field(field).name.zh}*" for field in line)
    path = tmp_path / "feed.csv"
    path.write_text(f"{headings}\n" + offices.csv_text([line]).split("\n", 1)[1])

    assert take(office, path).accepted == 1


def test_the_columns_may_come_in_any_order(office: Office, tmp_path: Path):
    fields = list(reversed(offices.row(1)))

    assert take(office, offices.csv_file(tmp_path, [offices.row(1)], fields=fields)).accepted == 1


def test_a_plain_public_feed_is_read_to_the_end_and_held_for_what_it_lacks(
    office: Office, tmp_path: Path
):
    fields = list(offices.FEED)
    rows = [offices.row(number) for number in range(30)]

    card = take(office, offices.csv_file(tmp_path, rows, fields=fields))

    assert (card.rows, card.held, card.accepted) == (30, 30, 0)
    assert set(rules_of(card)) >= {"V-111", "V-112", "V-113", "V-114"}
    assert {rule for rule in rules_of(card) if rule != "V-101"} == {
        "V-111",
        "V-112",
        "V-113",
        "V-114",
    }


def test_the_licence_feed_is_read_in_both_spellings(office: Office, tmp_path: Path):
    name, number = offices.person(1)
    base = {
        "XK_XDR_MC": name,
        "XK_XDR_LB": "自然人",
        "XK_XDR_ZJLX": "01",
        "XK_XDR_ZJHM": number,
        "XK_XKWS": "特种作业操作证核发决定",
        "XK_WSH": "T000001",
        "XK_XKLB": "普通",
        "XK_NR": "低压电工作业",
        "XK_JDRQ": "2024/05/06",
        "XK_YXQZ": "2024/05/06",
        "XK_YXQZI": "2099/12/31",
        "XK_XKJG": offices.NAME,
        "XK_XKJGDM": offices.CODE,
        "XK_ZT": "1",
    }
    for number_of_file, source in enumerate(("XK_LYDW", "XK_SJLY")):
        line = base | {"XK_WSH": f"T{number_of_file}", source: offices.NAME}
        path = tmp_path / f"{source}.csv"
        path.write_text(",".join(line) + "\n" + ",".join(line.values()) + "\n")

        card = take(office, path, item="lic.special_operation")

        assert rules_of(card) == {}
        assert (card.accepted, card.dropped_columns) == (1, ())

    path.write_text(path.read_text().replace("2099/12/31", "2025/05/05"))
    (finding,) = batches.findings_of(take(office, path, item="lic.special_operation").id)
    assert (finding.rule, finding.column) == ("V-006", "XK_YXQZI")


def test_a_column_the_catalogue_does_not_name_is_dropped_and_said_so(
    office: Office, tmp_path: Path
):
    from recourse.intake.deliveries import Delivery

    line = offices.row(1) | {"手机号码": "13800000000", "CF_FR_ZJHM": "x"}

    card = take(office, offices.csv_file(tmp_path, [line]))

    assert card.dropped_columns == ("手机号码", "CF_FR_ZJHM")
    frame = Delivery(batch=card.id, received_at=card.received_at).chunk(1)
    assert "13800000000" not in str(frame.rows())


@pytest.mark.parametrize("dash", ["-", "—", "/", "无", "NULL", "　", "／"])
def test_a_dash_is_nothing(office: Office, tmp_path: Path, dash: str):
    card = take(office, offices.csv_file(tmp_path, [offices.row(1, remarks=dash, served_on=dash)]))

    assert rules_of(card) == {"V-111": 1}


def test_full_width_characters_and_trailing_spaces_are_read(office: Office, tmp_path: Path):
    _, number = offices.person(1)
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    line = offices.row(
        1, document_number=f" {wide}　", authority_name=f"{offices.NAME} ", authority_code=""
    )

    assert take(office, offices.csv_file(tmp_path, [line])).accepted == 1


def test_a_spreadsheets_day_numbers_are_dates(office: Office, tmp_path: Path):
    from datetime import datetime

    line = offices.row(1)
    cells = [
        datetime.fromisoformat(value.replace("/", "-")) if field.endswith("_on") else value
        for field, value in line.items()
    ]
    path = offices.xlsx_file(tmp_path, [line], table=[offices.headings(line), cells])

    assert take(office, path).accepted == 1


def test_the_same_content_is_the_same_batch(office: Office, tmp_path: Path):
    path = offices.csv_file(tmp_path, [offices.row(1)])

    first = take(office, path)
    second = take_in_batch.receive(
        path=path, file_name="other name.csv", item=ITEM, by=office.steward, now=NOW
    )

    assert second.id == first.id
    assert second.state is State.CHECKED


def test_an_item_nobody_may_hand_in_is_refused_and_on_record(office: Office, tmp_path: Path):
    path = offices.csv_file(tmp_path, [offices.row(1)])
    for item, refusal in (
        ("adv.minor_notice_only", errors.ItemNotOpen),
        ("nothing.like_it", errors.ItemUnknown),
        ("adv.tax", errors.NoMandate),
    ):
        with pytest.raises(refusal):
            take_in_batch.receive(
                path=path, file_name="a.csv", item=item, by=office.steward, now=NOW
            )

    refused = batches.batches_of(office.steward.agency.id)
    assert {card.state for card in refused} == {State.REFUSED}
    assert len({card.number for card in refused}) == 3


def _item():
    from recourse.catalogue import queries

    return queries.current().items[ITEM]
