"""A department that hands files in, and files shaped like the public feed; nobody is real."""

import csv
import io
import json
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from recourse.agencies import actions as agencies
from recourse.agencies import queries as agency_queries
from recourse.agencies.terms import MandateKind, Role, SeatCard
from recourse.catalogue import actions as catalogue
from recourse.catalogue import queries as catalogue_queries
from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import citizen_number, credit_code
from recourse.ground.words import Words

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ITEM = "adv.work_safety_person"
CODE = credit_code(sequence=31)
OTHER_CODE = credit_code(sequence=32)
NAME = "虚构市应急管理局"
FEED = {
    "name": "CF_XDR_MC",
    "party_type": "CF_XDR_LB",
    "document_type": "CF_XDR_ZJLX",
    "document_number": "CF_XDR_ZJHM",
    "decision_no": "CF_WSH",
    "violation_type": "CF_WFXW",
    "violation_facts": "CF_SY",
    "penalty_basis": "CF_YJ",
    "penalty_kinds": "CF_CFLB",
    "penalty_content": "CF_NR",
    "fine_wan_yuan": "CF_NR_FK",
    "decided_on": "CF_JDRQ",
    "penalty_valid_until_on": "CF_YXQ",
    "authority_name": "CF_CFJG",
    "authority_code": "CF_CFJGDM",
    "source_name": "CF_SJLY",
    "source_code": "CF_SJLYDM",
    "remarks": "BZ",
}
ADDED = {
    "procedure_kind": "处罚程序",
    "served_on": "送达日期",
    "repair_notice_served_on": "修复告知书送达日期",
    "conduct_ended_on": "违法行为终了日期",
    "fulfilment_status": "履行情况",
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("安", "宁", "一鸣", "思远", "晓岚", "子墨", "若溪", "文博")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department with a steward and a second signer, and another department."""

    steward: SeatCard
    signer: SeatCard
    other_steward: SeatCard


def found(now: datetime = NOW) -> Office:
    """Load the catalogue and found the departments."""
    from django.conf import settings

    catalogue_queries.reload()
    catalogue.load(folder=Path(settings.CATALOGUE_DIR), by=SYSTEM, now=now)
    agency = agencies.found_agency(
        code=CODE,
        name=Words(zh=NAME, en="Emergency Management Bureau of Sample City"),
        kind="emergency_management",
        is_department=True,
        aliases=["市应急局"],
        by=SYSTEM,
        now=now,
    )
    other = agencies.found_agency(
        code=OTHER_CODE,
        name=Words(zh="虚构市第二应急管理局", en="Second Emergency Management Bureau"),
        kind="emergency_management",
        is_department=True,
        by=SYSTEM,
        now=now,
    )
    return Office(
        steward=seat(agency, "031", Role.DATA_STEWARD, now),
        signer=seat(agency, "032", Role.SECOND_SIGNER, now),
        other_steward=seat(other, "041", Role.DATA_STEWARD, now),
    )


def seat(agency, number: str, role: Role, now: datetime = NOW) -> SeatCard:
    """Create a seat that may hand in."""
    made = agencies.create_seat(
        agency=agency,
        number=number,
        role=role,
        unit=Words(zh="综合科", en="General section"),
        by=SYSTEM,
        now=now,
    )
    for item in (ITEM, "lic.special_operation"):
        agencies.give_mandate(seat=made, kind=MandateKind.ITEM, code=item, by=SYSTEM, now=now)
    return agency_queries.seat(made)


def take_mandate(seat: SeatCard, item: str = ITEM, now: datetime = NOW) -> None:
    """Take the mandate of an item from a seat, at once."""
    agencies.end_mandate(
        seat=seat.id, kind=MandateKind.ITEM, code=item, on=TODAY, by=SYSTEM, now=now
    )


def person(index: int) -> tuple[str, str]:
    """Return name and number of a made-up adult."""
    chance = random.Random(index)  # noqa: S311 - made-up people
    name = chance.choice(SURNAMES) + chance.choice(GIVEN)
    born = date(1960, 1, 1) + timedelta(days=chance.randrange(12_000))
    region = f"{index // 1000 % 10_000:06d}"
    return name, citizen_number(region=region, born_on=born, sequence=index % 1000)


def row(index: int, **changes: str | None) -> dict[str, str]:
    """Return one good row by field; `changes` spoil it."""
    name, number = person(index)
    chance = random.Random(index)  # noqa: S311 - made-up people
    decided = TODAY - timedelta(days=20 + chance.randrange(120))
    served = decided + timedelta(days=3)
    fields = {
        "name": name,
        "party_type": "自然人",
        "document_type": "身份证",
        "document_number": number,
        "decision_no": f"（虚）应急罚〔2026〕{index:06d}号",
        "violation_type": "未按规定进行安全生产教育和培训",
        "violation_facts": "经查，当事人负责的班组未按规定组织安全生产教育和培训。",
        "penalty_basis": "《中华人民共和国安全生产法》第九十五条",
        "penalty_kinds": "罚款",
        "penalty_content": "罚款人民币贰万元整",
        "fine_wan_yuan": "2.000000",
        "decided_on": decided.strftime("%Y/%m/%d"),
        "penalty_valid_until_on": "2099/12/31",
        "authority_name": NAME,
        "authority_code": CODE,
        "source_name": NAME,
        "source_code": CODE,
        "remarks": "—",
        "procedure_kind": "普通程序",
        "served_on": served.isoformat(),
        "repair_notice_served_on": served.isoformat(),
        "conduct_ended_on": (decided - timedelta(days=40)).isoformat(),
        "fulfilment_status": "已履行",
    }
    return {code: value or "" for code, value in (fields | changes).items()}


def headings(fields) -> list[str]:
    """Return the headings the sender writes."""
    known = FEED | ADDED
    return [known.get(field, field) for field in fields]


def csv_text(rows: list[dict[str, str]], *, fields=None) -> str:
    """Return rows as CSV."""
    fields = list(fields or rows[0])
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(headings(fields))
    writer.writerows([line.get(field, "") for field in fields] for line in rows)
    return file.getvalue()


def csv_file(
    folder: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8", fields=None
) -> Path:
    """Write rows as CSV."""
    path = folder / "xzcf_20261122.csv"
    path.write_bytes(csv_text(rows, fields=fields).encode(encoding))
    return path


def json_file(folder: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as JSON Lines."""
    path = folder / "xzcf.jsonl"
    lines = (dict(zip(headings(line), line.values(), strict=True)) for line in rows)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return path


def xlsx_file(
    folder: Path, rows: list[dict[str, str]], *, table: list[list[object]] | None = None
) -> Path:
    """Write rows as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for line in table or [headings(rows[0]), *(list(line.values()) for line in rows)]:
        sheet.append(line)
    path = folder / "xzcf.xlsx"
    book.save(path)
    return path
