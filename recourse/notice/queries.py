"""Reads of one person's inbox, through the gate."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Catalogue
from recourse.notice import account, changed, helped, letters, looked
from recourse.notice.errors import NoSuchNotice
from recourse.notice.models import HeldBackDays, Notice
from recourse.notice.terms import HeldBack, Kind, Letter, NoticeCard, Served
from recourse.records import queries as files
from recourse.records.terms import Happening, Paper, RecordCard
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

Writer = Callable[[NoticeCard, datetime], Letter]
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


def held_back_of(person: UUID) -> HeldBack | None:
    """Return for which days a person last had their letters held back; None if they never did."""
    with one_person(person):
        row = HeldBackDays.objects.filter(person_id=person).first()
    return None if row is None else HeldBack(from_on=row.from_on, until_on=row.until_on)


def written_by(kind: Kind) -> Callable[[Writer], Writer]:
    """Register the function that writes letters of this kind, for a room above this one."""

    def register(writer: Writer) -> Writer:
        WRITERS[kind] = writer
        return writer

    return register


def letter_of(
    notice: NoticeCard, record: RecordCard | None, *, at: datetime | None = None
) -> Letter:
    """Return the words of a notice, with the catalogue as it was when it was written.

    Args:
        notice: The notice.
        record: The record it tells of, as it is now.
        at: When it is read; None is when it was written. What is erased by then is not told.

    """
    if notice.kind in WRITERS:
        return WRITERS[notice.kind](notice, at or notice.written_at)
    if notice.kind is Kind.HELPER:
        return helped.letter(notice)
    if notice.kind is Kind.ACCOUNT:
        counter = notice.facts.get("agency")
        return account.letter(
            notice, None if counter is None else agencies.agency(UUID(str(counter))).name
        )
    if record is None:
        looker = agencies.agency(UUID(str(notice.facts["agency"]))).name
        return looked.letter(notice, catalogue.version(notice.catalogue_version), looker)
    law = catalogue.version(notice.catalogue_version)
    letter = letters.letter(
        notice=notice,
        record=record,
        catalogue=law,
        sender=agencies.agency(record.authority_id).name,
        calendar=working_days(),
    )
    if notice.kind is Kind.RECORD_ENTERED:
        return letter
    return changed.letter(letter, _changed(notice, record, law))


_RESTS_ON = {
    Kind.RECORD_ENDED: Happening.ENDED,
    Kind.RECORD_RETURNED: Happening.CERTIFIED,
}


def _changed(notice: NoticeCard, record: RecordCard, law: Catalogue) -> changed.Change:
    """Return what a letter about a change is made from: before, after, the paper behind it."""
    before = notice.facts.get("before")
    earlier = None
    if before is not None:
        earlier = files.record_of(notice.person_id, UUID(str(before)))
    return changed.Change(
        notice=notice,
        record=record,
        before=earlier,
        paper=_paper(record, _RESTS_ON.get(notice.kind)),
        catalogue=law,
        item=law.items[record.item],
        sender=agencies.agency(record.authority_id).name,
    )


def _paper(record: RecordCard, line: Happening | None) -> Paper:
    """Return what the last line of this kind in a record's history rests on."""
    history = files.history_of(record.person_id, record.id)
    papers = files.papers_of(record.person_id, record.id)
    found = [
        papers[event.sequence]
        for event in history
        if event.sequence in papers and event.kind is line
    ]
    return found[-1] if found else {}


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
