"""Open a log, and link it to the one before by its first entry.

A year has one log, and one more for each time its log was frozen. A person's chain and key are of
the year, whichever of its logs an entry is numbered in.

Law:
    Charter G6; C2SP tlog-checkpoint (an origin names one append-only log).

"""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from recourse.ground import merkle
from recourse.ground.actor import SYSTEM
from recourse.ground.merkle import Frontier
from recourse.ledger import chain, rules
from recourse.ledger.connections import Connection
from recourse.ledger.terms import Draft, Facts, Kind, QueueRow
from recourse.store.keys import vault

BEFORE = """
SELECT l.log_id, l.origin, h.size, h.root FROM ledger_log l JOIN ledger_head h USING (log_id)
WHERE l.log_id < %s ORDER BY l.log_id DESC LIMIT 1
"""
OPEN = """
INSERT INTO ledger_log (log_id, origin, year, previous_log_id, link) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING log_id
"""
OPEN_HEAD = """
INSERT INTO ledger_head (log_id, size, root, frontier, updated_at) VALUES (%s, %s, %s, %s, %s)
"""
FIRST_ENTRY = """
INSERT INTO ledger_entry (log_id, leaf_index, entry_id, at, key_id, sealed, commitment)
VALUES (%s, 0, %s, %s, %s, %s, %s)
"""


class Before(NamedTuple):
    """The head of the log that another continues."""

    log_id: int
    origin: str
    size: int
    root: bytes


def open_log(
    connection: Connection, log_id: int, *, now: datetime, incident: Facts | None = None
) -> None:
    """Open a log; its first entry names the head of the log before it, if there is one.

    Nothing happens if somebody else opened it meanwhile.

    Args:
        connection: In a transaction.
        log_id: Number of the log.
        now: When.
        incident: Codes and counts of what made the log before it end, if something did.

    Raises:
        KeyDestroyed: The year is over and its key is gone.

    """
    row = connection.execute(BEFORE, [log_id]).fetchone()
    before = None if row is None else Before(*row)
    link = None if before is None else _link(log_id, before, now=now, incident=incident or {})
    opening = None if link is None else _opening(link)
    year, previous = rules.year_of(log_id), None if before is None else before.log_id
    origin = rules.origin_of(settings.LOG_NAME, log_id)
    if connection.execute(OPEN, [log_id, origin, year, previous, opening]).fetchone() is None:
        return
    tree = Frontier()
    if link is not None:
        tree.append(merkle.leaf_hash(rules.leaf_of(link.commitment)))
    head = [log_id, tree.size, tree.root(), tree.to_bytes(), now]
    connection.execute(OPEN_HEAD, head)
    if link is not None:
        entry = [log_id, link.entry_id, link.at, link.key_id, link.sealed, link.commitment]
        connection.execute(FIRST_ENTRY, entry)


def _link(log_id: int, before: Before, *, now: datetime, incident: Facts) -> QueueRow:
    """Return the entry that commits to the head of the log before."""
    head: Facts = {"origin": before.origin, "size": before.size, "root": bytes(before.root).hex()}
    draft = Draft(Kind.SHARD_LINK, None, SYSTEM.code, None, {**head, **incident})
    cipher = chain.cipher_about_nobody(log_id, vault())
    return chain.sealed(draft, cipher, log_id=log_id, at=now, sequence=0, previous=rules.FIRST)


def _opening(link: QueueRow) -> bytes:
    """Return what the link was committed to with; it tells of no person, so anybody may see it."""
    cipher = chain.cipher_about_nobody(link.log_id, vault())
    return rules.opening_of(cipher, sealed=link.sealed, commitment=link.commitment)
