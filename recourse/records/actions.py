"""What changes a record: it enters, is noticed, silenced, ended, erased.

Every deed writes a line of the record's own history and a line of the log, in
one transaction. Ends move earlier only; the database holds every writer to that.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.calendar import add_months, civil_date
from recourse.ground.sealing import Sealer
from recourse.ledger import actions as ledger
from recourse.people import queries as people
from recourse.records import rules
from recourse.records.errors import AlreadyNoticed, AlreadyOver, NoSuchRecord, NotSilenced
from recourse.records.models import Record, RecordEvent
from recourse.records.terms import Happening, Life, NewRecord, Why
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


@transaction.atomic
def enter_many(*, records: Sequence[NewRecord], by: Actor, now: datetime) -> None:
    """Enter records into their people's files, each sealed with a data key of its own.

    The data key is wrapped by the key of the month in which the record must be
    erased: when that month's key is destroyed, no copy of the record can be read, in
    the database or in any backup. The log line for the whole batch is the caller's.

    Law:
        PIPL art. 19, 47, 51; charter G5.

    """
    copying.copy_in("record", RECORD_COLUMNS, _sealed_rows(records))
    entered = (
        copying.of_short(1)
        + of_text(Happening.ENTERED)
        + of_instant(now)
        + of_text(by.code)
        + copying.of_json(b"{}")
    )
    copying.copy_in(
        "record_event",
        EVENT_COLUMNS,
        (
            b"".join((EVENT_HEAD, of_uuid(new.person_id), of_uuid(new.id), entered))
            for new in records
        ),
    )


def _sealed_rows(records: Sequence[NewRecord]) -> Iterator[bytes]:
    """Pack each record with its payload sealed and its key wrapped."""
    months = _months({new.erase_on for new in records})
    for new in records:
        wrapping, month = months[new.erase_on]
        owner = new.person_id.bytes + new.id.bytes
        wrapped_key, payload = wrapping.envelope(new.payload, bound_to=owner)
        yield b"".join(
            (
                RECORD_HEAD,
                of_uuid(new.person_id),
                of_uuid(new.id),
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
) -> None:
    """Note that the person has been told, and from which day others may be shown the record.

    A record that speaks for the person, or neither way, is usable from its entry and stays so.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyNoticed: Notice was served before; the first service counts.
        AlreadyOver: The record has ended.

    Law:
        Charter G2; PIPL art. 17.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        if row.noticed_on is not None:
            raise AlreadyNoticed
        row.noticed_on = noticed_on
        if row.adverse:
            row.usable_from_on = usable_from_on
        row.save(update_fields=["noticed_on", "usable_from_on"])
        facts = {"noticed_on": noticed_on.isoformat()}
        if row.usable_from_on is not None:
            facts["usable_from_on"] = row.usable_from_on.isoformat()
        _happened(row, Happening.NOTICED, by, now, facts)
        _note("record-noticed", row, by, now, {})


@transaction.atomic
def silence(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Take a record out of every answer while one more objection is open.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record has ended.

    Law:
        Charter G3; Shandong Social Credit Regulations art. 39.

    """
    with one_person(person):
        row = _open_record(person, record, now)
        row.silenced += 1
        row.save(update_fields=["silenced"])
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
        row.save(update_fields=["silenced"])
        _happened(row, Happening.UNSILENCED, by, now, {"open": row.silenced})
        _note("record-heard", row, by, now, {"open": row.silenced})


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
        row = _open_record(person, record, now)
        life = rules.ended_early(_life(row), civil_date(now))
        row.ends_on, row.erase_on = life.ends_on, life.erase_on
        row.ended_at, row.ended_why = now, str(why)
        row.save(update_fields=["ends_on", "erase_on", "ended_at", "ended_why"])
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
    """Keep the civil date on which records were first shown to an agency; the first one stays."""
    with one_person(person):
        shown = Record.objects.filter(
            person_id=person, id__in=records, first_disclosed_on__isnull=True
        )
        shown.update(first_disclosed_on=on)


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
        row.ended_at, row.ended_why = row.ended_at or now, row.ended_why or str(Why.ERASED)
        row.payload = row.wrapped_key = None
        row.save(
            update_fields=[
                *("ends_on", "erase_on", "ended_at", "ended_why", "payload", "wrapped_key")
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
    if row.ended_at is not None or row.ends_on <= civil_date(now):
        raise AlreadyOver
    return row


def _life(row: Record) -> Life:
    """Return the dates that bound the record's life."""
    return Life(repair_from_on=row.repair_from_on, ends_on=row.ends_on, erase_on=row.erase_on)


def _happened(
    row: Record, kind: Happening, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Add the next line to the record's history; the row's lock keeps the count."""
    lines = RecordEvent.objects.filter(person_id=row.person_id, record_id=row.id)
    last = lines.aggregate(last=Max("sequence"))["last"] or 0
    copying.copy_in(
        "record_event",
        EVENT_COLUMNS,
        [
            b"".join(
                (
                    EVENT_HEAD,
                    of_uuid(row.person_id),
                    of_uuid(row.id),
                    copying.of_short(last + 1),
                    of_text(kind),
                    of_instant(now),
                    of_text(by.code),
                    copying.of_json(canonical.dumps(dict(facts))),
                )
            )
        ],
    )


def _note(kind: str, row: Record, by: Actor, now: datetime, facts: Mapping[str, str | int]) -> None:
    """Tell the log, under the person's tag."""
    ledger.note(
        kind=kind,
        tag=people.tag_of(row.person_id),
        by=by,
        now=now,
        facts={"record": str(row.id), **facts},
    )
