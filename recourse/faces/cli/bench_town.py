"""The made-up town of `recourse bench look-ups`: people, a record on every fourth, one asker."""

import os
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
from django.conf import settings

from recourse.agencies import actions as agencies
from recourse.agencies.terms import MandateKind, Role
from recourse.catalogue import actions as catalogue
from recourse.catalogue import queries as catalogues
from recourse.faces.api import tokens
from recourse.ground import canonical
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.identifiers import citizen_number, credit_code
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.people import actions as people
from recourse.people import queries as people_queries
from recourse.people import rules as people_rules
from recourse.people.terms import DocumentType, Identity
from recourse.records import actions as records
from recourse.records.terms import NewRecord
from recourse.redress import actions as redress
from recourse.redress.terms import CaseCard, Filing, Ground
from recourse.redress.terms import Kind as CaseKind
from recourse.store.keys import vault

PURPOSE = "work_safety.licence_eligibility"
ITEM = "adv.work_safety_person"
CLIENT = "bench-1"
CHUNK = 5_000
NO_LIMIT = 1_000_000_000
PAYLOAD = canonical.dumps({"decision_no": "F-1"})


def asker(now: datetime) -> str:
    """Enter an agency, a seat with the mandate and a machine; return the machine's token."""
    catalogue.load(folder=settings.CATALOGUE_DIR, by=SYSTEM, now=now)
    agency = agencies.found_agency(
        code=credit_code(sequence=1),
        name=Words(zh="测试局", en="Bench Agency"),
        kind="emergency_management",
        is_department=False,
        look_ups_a_day=NO_LIMIT,
        by=SYSTEM,
        now=now,
    )
    seat = agencies.create_seat(
        agency=agency,
        number="0001",
        role=Role.AGENCY_OFFICER,
        unit=Words(zh="测试科", en="Bench"),
        look_ups_a_day=NO_LIMIT,
        by=SYSTEM,
        now=now,
    )
    agencies.give_mandate(seat=seat, kind=MandateKind.PURPOSE, code=PURPOSE, by=SYSTEM, now=now)
    agencies.enrol_machine(client_id=CLIENT, seat=seat, by=SYSTEM, now=now)
    return tokens.issue(CLIENT, now=now + timedelta(hours=12))


def move_in(number: int, now: datetime) -> list[Identity]:
    """Let people in, give every fourth a standing record, and return who they are."""
    everybody: list[Identity] = []
    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"]) as owner:
        owner.execute(
            "CREATE TABLE bench_person (n int PRIMARY KEY, digest bytea, name bytea, tag bytea)"
        )
        for start in range(0, number, CHUNK):
            some = [_identity(one) for one in range(start, min(start + CHUNK, number))]
            ids = people.admit(identities=some, by=SYSTEM, now=now)
            records.enter_many(records=[_record(one, now) for one in ids[::4]], by=SYSTEM, now=now)
            with owner.cursor().copy("COPY bench_person FROM STDIN") as copy:
                for row in _rows(some, start):
                    copy.write_row(row)
            everybody += some
    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
        owner.execute("CHECKPOINT")
    return everybody


def _identity(number: int) -> Identity:
    """Return the made-up person of a number."""
    return Identity(
        document_type=DocumentType.CITIZEN,
        number=citizen_number(
            region=f"{number // 9_000_000 + 1:06d}",
            born_on=date(1970, 1, 1) + timedelta(days=number // 900 % 10_000),
            sequence=number % 900 + 1,
        ),
        name=f"测试{number}",
    )


def _rows(some: Sequence[Identity], start: int) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Yield what the limit needs to ask about a person: the digests, made beforehand."""
    key = vault().named("person-tag")
    for number, identity in enumerate(some, start + 1):
        digest, name = people_queries.digests_of(identity)
        yield number, digest, name, people_rules.person_tag(key, digest)


def _record(person: UUID, now: datetime) -> NewRecord:
    """Return a record that stands."""
    on = civil_date(now)
    decided = on - timedelta(days=60)
    return NewRecord(
        person_id=person,
        id=uuid7(now),
        item=ITEM,
        catalogue_version=catalogues.current().version,
        authority_id=UUID(int=5),
        batch_id=UUID(int=6),
        source_digest=uuid7(now).bytes,
        adverse=True,
        conduct_ended_on=decided,
        decided_on=decided,
        served_on=decided,
        repair_notice_served_on=decided,
        final_on=None,
        received_at=now,
        noticed_on=on - timedelta(days=40),
        usable_from_on=on - timedelta(days=20),
        repair_from_on=on,
        ends_on=on + timedelta(days=100),
        erase_on=on + timedelta(days=400),
        payload=PAYLOAD,
    )


def object_to_all(number: int, now: datetime) -> list[CaseCard]:
    """Let people in, each with one standing record, and let each object to it."""
    everybody = [_identity(one) for one in range(number)]
    ids = people.admit(identities=everybody, by=SYSTEM, now=now)
    entered = [_record(one, now) for one in ids]
    records.enter_many(records=entered, by=SYSTEM, now=now)
    return [
        redress.file(
            person=new.person_id,
            asked=Filing(
                kind=CaseKind.OBJECTION, words="不对。", ground=Ground.WRONG, record=new.id
            ),
            by=SYSTEM,
            now=now,
        )
        for new in entered
    ]
