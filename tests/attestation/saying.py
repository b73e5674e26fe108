"""Statements for tests, and people who have them; nobody of them exists."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from recourse.attestation.terms import (
    NO_ADVERSE_ENTRY,
    VALID_DAYS,
    Benefit,
    Correction,
    Entry,
    Kind,
    Mark,
    Period,
    Section,
    Statement,
    Subject,
    Undone,
)
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.notice.terms import Row
from recourse.store.gate import one_person
from tests.records.making import NOON

XIAO = Subject(name="陈晓", id_last4="0018", birth_year=1990)
BUREAU = Words(zh="示例市应急管理局", en="Sample City Emergency Management Bureau")
TITLE = Words(zh="安全生产责任人员处罚", en="Work-safety penalty on a responsible person")
DOMAINS = ("work_safety", "education")
COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = 'statement'::regclass AND attnum > 0
    AND NOT attisdropped ORDER BY attnum
"""


def statement(
    kind: Kind = Kind.NO_VIOLATION, *, now: datetime = NOON, domains: tuple[str, ...] = DOMAINS
) -> Statement:
    """Return a statement as it was just made."""
    last = civil_date(now) + timedelta(days=VALID_DAYS[kind])
    plain = Statement(
        id=uuid7(now),
        number="S-20261123-04HM-ASW9",
        kind=kind,
        as_of=now,
        valid_until=last,
        catalogue_version="test",
        subject=XIAO,
        title=Words(zh="声明", en="Statement"),
        says=(Words(zh="没有。", en="There is none."),),
        limits=(Words(zh="只说明这些。", en="It says no more."),),
        domains=domains,
        period=Period(first=date(2023, 11, 24), last=date(2026, 11, 23)),
    )
    if kind is Kind.NO_VIOLATION:
        return replace(plain, finding=NO_ADVERSE_ENTRY)
    if kind is Kind.REPORT:
        return replace(
            plain,
            sections=(
                _section(),
                Section(domain="education", name=Words(zh="教育", en="Education"), entries=()),
            ),
        )
    if kind is Kind.CORRECTION:
        undone = Correction(
            title=TITLE,
            authority=BUREAU,
            decided_on=date(2026, 3, 2),
            what=Undone.WITHDRAWN,
            on=date(2026, 11, 20),
        )
        return replace(plain, correction=undone)
    granted = Benefit(
        scheme="green_channel", name=Words(zh="绿色通道", en="Green channel"), rule_version="3"
    )
    return replace(plain, benefit=granted)


def _section() -> Section:
    entry = Entry(
        title=TITLE,
        authority=BUREAU,
        decided_on=date(2026, 3, 2),
        rows=(
            Row(
                name=Words(zh="文号", en="Number"),
                value=Words(zh="示〔2026〕7号", en="示〔2026〕7号"),
            ),
        ),
        marks=(Mark.REPAIRED,),
        own_words="已经整改。",
    )
    return Section(
        domain="work_safety", name=Words(zh="安全生产", en="Work safety"), entries=(entry,)
    )


def kept(person: UUID, said: Statement, *, now: datetime = NOON) -> Statement:
    """Keep the row of a statement, as the room keeps it; what it says does not matter here."""
    erase = said.valid_until + timedelta(days=30)
    row = {
        "person_id": person,
        "id": said.id,
        "number": said.number,
        "kind": str(said.kind),
        "catalogue_version": said.catalogue_version,
        "issued_at": now,
        "valid_until": said.valid_until,
        "planned_on": erase,
        "erase_on": erase,
        "key_month": erase.replace(day=1),
        "wrapped_key": b"wrapped",
        "contents": b"sealed",
    }
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        names = [name for (name,) in cursor.fetchall() if name in row]
        places = ", ".join(["%s"] * len(names))
        cursor.execute(
            f"INSERT INTO statement ({', '.join(names)}) VALUES ({places})",
            [row[name] for name in names],
        )
    return said


def taken_back(person: UUID, said: Statement, *, why: str = "wish", now: datetime = NOON) -> None:
    """Take a statement back, as whoever does it does."""
    with one_person(person), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE statement_of_one SET taken_back_at = %s, taken_back_why = %s WHERE id = %s",
            [now, why, said.id],
        )


def vouched(now: datetime = NOON) -> None:
    """Have a demo authority vouch for our keys."""
    from recourse.attestation import issuer

    assert settings.PUBLIC_URL
    issuer.make_demo_authority(now)
