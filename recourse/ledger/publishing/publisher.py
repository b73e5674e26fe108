"""Publish the log: write its files, have the head signed and witnessed, the checkpoint last.

Law:
    C2SP tlog-tiles, tlog-checkpoint; charter G6 (no proof, no data).

"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from recourse.ledger import rules
from recourse.ledger.alarm import Alarm
from recourse.ledger.connections import Connection, connect
from recourse.ledger.errors import HeadDoesNotAgree, LogWasSetBack
from recourse.ledger.publishing.signer import NotSigned, ask, keys_of
from recourse.ledger.publishing.tree_files import TreeFiles
from recourse.ledger.publishing.witnesses import Head, Witnesses, lines_by_key
from recourse_verify import merkle
from recourse_verify.checkpoints import Checkpoint, checkpoint_from
from recourse_verify.errors import Wrong
from recourse_verify.memory import write_whole
from recourse_verify.notes import Key, key_from, note_from
from recourse_verify.proofs import Proof
from recourse_verify.tiles import Tree

CHECKPOINT, VKEYS, LINK = "checkpoint", "vkeys", "link"
ROWS = 65_536
PAUSE_SECONDS = 1.0
LOGS = """
SELECT l.log_id, l.origin, h.size, h.root FROM ledger_log l JOIN ledger_head h USING (log_id)
ORDER BY l.log_id
"""
ENTRIES = """
SELECT commitment FROM ledger_entry WHERE log_id = %s AND leaf_index >= %s AND leaf_index < %s
ORDER BY leaf_index
"""
OPENING = "SELECT link FROM ledger_log WHERE log_id = %s"
AT_LEAST_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a publisher works.

    Attributes:
        files: Below it every log has a folder, named by the last part of its origin.
        signer: Folder in which the signer listens.

    """

    files: Path
    signer: Path

    def folder(self, origin: str) -> Path:
        """Return the folder of a log."""
        return self.files / origin.rpartition("/")[2]


class Publisher:
    """Publishes every log of a house, again and again."""

    def __init__(self, place: Place, witnesses: Witnesses | None = None) -> None:
        """Publish nothing yet."""
        self._place, self._witnesses = place, witnesses
        self._signed_at: dict[str, datetime] = {}

    def publish(self, connection: Connection, *, now: datetime) -> int:
        """Publish every log that grew or lacks a witness; return how many moved.

        Raises:
            HeadDoesNotAgree: The entries lead to another root than the stored one.
            LogWasSetBack: The signer signed more entries than the database has.
            NotSigned: The signer does not sign.

        """
        moved = 0
        for log_id, origin, size, root in connection.execute(LOGS).fetchall():
            new = Checkpoint(origin, size, bytes(root))
            if size and self._is_due(new, now):
                self._publish(connection, log_id, new)
                self._signed_at[origin] = now
                moved += 1
        return moved

    def _is_due(self, new: Checkpoint, now: datetime) -> bool:
        """Whether a log grew, lacks a witness, or was not signed for ten minutes."""
        published = published_in(self._place.folder(new.origin))
        signed_at = self._signed_at.get(new.origin)
        return (
            published is None
            or signed_at is None
            or checkpoint_from(note_from(published).text) != new
            or now - signed_at >= AT_LEAST_EVERY
            or not (self._witnesses is None or self._witnesses.are_all_in(published))
        )

    def _publish(self, connection: Connection, log_id: int, new: Checkpoint) -> None:
        """Write the files of a log, have them signed, and let the checkpoint name them."""
        folder = self._place.folder(new.origin)
        before = published_size(folder)
        if before > new.size:
            raise LogWasSetBack(new.origin, before, new.size)
        files = TreeFiles(folder, before)
        frontier = files.tree().frontier()
        for entry in _entries(connection, log_id, before, new.size):
            frontier.append(merkle.leaf_hash(entry))
        if (frontier.size, frontier.root()) != (new.size, new.root):
            raise HeadDoesNotAgree  # before anything of it lies where others read
        files.extend(_entries(connection, log_id, before, new.size))
        tree = files.tree()
        if not (folder / VKEYS).exists():
            write_whole(folder / VKEYS, keys_of(self._place.signer, new.origin).encode())
        signed = f"{new}\n{self._signed(new, before, tree.consistency)}"
        write_whole(folder / CHECKPOINT, self._witnessed(Head(signed, new, tree)).encode())
        if not (folder / LINK).exists():
            _write_link(connection, log_id, folder, signed, tree)

    def _witnessed(self, head: Head) -> str:
        """Return a signed head with the lines of every witness that signs now.

        Only then does it take the place of the one before: whoever needs witnesses finds no
        moment without them.
        """
        if self._witnesses is None:
            return head.note
        seen = self._witnesses.seen(head)
        lines = lines_by_key(head.note) | {(one.name, one.key_id): one for one in seen}
        return f"{head.checkpoint}\n" + "".join(map(str, lines.values()))

    def _signed(
        self, new: Checkpoint, before: int, consistency: Callable[[int], list[bytes]]
    ) -> str:
        """Have a checkpoint signed, from whatever size was signed last.

        Raises:
            LogWasSetBack: The signer signed more entries than there are.

        """
        try:
            return self._asked(new, before, consistency)
        except NotSigned as refusal:
            if refusal.size is None:
                raise
            if refusal.size > new.size:
                raise LogWasSetBack(new.origin, refusal.size, new.size) from refusal
            return self._asked(new, refusal.size, consistency)

    def _asked(self, new: Checkpoint, old: int, consistency: Callable[[int], list[bytes]]) -> str:
        path = tuple(consistency(old)) if old else ()
        return ask(self._place.signer, old=old, path=path, new=new)


def _write_link(connection: Connection, log_id: int, folder: Path, signed: str, tree: Tree) -> None:
    """Prove to anybody which log's head the first entry names, if it names one."""
    row = connection.execute(OPENING, [log_id]).fetchone()
    if row is None or row[0] is None:
        return
    proof = Proof(0, tuple(tree.inclusion(0)), signed, bytes(row[0]))
    write_whole(folder / LINK, str(proof).encode())


HINDRANCES = (psycopg.OperationalError, NotSigned, LogWasSetBack, HeadDoesNotAgree, Wrong)
"""What keeps a log from being published; an operator mends it, and the publisher goes on."""


def run(
    publisher: Publisher,
    *,
    clock: Callable[[], datetime],
    is_over: Callable[[float], bool],
    complain: Callable[[str], None],
) -> None:
    """Publish until told to stop; say what keeps a log from being published, and try again.

    Args:
        publisher: Where to publish.
        clock: Tells the time; from a face.
        is_over: Waits up to so many seconds and says whether to stop, like `Event.wait`.
        complain: Takes a line for the operator; said once as long as it stays the same.

    """
    said, alarm = "", Alarm(complain)
    while not is_over(0):
        try:
            with connect() as connection:
                while not is_over(PAUSE_SECONDS):
                    alarm.look(connection, now=clock())
                    publisher.publish(connection, now=clock())
                    said = ""
        except HINDRANCES as error:
            words = str(error) or "the log's root and its entries are not of one tree"
            if words != said:
                complain(words)
            said = words
            is_over(1)


def published_size(folder: Path) -> int:
    """Return how many entries the checkpoint in a log's folder counts; 0 without one."""
    note = published_in(folder)
    return 0 if note is None else checkpoint_from(note_from(note).text).size


def published_in(folder: Path) -> str | None:
    """Return the checkpoint that lies in a log's folder, if any."""
    with suppress(FileNotFoundError):
        return (folder / CHECKPOINT).read_text(encoding="utf-8")
    return None


def link_in(folder: Path) -> str | None:
    """Return the proof of a log's first entry, if that names the log before."""
    with suppress(FileNotFoundError):
        return (folder / LINK).read_text(encoding="utf-8")
    return None


def keys_in(folder: Path) -> list[Key]:
    """Return the keys by which a published log is verified; none until it is published."""
    with suppress(FileNotFoundError):
        text = (folder / VKEYS).read_text(encoding="utf-8")
        return [key_from(line) for line in text.splitlines()]
    return []


def _entries(connection: Connection, log_id: int, begin: int, end: int) -> Iterator[bytes]:
    """Yield the entries of a log as they stand in it."""
    for at in range(begin, end, ROWS):
        rows = connection.execute(ENTRIES, [log_id, at, min(at + ROWS, end)])
        for (commitment,) in rows:
            yield rules.leaf_of(bytes(commitment))
