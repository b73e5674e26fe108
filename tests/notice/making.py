"""A small town for tests of notices: the real catalogue, one department, people with files."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from recourse.agencies import actions as agencies
from recourse.catalogue import actions as catalogue_actions
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import credit_code
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.notice import actions
from recourse.notice.terms import Kind, NewNotice
from recourse.people import actions as people
from recourse.people.terms import Contact
from recourse.records.terms import Dates
from tests.records.making import NOON, dates, entered, person

BUREAU = Words(zh="示例市应急管理局", en="Sample City Emergency Management Bureau")
CONTENTS = {
    "name": "陈晓",
    "decision_no": "示应急罚〔2026〕7号",
    "violation_type": "未履行安全生产管理职责",
    "violation_facts": "2026年9月1日检查时，未按规定组织安全生产教育培训。",
    "penalty_kinds": "B1",
    "fine_wan_yuan": "2.5",
    "decided_on": "2026-11-02",
    "document_number": "000001199001010018",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A person, a record about them and the notice of it."""

    person: UUID
    record: UUID
    notice: UUID


def town(now: datetime = NOON) -> UUID:
    """Load the catalogue, found the department and return it."""
    catalogue.reload()
    catalogue_actions.load(folder=settings.CATALOGUE_DIR, by=SYSTEM, now=now)
    return agencies.found_agency(
        code=CODE, name=BUREAU, kind="emergency_management", is_department=True, by=SYSTEM, now=now
    )


def told(
    bureau: UUID,
    *,
    sequence: int = 1,
    name: str = "陈晓",
    item: str = "adv.work_safety_person",
    on: Dates | None = None,
    contact: Contact | None = None,
    agreed: bool = False,
    now: datetime = NOON,
) -> Told:
    """Enter a record about somebody, and write the notice of it."""
    who = person(name, sequence=sequence, now=now)
    if contact is not None:
        people.keep_contact(person=who, contact=contact, by=SYSTEM, now=now)
    if agreed:
        people.agree_to_electronic_service(person=who, by=SYSTEM, now=now)
    in_force = catalogue.current()
    new = entered(
        who,
        of=in_force.items[item],
        on=on or dates(),
        fields=CONTENTS,
        catalogue_version=in_force.version,
        authority=bureau,
        now=now,
    )
    notice = NewNotice(
        person_id=who,
        id=uuid7(now),
        record_id=new.id,
        kind=Kind.RECORD_ENTERED,
        catalogue_version=in_force.version,
        facts={},
        written_at=now,
    )
    actions.write_many(notices=[notice], by=SYSTEM, now=now)
    return Told(person=who, record=new.id, notice=notice.id)


CODE = credit_code(sequence=7)
