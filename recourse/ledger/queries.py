"""Reads of the ledger; entries that wait and entries in the tree are one list."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from recourse.ledger import chain, rules
from recourse.ledger.errors import LogIsBehind
from recourse.ledger.terms import EntryCard, Gauge, LogHead, PersonHead
from recourse.store.keys import vault

MOST_WAITING = 100_000
LONGEST_WAIT = timedelta(seconds=10)

WAITING = 1 << 62
ENTRIES = f"""
WITH theirs AS (
    SELECT log_id, NULL::bigint AS leaf_index, {WAITING} + queue_id AS place, entry_id,
           sealed, commitment
    FROM ledger_queue WHERE person_tag = %(tag)s
    UNION ALL
    SELECT log_id, leaf_index, leaf_index, entry_id, sealed, commitment
    FROM ledger_entry WHERE person_tag = %(tag)s AND sealed IS NOT NULL
)
SELECT e.log_id, e.leaf_index, e.sealed, e.commitment, h.sequence, h.head, h.wrapped_key
FROM theirs AS e
JOIN ledger_person_head AS h ON h.person_tag = %(tag)s AND h.log_id = e.log_id
WHERE %(before)s::uuid IS NULL
    OR (e.log_id, e.place) < (SELECT log_id, place FROM theirs WHERE entry_id = %(before)s::uuid)
ORDER BY e.log_id DESC, e.place DESC LIMIT %(limit)s
"""
ENTRY = """
WITH theirs AS (
    SELECT log_id, NULL::bigint AS leaf_index, sealed, commitment
    FROM ledger_queue WHERE person_tag = %(tag)s AND entry_id = %(entry)s
    UNION ALL
    SELECT log_id, leaf_index, sealed, commitment
    FROM ledger_entry WHERE person_tag = %(tag)s AND entry_id = %(entry)s AND sealed IS NOT NULL
)
SELECT e.log_id, e.leaf_index, e.sealed, e.commitment, h.sequence, h.head, h.wrapped_key
FROM theirs AS e
JOIN ledger_person_head AS h ON h.person_tag = %(tag)s AND h.log_id = e.log_id
"""
HEADS = """
SELECT l.log_id, l.origin, h.size, h.root, h.updated_at
FROM ledger_log l JOIN ledger_head h USING (log_id) ORDER BY l.log_id DESC
"""
GAUGE = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM ledger_queue LIMIT %(ceiling)s) AS waiting),
       (SELECT at FROM ledger_queue ORDER BY queue_id LIMIT 1)
"""


def entries_of(tag: bytes, limit: int = 50, before: UUID | None = None) -> list[EntryCard]:
    """Return the entries about one person, newest first; none is left out.

    Args:
        tag: Keyed tag of the person.
        limit: At most so many.
        before: Only entries older than this one; for the next page.

    Raises:
        DoesNotOpen: An entry is not what its commitment was made from.

    """
    names: dict[str, Any] = {"tag": tag, "limit": limit, "before": before}
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, names)
        return list(_opened(tag, cursor.fetchall()))


def _opened(tag: bytes, rows: Iterable[tuple[Any, ...]]) -> Iterable[EntryCard]:
    """Open rows of one person; one data key serves a year."""
    ciphers = {}
    for log_id, leaf_index, sealed, commitment, sequence, head, wrapped in rows:
        if log_id not in ciphers:
            person = PersonHead(tag, sequence, head, wrapped)
            ciphers[log_id] = chain.cipher_of(person, log_id=log_id, vault=vault())
        payload = rules.unseal(ciphers[log_id], sealed=sealed, commitment=commitment)
        yield rules.card_of(payload, log_id=log_id, leaf_index=leaf_index, commitment=commitment)


def entry_of(tag: bytes, entry: UUID) -> EntryCard | None:
    """Return one entry about one person; None if there is no such entry about them.

    Raises:
        DoesNotOpen: The entry is not what its commitment was made from.

    """
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, {"tag": tag, "entry": entry})
        return next(iter(_opened(tag, cursor.fetchall())), None)


def heads() -> list[LogHead]:
    """Return the head of every log, newest log first."""
    with connection.cursor() as cursor:
        cursor.execute(HEADS)
        return [
            LogHead(log_id=log_id, origin=origin, size=size, root=bytes(root), updated_at=at)
            for log_id, origin, size, root, at in cursor.fetchall()
        ]


def head() -> LogHead | None:
    """Return the head of the newest log; None before the first entry was numbered."""
    return next(iter(heads()), None)


def gauge() -> Gauge:
    """Measure how far the sequencer is behind."""
    with connection.cursor() as cursor:
        cursor.execute(GAUGE, {"ceiling": MOST_WAITING + 1})
        waiting, oldest_at = cursor.fetchone()
        return Gauge(waiting=waiting, oldest_at=oldest_at)


def refuse_if_behind(measured: Gauge, *, now: datetime) -> None:
    """Refuse a look-up while the log is behind.

    A person's own access is never refused for this.

    Raises:
        LogIsBehind: More than 100,000 entries wait, or one waits for more than ten seconds.

    """
    late = measured.oldest_at is not None and now - measured.oldest_at > LONGEST_WAIT
    if late or measured.waiting > MOST_WAITING:
        raise LogIsBehind
