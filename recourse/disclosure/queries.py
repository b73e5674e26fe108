"""The SQL of a look-up: two round trips for a whole batch of them, one durable commit.

First trip: what the askers may do, the heads of the people's chains (locked in the order of
their tags), the standing records. Second trip: entries, heads, budget, whom to tell, commit.
Nothing here is asked about anybody without the keyed digest of their document.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from recourse.disclosure.terms import Access, Row
from recourse.ground.keydir import Vault
from recourse.ground.sealing import unseal
from recourse.ledger import statements
from recourse.ledger.terms import PersonHead

Connection = AsyncConnection[tuple[Any, ...]]

ACCESS = """
SELECT m.client_id, s.id, a.id, a.kind,
    m.is_active AND s.valid_from_on <= %(on)s
        AND (s.valid_until_on IS NULL OR %(on)s < s.valid_until_on),
    ARRAY(SELECT code FROM mandate
          WHERE seat_id = s.id AND kind = 'purpose' AND valid_from_on <= %(on)s
            AND (valid_until_on IS NULL OR %(on)s < valid_until_on)),
    s.look_ups_a_day,
    (SELECT coalesce(sum(spent), 0)::bigint FROM look_ups_spent
     WHERE agency_id = a.id AND day = %(on)s AND seat_id = s.id),
    a.look_ups_a_day,
    (SELECT coalesce(sum(spent), 0)::bigint FROM look_ups_spent
     WHERE agency_id = a.id AND day = %(on)s)
FROM machine m JOIN seat s ON s.id = m.seat_id JOIN agency a ON a.id = s.agency_id
WHERE m.client_id = ANY(%(clients)s::text[])
"""
READ = """
SELECT * FROM disclosure_read(%(at)s, %(digests)s::bytea[], %(names)s::bytea[],
    %(items)s::text[], %(decided_from)s::date[], %(contents)s::bool[])
"""
SPEND = """
WITH untold AS (
    INSERT INTO look_up_untold (entry_id, person_id, at, agency_id, purpose, records)
    SELECT u.entry_id, u.person_id, %(at)s, u.agency_id, u.purpose,
        string_to_array(u.records, ' ')::uuid[]
    FROM unnest(%(entry_ids)s::uuid[], %(people)s::uuid[], %(agencies)s::uuid[],
                %(purposes)s::text[], %(records)s::text[])
        AS u (entry_id, person_id, agency_id, purpose, records)
)
INSERT INTO look_ups_spent AS s (agency_id, seat_id, day, slot, spent)
SELECT n.agency_id, n.seat_id, %(on)s, %(slot)s, n.spent
FROM unnest(%(spenders)s::uuid[], %(seats)s::uuid[], %(spent)s::int[])
    AS n (agency_id, seat_id, spent)
ORDER BY n.agency_id, n.seat_id
ON CONFLICT (agency_id, day, seat_id, slot) DO UPDATE SET spent = s.spent + excluded.spent
"""


class Read(NamedTuple):
    """What the first trip brought."""

    access: dict[str, Access]
    heads: dict[bytes, PersonHead]
    rows: list[Row]


async def read(
    connection: Connection,
    *,
    clients: Sequence[str],
    on: date,
    log_id: int,
    tags: Sequence[bytes],
    asked: Mapping[str, Any],
) -> Read:
    """Make the first trip; leaves a transaction open that holds the heads."""
    heads_of = {"log_id": log_id, "tags": tags}
    access, heads, rows = (psycopg.AsyncCursor(connection) for _ in range(3))
    async with connection.pipeline():
        await access.execute(ACCESS, {"clients": clients, "on": on}, prepare=True)
        if tags:
            await heads.execute(statements.BEGIN_HEADS, heads_of, prepare=True)
            await heads.execute(statements.LOCK_HEADS, heads_of, prepare=True)
            await rows.execute(READ, asked, prepare=True)
    return Read(
        {row[0]: _access(row) for row in await access.fetchall()},
        {row[0]: PersonHead(*row) for row in await heads.fetchall()} if tags else {},
        [Row(*row) for row in await rows.fetchall()] if tags else [],
    )


def _access(row: tuple[Any, ...]) -> Access:
    _, seat_id, agency_id, kind, is_valid, purposes, *budgets = row
    seat_budget, seat_spent, agency_budget, agency_spent = budgets
    return Access(
        seat_id=seat_id,
        agency_id=agency_id,
        agency_kind=kind,
        is_valid=is_valid,
        purposes=frozenset(purposes),
        seat_budget=seat_budget,
        seat_spent=seat_spent,
        agency_budget=agency_budget,
        agency_spent=agency_spent,
    )


async def write(
    connection: Connection, *, entries: Mapping[str, Any], spent: Mapping[str, Any]
) -> None:
    """Make the second trip: write, then commit durably."""
    async with connection.pipeline():
        await psycopg.AsyncCursor(connection).execute(statements.WRITE, entries, prepare=True)
        await psycopg.AsyncCursor(connection).execute(SPEND, spent, prepare=True)
        await connection.commit()


class Untold(NamedTuple):
    """A look-up whose person has not been told of it yet."""

    entry_id: UUID
    person_id: UUID | None
    at: datetime
    agency_id: UUID
    purpose: str
    records: list[UUID]


def contents_of(row: Row, vault: Vault) -> Mapping[str, str]:
    """Unseal a record's fields.

    Raises:
        KeyDestroyed: The month of its key is over.
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    if row.record_id is None or row.key_month is None:
        raise ValueError("there is no record to open")
    bound_to = row.person_id.bytes + row.record_id.bytes
    key = unseal(vault.month_key(row.key_month), row.wrapped_key or b"", bound_to=bound_to)
    fields: Mapping[str, str] = json.loads(unseal(key, row.payload or b"", bound_to=bound_to))
    return fields
