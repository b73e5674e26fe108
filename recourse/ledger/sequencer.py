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
from typing import NamedTuple

import psycopg

from recourse.ground import merkle
from recourse.ground.merkle import Frontier
from recourse.ledger import rules
from recourse.ledger.alarm import Alarm
from recourse.ledger.connections import Connection, connect, may_work
from recourse.ledger.errors import HeadDoesNotAgree, LogIsFrozen
from recourse.ledger.logs import open_log

ROWS_A_STEP = 2_000
PARTITION_ROWS = 1 << 24
PARTITION_AHEAD = 1 << 20
PAUSE_SECONDS = 0.2

OLDEST = "SELECT log_id FROM ledger_queue ORDER BY queue_id LIMIT 1"
NEWEST = "SELECT log_id FROM ledger_log WHERE year = %s ORDER BY log_id DESC LIMIT 1"
LOCKED = "SELECT size, root, frontier FROM ledger_head WHERE log_id = %s FOR UPDATE"
STATE = "SELECT state FROM ledger_log WHERE log_id = %s"
TAKE = """
WITH taken AS (
    DELETE FROM ledger_queue WHERE queue_id IN (
        SELECT queue_id FROM ledger_queue WHERE log_id = %(year_log)s
        ORDER BY queue_id LIMIT %(rows)s)
    RETURNING *
), numbered AS (
    INSERT INTO ledger_entry
        (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment)
    SELECT %(log_id)s, %(size)s + row_number() OVER (ORDER BY queue_id) - 1,
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


def step(connection: Connection, *, now: datetime, rows: int = ROWS_A_STEP) -> int:
    """Number up to `rows` waiting entries of the year of the oldest one, in one transaction.

    They go into the newest log of that year: one that was frozen is continued by another.

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


def _locked_head(connection: Connection, year_log: int, now: datetime) -> Head:
    """Lock the head of a year's newest log, opening the first when it is needed.

    The state is read once the head is locked: whoever freezes a log holds that lock.
    """
    newest = connection.execute(NEWEST, [rules.year_of(year_log)]).fetchone()
    if newest is None:
        open_log(connection, year_log, now=now)
    log_id = year_log if newest is None else newest[0]
    row = connection.execute(LOCKED, [log_id]).fetchone()
    state = connection.execute(STATE, [log_id]).fetchone()
    if row is None or state != ("open",):
        raise LogIsFrozen(log_id)
    size, root, edge = row
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
    names = {
        "log_id": log_id,
        "year_log": rules.log_id_of(rules.year_of(log_id)),
        "size": frontier.size,
        "rows": rows,
    }
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


def run(
    *,
    clock: Callable[[], datetime],
    is_over: Callable[[float], bool],
    complain: Callable[[str], None],
) -> None:
    """Work until told to stop; stand by while another sequencer works.

    Args:
        clock: Tells the time; from a face.
        is_over: Waits up to so many seconds and says whether to stop, like `Event.wait`.
        complain: Takes a line for the operator when the log gets behind.

    """
    alarm = Alarm(complain)
    while not is_over(0):
        try:
            with connect() as connection:
                _work(connection, clock=clock, is_over=is_over, alarm=alarm)
        except psycopg.OperationalError:  # the database went away: come back when it does
            is_over(1)


def _work(
    connection: Connection,
    *,
    clock: Callable[[], datetime],
    is_over: Callable[[float], bool],
    alarm: Alarm,
) -> None:
    """Stand by until the lock is free, then number what comes."""
    while not may_work(connection):
        if is_over(1):
            return
    while not is_over(0):
        alarm.look(connection, now=clock())
        if step(connection, now=clock()) < ROWS_A_STEP:
            is_over(PAUSE_SECONDS)
