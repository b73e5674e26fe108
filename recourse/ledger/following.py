"""Follow every chain of a person's year, and open every entry.

An entry that opens must say of itself what its row says: its name, its instant, its place in the
chain. A chain without its head, and an entry that opens under nobody's key, are found too.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from recourse.ground.keydir import KeyDestroyed
from recourse.ground.sealing import CannotOpen
from recourse.ledger import chain, rules
from recourse.ledger.connections import Connection
from recourse.ledger.terms import EntryCard, PersonHead
from recourse.store.keys import vault

CHAINS = f"""
SELECT person_tag, year_log, h.sequence, h.head, h.wrapped_key,
    e.shelf, e.leaf_index, e.entry_id, e.at, e.key_id, e.sealed, e.commitment
FROM (
    SELECT person_tag, log_id AS year_log, sequence, head, wrapped_key FROM ledger_person_head
) h FULL JOIN (
    SELECT person_tag, log_id - log_id % {rules.LOGS_A_YEAR} AS year_log,
        log_id AS shelf, leaf_index, leaf_index AS place, entry_id, at, key_id, sealed, commitment
    FROM ledger_entry WHERE person_tag IS NOT NULL
    UNION ALL
    SELECT person_tag, log_id, log_id + {rules.LOGS_A_YEAR}, NULL, queue_id, entry_id, at, key_id,
        sealed, commitment
    FROM ledger_queue WHERE person_tag IS NOT NULL
) e USING (person_tag, year_log)
ORDER BY person_tag, year_log, e.shelf, e.place
"""
ABOUT_NOBODY = """
SELECT log_id, leaf_index, entry_id, at, key_id, sealed, commitment,
    count(*) OVER (PARTITION BY commitment) > 1
FROM (
    SELECT log_id, leaf_index, entry_id, at, key_id, sealed, commitment FROM ledger_entry
    WHERE person_tag IS NULL AND sealed IS NOT NULL
    UNION ALL
    SELECT log_id, NULL, entry_id, at, key_id, sealed, commitment FROM ledger_queue
    WHERE person_tag IS NULL
) e
"""
A_PAGE = 5_000


class _Row(NamedTuple):
    """One entry, as its row has it; `shelf` is its log, or beyond all of the year's if it waits."""

    shelf: int
    leaf_index: int | None
    entry_id: UUID
    at: datetime
    key_id: str
    sealed: bytes | None
    commitment: bytes

    @property
    def name(self) -> str:
        """Name it by its place, and by the name that stands on receipts."""
        if self.leaf_index is None:
            return f"waiting entry {self.entry_id}"
        return f"log {self.shelf}, entry {self.leaf_index} ({self.entry_id})"

    def faults(self, card: EntryCard, year_log: int) -> Iterator[str]:
        """Yield what an entry says otherwise than its row."""
        if card.entry_id != self.entry_id:
            yield f"{self.name}: it says that it is {card.entry_id}"
        if card.at != self.at:
            yield f"{self.name}: it says that it happened at {card.at.isoformat()}"
        if self.key_id != chain.key_id_of(year_log):
            yield f"{self.name}: it is said to be sealed under {self.key_id}"


class _Head(NamedTuple):
    """The end of a chain, as the database keeps it."""

    person_tag: bytes
    year_log: int
    sequence: int | None
    head: bytes | None
    wrapped_key: bytes | None


class _Chain:
    """Follow one person's chain through one year."""

    def __init__(self, head: _Head) -> None:
        """Open the data key; a key that does not open is the chain's one fault."""
        self.key = head[:2]
        self._head = head
        self._sequence, self._last = 0, rules.FIRST
        self._is_broken = False
        self.faults: list[str] = []
        self._cipher: AESGCMSIV | None = None
        if not head.sequence:
            return  # its entries are hidden, or it was begun and has none
        person = PersonHead(
            head.person_tag, head.sequence, bytes(head.head or b""), head.wrapped_key
        )
        try:
            self._cipher = chain.cipher_of(person, log_id=head.year_log, vault=vault())
        except KeyDestroyed:
            return
        except (CannotOpen, rules.DoesNotOpen):
            self._break("its key does not open")

    def _break(self, what: str) -> None:
        """Name the chain by the first bytes of its tag: enough to find it, no more.

        Nothing further is said of its order.
        """
        name = f"log {self._head.year_log}, chain {bytes(self._head.person_tag).hex()[:12]}"
        self.faults.append(f"{name}: {what}")
        self._is_broken = True

    def follow(self, row: _Row) -> None:
        """Check that the next entry follows the last."""
        if self._is_broken:
            return
        if self._head.sequence is None:
            self._break(f"it has no head; its entries do not show, the first is {row.name}")
            return
        self._sequence += 1
        if row.sealed is not None and self._cipher is not None:
            self._open(self._cipher, row, row.sealed)
        self._last = row.commitment

    def _open(self, cipher: AESGCMSIV, row: _Row, sealed: bytes) -> None:
        card = _opened(cipher, row, sealed)
        if card is None:
            self._break(f"entry {self._sequence} does not open: {row.name}")
            return
        self.faults += row.faults(card, self._head.year_log)
        if (card.sequence, card.previous) != (self._sequence, self._last):
            said = f"entry {self._sequence} is missing; the next is {card.sequence}"
            self._break(f"{said}, {row.name}")

    def end(self) -> list[str]:
        """Check that the chain led to its head."""
        stored = (self._head.sequence, bytes(self._head.head or b""))
        if not self._is_broken and (self._sequence, self._last) != stored:
            self._break(f"ends at {self._sequence}, its head says {self._head.sequence}")
        return self.faults


def _opened(cipher: AESGCMSIV, row: _Row, sealed: bytes) -> EntryCard | None:
    """Open an entry; None if it is not what it is committed to."""
    try:
        payload = rules.unseal(cipher, sealed=sealed, commitment=row.commitment)
    except rules.DoesNotOpen:
        return None
    return rules.card_of(payload, log_id=0, leaf_index=None, commitment=row.commitment)


def chains(connection: Connection) -> Iterator[list[str]]:
    """Follow every chain; yield the faults of each."""
    current: _Chain | None = None
    with connection.cursor(name="chains") as rows:
        rows.itersize = A_PAGE
        for raw in rows.execute(CHAINS):
            head = _Head(*raw[:5])
            if current is None or current.key != head[:2]:
                if current is not None:
                    yield current.end()
                current = _Chain(head)
            if raw[-1] is not None:
                current.follow(_Row(*raw[5:]))
    if current is not None:
        yield current.end()


def faults_about_nobody(connection: Connection) -> Iterator[str]:
    """Open every entry that concerns no single person; each stands in the log once."""
    with connection.cursor(name="about_nobody") as rows:
        rows.itersize = A_PAGE
        for *raw, is_double in rows.execute(ABOUT_NOBODY):
            row = _Row(*raw)
            if is_double:
                yield f"{row.name}: it is there twice"
            year_log = rules.log_id_of(rules.year_of(row.shelf))
            try:
                cipher = chain.cipher_about_nobody(year_log, vault())
            except KeyDestroyed:
                continue
            card = _opened(cipher, row, row.sealed or b"")
            if card is None:
                yield f"{row.name}: it does not open, as one about nobody should"
            else:
                yield from row.faults(card, year_log)
