"""Things tests of records are made of: items, dates, new records; all of people who do not exist."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from recourse.catalogue.terms import Item, Polarity, Repair, Tier, Window
from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import citizen_number
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.people import actions as people
from recourse.people.terms import DocumentType, Identity
from recourse.records import actions as records
from recourse.records import rules
from recourse.records.terms import Dates, NewRecord

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # noon in Qingdao
TODAY = date(2026, 11, 23)
FIELDS = {"name": "陈晓", "decision_no": "示应急罚〔2026〕7号", "fine_wan_yuan": "2.5"}


def item(
    polarity: Polarity = Polarity.ADVERSE,
    *,
    min_months: int = 3,
    max_months: int = 12,
    cap_months: int = 60,
    keep_months_after_end: int = 6,
) -> Item:
    """Return an item of the catalogue, work safety unless it is a licence."""
    adverse = polarity is Polarity.ADVERSE
    return Item(
        id="adv.work_safety_person" if adverse else "lic.teacher",
        name=Words(zh="安全生产责任人员处罚", en="Work-safety penalty on a responsible person"),
        domain="work_safety" if adverse else "education",
        polarity=polarity,
        tier=Tier.GENERAL if adverse else None,
        enabled=True,
        disabled_why=None,
        bases=(),
        authority_kinds=("emergency_management",),
        family="penalty" if adverse else "licence",
        fields=(),
        window=Window(min_months=min_months, max_months=max_months, cap_months=cap_months),
        keep_months_after_end=keep_months_after_end,
        notice_working_days=10,
        repair=Repair(conditions=(), papers=()) if adverse else None,
        purposes=(),
    )


def dates(
    *,
    conduct_ended_on: date | None = date(2026, 9, 1),
    decided_on: date = date(2026, 11, 2),
    served_on: date | None = date(2026, 11, 6),
    final_on: date | None = None,
    valid_until_on: date | None = None,
    received_on: date = TODAY,
) -> Dates:
    """Return the dates of an ordinary penalty."""
    return Dates(
        conduct_ended_on=conduct_ended_on,
        decided_on=decided_on,
        served_on=served_on,
        repair_notice_served_on=served_on,
        final_on=final_on,
        valid_until_on=valid_until_on,
        received_on=received_on,
    )


def new_record(
    person: UUID,
    *,
    of: Item | None = None,
    on: Dates | None = None,
    now: datetime = NOON,
    fields: Mapping[str, str] = FIELDS,
    catalogue_version: str = "2026-11-23",
    authority: UUID | None = None,
) -> NewRecord:
    """Return a record about to enter, its life computed by the rules."""
    of, on = of or item(), on or dates()
    life = rules.life_of(of, on)
    record = uuid7(now)
    return NewRecord(
        person_id=person,
        id=record,
        item=of.id,
        catalogue_version=catalogue_version,
        authority_id=authority or uuid7(now),
        batch_id=uuid7(now),
        source_digest=record.bytes,
        adverse=of.is_adverse,
        conduct_ended_on=on.conduct_ended_on,
        decided_on=on.decided_on,
        served_on=on.served_on,
        repair_notice_served_on=on.repair_notice_served_on,
        final_on=on.final_on,
        received_at=now,
        noticed_on=None,
        usable_from_on=None if of.is_adverse else TODAY,
        repair_from_on=life.repair_from_on,
        ends_on=life.ends_on,
        erase_on=life.erase_on,
        payload=json.dumps(dict(fields), ensure_ascii=False).encode(),
    )


def person(name: str = "陈晓", *, sequence: int = 1, now: datetime = NOON) -> UUID:
    """Admit somebody who does not exist, and return who they are."""
    number = citizen_number(region="000001", born_on=date(1990, 1, 1), sequence=sequence)
    who = Identity(document_type=DocumentType.CITIZEN, number=number, name=name)
    return people.admit(identities=[who], by=SYSTEM, now=now)[0]


def entered(of_person: UUID, **how: object) -> NewRecord:
    """Enter one record and return it."""
    new = new_record(of_person, **how)
    records.enter_many(records=[new], by=SYSTEM, now=new.received_at)
    return new
