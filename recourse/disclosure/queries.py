"""The SQL of a look-up, and, below it, the reads of recalls.

A look-up takes two round trips for a whole batch of them, and one durable commit. First trip:
what the askers may do, the heads of the people's chains (locked in the order of their tags), the
standing records. Second trip: entries, heads, budget, whom to tell, commit.
Nothing there is asked about anybody without the keyed digest of their document.

Recalls are read in two ways. A person reads those about their own records, through the gate. An
agency reads its own, across people: that is no list of people, because a recall names one
look-up by the entry on the agency's own receipt and carries nothing about whom it was. Who
kept no receipt learns only how many of its answers no longer hold.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection as database

from recourse.disclosure.errors import NoSuchRecall
from recourse.disclosure.terms import (
    ASKED_AGAIN,
    Access,
    Changed,
    Counted,
    First,
    Named,
    Recall,
    Row,
    Told,
)
from recourse.ground.keydir import Vault
from recourse.ground.sealing import unseal
from recourse.ledger import statements
from recourse.ledger.chain import Pen
from recourse.ledger.terms import PersonHead, QueueRow
from recourse.records import own_words
from recourse.store import copying, trips
from recourse.store.dsn import dsn
from recourse.store.gate import one_person
from recourse.store.trips import Cells, Trips

_ACCESS = """
SELECT {asker}, s.id, a.id, a.kind,
    {may_act} AND s.valid_from_on <= %(on)s::date
        AND (s.valid_until_on IS NULL OR %(on)s::date < s.valid_until_on),
    ARRAY(SELECT code FROM mandate
          WHERE seat_id = s.id AND kind = 'purpose' AND valid_from_on <= %(on)s::date
            AND (valid_until_on IS NULL OR %(on)s::date < valid_until_on)),
    s.look_ups_a_day,
    (SELECT coalesce(sum(spent), 0)::bigint FROM look_ups_spent
     WHERE agency_id = a.id AND day = %(on)s::date AND seat_id = s.id),
    a.look_ups_a_day,
    (SELECT coalesce(sum(spent), 0)::bigint FROM look_ups_spent
     WHERE agency_id = a.id AND day = %(on)s::date)
FROM {asking} JOIN agency a ON a.id = s.agency_id
WHERE {named}
"""
ACCESS = _ACCESS.format(
    asker="m.client_id",
    may_act="m.is_active",
    asking="machine m JOIN seat s ON s.id = m.seat_id",
    named="m.client_id = ANY(%(clients)s::text[])",
)
ACCESS_OF_SEATS = _ACCESS.format(
    asker="s.id::text",
    may_act="s.account_id IS NOT NULL AND s.role = 'agency_officer'",
    asking="seat s",
    named="s.id = ANY(%(seats)s::uuid[])",
)
READ = """
SELECT * FROM disclosure_door(%(at)s::timestamptz, %(digests)s::bytea[], %(names)s::bytea[],
    %(items)s::text[], %(decided_from)s::date[], %(contents)s::bool[])
"""
SPEND = """
WITH untold AS (
    INSERT INTO look_up_untold
        (entry_id, person_id, at, agency_id, seat_id, purpose, matter, records)
    SELECT u.entry_id, u.person_id, %(at)s::timestamptz, u.agency_id, u.seat_id, u.purpose,
        u.matter, string_to_array(u.records, ' ')::uuid[]
    FROM unnest(%(entry_ids)s::uuid[], %(people)s::uuid[], %(agencies)s::uuid[],
                %(askers)s::uuid[], %(purposes)s::text[], %(matters)s::text[],
                %(records)s::text[])
        AS u (entry_id, person_id, agency_id, seat_id, purpose, matter, records)
)
INSERT INTO look_ups_spent AS s (agency_id, seat_id, day, slot, spent)
SELECT n.agency_id, n.seat_id, %(on)s::date, %(slot)s::smallint, n.spent
FROM unnest(%(spenders)s::uuid[], %(seats)s::uuid[], %(spent)s::int[])
    AS n (agency_id, seat_id, spent)
ORDER BY n.agency_id, n.seat_id
ON CONFLICT (agency_id, day, seat_id, slot) DO UPDATE SET spent = s.spent + excluded.spent
"""
NOTE_AT_DESK = """
INSERT INTO look_up_at_desk (seat_id, entry_id, at, purpose, matter, was_answered)
SELECT n.seat_id, n.entry_id, %(at)s::timestamptz, n.purpose, n.matter, n.was_answered
FROM unnest(%(seats)s::uuid[], %(entry_ids)s::uuid[], %(purposes)s::text[], %(matters)s::text[],
            %(answered)s::bool[]) AS n (seat_id, entry_id, purpose, matter, was_answered)
"""
FIRST_ASKED = """
SELECT key, request, entry_id FROM look_up_named
WHERE key = ANY(%(keys)s::bytea[]) AND at > %(since)s::timestamptz
"""
KEEP_NAMES = """
INSERT INTO look_up_named AS k (key, request, entry_id, at)
SELECT n.key, n.request, n.entry_id, %(at)s::timestamptz
FROM unnest(%(keys)s::bytea[], %(requests)s::bytea[], %(entry_ids)s::uuid[])
    AS n (key, request, entry_id)
ORDER BY n.key
ON CONFLICT (key) DO UPDATE
    SET request = excluded.request, entry_id = excluded.entry_id, at = excluded.at
    WHERE k.at <= %(since)s::timestamptz
"""


STATEMENTS = {
    "begin": "BEGIN",
    "access": ACCESS,
    "access_of_seats": ACCESS_OF_SEATS,
    "begin_heads": statements.BEGIN_HEADS,
    "lock_heads": statements.LOCK_HEADS,
    "read": READ,
    "write": statements.WRITE,
    "spend": SPEND,
    "note_at_desk": NOTE_AT_DESK,
    "first_asked": FIRST_ASKED,
    "keep_names": KEEP_NAMES,
    "commit": "COMMIT",
}


async def connect() -> Trips:
    """Connect as the application, with every statement of a look-up prepared."""
    return await Trips.connect(dsn(role="recourse_app"), STATEMENTS)


class Read(NamedTuple):
    """What the first trip brought."""

    access: dict[str, Access]
    heads: dict[bytes, PersonHead]
    rows: list[Row]
    first: dict[bytes, First]


class Asked(NamedTuple):
    """What the door is asked about one document."""

    digest: bytes
    name: bytes
    items: tuple[str, ...]
    decided_from: date | None
    contents: bool


async def read(
    connection: Trips,
    *,
    clients: Sequence[str],
    seats: Sequence[UUID] = (),
    on: date,
    log_id: int,
    tags: Sequence[bytes],
    asked: Sequence[Asked],
    names: Sequence[bytes] = (),
    at: datetime,
) -> Read:
    """Make the first trip; leaves a transaction open that holds the heads.

    Args:
        connection: Outside any transaction.
        clients: Machines that ask.
        seats: Seats whose officials ask at their desks; each is known by its identifier.
        on: The civil date of `at`.
        log_id: The log of the year.
        tags: Of the people meant, in order, each once.
        asked: What the door is asked.
        names: Keyed digests of names under which questions may be asked again.
        at: When.

    """
    heads_of = {"log_id": trips.short(log_id), "tags": trips.equal_byteas(tags)}
    door = {
        "at": trips.plain(copying.of_instant(at)),
        "digests": trips.equal_byteas([one.digest for one in asked]),
        "names": trips.equal_byteas([one.name for one in asked]),
        "items": trips.texts(" ".join(one.items) for one in asked),
        "decided_from": trips.dates(one.decided_from for one in asked),
        "contents": trips.bools(one.contents for one in asked),
    }
    who = {"clients": trips.texts(clients), "on": trips.plain(copying.of_date(on))}
    at_desks = {"seats": trips.uuids(seats), "on": who["on"]}
    before = {"keys": trips.byteas(names), "since": _since(at)}
    _, access, _, heads, rows, *others = await connection.trip(
        ("begin", {}),
        ("access", who),
        ("begin_heads", heads_of),
        ("lock_heads", heads_of),
        ("read", door),
        *([("access_of_seats", at_desks)] if seats else []),
        *([("first_asked", before)] if names else []),
    )
    first = others.pop() if names else ()
    return Read(
        dict(map(_access, chain(access, *others))),
        dict(map(_head, heads)),
        list(map(_row, rows)),
        dict(map(_first, first)),
    )


def _since(at: datetime) -> bytes | None:
    """Return since when a name counts."""
    return trips.plain(copying.of_instant(at - ASKED_AGAIN))


def _first(cells: Cells) -> tuple[bytes, First]:
    key, request, entry = cells
    return key or b"", First(request or b"", trips.read_uuid(entry))


def _access(cells: Cells) -> tuple[str, Access]:
    client, seat, agency, kind, is_valid, purposes, *budgets = cells
    seat_budget, seat_spent, agency_budget, agency_spent = budgets
    seat_id = trips.read_uuid(seat)
    return (client or b"").decode(), Access(
        code=f"seat:{seat_id}",
        seat_id=seat_id,
        agency_id=trips.read_uuid(agency),
        agency_kind=(kind or b"").decode(),
        is_valid=is_valid == b"\1",
        purposes=frozenset(trips.read_texts(purposes)),
        seat_budget=trips.read_int(seat_budget),
        seat_spent=trips.read_long(seat_spent),
        agency_budget=trips.read_int(agency_budget),
        agency_spent=trips.read_long(agency_spent),
    )


def _head(cells: Cells) -> tuple[bytes, PersonHead]:
    tag, sequence, head, wrapped = cells
    return tag or b"", PersonHead(tag or b"", trips.read_int(sequence), head or b"", wrapped)


def _row(cells: Cells) -> Row:
    place, known, person, record, item, month, wrapped, payload, said_key, said = cells
    return Row(
        trips.read_long(place),
        known == b"\1",
        trips.read_uuid(person),
        None if record is None else trips.read_uuid(record),
        None if item is None else item.decode(),
        None if month is None else trips.read_date(month),
        wrapped,
        payload,
        said_key,
        said,
    )


class Spent(NamedTuple):
    """One look-up as the budget and the list of the untold keep it."""

    entry_id: UUID
    person: UUID | None
    agency: UUID
    seat: UUID
    purpose: str
    matter: str
    records: Sequence[UUID]
    at_desk: bool = False
    was_answered: bool = True
    named: Named | None = None


def write(
    connection: Trips,
    *,
    pen: Pen,
    entries: Sequence[QueueRow],
    spent: Sequence[Spent],
    on: date,
    slot: int,
) -> None:
    """Set out on the second trip: write, then commit durably. Durable once it is back."""
    counted = Counter((one.agency, one.seat) for one in spent)
    budget = {
        "at": trips.plain(copying.of_instant(pen.now)),
        "on": trips.plain(copying.of_date(on)),
        "slot": trips.short(slot),
        "entry_ids": trips.uuids(one.entry_id for one in spent),
        "people": trips.uuids(one.person for one in spent),
        "agencies": trips.uuids(one.agency for one in spent),
        "askers": trips.uuids(one.seat for one in spent),
        "purposes": trips.texts(one.purpose for one in spent),
        "matters": trips.texts(one.matter for one in spent),
        "records": trips.texts(" ".join(map(str, one.records)) for one in spent),
        "spenders": trips.uuids(agency for agency, _ in counted),
        "seats": trips.uuids(seat for _, seat in counted),
        "spent": trips.ints(counted.values()),
    }
    connection.depart(
        ("write", _written(pen, entries)),
        ("spend", budget),
        *_noted([one for one in spent if one.at_desk], budget["at"]),
        *_named([one for one in spent if one.named], pen.now),
        ("commit", {}),
    )


def _noted(asked: Sequence[Spent], at: bytes) -> list[tuple[str, dict[str, bytes | None]]]:
    """Return the call that keeps, for each seat, which questions were asked at its desk."""
    if not asked:
        return []
    noted: dict[str, bytes | None] = {
        "at": at,
        "seats": trips.uuids(one.seat for one in asked),
        "entry_ids": trips.uuids(one.entry_id for one in asked),
        "purposes": trips.texts(one.purpose for one in asked),
        "matters": trips.texts(one.matter for one in asked),
        "answered": trips.bools(one.was_answered for one in asked),
    }
    return [("note_at_desk", noted)]


def _named(asked: Sequence[Spent], at: datetime) -> list[tuple[str, dict[str, bytes | None]]]:
    """Return the call that keeps which entry tells of a name, the first of each in the batch."""
    if not asked:
        return []
    firsts = {one.named.key: one for one in reversed(asked) if one.named}
    kept: dict[str, bytes | None] = {
        "at": trips.plain(copying.of_instant(at)),
        "since": _since(at),
        "keys": trips.byteas(firsts),
        "requests": trips.byteas(one.named.request for one in firsts.values() if one.named),
        "entry_ids": trips.uuids(one.entry_id for one in firsts.values()),
    }
    return [("keep_names", kept)]


def _written(pen: Pen, entries: Sequence[QueueRow]) -> dict[str, bytes | None]:
    """Pack the arguments of `ledger.statements.WRITE`."""
    heads = pen.heads.values()
    return {
        "log_id": trips.short(pen.log_id),
        "at": trips.plain(copying.of_instant(pen.now)),
        "key_id": pen.key_id.encode(),
        "entry_ids": trips.uuids(entry.entry_id for entry in entries),
        "entry_tags": trips.byteas(entry.person_tag for entry in entries),
        "sealed": trips.byteas(entry.sealed for entry in entries),
        "commitments": trips.equal_byteas([entry.commitment for entry in entries]),
        "tags": trips.equal_byteas([head.tag for head in heads]),
        "sequences": trips.ints(head.sequence for head in heads),
        "heads": trips.equal_byteas([head.head for head in heads]),
        "wrapped_keys": trips.byteas(head.wrapped_key for head in heads),
    }


def contents_of(row: Row, vault: Vault) -> Mapping[str, str]:
    """Unseal a record's fields.

    Raises:
        KeyDestroyed: The month of its key is over.
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    return _opened(row, row.wrapped_key, row.payload, vault)


def statement_of(row: Row, vault: Vault) -> str | None:
    """Unseal what the person says beside a record, as it is shown; None where they say nothing.

    Raises:
        KeyDestroyed: The month of its key is over.
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    if row.statement is None:
        return None
    told = _opened(row, row.statement_key, row.statement, vault, b"statement")
    return own_words.shown(told["words"])


def _opened(
    row: Row, wrapped_key: bytes | None, sealed: bytes | None, vault: Vault, what: bytes = b""
) -> Mapping[str, str]:
    """Open an envelope that was sealed for a record."""
    if row.record_id is None or row.key_month is None:
        raise ValueError("there is no record to open")
    bound_to = row.person_id.bytes + row.record_id.bytes + what
    key = unseal(vault.month_key(row.key_month), wrapped_key or b"", bound_to=bound_to)
    opened: Mapping[str, str] = json.loads(unseal(key, sealed or b"", bound_to=bound_to))
    return opened


RECALL = """
SELECT c.id, c.number, c.entry_id, r.matter, c.changed, c.since_at, c.told_at, c.acknowledged_at
FROM recall_of_one c JOIN recipient_of_one r USING (person_id, record_id, entry_id)
WHERE c.person_id = %s AND c.id = %s
"""
TOLD = """
SELECT c.record_id, c.entry_id, c.agency_id, r.shown_at, c.changed, c.told_at, c.acknowledged_at
FROM recall_of_one c JOIN recipient_of_one r USING (person_id, record_id, entry_id)
WHERE c.person_id = %s ORDER BY c.told_at, r.shown_at, c.id
"""
WITHIN_DAYS = (1, 3, 7, 30)


def told_of(person: UUID) -> list[Told]:
    """Return who was told that a record of this person no longer holds, first things first.

    Law:
        GDPR art. 19 as anchor (the person is told who the recipients are).

    """
    with one_person(person), database.cursor() as cursor:
        cursor.execute(TOLD, [person])
        return [
            Told(
                record_id=record,
                entry_id=entry,
                agency_id=agency,
                shown_at=shown_at,
                changed=Changed(changed),
                told_at=told_at,
                acknowledged_at=acknowledged_at,
            )
            for record, entry, agency, shown_at, changed, told_at, acknowledged_at in cursor
        ]


def recalls_of(agency: UUID, *, after: int, most: int) -> list[Recall]:
    """Return an agency's recalls in the order of their numbers; nobody else's.

    Args:
        agency: Whose.
        after: Number of the last one it has; 0 is from the beginning.
        most: At most so many, never more than 1,000.

    """
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM recalls_of_agency(%s, %s, %s)", [agency, after, most])
        return list(map(_recall, cursor.fetchall()))


def whose(recall: UUID, *, agency: UUID) -> UUID:
    """Return whose record a recall of this agency is about; for the house, never for a face.

    Raises:
        NoSuchRecall: The agency has no such recall.

    """
    with database.cursor() as cursor:
        cursor.execute("SELECT recall_of_agency(%s, %s)", [agency, recall])
        person: UUID | None = cursor.fetchone()[0]
    if person is None:
        raise NoSuchRecall
    return person


def recall(person: UUID, id: UUID) -> Recall:  # noqa: A002 - the house's word for it
    """Return one recall about a record of this person.

    Raises:
        NoSuchRecall: There is none.

    """
    with one_person(person), database.cursor() as cursor:
        cursor.execute(RECALL, [person, id])
        found = cursor.fetchone()
    if found is None:
        raise NoSuchRecall
    return _recall(found)


def _recall(row: tuple[Any, ...]) -> Recall:
    """Return a recall from its columns."""
    id_, number, entry, matter, changed, since, told_at, acknowledged_at = row
    return Recall(
        id=id_,
        number=number,
        entry_id=entry,
        matter=matter,
        changed=Changed(changed),
        since=since,
        told_at=told_at,
        acknowledged_at=acknowledged_at,
    )


def recalls_counted(*, since: datetime, until: datetime) -> list[Counted]:
    """Count, for each agency, recalls sent, acknowledged within days, and open; never people.

    Args:
        since: First instant of the recalls that count.
        until: First instant of those that do not count any more.

    """
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM recalls_counted(%s, %s, %s)", [since, until, list(WITHIN_DAYS)]
        )
        return [
            Counted(
                agency_id=agency,
                sent=sent,
                within=dict(zip(WITHIN_DAYS, within, strict=True)),
                open=still_open,
            )
            for agency, sent, within, still_open in cursor.fetchall()
        ]


def is_paused(agency: UUID, *, now: datetime) -> bool:
    """Whether the address of an agency has failed and is left alone for a while."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM webhook_pause WHERE agency_id = %s AND until_at > %s)",
            [agency, now],
        )
        return bool(cursor.fetchone()[0])
