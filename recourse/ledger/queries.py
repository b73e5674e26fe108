"""Reads of the ledger; entries that wait and entries in the tree are one list."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.db import connection

from recourse.ground.calendar import start_of
from recourse.ground.keydir import KeyDestroyed, year_key_name
from recourse.ledger import chain, rules
from recourse.ledger.errors import LogIsBehind, NoSuchEntry
from recourse.ledger.terms import EntryCard, Gauge, Kind, Level, LogHead, PersonHead
from recourse.store.keys import vault

MOST_WAITING = 100_000
LONGEST_WAIT = timedelta(seconds=10)
EARLY_WAITING, EARLY_WAIT = MOST_WAITING // 2, LONGEST_WAIT / 2

LAST = rules.LOGS_A_YEAR  # what waits comes after every log of its year
ENTRIES = f"""
WITH theirs AS (
    SELECT log_id AS year_log, log_id, NULL::bigint AS leaf_index,
           log_id + {LAST} AS shelf, queue_id AS place, entry_id, sealed, commitment
    FROM ledger_queue WHERE person_tag = %(tag)s
    UNION ALL
    SELECT log_id - log_id %% {LAST}, log_id, leaf_index, log_id, leaf_index,
           entry_id, sealed, commitment
    FROM ledger_entry WHERE person_tag = %(tag)s AND sealed IS NOT NULL
)
SELECT e.year_log, e.log_id, e.leaf_index, e.sealed, e.commitment,
       h.sequence, h.head, h.wrapped_key
FROM theirs AS e
JOIN ledger_person_head AS h ON h.person_tag = %(tag)s AND h.log_id = e.year_log
WHERE %(before)s::uuid IS NULL
    OR (e.year_log, e.shelf, e.place)
        < (SELECT year_log, shelf, place FROM theirs WHERE entry_id = %(before)s::uuid)
ORDER BY e.year_log DESC, e.shelf DESC, e.place DESC LIMIT %(limit)s
"""
ENTRY = f"""
WITH theirs AS (
    SELECT log_id AS year_log, log_id, NULL::bigint AS leaf_index, sealed, commitment
    FROM ledger_queue WHERE person_tag = %(tag)s AND entry_id = %(entry)s
    UNION ALL
    SELECT log_id - log_id %% {LAST}, log_id, leaf_index, sealed, commitment
    FROM ledger_entry WHERE person_tag = %(tag)s AND entry_id = %(entry)s AND sealed IS NOT NULL
)
SELECT e.year_log, e.log_id, e.leaf_index, e.sealed, e.commitment,
       h.sequence, h.head, h.wrapped_key
FROM theirs AS e
JOIN ledger_person_head AS h ON h.person_tag = %(tag)s AND h.log_id = e.year_log
LIMIT 1
"""
ABOUT_NOBODY = """
WITH named AS (
    (SELECT log_id, NULL::bigint AS leaf_index, entry_id, sealed, commitment FROM ledger_queue
    WHERE person_tag IS NULL AND (%(before)s::uuid IS NULL OR entry_id < %(before)s::uuid)
    ORDER BY entry_id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT log_id, leaf_index, entry_id, sealed, commitment FROM ledger_entry
    WHERE person_tag IS NULL AND sealed IS NOT NULL
        AND (%(before)s::uuid IS NULL OR entry_id < %(before)s::uuid)
    ORDER BY entry_id DESC LIMIT %(limit)s)
)
SELECT log_id, leaf_index, entry_id, sealed, commitment FROM named
ORDER BY entry_id DESC LIMIT %(limit)s
"""
OPENED_AT_ONCE = 1_000
HEADS = """
SELECT l.log_id, l.origin, h.size, h.root, h.updated_at
FROM ledger_log l JOIN ledger_head h USING (log_id) ORDER BY l.log_id DESC
"""
GAUGE = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM ledger_queue LIMIT %(ceiling)s) AS waiting),
       (SELECT at FROM ledger_queue ORDER BY queue_id LIMIT 1)
"""


def entries_of(tag: bytes, limit: int = 50, before: UUID | None = None) -> list[EntryCard]:
    """Return the entries about one person, newest first.

    None is left out but those of a year whose key was destroyed: nobody can read them.

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


def entry_of(tag: bytes, entry: UUID) -> EntryCard:
    """Return one entry about one person; another person's looks as if it were not there.

    Raises:
        NoSuchEntry: There is none of this identifier about this person.
        DoesNotOpen: It is not what its commitment was made from.

    """
    with connection.cursor() as cursor:
        cursor.execute(ENTRY, {"tag": tag, "entry": entry})
        found = list(_opened(tag, cursor.fetchall()))
    if not found:
        raise NoSuchEntry
    return found[0]


def _opened(tag: bytes, rows: Iterable[tuple[Any, ...]]) -> Iterable[EntryCard]:
    """Open rows of one person; one data key serves a year."""
    ciphers: dict[int, AESGCMSIV | None] = {}
    for year_log, log_id, leaf_index, sealed, commitment, sequence, head, wrapped in rows:
        if year_log not in ciphers:
            person = PersonHead(tag, sequence, head, wrapped)
            ciphers[year_log] = _cipher(person, year_log)
        cipher = ciphers[year_log]
        if cipher is None:
            continue
        payload = rules.unseal(cipher, sealed=sealed, commitment=commitment)
        yield rules.card_of(payload, log_id=log_id, leaf_index=leaf_index, commitment=commitment)


def _cipher(person: PersonHead, log_id: int) -> AESGCMSIV | None:
    """Return what opens a person's year; None when the year's key is destroyed."""
    try:
        return chain.cipher_of(person, log_id=log_id, vault=vault())
    except KeyDestroyed:
        return None


def deeds(
    kinds: Collection[Kind], *, limit: int = 25, before: UUID | None = None
) -> tuple[list[EntryCard], UUID | None]:
    """Return entries of these kinds that concern nobody, newest first, and where to go on.

    What an entry tells of is sealed, its kind too, so the newest thousand are opened and the
    others of them forgotten; a page may hold fewer than there are. One query. An entry about a
    person is never read, and none of a year whose key was destroyed.

    Args:
        kinds: Which.
        limit: At most so many.
        before: Where the page before has ended.

    Returns:
        The entries; and what to give as `before` for the next page, None at the end.

    Raises:
        DoesNotOpen: An entry is not what its commitment was made from.

    """
    names: dict[str, Any] = {"limit": OPENED_AT_ONCE, "before": before}
    with connection.cursor() as cursor:
        cursor.execute(ABOUT_NOBODY, names)
        rows = cursor.fetchall()
    found = list(islice((card for card in _about_nobody(rows) if card.kind in kinds), limit))
    if len(found) == limit:
        return found, found[-1].entry_id
    return found, rows[-1][2] if len(rows) == OPENED_AT_ONCE else None


def _about_nobody(rows: Iterable[tuple[Any, ...]]) -> Iterator[EntryCard]:
    """Open rows that concern nobody, one after the other."""
    for log_id, leaf_index, _, sealed, commitment in rows:
        try:
            cipher = chain.cipher_about_nobody(log_id, vault())
        except KeyDestroyed:
            continue
        payload = rules.unseal(cipher, sealed=sealed, commitment=commitment)
        yield rules.card_of(payload, log_id=log_id, leaf_index=leaf_index, commitment=commitment)


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


def begun_at(*, now: datetime) -> datetime:
    """Return the first instant of which the log can still tell; before any log, that is now.

    Of a year whose key was destroyed nobody can read anything.
    """
    gone = set(vault().destroyed())
    years = {rules.year_of(one.log_id) for one in heads()}
    told = [year for year in years if year_key_name(year) not in gone]
    return min((start_of(date(year, 1, 1)) for year in told), default=now)


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
    if level_of(measured, now=now) is Level.REFUSING:
        raise LogIsBehind


def level_of(measured: Gauge, *, now: datetime) -> Level:
    """Return how far behind the log is; early is half of what makes look-ups be refused."""
    wait = timedelta() if measured.oldest_at is None else now - measured.oldest_at
    if wait > LONGEST_WAIT or measured.waiting > MOST_WAITING:
        return Level.REFUSING
    if wait > EARLY_WAIT or measured.waiting > EARLY_WAITING:
        return Level.EARLY
    return Level.OK
