"""What changes a record: it enters, is noticed, silenced, falls, is ended, erased.

Every deed writes a line of the record's own history and a line of the log, in
one transaction. Ends move earlier only; the database holds every writer to that.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.journal import Line
from recourse.ground.keydir import month_key_name
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Draft, Facts, Kind
from recourse.people import queries as people
from recourse.records import packing, rules
from recourse.records.errors import AlreadyNoticed, AlreadyOver, NoSuchRecord, NotSilenced
from recourse.records.models import Record
from recourse.records.terms import Happening, Life, NewRecord, Place, State, Stop, Why
from recourse.store import copying, journal
from recourse.store.copying import of_instant, of_text, of_uuid
from recourse.store.gate import one_person

EVENT_COLUMNS = "person_id, record_id, sequence, kind, at, by, facts"
EVENT_HEAD = copying.row_head(7)
ENDING = ("ends_on", "erase_on", "ended_at", "ended_why", "falls_at", "falls_why")
JOURNALLED = "record"
"""What the erasure journal calls a record."""

NEXT_EVENT = f"""
INSERT INTO record_event ({EVENT_COLUMNS})
SELECT %(person)s, %(record)s, coalesce(max(sequence), 0) + 1, %(kind)s, %(at)s, %(by)s,
    %(facts)s::jsonb
FROM record_event_of_one WHERE person_id = %(person)s AND record_id = %(record)s
"""
NOTICED = """
UPDATE record_of_one SET noticed_on = %(noticed_on)s,
    usable_from_on = CASE WHEN adverse THEN %(usable_from_on)s ELSE usable_from_on END
WHERE person_id = %(person)s AND id = %(record)s
    AND noticed_on IS NULL AND ended_at IS NULL AND ends_on > %(today)s
    AND (falls_at IS NULL OR falls_at > %(now)s)
RETURNING usable_from_on
"""


@transaction.atomic
def enter_many(*, records: Sequence[NewRecord], by: Actor, now: datetime) -> None:
    """Enter records into their people's files, each sealed with a data key of its own.

    The data key is wrapped by the key of the month in which the record must be
    erased: when that month's key is destroyed, no copy of the record can be read, in
    the database or in any backup. The log line for the whole batch is the caller's.

    Law:
        PIPL art. 19, 47, 51; charter G5.

    """
    owners = [of_uuid(new.person_id) + of_uuid(new.id) for new in records]
    copying.copy_in("record", packing.COLUMNS, packing.sealed_rows(records, owners))
    entered = (
        copying.of_short(1)
        + of_text(Happening.ENTERED)
        + of_instant(now)
        + of_text(by.code)
        + copying.of_json(b"{}")
    )
    copying.copy_in(
        "record_event", EVENT_COLUMNS, [EVENT_HEAD + owner + entered for owner in owners]
    )


@transaction.atomic
def mark_noticed(
    *,
    person: UUID,
    record: UUID,
    noticed_on: date,
    usable_from_on: date,
    by: Actor,
    now: datetime,
    also: Sequence[tuple[Kind, Facts]] = (),
) -> None:
    """Note that the person has been told, and from which day others may be shown the record.

    A record that speaks for the person, or neither way, is usable from its entry and stays so.

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
        lines = [(Kind.RECORD_NOTICED, {"record": str(record)}), *also]
        tag = people.tag_of(person)
        drafts = [Draft(kind, tag, by.code, by.agency, told) for kind, told in lines]
        ledger.note_many(drafts=drafts, now=now)


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
    *, person: UUID, record: UUID, by: Actor, now: datetime, is_disowned: bool = False
) -> None:
    """Take a record out of every answer while one more objection is open.

    Args:
        person: Whose file it is in.
        record: The record.
        by: Who did it.
        now: When.
        is_disowned: Whether the person says that it is not about them; whoever was shown it
            is then told at once.

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
        row.save(update_fields=["silenced", "disowned_at"])
        _happened(row, Happening.SILENCED, by, now, {"open": row.silenced})
        _note("record-silenced", row, by, now, {"open": row.silenced})


@transaction.atomic
def end_silence(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Close one objection; the record is heard again only when none is left.

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
        row.save(update_fields=["silenced", "disowned_at"])
        _happened(row, Happening.UNSILENCED, by, now, {"open": row.silenced})
        _note("record-heard", row, by, now, {"open": row.silenced})


@transaction.atomic
def let_fall(
    *, person: UUID, record: UUID, at: datetime | None, why: Why | None, by: Actor, now: datetime
) -> None:
    """Fix the instant at which a record falls unless somebody decides before; None takes it back.

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
        row.falls_at, row.falls_why = at, None if why is None else str(why)
        row.save(update_fields=["falls_at", "falls_why"])
        facts = {} if at is None else {"falls_at": at.isoformat()}
        _happened(row, Happening.AWAITED, by, now, facts)
        _note("record-awaited", row, by, now, facts)


@transaction.atomic
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
def end_early(*, person: UUID, record: UUID, why: Why, by: Actor, now: datetime) -> None:
    """End a record at the instant `now`, for every use together (Order 36 art. 3).

    Its erasure moves earlier by as many days as its end does.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.

    Law:
        Order 36 art. 3; Administrative Penalty Law art. 48(2); Shandong art. 40.

    """
    with one_person(person):
        _end(_open_record(person, record, now), at=now, why=why, by=by, now=now)


def _end(row: Record, *, at: datetime, why: Why, by: Actor, now: datetime) -> None:
    """End a locked record at the instant `at`, and tell its history and the log."""
    life = rules.ended_early(_life(row), civil_date(at))
    row.ends_on, row.erase_on = life.ends_on, life.erase_on
    row.ended_at, row.ended_why = at, str(why)
    row.falls_at = row.falls_why = None
    row.save(update_fields=ENDING)
    facts = {"why": str(why), "erase_on": life.erase_on.isoformat()}
    _happened(row, Happening.ENDED, by, now, facts)
    _note("record-ended", row, by, now, {"why": str(why)})


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
    life = rules.ended_early(_life(row), civil_date(at))
    row.ends_on, row.erase_on = life.ends_on, min(life.erase_on, civil_date(at))
    row.ended_at = row.ended_at or min(at, row.falls_at or at)
    row.ended_why = row.ended_why or str(Why.ERASED)
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


def _life(row: Record) -> Life:
    """Return the dates that bound the record's life."""
    return Life(repair_from_on=row.repair_from_on, ends_on=row.ends_on, erase_on=row.erase_on)


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
    """Add the next line to a record's history; the lock of the record's row keeps the count."""
    line: dict[str, Any] = {
        "person": person,
        "record": record,
        "kind": str(kind),
        "at": now,
        "by": by.code,
        "facts": canonical.dumps(dict(facts)).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(NEXT_EVENT, line)


def _note(kind: str, row: Record, by: Actor, now: datetime, facts: Mapping[str, str | int]) -> None:
    """Tell the log, under the person's tag."""
    ledger.note(
        kind=kind,
        tag=people.tag_of(row.person_id),
        by=by,
        now=now,
        facts={"record": str(row.id), **facts},
    )
