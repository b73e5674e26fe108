"""Reads of the file, one person at a time, through the gate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from recourse.ground.calendar import civil_date
from recourse.records import rules, sealed
from recourse.records.errors import NoSuchRecord
from recourse.records.models import Record, RecordEvent, RecordPaper, RecordStatement
from recourse.records.terms import (
    Event,
    Happening,
    KnownFact,
    Paper,
    RecordCard,
    State,
    Unused,
    Why,
)
from recourse.store import binary
from recourse.store.gate import one_person

OUTSIDE = (
    *("person_id", "id", "item", "catalogue_version", "authority_id", "batch_id", "version"),
    *("adverse", "conduct_ended_on", "decided_on", "served_on", "repair_notice_served_on"),
    *("final_on", "received_at", "noticed_on", "usable_from_on", "first_disclosed_on"),
    *("repair_from_on", "ends_on", "erase_on", "key_month", "silenced", "disowned_at"),
    "fulfilled_on",
)
"""Columns that a card repeats as they are."""

NOBODY = UUID(int=0)
STATED = ("said_at", "wrapped_key", "sealed")
"""Columns of a statement."""


def known(facts: Sequence[KnownFact], *, at: datetime) -> dict[bytes, bool]:
    """Return which facts are on file already, and whether they were taken down.

    A fact of which every version was ended early is taken down; so is one that rests on a document
    of which a record was ended early, under whatever item and day it comes back. What is
    taken down and comes back is held for certification by a second person; any other is a
    duplicate. The database answers this one question across people and no other.

    Args:
        facts: As many as one chunk has.
        at: Instant for which it is asked; a record that fell by then is taken down.

    Returns:
        For each source digest on file, whether it is taken down.

    Law:
        FCRA 15 U.S.C. 1681i(a)(5)(B) as anchor (no quiet reinsertion).

    """
    if not facts:
        return {}
    people, digests, documents = map(list, zip(*facts, strict=True))
    bound = list(map(rules.bound_to, people, documents))
    found: dict[bytes, bool] = {}
    question = "SELECT * FROM records_known(%b::uuid[], %b::bytea[], %b::bytea[], %b::timestamptz)"
    with binary.asking(question, [binary.Identifiers(people), digests, bound, at]) as answers:
        for digest, ended in answers.fetchall():
            found[digest] = found.get(digest, True) and ended
    return found


def file_of(person: UUID, *, at: datetime | None = None) -> list[RecordCard]:
    """Return the outside of every record in a person's file, newest first; none is left out.

    Contents stay sealed: whoever needs them opens one record with `record_of`.

    Args:
        person: Whose file.
        at: Instant for which state is told; None is the database's present.

    """
    with one_person(person):
        instant = at or _present()
        rows = Record.objects.filter(person_id=person).defer("payload")
        newest_first = rows.order_by("-received_at", "-id")
        return [_card(_settled(row, instant), instant, {}) for row in newest_first]


def outside_of(person: UUID, record: UUID, *, at: datetime | None = None) -> RecordCard:
    """Return the outside of one record; its contents stay sealed.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    """
    row, instant = _found(person, record, at)
    return _card(row, instant, {})


def record_of(person: UUID, record: UUID, *, at: datetime | None = None) -> RecordCard:
    """Return one record with its contents and the person's statement; an erased one without.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    row, instant = _found(person, record, at, with_statement=True)
    return _opened(row, instant)


def whole_file_of(person: UUID, *, at: datetime) -> list[RecordCard]:
    """Return every record with its contents and statement, newest first; erased ones without.

    One query.

    Raises:
        CannotOpen: The sealed bytes of one are not what was sealed for it.

    """
    with one_person(person):
        rows = _with_statement(Record.objects.filter(person_id=person))
        return [_opened(_settled(row, at), at) for row in rows.order_by("-received_at", "-id")]


def _opened(row: Record, at: datetime) -> RecordCard:
    """Return the card of a row that was found with its statement, both opened unless erased."""
    if rules.state_of(row, at) is State.ERASED:
        return _card(row, at, {})
    card = _card(row, at, sealed.fields_of(row))
    return replace(card, statement=sealed.statement_of(row, _said(row)))


def opened_of(person: UUID, wanted: Collection[UUID], *, at: datetime) -> list[RecordCard]:
    """Return records with their contents and statements, for what is about to carry them along.

    Nobody changes them before the caller's transaction ends. What is erased by now is left out.
    One query.

    Args:
        person: Whose file.
        wanted: Identifiers of the records.
        at: Instant for which state is told.

    Raises:
        CannotOpen: The sealed bytes of one are not what was sealed for it.

    """
    if not wanted:
        return []
    with one_person(person):
        rows = Record.objects.select_for_update().filter(person_id=person, id__in=wanted)
        cards = [_opened(_settled(row, at), at) for row in _with_statement(rows).order_by("id")]
    return [card for card in cards if card.state is not State.ERASED]


def corrected_among(person: UUID, wanted: Collection[UUID]) -> set[UUID]:
    """Return which of these records are a corrected version of one before; one query."""
    if not wanted:
        return set()
    with one_person(person):
        told = RecordEvent.objects.filter(person_id=person, record_id__in=wanted)
        corrected = told.filter(kind=Happening.CORRECTED)
        return set(corrected.values_list("record_id", flat=True))


def _said(row: Record) -> RecordStatement | None:
    """Return what is said beside a row that was found with its statement, still sealed."""
    columns = {name: getattr(row, f"statement_{name}") for name in STATED}
    if columns["sealed"] is None:
        return None
    return RecordStatement(person_id=row.person_id, record_id=row.id, **columns)


def record_of_fact(person: UUID, source_digest: bytes, *, at: datetime) -> RecordCard:
    """Return the newest version of the record of one fact, with its contents.

    Raises:
        NoSuchRecord: There is no record of this fact in this person's file.
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    with one_person(person):
        versions = Record.objects.filter(person_id=person, source_digest=source_digest)
        row = versions.order_by("-version").only("id").first()
    if row is None:
        raise NoSuchRecord
    return record_of(person, row.id, at=at)


def next_unused(*, on: date, after: Unused | None = None) -> Unused | None:
    """Return the record that comes into use next after the civil date `on`; None if none is left.

    The database tells of one record at a time, and shows it only through the gate.

    Args:
        on: Records in use on this day are left out.
        after: The record looked at before this one.

    """
    known = after or Unused(on, NOBODY, NOBODY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_next_unused(%s, %s, %s, %s)", [on, *known])
        found = cursor.fetchone()
    return None if found is None else Unused(*found)


def papers_of(person: UUID, record: UUID) -> dict[int, Paper]:
    """Return what the lines of a record's history rest on, by the number of the line.

    Raises:
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    with one_person(person):
        row = Record.objects.filter(person_id=person, id=record).defer("payload").first()
        if row is None:
            return {}
        papers = RecordPaper.objects.filter(person_id=person, record_id=record)
        return {one.sequence: sealed.paper_of(row, one) for one in papers.order_by("sequence")}


def _found(
    person: UUID, record: UUID, at: datetime | None, *, with_statement: bool = False
) -> tuple[Record, datetime]:
    """Return a row and the instant for which it is asked; with what is said beside it, if wanted.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    """
    with one_person(person):
        instant = at or _present()
        rows = Record.objects.filter(person_id=person, id=record)
        row = (_with_statement(rows) if with_statement else rows).first()
    if row is None:
        raise NoSuchRecord
    return _settled(row, instant), instant


def _with_statement(rows: QuerySet[Record]) -> QuerySet[Record]:
    """Let the columns of the statement come along in the same question."""
    said = RecordStatement.objects.filter(person_id=OuterRef("person_id"), record_id=OuterRef("id"))
    return rows.annotate(**{f"statement_{name}": Subquery(said.values(name)) for name in STATED})


def history_of(person: UUID, record: UUID) -> list[Event]:
    """Return what happened to a record, first things first; empty if it is not in the file."""
    with one_person(person):
        lines = RecordEvent.objects.filter(person_id=person, record_id=record)
        return [_event(line) for line in lines.order_by("sequence")]


def histories_of(person: UUID) -> Mapping[UUID, Sequence[Event]]:
    """Return what happened to each record of a file, first things first; one query."""
    with one_person(person):
        lines = RecordEvent.objects.filter(person_id=person).order_by("record_id", "sequence")
        by_record = groupby(lines, key=lambda line: line.record_id)
        return {record: [_event(line) for line in told] for record, told in by_record}


def _event(line: RecordEvent) -> Event:
    return Event(
        sequence=line.sequence,
        kind=Happening(line.kind),
        at=line.at,
        by=line.by,
        facts=line.facts,
    )


def _present() -> datetime:
    """Return the database's present: the instant at which the transaction began."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        present: datetime = cursor.fetchone()[0]
        return present


def _settled(row: Record, at: datetime) -> Record:
    """Return the row as it reads once a fall by the instant `at` is written down; saves nothing.

    Whether the worker has closed the case of a record that fell makes no difference to anyone.
    """
    if row.falls_at is None or at < row.falls_at:
        return row
    life = rules.ended_early(row.life, civil_date(row.falls_at))
    row.ends_on, row.erase_on = life.ends_on, life.erase_on
    row.ended_at, row.ended_why = row.falls_at, row.falls_why
    row.falls_at = row.falls_why = None
    return row


def _card(row: Record, at: datetime, fields: Mapping[str, str] | None) -> RecordCard:
    """Return the card of a row at the instant `at`; fields that nobody can open are erased.

    Whether the worker has closed the case of a record that fell makes no difference here.
    """
    return RecordCard(
        **{column: getattr(row, column) for column in OUTSIDE},
        ended_at=row.ended_at,
        ended_why=None if row.ended_why is None else Why(row.ended_why),
        falls_at=row.falls_at,
        has_contents=row.has_contents and fields is not None,
        standing=rules.standing(row, at),
        state=State.ERASED if fields is None else rules.state_of(row, at),
        fields=fields or {},
    )
