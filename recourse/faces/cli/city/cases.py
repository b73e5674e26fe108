"""Some open cases, so that whoever answers them finds work on the first day."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.faces.cli.city.offices import AGENCIES, DEPARTMENTS
from recourse.faces.cli.city.residents import Resident
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.refused import Refused
from recourse.journeys import open_own_file as own
from recourse.ledger import queries as log
from recourse.ledger.terms import Kind as Entry
from recourse.people import queries as people
from recourse.people.terms import DocumentType
from recourse.records.terms import State
from recourse.redress import actions
from recourse.redress.terms import Filing, Ground, Kind, NewFile

_PAPER = NewFile("任职文件（示例）.pdf", b"%PDF-1.4\n% synthetic\n%%EOF\n")
_OBJECTIONS = (
    (Ground.WRONG, "处罚决定写的日期不对，那天我已经调离这个岗位。附上任职文件。", (_PAPER,)),
    (Ground.NOT_ME, "我从来没有在这家单位工作过，应该是同名的人。", ()),
    (Ground.NO_BASIS, "我不是主要负责人，不应当适用这一条。", ()),
)


def file_some(residents: Sequence[Resident], now: datetime) -> None:
    """File three objections, a repair and a question why somebody looked, by other people."""
    persons = list(_others(residents))
    _file_about_records(persons, now)
    _ask_why(persons, now)


def _others(residents: Sequence[Resident]) -> Iterator[UUID]:
    """Yield who is on file, without the ready-made login."""
    for resident in residents[1:]:
        person = people.person_by_document(DocumentType.CITIZEN, resident.number)
        if person is not None:
            yield person


def _file_about_records(persons: Sequence[UUID], now: datetime) -> None:
    """File one case each about records of the first department, until all are filed."""
    department = agencies.agency_by_code(DEPARTMENTS[0].code).id
    asked = [
        *(
            (Filing(kind=Kind.OBJECTION, words=words, ground=ground), files)
            for ground, words, files in _OBJECTIONS
        ),
        (Filing(kind=Kind.REPAIR, words="罚款已经缴清，培训记录附后。", promised=True), (_PAPER,)),
    ]
    for person in persons:
        if not asked:
            return
        record = next(_records(person, department, now), None)
        if record is not None and _filed(person, record, *asked[-1], now=now):
            asked.pop()


def _records(person: UUID, department: UUID, now: datetime) -> Iterator[UUID]:
    """Let a person open their file, and yield its adverse records of a department in use."""
    by = Actor(kind=ActorKind.PERSON, id=person)
    for line in own.open_own_file(person=person, by=by, now=now).records:
        card = line.card
        if card.adverse and card.authority_id == department and card.state is State.STANDING:
            yield card.id


def _filed(
    person: UUID, record: UUID, asked: Filing, files: Sequence[NewFile], *, now: datetime
) -> bool:
    """File a case about a record; say whether it could be filed today."""
    filing = Filing(
        kind=asked.kind,
        words=asked.words,
        ground=asked.ground,
        record=record,
        promised=asked.promised,
    )
    by = Actor(kind=ActorKind.PERSON, id=person)
    with suppress(Refused):
        actions.file(person=person, asked=filing, evidence=files, by=by, now=now)
        return True
    return False


def _ask_why(persons: Sequence[UUID], now: datetime) -> None:
    """Let the first person whom the first agency has looked up ask why."""
    agency = agencies.agency_by_code(AGENCIES[0].code).id
    looks = {Entry.LOOK_UP, Entry.LOOK_UP_MISS}
    for person in persons:
        for entry in log.entries_of(people.tag_of(person)):
            if entry.kind in looks and entry.agency == agency:
                asked = Filing(
                    kind=Kind.WHY,
                    words="我最近没有办过事，为什么要查我？",
                    entry=entry.entry_id,
                    agency=agency,
                )
                by = Actor(kind=ActorKind.PERSON, id=person)
                actions.file(person=person, asked=asked, by=by, now=now)
                return
