"""Reads of one person's inbox, through the gate."""

from collections.abc import Callable
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.catalogue import queries as catalogue
from recourse.notice import letters, looked
from recourse.notice.errors import NoSuchNotice
from recourse.notice.models import Notice
from recourse.notice.terms import Kind, Letter, NoticeCard, Served
from recourse.records.terms import RecordCard
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

Writer = Callable[[NoticeCard], Letter]
WRITERS: dict[Kind, Writer] = {}
"""Who writes letters about what this room does not know."""


def inbox_of(person: UUID) -> list[NoticeCard]:
    """Return everything a person was told, newest first; one query."""
    with one_person(person):
        rows = Notice.objects.filter(person_id=person).order_by("-written_at", "-id")
        return [card_of(row) for row in rows]


def notice_of(person: UUID, id: UUID) -> NoticeCard:  # noqa: A002 - the house's word for it
    """Return one notice; one query.

    Raises:
        NoSuchNotice: There is no such notice in this person's inbox.

    """
    with one_person(person):
        row = Notice.objects.filter(person_id=person, id=id).first()
    if row is None:
        raise NoSuchNotice
    return card_of(row)


def written_by(kind: Kind) -> Callable[[Writer], Writer]:
    """Register the function that writes letters of this kind, for a room above this one."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

    return register


def letter_of(notice: NoticeCard, record: RecordCard | None) -> Letter:
    """Return the words of a notice, with the catalogue as it was when it was written."""
    if notice.kind in WRITERS:
        return WRITERS[notice.kind](notice)
    if record is None:
        looker = agencies.agency(UUID(str(notice.facts["agency"]))).name
        return looked.letter(notice, catalogue.version(notice.catalogue_version), looker)
    return letters.letter(
        notice=notice,
        record=record,
        catalogue=catalogue.version(notice.catalogue_version),
        sender=agencies.agency(record.authority_id).name,
        calendar=working_days(),
    )


def card_of(row: Notice) -> NoticeCard:
    """Return the card of a row."""
    return NoticeCard(
        person_id=row.person_id,
        id=row.id,
        record_id=row.record_id,
        kind=Kind(row.kind),
        catalogue_version=row.catalogue_version,
        facts=row.facts,
        written_at=row.written_at,
        opened_at=row.opened_at,
        served_on=row.served_on,
        served_how=None if row.served_how is None else Served(row.served_how),
    )
