"""Each rule of the book is found, named, and decides as the book says; every row is accounted for."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recourse.ground.identifiers import citizen_number
from recourse.intake import queries as batches
from recourse.intake.rulebook import RULES
from recourse.intake.terms import Outcome
from recourse.journeys import take_in_batch
from tests.intake import office as offices
from tests.intake.office import ITEM, NOW, TODAY, Office
from tests.intake.test_reading import rules_of, take

_, NUMBER = offices.person(1)
OTHER = offices.person(2)[1]
WIDE = OTHER.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
CHILD = citizen_number(region="000001", born_on=TODAY - timedelta(days=16 * 365), sequence=7)
LONG_AGO = {
    "decided_on": "2021-12-01",
    "served_on": "2021-12-03",
    "repair_notice_served_on": "2021-12-03",
    "conduct_ended_on": "2021-10-01",
}
BEFORE_THE_LAW = {
    "decided_on": "2020-12-01",
    "served_on": "2020-12-03",
    "repair_notice_served_on": "2020-12-03",
    "conduct_ended_on": "2020-10-01",
}
SPOILT = [
    ("V-001", {"party_type": "法人及非法人组织"}),
    ("V-001", {"party_type": "个体工商户"}),
    ("V-002", {"procedure_kind": "简易程序"}),
    ("V-003", BEFORE_THE_LAW),
    ("V-004", {"penalty_kinds": "行政拘留"}),
    ("V-004", {"penalty_content": "行政拘留五日"}),
    ("V-004", {"penalty_basis": "《中华人民共和国治安管理处罚法》第四十九条"}),
    ("V-005", {"penalty_kinds": "警告、通报批评"}),
    ("V-006", LONG_AGO),
    ("V-007", {"document_number": CHILD}),
    ("V-101", {"decision_no": ""}),
    ("V-102", {"document_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}),
    ("V-103", {"document_number": "3.70202E+17"}),
    ("V-103", {"document_number": "000001900101001"}),
    ("V-104", {"document_number": "00000019900231001X"}),
    ("V-105", {"document_number": "11010119900307803X"}),
    ("V-107", {"name": "—"}),
    ("V-108", {"document_type": "会员卡"}),
    ("V-109", {"document_type": "护照", "document_number": "0E1234567"}),
    ("V-110", {"decided_on": "2026-02-30"}),
    ("V-111", {"served_on": ""}),
    ("V-112", {"repair_notice_served_on": "/"}),
    ("V-113", {"procedure_kind": ""}),
    ("V-114", {"conduct_ended_on": ""}),
    ("V-115", {"conduct_ended_on": TODAY.isoformat()}),
    ("V-116", {"served_on": "2026-01-01"}),
    ("V-118", {"served_on": "2026-12-01"}),
    ("V-120", {"violation_type": "长" * 2001}),
    ("V-121", {"penalty_kinds": "批评教育"}),
    ("V-122", {"fine_wan_yuan": "贰万"}),
    ("V-123", {"authority_code": offices.CODE[:-1] + "0"}),
    ("V-124", {"authority_name": "某某局", "authority_code": ""}),
    ("V-125", {"authority_code": offices.OTHER_CODE}),
    ("V-126", {"authority_name": "虚构市第二应急管理局", "authority_code": ""}),
    ("V-127", {"violation_facts": f"与证件号码为{OTHER}的人员共同实施。"}),
    ("V-127", {"violation_facts": f"与{WIDE}共同实施。"}),
    ("V-127", {"remarks": f"另见 {OTHER[:6]} {OTHER[6:14]} {OTHER[14:]}"}),
    ("V-127", {"remarks": f"另见{OTHER[:6]}－{OTHER[6:14]}—{OTHER[14:]}。"}),
    ("V-107", {"name": "－－"}),
    ("V-111", {"served_on": "———"}),
    ("V-130", {"name": "王\x07某"}),
    ("V-130", {"name": "王某\u202e甲"}),
    ("V-130", {"name": "王\x7f某"}),
    ("V-004", {"penalty_kinds": "其他-行政拘留"}),
    ("V-005", {"penalty_kinds": "其他-警告"}),
]


@pytest.mark.parametrize(("rule", "changes"), SPOILT, ids=lambda value: str(value)[:40])
def test_a_spoilt_row_is_found_by_its_rule(office: Office, tmp_path: Path, rule: str, changes):
    card = take(office, offices.csv_file(tmp_path, [offices.row(1, **changes), offices.row(9)]))

    outcome = RULES[rule].outcome.code
    assert rule in rules_of(card)
    assert (card.rows, card.accepted, getattr(card, outcome)) == (2, 1, 1)


def test_every_rule_of_the_book_has_both_languages_and_a_code():
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.outcome is not Outcome.ACCEPTED


def test_a_persons_own_number_in_a_text_is_not_another_number(office: Office, tmp_path: Path):
    line = offices.row(1, licence_affected=f"特种作业操作证 T{NUMBER}")

    assert take(office, offices.csv_file(tmp_path, [line])).accepted == 1


def test_a_wrong_length_is_not_also_said_to_hide_the_age(office: Office, tmp_path: Path):
    card = take(office, offices.csv_file(tmp_path, [offices.row(1, document_number=NUMBER[:-1])]))

    assert rules_of(card) == {"V-103": 1}


def test_other_and_what_it_is_is_a_kind_of_penalty(office: Office, tmp_path: Path):
    line = offices.row(1, penalty_kinds="罚款、其他-责令改正")

    assert take(office, offices.csv_file(tmp_path, [line])).accepted == 1


def test_controls_in_a_text_hold_nothing(office: Office, tmp_path: Path):
    line = offices.row(1, violation_facts="经\x07查\u202e\x1b，属实。", remarks="\x7f——")

    assert take(office, offices.csv_file(tmp_path, [line])).accepted == 1


def test_a_row_cut_short_is_held(office: Office, tmp_path: Path):
    text = offices.csv_text([offices.row(1), offices.row(2)])
    head, one, two, _ = text.split("\n")
    path = tmp_path / "cut.csv"
    path.write_text(f"{head}\n{one},多余\n{two[: len(two) // 2]}\n")

    card = take(office, path)

    assert card.held == 2
    assert rules_of(card)["V-128"] == 2


def test_all_faults_of_a_row_are_reported(office: Office, tmp_path: Path):
    line = offices.row(1, served_on="", decided_on="x", fine_wan_yuan="y", penalty_kinds="z")

    card = take(office, offices.csv_file(tmp_path, [line]))

    assert set(rules_of(card)) == {"V-111", "V-110", "V-122", "V-121"}


def test_a_finding_names_row_and_column_and_never_the_value(office: Office, tmp_path: Path):
    card = take(
        office, offices.csv_file(tmp_path, [offices.row(1), offices.row(2, served_on="不详")])
    )

    (finding,) = batches.findings_of(card.id)

    assert (finding.row, finding.column, finding.rule) == (3, "送达日期", "V-110")
    assert "不详" not in str(finding)


def test_twins_in_a_file_are_one_record_and_a_duplicate(office: Office, tmp_path: Path):
    rows = [offices.row(1), offices.row(2), offices.row(1, remarks="再次")]

    card = take(office, offices.csv_file(tmp_path, rows))

    assert (card.accepted, card.duplicate) == (2, 1)
    assert rules_of(card) == {"V-132": 1}


def test_a_decision_spelt_in_two_ways_is_one_record_and_a_duplicate(office: Office, tmp_path: Path):
    first = offices.row(1)
    rows = [first, first | {"decision_no": "(虚)应急罚【２０２６】 000001号"}]

    card = take(office, offices.csv_file(tmp_path, rows))

    assert rules_of(card) == {"V-132": 1}


def test_one_number_with_two_names_in_a_file_is_held(office: Office, tmp_path: Path):
    rows = [offices.row(1), offices.row(1, name="另一人", decision_no="另一号")]

    card = take(office, offices.csv_file(tmp_path, rows))

    assert rules_of(card) == {"V-106": 1}


CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "2026-02-30", "2099/12/31", "自然人", NUMBER, "罚款", "=1+1", "'", '"']
    ),
    st.text(
        alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=12
    ),
)


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    spoils=st.lists(
        st.dictionaries(st.sampled_from(list(offices.row(0))), CELLS, max_size=6),
        min_size=1,
        max_size=8,
    )
)
def test_accepted_duplicate_held_and_refused_are_always_all_rows(
    office: Office, tmp_path: Path, spoils
):
    rows = [offices.row(number) | spoil for number, spoil in enumerate(spoils)]
    path = offices.csv_file(tmp_path, rows)

    card = take_in_batch.receive(
        path=path, file_name="a.csv", item=ITEM, by=office.steward, now=NOW
    )
    if card.state == "received":
        card = take_in_batch.check(batch=card.id, by=office.steward.actor, now=NOW)

    assert card.accepted + card.duplicate + card.held + card.refused == card.rows == len(rows)
    touched = {finding.row for finding in batches.findings_of(card.id, limit=10_000)}
    assert len(touched) == card.rows - card.accepted
