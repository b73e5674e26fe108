"""What changes a record: it enters, is noticed, silenced, corrected, repaired, ended, erased.

Every deed writes a line of the record's own history and a line of the log, in
one transaction. Ends move earlier only; the database holds every writer to that.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from recourse.catalogue.terms import Item
from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date, start_of
from recourse.ground.digests import KeyedDigest
from recourse.ground.journal import Line
from recourse.ground.keydir import KeyDestroyed, month_key_name
from recourse.ground.sealing import CannotOpen
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Draft, Facts
from recourse.ledger.terms import Kind as LogKind
from recourse.people import queries as people
from recourse.records import own_words, packing, queries, rules, sealed
from recourse.records.errors import (
    AlreadyEnded,
    AlreadyFulfilled,
    AlreadyNoticed,
    AlreadyOver,
    FulfilledLater,
    NoStatement,
    NoSuchRecord,
    NothingLeftToState,
    NothingToFulfil,
    NotSilenced,
)
from recourse.records.models import Record, RecordEvent, RecordPaper, RecordStatement
from recourse.records.terms import (
    Fall,
    Happening,
    Life,
    NewRecord,
    NewRecords,
    Paper,
    Place,
    RecordCard,
    State,
    Stop,
    Why,
)
from recourse.store import copying, journal
from recourse.store.copying import of_instant, of_text
from recourse.store.gate import one_person
from recourse.store.keys import vault

EVENT_COLUMNS = "person_id, record_id, sequence, kind, at, by, facts"
EVENT_HEAD = copying.row_head(7)
ENDING = ("ends_on", "erase_on", "ended_at", "ended_why", "falls_at", "falls_why")
JOURNALLED = "record"
"""What the erasure journal calls a record."""

NEXT_EVENTS = f"""
INSERT INTO record_event ({EVENT_COLUMNS})
SELECT %(person)s, %(record)s, before.lines + new.place, new.kind, %(at)s, %(by)s,
    new.facts::jsonb
FROM (SELECT coalesce(max(sequence), 0) AS lines FROM record_event_of_one
      WHERE person_id = %(person)s AND record_id = %(record)s) before,
    unnest(%(kinds)s::text[], %(facts)s::text[]) WITH ORDINALITY AS new (kind, facts, place)
ORDER BY new.place
"""
NEW_PAPER = """
INSERT INTO record_paper (person_id, record_id, sequence, wrapped_key, sealed)
SELECT %(person)s, %(record)s, max(sequence), %(wrapped_key)s, %(sealed)s
FROM record_event_of_one WHERE person_id = %(person)s AND record_id = %(record)s
"""
TAKE_DOWN = """
INSERT INTO taken_down (person_id, document_digest, record_id) VALUES (%s, %s, %s)
"""
SAY = """
INSERT INTO record_statement_of_one (person_id, record_id, said_at, wrapped_key, sealed)
VALUES (%(person)s, %(record)s, %(now)s, %(wrapped_key)s, %(sealed)s)
ON CONFLICT (person_id, record_id) DO UPDATE
SET said_at = excluded.said_at, wrapped_key = excluded.wrapped_key, sealed = excluded.sealed
"""
NOTICED = """
UPDATE record_of_one SET noticed_on = %(noticed_on)s,
    usable_from_on = CASE WHEN adverse OR usable_from_on IS NULL
        THEN %(usable_from_on)s ELSE usable_from_on END
WHERE person_id = %(person)s AND id = %(record)s
    AND noticed_on IS NULL AND ended_at IS NULL AND ends_on > %(today)s
    AND (falls_at IS NULL OR falls_at > %(now)s)
RETURNING usable_from_on
"""


@transaction.atomic
def enter_many(*, records: Sequence[NewRecord], by: Actor, now: datetime) -> None:
    """Enter records into their people's files; see `enter_together`."""
    for new in packing.together(records):
        enter_together(new=new, by=by, now=now)


@transaction.atomic
def enter_together(*, new: NewRecords, by: Actor, now: datetime) -> None:
    """Enter records into their people's files, each sealed with a data key of its own.

    The data key is wrapped by the key of the month in which the record must be
    erased: when that month's key is destroyed, no copy of the record can be read, in
    the database or in any backup. The log line for the whole batch is the caller's.

    Law:
        PIPL art. 19, 47, 51; charter G5.

    """
    copying.copy_in("record", packing.COLUMNS, packing.sealed_rows(new))
    entered = (
        copying.of_short(1)
        + of_text(Happening.ENTERED)
        + of_instant(now)
        + of_text(by.code)
        + copying.of_json(b"{}")
    )
    events = copying.by_columns(
        len(new.ids),
        EVENT_HEAD + copying.OF_16_BYTES,
        new.person_ids,
        copying.OF_16_BYTES,
        new.ids,
        entered,
    )
    copying.copy_in("record_event", EVENT_COLUMNS, events)


@transaction.atomic
def mark_noticed(
    *,
    person: UUID,
    record: UUID,
    noticed_on: date,
    usable_from_on: date,
    by: Actor,
    now: datetime,
    also: Sequence[tuple[LogKind, Facts]] = (),
) -> None:
    """Note that the person has been told, and from which day others may be shown the record.

    A record that speaks for the person, or neither way, is usable from its entry and stays so,
    unless it came back: then it waits like one that speaks against them.

    Args:
        person: Whose record.
        record: The record.
        noticed_on: Civil date of service.
        usable_from_on: First day on which others may be shown it, if it is adverse.
        by: Who did it.
        now: When.
        also: Lines of the log about what brought the service about, written in the same breath.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyNoticed: Notice was served before; the first service counts.
        AlreadyOver: The record has ended.

    Law:
        Charter G2; PIPL art. 17.

    """
    with one_person(person):
        days = {"noticed_on": noticed_on, "usable_from_on": usable_from_on}
        usable = _noticed(person, record, days, now)
        facts = {"noticed_on": noticed_on.isoformat()}
        if usable is not None:
            facts["usable_from_on"] = usable.isoformat()
        _add_event(person, record, Happening.NOTICED, facts, by=by, now=now)
        lines = [(LogKind.RECORD_NOTICED, {"record": str(record)}), *also]
        tag = people.tag_of(person)
        drafts = [Draft(kind, tag, by.code, by.agency, told) for kind, told in lines]
        ledger.note_many(drafts=drafts, now=now)


@transaction.atomic
def use_later(
    *, person: UUID, record: UUID, usable_from_on: date, by: Actor, now: datetime
) -> bool:
    """Let others be shown a record from a later day than was counted; return whether it is later.

    Only while nobody else may be shown it; what is in use stays so, and no day moves earlier.

    Args:
        person: Whose record.
        record: The record, of which its person was told.
        usable_from_on: First day of use as it is counted now.
        by: Who counts.
        now: When.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    Law:
        Civil Code art. 201; charter G2.

    """
    with one_person(person):
        row = _locked(person, record)
        known = row.usable_from_on
        if known is None or not civil_date(now) < known < usable_from_on:
            return False
        if rules.state_of(row, now) in {State.ENDED, State.ERASED}:
            return False
        row.usable_from_on = usable_from_on
        row.save(update_fields=["usable_from_on"])
        facts = {"usable_from_on": usable_from_on.isoformat()}
        _happened(row, Happening.RETIMED, by, now, facts)
        _note("record-retimed", row, by, now, facts)
        return True


def _noticed(person: UUID, record: UUID, days: Mapping[str, date], now: datetime) -> date | None:
    """Set the days of service and first use, once; return the day of first use, if there is one.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyNoticed: Notice was served before.
        AlreadyOver: The record has ended.

    """
    named: dict[str, Any] = {
        "person": person,
        "record": record,
        "now": now,
        "today": civil_date(now),
        **days,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTICED, named)
        found = cursor.fetchone()
    if found is None:
        _open_record(person, record, now)
        raise AlreadyNoticed
    usable: date | None = found[0]
    return usable


@transaction.atomic
def silence(
    *,
    person: UUID,
    record: UUID,
    by: Actor,
    now: datetime,
    is_disowned: bool = False,
    falls: Fall | None = None,
) -> None:
    """Take a record out of every answer while one more objection is open.

    Args:
        person: Whose file it is in.
        record: The record.
        by: Who did it.
        now: When.
        is_disowned: Whether the person says that it is not about them; whoever was shown it
            is then told at once.
        falls: When it falls from now on unless somebody decides before, as `let_fall` would
            fix it; None leaves that as it is.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.

    Law:
        Charter G3; Shandong Social Credit Regulations art. 39.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        row.silenced += 1
        if is_disowned:
            row.disowned_at = row.disowned_at or now
        silenced = _Line(Happening.SILENCED, LogKind.RECORD_SILENCED, {"open": row.silenced})
        _hang(row, [silenced, *_fall(row, falls)], by, now)


@transaction.atomic
def end_silence(
    *, person: UUID, record: UUID, by: Actor, now: datetime, falls: Fall | None = None
) -> None:
    """Close one objection; the record is heard again only when none is left.

    Args:
        person: Whose file it is in.
        record: The record.
        by: Who did it.
        now: When.
        falls: When it falls from now on, as for `silence`.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.
        NotSilenced: No objection is open.

    Law:
        Charter G3.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        if not row.silenced:
            raise NotSilenced
        row.silenced -= 1
        if not row.silenced:
            row.disowned_at = None
        heard = _Line(Happening.UNSILENCED, LogKind.RECORD_HEARD, {"open": row.silenced})
        _hang(row, [heard, *_fall(row, falls)], by, now)


@transaction.atomic
def let_fall(
    *, person: UUID, record: UUID, at: datetime | None, why: Why | None, by: Actor, now: datetime
) -> None:
    """Fix the instant at which a record falls unless somebody decides before; None takes it back.

    What is fixed already stays without a further line.

    The record is out of every answer from that instant on, whether or not any job has run.

    Args:
        person: Whose record.
        record: The record.
        at: When it falls; None if nothing is awaited any more.
        why: `WITHDRAWN` or `REPAIRED`; None with `at`.
        by: Who did it.
        now: When.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended, or has fallen.

    Law:
        Charter G4.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        _hang(row, _fall(row, Fall(at, why)), by, now)


class _Line(NamedTuple):
    """What a record's history, and the log, are told of one change."""

    happening: Happening
    kind: LogKind
    facts: Mapping[str, str | int]


def _fall(row: Record, falls: Fall | None) -> list[_Line]:
    """Fix when a locked record falls, and return the line about it; none if it stays so."""
    if falls is None or falls == Fall(
        row.falls_at, None if row.falls_why is None else Why(row.falls_why)
    ):
        return []
    row.falls_at, row.falls_why = falls.at, None if falls.why is None else str(falls.why)
    facts = {} if falls.at is None else {"falls_at": falls.at.isoformat()}
    return [_Line(Happening.AWAITED, LogKind.RECORD_AWAITED, facts)]


def _hang(row: Record, lines: Sequence[_Line], by: Actor, now: datetime) -> None:
    """Save what a locked record hangs on, and tell its history and the log together."""
    if not lines:
        return
    row.save(update_fields=["silenced", "disowned_at", "falls_at", "falls_why"])
    told = [(line.happening, line.facts) for line in lines]
    _add_events(row.person_id, row.id, told, by=by, now=now)
    with ledger.in_one_breath(now=now):
        for line in lines:
            _note(line.kind, row, by, now, line.facts)


@transaction.atomic(savepoint=False)
def settle_fall(*, person: UUID, record: UUID, by: Actor, now: datetime) -> datetime | None:
    """Write down the end of a record that has fallen; return when it fell, None if it did not.

    Its end is the instant at which it fell, however late this runs.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    Law:
        Charter G4, G5.

    """
    with one_person(person):
        row = _locked(person, record)
        fell_at = row.falls_at
        if fell_at is None or now < fell_at or row.falls_why is None:
            return None
        _end(row, at=fell_at, why=Why(row.falls_why), by=by, now=now)
        return fell_at


@transaction.atomic
def end_early(
    *,
    person: UUID,
    record: UUID,
    why: Why,
    by: Actor,
    now: datetime,
    told: Mapping[str, str | int] | None = None,
    paper: Paper | None = None,
) -> None:
    """End a record at the instant `now`, for every use together (Order 36 art. 3).

    Its erasure moves earlier by as many days as its end does.

    Args:
        person: Whose record.
        record: The record.
        why: What it ends for.
        by: Who did it.
        now: When.
        told: Codes and dates that its history keeps beside the reason.
        paper: What the end rests on; kept sealed beside the record.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.

    Law:
        Order 36 art. 3; Administrative Penalty Law art. 48(2); Shandong art. 40.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        _end(row, at=now, why=why, by=by, now=now, told=told)
        if paper:
            _keep_paper(row, paper)


def _end(
    row: Record,
    *,
    at: datetime,
    why: Why,
    by: Actor,
    now: datetime,
    told: Mapping[str, str | int] | None = None,
) -> None:
    """End a locked record at the instant `at`, and tell its history and the log."""
    life = rules.ended_early(row.life, civil_date(at))
    row.ends_on, row.erase_on = life.ends_on, life.erase_on
    row.ended_at, row.ended_why = at, str(why)
    row.falls_at = row.falls_why = None
    row.save(update_fields=ENDING)
    _remember_document(row)
    facts = {"why": str(why), "erase_on": life.erase_on.isoformat(), **(told or {})}
    _happened(row, Happening.ENDED, by, now, facts)
    _note("record-ended", row, by, now, {"why": str(why)})


def _remember_document(row: Record) -> None:
    """Let intake know the document again by which this record would come back.

    A record that cannot be opened is remembered by its fact alone.
    """
    try:
        number = rules.document_number_in(sealed.fields_of(row) or {}) if row.has_contents else ""
    except CannotOpen:
        return
    if number:
        parts = rules.document_digest_parts(
            authority=row.authority_id.bytes, document_number=number
        )
        digest = KeyedDigest(vault().named("source-digest")).of(*parts)[:16]
        with connection.cursor() as cursor:
            cursor.execute(
                TAKE_DOWN, [row.person_id, rules.bound_to(row.person_id.bytes, digest), row.id]
            )


def _keep_paper(row: Record, paper: Paper) -> None:
    """Keep what the latest line of a locked record's history rests on."""
    wrapped_key, contents = sealed.sealed(row, paper)
    line: dict[str, Any] = {
        "person": row.person_id,
        "record": row.id,
        "wrapped_key": wrapped_key,
        "sealed": contents,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEW_PAPER, line)


@transaction.atomic
def correct(
    *,
    person: UUID,
    record: UUID,
    new: NewRecord,
    told: Mapping[str, str | int],
    by: Actor,
    now: datetime,
) -> NewRecord:
    """End a record as corrected and enter its next version; return it as it entered.

    The next version tells of the same fact, of the same delivery. It ends on the earlier day of
    both, and one that speaks against the person is seen by nobody else until its own notice was
    served. What it said before stays readable for the person until it is erased.

    Args:
        person: Whose record.
        record: The version that is wrong.
        new: What is right: fields, dates, and the life that follows from them.
        told: Codes and dates for the histories of both.
        by: Who did it.
        now: When.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.
        AlreadyEnded: By the right dates its time is over; it is withdrawn instead.

    Law:
        PIPL art. 46; Shandong Social Credit Regulations art. 39, 40; charter G2, G5.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        version = _next_version(row, new, now)
        _end(row, at=now, why=Why.CORRECTED, by=by, now=now, told=told)
        enter_many(records=[version], by=by, now=now)
        facts = {"before": str(record), **told}
        _add_event(person, version.id, Happening.CORRECTED, facts, by=by, now=now)
        _note_of(
            "record-corrected", version, by, now, {"before": str(record), "after": str(version.id)}
        )
        return version


def _next_version(row: Record, new: NewRecord, now: datetime) -> NewRecord:
    """Return the next version of a record: what is new of it, and what always stays.

    Raises:
        AlreadyEnded: Its time is over.

    """
    right = Life(repair_from_on=new.repair_from_on, ends_on=new.ends_on, erase_on=new.erase_on)
    life = rules.corrected_life(row.life, right)
    if life.ends_on <= civil_date(now):
        raise AlreadyEnded
    return new._replace(
        person_id=row.person_id,
        item=row.item,
        authority_id=row.authority_id,
        batch_id=row.batch_id,
        source_digest=bytes(row.source_digest),
        version=row.version + 1,
        adverse=row.adverse,
        received_at=row.received_at,
        noticed_on=None,
        usable_from_on=None if row.adverse else civil_date(now),
        repair_from_on=life.repair_from_on,
        ends_on=life.ends_on,
        erase_on=life.erase_on,
        fulfilled_on=row.fulfilled_on or new.fulfilled_on,
    )


@transaction.atomic
def enter_again(
    *,
    record: NewRecord,
    told: Mapping[str, str | int],
    paper: Paper,
    by: Actor,
    now: datetime,
) -> NewRecord:
    """Enter a fact that was taken down and comes back, certified by a second person.

    Nobody but the person sees it until they were served with its notice, whichever way it speaks.

    Args:
        record: What enters.
        told: Codes that its history keeps: who certified it, and for which reason.
        paper: The new evidence; kept sealed beside the record.
        by: Who certifies it.
        now: When.

    Law:
        FCRA 15 U.S.C. 1681i(a)(5)(B) as anchor (certified, and told); charter G2.

    """
    with one_person(record.person_id):
        version = record._replace(version=_versions(record) + 1, usable_from_on=None)
        enter_many(records=[version], by=by, now=now)
        _add_event(version.person_id, version.id, Happening.CERTIFIED, told, by=by, now=now)
        _keep_paper(_locked(version.person_id, version.id), paper)
        _note_of("record-returned", version, by, now, {"record": str(version.id)})
        return version


def _versions(record: NewRecord) -> int:
    """Return the number of the last version of a fact; 0 if there is none."""
    of_fact = Record.objects.filter(person_id=record.person_id, source_digest=record.source_digest)
    return of_fact.order_by("-version").values_list("version", flat=True).first() or 0


@transaction.atomic
def report_fulfilled(
    *,
    person: UUID,
    record: UUID,
    fulfilled_on: date,
    told: Mapping[str, str | int],
    paper: Paper,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the day by which the duties of a decision were fulfilled, as its department says.

    One seat's word is enough: it only favours the person, and is never taken back.

    Args:
        person: Whose record.
        record: The record.
        fulfilled_on: Civil date of the last deed.
        told: Codes for the history.
        paper: What was paid or done; kept sealed beside the record.
        by: Who reports it.
        now: When.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.
        NothingToFulfil: It lays no duty on the person.
        AlreadyFulfilled: It was reported before.
        FulfilledLater: The day lies ahead.

    Law:
        State Council General Office document 22 of 2025 (departments supply the proof).

    """
    with one_person(person):
        row = _open_record(person, record, now)
        if not row.adverse:
            raise NothingToFulfil
        if row.fulfilled_on is not None:
            raise AlreadyFulfilled
        if fulfilled_on > civil_date(now):
            raise FulfilledLater
        row.fulfilled_on = fulfilled_on
        row.save(update_fields=["fulfilled_on"])
        facts = {"fulfilled_on": fulfilled_on.isoformat(), **told}
        _happened(row, Happening.FULFILLED, by, now, facts)
        if paper:
            _keep_paper(row, paper)
        _note("record-fulfilled", row, by, now, {"fulfilled_on": fulfilled_on.isoformat()})


@transaction.atomic
def say(*, person: UUID, record: UUID, words: str, by: Actor, now: datetime) -> None:
    """Put what the person says beside a record, in place of what they said before.

    Nobody approves it: it stands at once, wherever the record is shown. A correction does not
    carry it along, for it was said about another text. The log keeps every change, the record's
    own history one line a day, so that nobody can write it full.

    Args:
        person: Whose record.
        record: The record, used or not, as long as it has contents.
        words: What they say; `own_words.kept` says what may be kept of it.
        by: The person.
        now: When.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NothingLeftToState: Its contents are erased.
        StatementEmpty, StatementTooLong, StatementUnreadable: It cannot be kept.

    Law:
        PIPL art. 46; Shandong Social Credit Regulations art. 17(2).

    """
    plain = own_words.kept(words)
    with one_person(person):
        row = _locked(person, record)
        _put_beside(row, plain, now)
        _happened_today(row, Happening.STATED, by, now)
        _note("statement-said", row, by, now, {})


def _put_beside(row: Record, words: str, now: datetime) -> None:
    """Seal a statement beside a locked record, under a data key of its own.

    Raises:
        NothingLeftToState: The contents of the record are erased.

    """
    if rules.state_of(row, now) is State.ERASED:
        raise NothingLeftToState
    try:
        wrapped_key, contents = sealed.sealed_statement(row, words)
    except KeyDestroyed as destroyed:
        raise NothingLeftToState from destroyed
    line: dict[str, Any] = {
        "person": row.person_id,
        "record": row.id,
        "now": now,
        "wrapped_key": wrapped_key,
        "sealed": contents,
    }
    with connection.cursor() as cursor:
        cursor.execute(SAY, line)


@transaction.atomic
def take_back_statement(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Take away what the person says beside a record; nobody is shown it any more.

    Older backups hold its sealed bytes until the key of the record's month is destroyed.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NoStatement: Nothing is said beside it.

    Law:
        PIPL art. 46, 47.

    """
    with one_person(person):
        row = _locked(person, record)
        if not _take_away_statement(row):
            raise NoStatement
        _happened_today(row, Happening.UNSTATED, by, now)
        _note("statement-taken-back", row, by, now, {})


def _take_away_statement(row: Record) -> bool:
    """Delete what is said beside a locked record; return whether there was anything."""
    said = RecordStatement.objects.filter(person_id=row.person_id, record_id=row.id)
    gone, _ = said.delete()
    return gone > 0


def _happened_today(row: Record, kind: Happening, by: Actor, now: datetime) -> None:
    """Add a line to the history of a locked record, unless today has one like it."""
    today = RecordEvent.objects.filter(
        person_id=row.person_id,
        record_id=row.id,
        kind=str(kind),
        at__gte=start_of(civil_date(now)),
    )
    if not today.exists():
        _happened(row, kind, by, now, {})


@transaction.atomic
def repair_if_due(
    *, person: UUID, record: UUID, item: Item, by: Actor, now: datetime
) -> RecordCard | None:
    """End a record as repaired if that is due without anybody asking; return it as it ended.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    Law:
        Order 36 art. 2, 3.

    """
    with one_person(person):
        row = _locked(person, record)
        if not rules.repair_is_due(
            queries.outside_of(person, record, at=now), item, civil_date(now)
        ):
            return None
        _end(row, at=now, why=Why.REPAIRED, by=by, now=now, told={"by_itself": 1})
        return queries.outside_of(person, record, at=now)


@transaction.atomic
def repair_next(*, items: Mapping[str, Item], by: Actor, now: datetime) -> RecordCard | None:
    """Repair the record that has been due longest; None if none is.

    The database tells of one record at a time, locked, and shows it only through the gate.

    Args:
        items: Those of the catalogue in force; what repairs by itself is looked for.
        by: Who does it.
        now: When.

    """
    by_themselves = sorted(
        code for code, item in items.items() if item.repair is not None and item.repair.by_itself
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_to_repair(%s, %s)", [by_themselves, now])
        found = cursor.fetchone()
    if found is None:
        return None
    person, record = found
    with one_person(person):
        code = queries.outside_of(person, record, at=now).item
    repaired = repair_if_due(person=person, record=record, item=items[code], by=by, now=now)
    if repaired is None:
        raise RuntimeError("the database and the rule disagree on what is due")
    return repaired


@transaction.atomic
def mark_disclosed(
    *,
    person: UUID,
    records: Sequence[UUID],
    on: date,
    by: Actor,  # noqa: ARG001 - the look-up itself is in the log
    now: datetime,  # noqa: ARG001 - actions name who and when
) -> None:
    """Keep the civil date on which records were first shown to an agency; the first one stays.

    What has stopped meanwhile is put on the list of stops again, for whoever was shown it.
    That locks the records: what stops after this waits, and finds who was shown it.
    """
    with one_person(person):
        with connection.cursor() as cursor:
            cursor.execute("SELECT record_stop_again(%s, %s)", [person, list(records)])
        shown = Record.objects.filter(
            person_id=person, id__in=records, first_disclosed_on__isnull=True
        )
        shown.update(first_disclosed_on=on)


@transaction.atomic
def take_stop(*, by: Actor, now: datetime) -> Stop | None:  # noqa: ARG001 - actions name who and when
    """Take the line that waits longest off the list of stops; None if none is due.

    A line comes from the transaction that ended, silenced or will end the record, whoever
    wrote it. It says only where to look: whether the record is over, its card says.
    Holds the record, so that nobody becomes its recipient meanwhile.

    Law:
        Charter G10.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_stop_to_tell(%s)", [now])
        found = cursor.fetchone()
    if found is None:
        return None
    stop = Stop(*found)
    with one_person(stop.person):
        _locked(stop.person, stop.record)
    return stop


@transaction.atomic
def erase(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Erase a record before its day, by wish or decision; its outside stays as a trace.

    To be called last in its transaction: the erasure journal has the deed on the disk before
    the database commits, and what it names will be erased whatever becomes of the transaction.
    Copies in backups can be read until the key of `key_month` is destroyed, and no longer.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: It is erased already.
        JournalDamaged, JournalCut: The erasure journal was changed; nothing is erased.

    Law:
        PIPL art. 47; Shandong Social Credit Regulations art. 38.

    """
    with one_person(person):
        row = _locked(person, record)
        if row.payload is None:
            raise AlreadyOver
        _end_by_erasure(row, now)
        _erased(row, _journalled(row, now), by, now)


@transaction.atomic
def give_up(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """End a record and let today be its day of erasure, because its person may ask for that.

    It reads as erased from this instant on; the worker destroys contents and key, and writes the
    erasure journal, so nothing that fails meanwhile leaves a line about a deed that did not stand.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: It is erased already.

    Law:
        PIPL art. 47.

    """
    with one_person(person):
        row = _locked(person, record)
        if rules.state_of(row, now) is State.ERASED:
            raise AlreadyOver
        _end_by_erasure(row, now)
        row.save(update_fields=ENDING)
        facts = {"why": str(row.ended_why), "erase_on": row.erase_on.isoformat()}
        _happened(row, Happening.ENDED, by, now, facts)
        _note("record-ended", row, by, now, {"why": str(row.ended_why)})


@transaction.atomic
def erase_next(*, by: Actor, now: datetime) -> Place | None:
    """Erase one record whose day of erasure has come; return which it was, None if there is none.

    The database tells of one record at a time, locked. Whatever moved the day earlier after
    entry is in no backup older than that, so then the erasure journal is told.

    Raises:
        JournalDamaged, JournalCut: The erasure journal was changed; nothing is erased.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_next_to_erase(%s)", [civil_date(now)])
        found = cursor.fetchone()
    if found is None:
        return None
    place = Place(*found)
    with one_person(place.person):
        row = _locked(place.person, place.record)
        line = None if row.ended_at is None else _journalled(row, now)
        _erased(row, line, by, now)
    return place


@transaction.atomic
def erase_again(*, place: Place, line: Line, by: Actor, now: datetime) -> None:
    """Erase again what the journal says was erased, after a backup brought it back.

    Its history then tells of the first time, so a certificate reads as it did. What the
    backup does not have, or has without contents, stays as it is.

    Law:
        PIPL art. 47; charter G5.

    """
    with one_person(place.person):
        try:
            row = _locked(place.person, place.record)
        except NoSuchRecord:
            return
        if row.has_contents:
            _end_by_erasure(row, line.at)
            _erased(row, line, by, now, at=line.at)


def _end_by_erasure(row: Record, at: datetime) -> None:
    """End a record with its erasure, and let its day of erasure be today at the latest."""
    if row.ended_at is None:
        _remember_document(row)
        has_fallen = row.falls_at is not None and row.falls_at <= at
        row.ended_at = row.falls_at if has_fallen else at
        row.ended_why = row.falls_why if has_fallen else str(Why.ERASED)
    life = rules.ended_early(row.life, civil_date(row.ended_at or at))
    row.ends_on, row.erase_on = life.ends_on, min(life.erase_on, civil_date(at))
    row.falls_at = row.falls_why = None


def _journalled(row: Record, now: datetime) -> Line:
    """Write the line that erases a record in every backup that is ever restored."""
    named = {"person": str(row.person_id), "record": str(row.id)}
    key = month_key_name(row.key_month)
    return journal.write(erased=JOURNALLED, facts={**named, "key": key}, at=now)


def _erased(
    row: Record, line: Line | None, by: Actor, now: datetime, *, at: datetime | None = None
) -> None:
    """Take the contents and their key out of a locked row, and say so.

    Args:
        row: The record.
        line: Its line in the erasure journal, if it has one.
        by: Who erases.
        now: When.
        at: When it was erased for the first time; None is now.

    """
    row.payload = row.wrapped_key = None
    row.save(update_fields=[*ENDING, "payload", "wrapped_key"])
    papers = RecordPaper.objects.filter(person_id=row.person_id, record_id=row.id)
    papers.update(wrapped_key=None, sealed=None)
    _take_away_statement(row)
    told: dict[str, str | int] = {"readable_nowhere_from": _readable_nowhere_from(row).isoformat()}
    if line is not None:
        told |= {"journal_line": line.number, "journal_digest": line.digest.hex()}
    _happened(row, Happening.ERASED, by, at or now, told)
    _note("erased", row, by, now, {})


def _readable_nowhere_from(row: Record) -> date:
    """Return the first day on which nothing of a record can be read in any backup."""
    return rules.readable_nowhere_from(
        key_month=row.key_month,
        received_at=row.received_at,
        key_copies_days=settings.KEY_COPIES_DAYS,
    )


def _locked(person: UUID, record: UUID) -> Record:
    """Return the row, locked until the transaction ends.

    Raises:
        NoSuchRecord: There is no such record in this person's file.

    """
    row = Record.objects.select_for_update().filter(person_id=person, id=record).first()
    if row is None:
        raise NoSuchRecord
    return row


def _open_record(person: UUID, record: UUID, now: datetime) -> Record:
    """Return the locked row of a record that has not ended.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.

    """
    row = _locked(person, record)
    if row.ended_at is not None or rules.state_of(row, now) in {State.ENDED, State.ERASED}:
        raise AlreadyOver
    return row


def _happened(
    row: Record, kind: Happening, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Add the next line to the history of a locked record."""
    _add_event(row.person_id, row.id, kind, facts, by=by, now=now)


def _add_event(
    person: UUID,
    record: UUID,
    kind: Happening,
    facts: Mapping[str, str | int],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Add the next line to a record's history."""
    _add_events(person, record, [(kind, facts)], by=by, now=now)


def _add_events(
    person: UUID,
    record: UUID,
    told: Sequence[tuple[Happening, Mapping[str, str | int]]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Add the next lines to a record's history; the lock of the record's row keeps the count."""
    lines: dict[str, Any] = {
        "person": person,
        "record": record,
        "kinds": [str(kind) for kind, _ in told],
        "facts": [canonical.dumps(dict(facts)).decode() for _, facts in told],
        "at": now,
        "by": by.code,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEXT_EVENTS, lines)


def _note(kind: str, row: Record, by: Actor, now: datetime, facts: Mapping[str, str | int]) -> None:
    """Tell the log, under the person's tag."""
    ledger.note(
        kind=kind,
        tag=people.tag_of(row.person_id),
        by=by,
        now=now,
        facts={"record": str(row.id), **facts},
    )


def _note_of(
    kind: str, new: NewRecord, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Tell the log of a record that has just entered, under the person's tag."""
    ledger.note(kind=kind, tag=people.tag_of(new.person_id), by=by, now=now, facts=facts)
