"""Read the whole log back and say everything that does not fit.

Three things must hold: the root over the numbered entries is the stored one and no number
is missing; every entry opens to what it commits to; each person's chain runs 1, 2, 3 … to the
stored head, each entry naming the one before. Of a year whose key was destroyed nothing opens
any more; its root, and the number and the last commitment of each chain, must still fit.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from recourse.ground import merkle
from recourse.ground.keydir import KeyDestroyed
from recourse.ground.merkle import Frontier
from recourse.ground.sealing import CannotOpen
from recourse.ledger import chain, rules
from recourse.ledger.errors import HeadDoesNotAgree
from recourse.ledger.sequencer import frontier_at
from recourse.ledger.terms import PersonHead
from recourse.store.dsn import dsn
from recourse.store.keys import vault

Connection = psycopg.Connection[tuple[Any, ...]]

HEADS = "SELECT log_id, size, root, frontier FROM ledger_head ORDER BY log_id"
LEAVES = """
SELECT leaf_index, commitment FROM ledger_entry WHERE log_id = %s ORDER BY leaf_index
"""
CHAINS = f"""
SELECT h.person_tag, h.log_id, h.sequence, h.head, h.wrapped_key, e.sealed, e.commitment
FROM ledger_person_head h LEFT JOIN (
    SELECT person_tag, log_id - log_id % {rules.LOGS_A_YEAR} AS log_id,
           log_id AS shelf, leaf_index AS place, sealed, commitment
    FROM ledger_entry WHERE person_tag IS NOT NULL
    UNION ALL
    SELECT person_tag, log_id, log_id + {rules.LOGS_A_YEAR}, queue_id, sealed, commitment
    FROM ledger_queue WHERE person_tag IS NOT NULL
) e USING (person_tag, log_id)
ORDER BY h.person_tag, h.log_id, e.shelf, e.place
"""
ABOUT_NOBODY = """
SELECT log_id, sealed, commitment FROM ledger_entry
WHERE person_tag IS NULL AND sealed IS NOT NULL
UNION ALL
SELECT log_id, sealed, commitment FROM ledger_queue WHERE person_tag IS NULL
"""


class Report(NamedTuple):
    """What was read, and what does not fit; a sound log has no faults."""

    entries: int
    chains: int
    faults: list[str]


class _Row(NamedTuple):
    """One entry of one chain, beside the head it should lead to."""

    person_tag: bytes
    log_id: int
    sequence: int
    head: bytes
    wrapped_key: bytes
    sealed: bytes | None
    commitment: bytes | None


class _Chain:
    """Follow one person's chain through one year."""

    def __init__(self, row: _Row) -> None:
        """Open the data key; a key that does not open is the chain's one fault."""
        self.row = row
        self.sequence, self.head = 0, rules.FIRST
        self.faults: list[str] = []
        head = PersonHead(row.person_tag, row.sequence, row.head, row.wrapped_key)
        self.cipher: AESGCMSIV | None = None
        try:
            self.cipher = chain.cipher_of(head, log_id=row.log_id, vault=vault())
        except KeyDestroyed:
            return
        except (CannotOpen, rules.DoesNotOpen):
            self.fault("its key does not open")

    def fault(self, what: str) -> None:
        """Name the chain by the first bytes of its tag: enough to find it, no more."""
        self.faults.append(f"log {self.row.log_id}, chain {self.row.person_tag.hex()[:12]}: {what}")

    def follow(self, row: _Row) -> None:
        """Check that the next entry follows the last."""
        if self.faults or row.commitment is None:
            return
        self.sequence += 1
        if row.sealed is not None and self.cipher is not None:
            self._open(self.cipher, row.sealed, row.commitment)
        self.head = row.commitment

    def _open(self, cipher: AESGCMSIV, sealed: bytes, commitment: bytes) -> None:
        try:
            payload = rules.unseal(cipher, sealed=sealed, commitment=commitment)
        except rules.DoesNotOpen:
            self.fault(f"entry {self.sequence} does not open")
            return
        card = rules.card_of(payload, log_id=0, leaf_index=None, commitment=commitment)
        if (card.sequence, card.previous) != (self.sequence, self.head):
            self.fault(f"entry {self.sequence} is missing; the next is {card.sequence}")

    def end(self) -> list[str]:
        """Check that the chain led to its head."""
        if not self.faults and (self.sequence, self.head) != (self.row.sequence, self.row.head):
            self.fault(f"ends at {self.sequence}, its head says {self.row.sequence}")
        return self.faults


def check() -> Report:
    """Read everything in one snapshot and report what does not fit."""
    with psycopg.connect(dsn(role="recourse_app")) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        faults: list[str] = []
        entries = 0
        for head in connection.execute(HEADS).fetchall():
            entries += head[1]
            faults += _tree_faults(connection, *head)
        chains = 0
        for chain_faults in _chains(connection):
            chains += 1
            faults += chain_faults
        faults += _faults_about_nobody(connection)
        return Report(entries, chains, faults)


def _tree_faults(
    connection: Connection, log_id: int, size: int, root: bytes, edge: bytes
) -> Iterator[str]:
    """Recompute the root of a log from its entries."""
    try:
        frontier_at(size, edge, root)
    except HeadDoesNotAgree:
        yield f"log {log_id}: the stored right edge does not lead to the stored root"
    tree = Frontier()
    with connection.cursor(name="leaves") as leaves:
        leaves.itersize = 50_000
        for index, commitment in leaves.execute(LEAVES, [log_id]):
            if index != tree.size:
                yield f"log {log_id}: entry {tree.size} is missing; the next is {index}"
                return
            tree.append(merkle.leaf_hash(rules.leaf_of(commitment)))
    if tree.size != size:
        yield f"log {log_id}: {tree.size} entries, the head says {size}"
    elif tree.root() != root:
        yield f"log {log_id}: the entries have another root than the head says"


def _chains(connection: Connection) -> Iterator[list[str]]:
    """Follow every chain; yield the faults of each."""
    current: _Chain | None = None
    with connection.cursor(name="chains") as rows:
        rows.itersize = 5_000
        for raw in rows.execute(CHAINS):
            row = _Row(*raw)
            if current is None or (current.row[:2]) != row[:2]:
                if current is not None:
                    yield current.end()
                current = _Chain(row)
            current.follow(row)
    if current is not None:
        yield current.end()


def _faults_about_nobody(connection: Connection) -> Iterator[str]:
    """Open every entry that concerns no single person."""
    with connection.cursor(name="about_nobody") as rows:
        rows.itersize = 5_000
        for log_id, sealed, commitment in rows.execute(ABOUT_NOBODY):
            try:
                cipher = chain.cipher_about_nobody(log_id, vault())
                rules.unseal(cipher, sealed=sealed, commitment=commitment)
            except KeyDestroyed:
                continue
            except rules.DoesNotOpen:
                yield f"log {log_id}: entry {commitment.hex()[:12]} does not open"
