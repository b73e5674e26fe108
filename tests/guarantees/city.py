"""A city made through the house's own doors, to attack: departments, agencies, people, files.

Everything here comes in as it would in life: a department hands a file in, a second person
signs it, the records are entered, the person opens the letter. Nobody in it is real.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.conf import settings
from django.db import connection

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.terms import MandateKind, Role, SeatCard
from recourse.catalogue import actions as catalogue
from recourse.catalogue import queries as catalogues
from recourse.catalogue import reading
from recourse.catalogue.terms import Catalogue
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.identifiers import credit_code
from recourse.ground.words import Words
from recourse.intake.terms import BatchCard
from recourse.journeys import open_own_file, take_in_batch
from recourse.ledger import queries as ledger
from recourse.ledger.terms import EntryCard
from recourse.notice import queries as notices
from recourse.people import actions as people
from recourse.people import queries as people_queries
from recourse.people import rules as people_rules
from recourse.people.terms import Identity
from recourse.records import queries as records
from recourse.store.keys import vault
from tests.intake import office
from tests.residents import LIN, WANG, ZHAO

ARRIVED = datetime(2026, 10, 12, 2, tzinfo=UTC)
"""Ten in the morning of a Monday, in Qingdao: the day on which files come and letters are opened."""
ARRIVED_ON = date(2026, 10, 12)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Weeks later: the notice days are long over, the records stand."""
SECOND = timedelta(seconds=1)

FINE = "adv.work_safety_person"
LICENCE = "lic.teacher"
MAY_DIRECT = "work_safety.licence_eligibility"
MAY_TEACH = "education.licence_check"
BUREAU, SCHOOLS = "虚构市应急管理局", "虚构市教育局"


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Who works here, and who lives here."""

    folder: Path
    steward: SeatCard
    signer: SeatCard
    school_steward: SeatCard
    school_signer: SeatCard
    approval: SeatCard
    school_desk: SeatCard
    secrets: dict[str, str]
    wang: UUID
    lin: UUID
    zhao: UUID
    fine: UUID
    licence: UUID


def found(folder: Path) -> City:
    """Found the city, hand in one fine and one licence, and open the letters about them."""
    load(Path(settings.CATALOGUE_DIR), now=ARRIVED)
    bureau = department(BUREAU, 31, "emergency_management")
    schools = department(SCHOOLS, 32, "education")
    steward = seat(bureau, "0101", Role.DATA_STEWARD, items=(FINE, "lic.special_operation"))
    signer = seat(bureau, "0102", Role.SECOND_SIGNER, items=(FINE,))
    school_steward = seat(schools, "0101", Role.DATA_STEWARD, items=(LICENCE,))
    school_signer = seat(schools, "0102", Role.SECOND_SIGNER, items=(LICENCE,))
    approval_agency = agency("虚构市行政审批服务局", 33, "administrative_approval")
    school_agency = agency("虚构市南区教育局", 34, "education")
    approval = seat(approval_agency, "0417", Role.AGENCY_OFFICER, purposes=(MAY_DIRECT, MAY_TEACH))
    school_desk = seat(school_agency, "0418", Role.AGENCY_OFFICER, purposes=(MAY_TEACH,))
    secrets = {
        name: agencies.enrol_machine(client_id=name, seat=card.id, by=SYSTEM, now=ARRIVED)
        for name, card in (("approval", approval), ("schools", school_desk))
    }
    (zhao,) = people.admit(identities=[ZHAO], by=SYSTEM, now=ARRIVED)
    hand_in(folder, FINE, [fine_row(WANG)], by=steward, signer=signer)
    hand_in(folder, LICENCE, [licence_row(LIN)], by=school_steward, signer=school_signer)
    wang, lin = person_of(WANG), person_of(LIN)
    open_letters(wang)
    return City(
        folder=folder,
        steward=steward,
        signer=signer,
        school_steward=school_steward,
        school_signer=school_signer,
        approval=approval,
        school_desk=school_desk,
        secrets=secrets,
        wang=wang,
        lin=lin,
        zhao=zhao,
        fine=records.file_of(wang, at=NOON)[0].id,
        licence=records.file_of(lin, at=NOON)[0].id,
    )


def load(folder: Path, *, now: datetime) -> str:
    """Make the folder the catalogue in force; the house's own is read once for all attacks."""
    catalogues.reload()
    if folder != Path(settings.CATALOGUE_DIR):
        return catalogue.load(folder=folder, by=SYSTEM, now=now)
    with (
        patch.object(reading, "check", lambda *_, **__: []),
        patch.object(reading, "read", _the_house_s_own),
    ):
        return catalogue.load(folder=folder, by=SYSTEM, now=now)


@cache
def _the_house_s_own(folder: Path) -> Catalogue:
    """Read the catalogue of the house."""
    return _read(folder)


_read = reading.read


def department(name: str, sequence: int, kind: str) -> UUID:
    """Found a department that reports."""
    return _office(name, sequence, kind, is_department=True)


def agency(name: str, sequence: int, kind: str) -> UUID:
    """Found an agency that looks up."""
    return _office(name, sequence, kind, is_department=False)


def _office(name: str, sequence: int, kind: str, *, is_department: bool) -> UUID:
    return agencies.found_agency(
        code=credit_code(sequence=sequence),
        name=Words(zh=name, en=f"Office {sequence}"),
        kind=kind,
        is_department=is_department,
        by=SYSTEM,
        now=ARRIVED,
    )


def seat(
    of: UUID, number: str, role: Role, *, items: Sequence[str] = (), purposes: Sequence[str] = ()
) -> SeatCard:
    """Create a seat with its mandates."""
    made = agencies.create_seat(
        agency=of,
        number=number,
        role=role,
        unit=Words(zh="综合科", en="General section"),
        by=SYSTEM,
        now=ARRIVED,
    )
    for kind, codes in ((MandateKind.ITEM, items), (MandateKind.PURPOSE, purposes)):
        for code in codes:
            agencies.give_mandate(seat=made, kind=kind, code=code, by=SYSTEM, now=ARRIVED)
    return seats.seat(made)


def fine_row(who: Identity, **changes: str) -> dict[str, str]:
    """Return a row that tells of a fine decided three weeks before it is handed in."""
    row = office.row(1) | {
        "name": who.name,
        "document_number": who.number,
        "decision_no": f"虚应急罚〔2026〕{who.number[-4:]}号",
        "decided_on": "2026-09-21",
        "served_on": "2026-09-24",
        "repair_notice_served_on": "2026-09-24",
        "conduct_ended_on": "2026-08-10",
        "authority_name": BUREAU,
        "authority_code": credit_code(sequence=31),
        "source_name": BUREAU,
        "source_code": credit_code(sequence=31),
    }
    return row | changes


def licence_row(who: Identity, **changes: str) -> dict[str, str]:
    """Return a row that tells of a teacher's licence."""
    return {
        "name": who.name,
        "party_type": "自然人",
        "document_type": "身份证",
        "document_number": who.number,
        "licence_doc_name": "准予教师资格决定书",
        "licence_doc_no": f"虚教许〔2026〕{who.number[-4:]}号",
        "licence_kind": "认可",
        "certificate_name": "教师资格证书",
        "certificate_no": f"2026{who.number[-8:]}",
        "licence_content": "高级中学语文",
        "decided_on": "2026-09-21",
        "valid_from_on": "2026-09-21",
        "valid_until_on": "2099-12-31",
        "authority_name": SCHOOLS,
        "authority_code": credit_code(sequence=32),
        "status": "有效",
        "source_name": SCHOOLS,
        "source_code": credit_code(sequence=32),
    } | changes


def write(folder: Path, rows: Sequence[dict[str, str]], *, name: str = "delivery.csv") -> Path:
    """Write a department's file, with our codes as headings."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def check_in(
    folder: Path,
    item: str,
    rows: Sequence[dict[str, str]],
    *,
    by: SeatCard,
    now: datetime = ARRIVED,
) -> BatchCard:
    """Hand a file in and have it checked; nobody has signed."""
    path = write(folder, rows)
    card = take_in_batch.receive(path=path, file_name=path.name, item=item, by=by, now=now)
    return take_in_batch.check(batch=card.id, by=by.actor, now=now)


def hand_in(
    folder: Path,
    item: str,
    rows: Sequence[dict[str, str]],
    *,
    by: SeatCard,
    signer: SeatCard,
    now: datetime = ARRIVED,
) -> BatchCard:
    """Take a file all the way in."""
    card = check_in(folder, item, rows, by=by, now=now)
    take_in_batch.sign(batch=card.id, by=signer, now=now)
    return take_in_batch.enter(batch=card.id, now=now)


def person_of(who: Identity) -> UUID:
    """Return the person whom a batch has let in."""
    found = people_queries.person_by_document(who.document_type, who.number)
    assert found is not None
    return found


def open_letters(person: UUID, *, now: datetime = ARRIVED) -> None:
    """Let a person open every letter they have."""
    oneself = Actor(kind=ActorKind.PERSON, id=person)
    for letter in notices.inbox_of(person):
        open_own_file.open_own_notice(person=person, notice=letter.id, by=oneself, now=now)


def log_of(who: Identity) -> list[EntryCard]:
    """Return the log of whoever has this document, known to the house or not; newest first."""
    digest, _ = people_queries.digests_of(who)
    return ledger.entries_of(people_rules.person_tag(vault().named("person-tag"), digest))


def look_ups_of(who: Identity) -> list[EntryCard]:
    """Return the look-ups in somebody's log, newest first."""
    return [entry for entry in log_of(who) if entry.kind.value.startswith("lookup")]


def as_the_application(statement: str, *arguments: object) -> list[tuple[Any, ...]]:
    """Send SQL as the application does, through its own connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(arguments) or None)
        return cursor.fetchall() if cursor.description else []
