"""What changes a record: it enters, is noticed, silenced, falls, is ended, erased.

Every deed writes a line of the record's own history and a line of the log, in
one transaction. Ends move earlier only; the database holds every writer to that.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.calendar import add_months, civil_date
from recourse.ground.sealing import Sealer
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Draft, Facts, Kind
from recourse.people import queries as people
from recourse.records import rules
from recourse.records.errors import AlreadyNoticed, AlreadyOver, NoSuchRecord, NotSilenced
from recourse.records.models import Record
from recourse.records.terms import Happening, Life, NewRecord, State, Stop, Why
from recourse.store import copying
from recourse.store.copying import of_bool, of_bytes, of_date, of_id, of_instant, of_text, of_uuid
from recourse.store.gate import one_person
from recourse.store.keys import vault

RECORD_COLUMNS = (
    "person_id, id, item, catalogue_version, authority_id, batch_id, source_digest, adverse,"
    " conduct_ended_on, decided_on, served_on, repair_notice_served_on, final_on, received_at,"
    " noticed_on, usable_from_on, repair_from_on, ends_on, erase_on,"
    " key_month, wrapped_key, payload"
)
RECORD_HEAD = copying.row_head(22)
EVENT_COLUMNS = "person_id, record_id, sequence, kind, at, by, facts"
EVENT_HEAD = copying.row_head(7)
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
    copying.copy_in("record", RECORD_COLUMNS, _sealed_rows(records, owners))
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


def _sealed_rows(records: Sequence[NewRecord], owners: Sequence[bytes]) -> Iterator[bytes]:
    """Pack each record with its payload sealed and its key wrapped.

    Args:
        records: What enters.
        owners: Person and record of each, packed; a seal is bound to both.

    """
    months = _months({new.erase_on for new in records})
    for new, owner in zip(records, owners, strict=True):
        wrapping, month = months[new.erase_on]
        bound_to = owner[4:20] + owner[24:]
        wrapped_key, payload = wrapping.envelope(new.payload, bound_to=bound_to)
        yield b"".join(
            (
                RECORD_HEAD,
                owner,
                of_text(new.item),
                of_text(new.catalogue_version),
                of_id(new.authority_id),
                of_id(new.batch_id),
                of_bytes(new.source_digest),
                of_bool(new.adverse),
                of_date(new.conduct_ended_on),
                of_date(new.decided_on),
                of_date(new.served_on),
                of_date(new.repair_notice_served_on),
                of_date(new.final_on),
                of_instant(new.received_at),
                of_date(new.noticed_on),
                of_date(new.usable_from_on),
                of_date(new.repair_from_on),
                of_date(new.ends_on),
                of_date(new.erase_on),
                month,
                of_bytes(wrapped_key),
                of_bytes(payload),
            )
        )


def _months(days: AbstractSet[date]) -> dict[date, tuple[Sealer, bytes]]:
    """Return, for each day of erasure, what wraps data keys, and its month, packed.

    The vault is asked once a month of the calendar, not once a day: it reads a file each time.
    """
    sealers = {
        month: (Sealer(vault().month_key(month)), of_date(month))
        for month in {rules.key_month_of(erase_on) for erase_on in days}
    }
    return {erase_on: sealers[rules.key_month_of(erase_on)] for erase_on in days}


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
    row.save(
        update_fields=["ends_on", "erase_on", "ended_at", "ended_why", "falls_at", "falls_why"]
    )
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
    """Destroy a record's contents and their key in the database; its outside stays as a trace.

    Copies in backups can be read until the key of `key_month` is destroyed, and no longer.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: It is erased already.

    Law:
        PIPL art. 47; Shandong Social Credit Regulations art. 38.

    """
    with one_person(person):
        row = _locked(person, record)
        if row.payload is None:
            raise AlreadyOver
        life = rules.ended_early(_life(row), civil_date(now))
        row.ends_on, row.erase_on = life.ends_on, min(life.erase_on, civil_date(now))
        row.ended_at = row.ended_at or min(now, row.falls_at or now)
        row.ended_why = row.ended_why or str(Why.ERASED)
        row.falls_at = row.falls_why = None
        row.payload = row.wrapped_key = None
        row.save(
            update_fields=[
                *("ends_on", "erase_on", "ended_at", "ended_why", "falls_at", "falls_why"),
                *("payload", "wrapped_key"),
            ]
        )
        facts = {"readable_nowhere_from": add_months(row.key_month, 1).isoformat()}
        _happened(row, Happening.ERASED, by, now, facts)
        _note("erased", row, by, now, {})


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
