"""A small town to look people up in: two agencies, a teacher, a fined manager, an empty file."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from recourse.agencies import actions as agencies
from recourse.agencies.terms import MandateKind, Role
from recourse.catalogue import actions as catalogue
from recourse.catalogue import queries as catalogues
from recourse.disclosure.rules import Day
from recourse.disclosure.terms import Ask
from recourse.ground import canonical, identifiers
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.people import actions as people
from recourse.people.terms import Identity
from recourse.records import actions as records
from recourse.records.terms import NewRecord
from tests.residents import LIN, WANG, ZHAO

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SAFETY = "work_safety.licence_eligibility"
TEACHING = "education.licence_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who lives and works here."""

    day: Day
    lin: UUID
    wang: UUID
    zhao: UUID
    safety_agency: UUID
    safety_seat: UUID
    teaching_seat: UUID
    safety_secret: str
    licence: UUID
    fine: UUID


def found(now: datetime = NOON) -> Town:
    """Found the town; in the caller's transaction or its own."""
    with transaction.atomic():
        return _found(now)


def _found(now: datetime) -> Town:
    catalogue.load(folder=settings.CATALOGUE_DIR, by=SYSTEM, now=now)
    catalogues.reload()
    safety_agency, safety_seat = _agency("emergency_management", 1, SAFETY, now)
    _, teaching_seat = _agency("education", 2, TEACHING, now)
    secret = agencies.enrol_machine(client_id="safety-1", seat=safety_seat, by=SYSTEM, now=now)
    agencies.enrol_machine(client_id="school-1", seat=teaching_seat, by=SYSTEM, now=now)
    lin, wang, zhao = people.admit(identities=[LIN, WANG, ZHAO], by=SYSTEM, now=now)
    licence = new_record(lin, "lic.teacher", now, {"certificate_no": "T-1", "remarks": "private"})
    fine = new_record(wang, "adv.work_safety_person", now, {"decision_no": "F-1"}, adverse=True)
    records.enter_many(records=[licence, fine], by=SYSTEM, now=now)
    return Town(
        day=Day(catalogues.current(), civil_date(now)),
        lin=lin,
        wang=wang,
        zhao=zhao,
        safety_agency=safety_agency,
        safety_seat=safety_seat,
        teaching_seat=teaching_seat,
        safety_secret=secret,
        licence=licence.id,
        fine=fine.id,
    )


def _agency(kind: str, number: int, purpose: str, now: datetime) -> tuple[UUID, UUID]:
    agency = agencies.found_agency(
        code=identifiers.credit_code(sequence=number),
        name=Words(zh=f"机构{number}", en=f"Agency {number}"),
        kind=kind,
        is_department=False,
        by=SYSTEM,
        now=now,
    )
    seat = agencies.create_seat(
        agency=agency,
        number="0417",
        role=Role.AGENCY_OFFICER,
        unit=Words(zh="许可科", en="Licensing section"),
        valid_from_on=date(2026, 1, 1),
        by=SYSTEM,
        now=now,
    )
    agencies.give_mandate(
        seat=seat,
        kind=MandateKind.PURPOSE,
        code=purpose,
        valid_from_on=date(2026, 1, 1),
        by=SYSTEM,
        now=now,
    )
    return agency, seat


def new_record(
    person: UUID,
    item: str,
    now: datetime,
    fields: dict[str, str],
    *,
    adverse: bool = False,
    **changed: object,
) -> NewRecord:
    """Return a record that stands at `now`."""
    on = civil_date(now)
    decided = on - timedelta(days=60)
    record = NewRecord(
        person_id=person,
        id=uuid7(now),
        item=item,
        catalogue_version=catalogues.current().version,
        authority_id=UUID(int=5),
        batch_id=UUID(int=6),
        source_digest=uuid7(now).bytes,
        adverse=adverse,
        conduct_ended_on=decided - timedelta(days=10),
        decided_on=decided,
        served_on=decided,
        repair_notice_served_on=decided,
        final_on=None,
        received_at=now - timedelta(days=50),
        noticed_on=on - timedelta(days=40),
        usable_from_on=on - timedelta(days=20),
        repair_from_on=on,
        ends_on=on + timedelta(days=100),
        erase_on=on + timedelta(days=400),
        payload=canonical.dumps(fields),
    )
    return record._replace(**changed)


def ask(
    who: Identity | None = WANG,
    *,
    purpose: str = SAFETY,
    client: str = "safety-1",
    matter: str = "AQ-2026-0711",
    fault: object = None,
) -> Ask:
    """Return a question by the machine of the agency for work safety."""
    return Ask(client=client, purpose=purpose, matter=matter, identity=who, fault=fault)
