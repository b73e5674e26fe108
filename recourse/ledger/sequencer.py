"""Number the entries that wait and grow the tree over them.

Several sequencers may run. An advisory lock keeps all but one idle; the lock on the
head's row is what makes it right. A step is one transaction: a crash anywhere leaves
the queue as it was. A sequencer that finds a root that is not the root of the stored
right edge refuses to go on, because somebody changed one of them.

Law:
    RFC 6962 section 2.1.

"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from django.conf import settings

from recourse.ground import merkle
from recourse.ground.merkle import Frontier
from recourse.ledger import rules
from recourse.ledger.errors import HeadDoesNotAgree, LogIsFrozen
from recourse.store.dsn import dsn

Connection = psycopg.Connection[tuple[Any, ...]]

ROWS_A_STEP = 2_000
PARTITION_ROWS = 1 << 24
PARTITION_AHEAD = 1 << 20
PAUSE_SECONDS = 0.2
LOCK = 0x4C4F47  # "LOG"

OLDEST = "SELECT log_id FROM ledger_queue ORDER BY queue_id LIMIT 1"
OPEN_LOG = (
    "INSERT INTO ledger_log (log_id, origin, year) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
OPEN_HEAD = """
INSERT INTO ledger_head (log_id, root, updated_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
HEAD = """
SELECT h.size, h.root, h.frontier, l.state
FROM ledger_head h JOIN ledger_log l USING (log_id) WHERE log_id = %s FOR UPDATE OF h
"""
TAKE = """
WITH taken AS (
    DELETE FROM ledger_queue WHERE queue_id IN (
        SELECT queue_id FROM ledger_queue WHERE log_id = %(log_id)s
        ORDER BY queue_id LIMIT %(rows)s)
    RETURNING *
), numbered AS (
    INSERT INTO ledger_entry
        (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment)
    SELECT log_id, %(size)s + row_number() OVER (ORDER BY queue_id) - 1,
           entry_id, person_tag, at, key_id, sealed, commitment
    FROM taken
    RETURNING leaf_index, commitment
)
SELECT commitment FROM numbered ORDER BY leaf_index
"""
MOVE = """
UPDATE ledger_head SET size = %s, root = %s, frontier = %s, updated_at = %s WHERE log_id = %s
"""


class Head(NamedTuple):
    """The locked head of a log, with the right edge that leads on from it."""

    log_id: int
    frontier: Frontier


def connect() -> Connection:
    """Connect as the sequencer: it may move entries from the queue into the log, no more."""
    return psycopg.connect(dsn(role="recourse_sequencer"), autocommit=True)


def may_work(connection: Connection) -> bool:
    """Take the sequencers' lock if nobody has it; it ends with the connection."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    return bool(row and row[0])


def step(connection: Connection, *, now: datetime, rows: int = ROWS_A_STEP) -> int:
    """Number up to `rows` waiting entries of the log of the oldest one, in one transaction.

    Returns:
        How many were numbered; 0 when none waits.

    Raises:
        HeadDoesNotAgree: The stored root and the stored right edge are of different trees.
        LogIsFrozen: Entries wait for a log that takes no more.

    """
    with connection.transaction():
        oldest = connection.execute(OLDEST).fetchone()
        if oldest is None:
            return 0
        head = _locked_head(connection, oldest[0], now)
        return _number(connection, head, rows=rows, now=now)


def _locked_head(connection: Connection, log_id: int, now: datetime) -> Head:
    """Lock the head of a log, opening the log when it is first needed."""
    row = connection.execute(HEAD, [log_id]).fetchone()
    if row is None:
        year = rules.year_of(log_id)
        connection.execute(OPEN_LOG, [log_id, f"{settings.LOG_NAME}/{year}", year])
        connection.execute(OPEN_HEAD, [log_id, merkle.root_of([]), now])
        row = connection.execute(HEAD, [log_id]).fetchone()
    if row is None or row[3] != "open":
        raise LogIsFrozen(log_id)
    size, root, edge, _ = row
    return Head(log_id, frontier_at(size, bytes(edge), bytes(root)))


def frontier_at(size: int, edge: bytes, root: bytes) -> Frontier:
    """Return the right edge, after checking that it leads to the root.

    Raises:
        HeadDoesNotAgree: It does not.

    """
    try:
        frontier = Frontier.from_bytes(size, edge)
    except ValueError as error:
        raise HeadDoesNotAgree from error
    if frontier.root() != root:
        raise HeadDoesNotAgree
    return frontier


def _number(connection: Connection, head: Head, *, rows: int, now: datetime) -> int:
    """Move entries into the log and the head past them."""
    log_id, frontier = head
    _make_room(connection, frontier.size)
    names = {"log_id": log_id, "size": frontier.size, "rows": rows}
    taken = connection.execute(TAKE, names).fetchall()
    if not taken:
        return 0
    for (commitment,) in taken:
        frontier.append(merkle.leaf_hash(rules.leaf_of(bytes(commitment))))
    moved = [frontier.size, frontier.root(), frontier.to_bytes(), now, log_id]
    connection.execute(MOVE, moved)
    return len(taken)


def _make_room(connection: Connection, size: int) -> None:
    """Make the next partition while the present one still has room."""
    if size % PARTITION_ROWS >= PARTITION_ROWS - PARTITION_AHEAD:
        connection.execute("SELECT ledger_make_partition(%s)", [size // PARTITION_ROWS + 1])


def drain(connection: Connection, *, now: datetime) -> int:
    """Number everything that waits; return how many entries that were."""
    total = 0
    while moved := step(connection, now=now):
        total += moved
    return total


def run(*, clock: Callable[[], datetime], is_over: Callable[[float], bool]) -> None:
    """Work until told to stop; stand by while another sequencer works.

    Args:
        clock: Tells the time; from a face.
        is_over: Waits up to so many seconds and says whether to stop, like `Event.wait`.

    """
    while not is_over(0):
        try:
            with connect() as connection:
                _work(connection, clock=clock, is_over=is_over)
        except psycopg.OperationalError:  # the database went away: come back when it does
            is_over(1)


def _work(
    connection: Connection, *, clock: Callable[[], datetime], is_over: Callable[[float], bool]
) -> None:
    """Stand by until the lock is free, then number what comes."""
    while not may_work(connection):
        if is_over(1):
            return
    while not is_over(0):
        if step(connection, now=clock()) < ROWS_A_STEP:
            is_over(PAUSE_SECONDS)
