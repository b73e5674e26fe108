"""Whether each log stands: its head, its entries by number, its link, what was published of it.

Who owns the database can change any of it and make the rest agree. What was published is what
they cannot make agree: others hold it. So every entry is held against the published files, and
the first that is another is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from recourse.ground import merkle
from recourse.ground.merkle import Frontier
from recourse.ledger import rules
from recourse.ledger.connections import Connection
from recourse.ledger.errors import HeadDoesNotAgree
from recourse.ledger.publishing.publisher import CHECKPOINT, published_in
from recourse.ledger.sequencer import frontier_at
from recourse_verify import bundles
from recourse_verify.checkpoints import Checkpoint, checkpoint_from
from recourse_verify.errors import Wrong
from recourse_verify.notes import note_from
from recourse_verify.sources import source
from recourse_verify.tiles import WIDTH, Read, bundle_path, entries_in, whole_or_cut, width_at

LOGS = """
SELECT l.log_id, l.origin, l.year, l.state, l.previous_log_id, l.link, h.size, h.root, h.frontier
FROM ledger_log l LEFT JOIN ledger_head h USING (log_id) ORDER BY l.log_id
"""
LEAVES = """
SELECT leaf_index, commitment, sealed IS NULL FROM ledger_entry
WHERE log_id = %s ORDER BY leaf_index
"""
STRAYS = """
SELECT e.log_id, e.leaf_index, e.entry_id FROM ledger_entry e
WHERE NOT EXISTS (SELECT FROM ledger_head h WHERE h.log_id = e.log_id)
ORDER BY e.log_id, e.leaf_index LIMIT 20
"""
ROWS = 50_000
MOST_NAMED = 20


class Log(NamedTuple):
    """A log as the database has it."""

    log_id: int
    origin: str
    year: int
    state: str
    previous: int | None
    link: bytes | None
    size: int
    root: bytes
    edge: bytes

    @property
    def name(self) -> str:
        """How faults name it."""
        return f"log {self.log_id}"


class Found(NamedTuple):
    """What does not fit in a log, and how many of its entries were compared with published ones."""

    faults: list[str]
    published: int


class _Mark(NamedTuple):
    """The root that somebody else knows for so many entries, and who."""

    size: int
    root: bytes
    whose: str


def logs(connection: Connection) -> list[Log]:
    """Return every log, oldest first; one without a head counts as empty, and is found so."""
    return [
        Log(*row[:6], *((0, b"", b"") if row[6] is None else row[6:]))
        for row in connection.execute(LOGS).fetchall()
    ]


def faults_of(connection: Connection, log: Log, every: Sequence[Log], files: Path | None) -> Found:
    """Read a log by number, and say what does not fit.

    Args:
        connection: In a transaction.
        log: The log.
        every: All logs, for what their links say of this one.
        files: Folder of the published logs; None compares with nothing.

    """
    faults = list(_faults_of_row(log, every))
    published = _Published.of(log, files)
    marks = [*published.marks, *_marks_of_links(log, every)]
    tree = _Tree(log, marks, published)
    with connection.cursor(name="leaves") as leaves:
        leaves.itersize = ROWS
        for index, commitment, is_empty in leaves.execute(LEAVES, [log.log_id]):
            tree.follow(index, bytes(commitment))
            if index == 0 and not (is_empty or _is_linked(log, every, bytes(commitment))):
                faults.append(f"{log.name}: entry 0 is not the link to the log before")
    tree.end()
    return Found([*faults, *published.faults, *tree.faults], min(published.size, tree.at))


def strays(connection: Connection, every: Sequence[Log], files: Path | None) -> Iterator[str]:
    """Yield entries of no log, and published logs that the database does not know."""
    for log_id, index, entry in connection.execute(STRAYS):
        yield f"log {log_id}, entry {index} ({entry}): there is no such log"
    known = {log.origin.rpartition("/")[2] for log in every}
    for file in sorted(files.glob(f"*/{CHECKPOINT}")) if files is not None else ():
        if file.parent.name not in known:
            yield f"{file.parent.name}: this log was published and is not here"


def _faults_of_row(log: Log, every: Sequence[Log]) -> Iterator[str]:
    """Hold what a log's row says against its number and the log before it."""
    later = {one.log_id for one in every if one.year == log.year and one.log_id > log.log_id}
    named = (rules.origin_of(settings.LOG_NAME, log.log_id), rules.year_of(log.log_id))
    if (log.origin, log.year) != named:
        yield f"{log.name}: it is called {log.origin} of {log.year}, and is {named[0]}"
    if (log.state == "frozen") != bool(later):
        yield f"{log.name}: it is {log.state}, and another of its year {_goes(later)}"
    if not _follows(log, every):
        yield f"{log.name}: the log {log.previous} does not come before it"
    try:
        frontier_at(log.size, log.edge, log.root)
    except HeadDoesNotAgree:
        yield f"{log.name}: the stored right edge does not lead to the stored root"


def _follows(log: Log, every: Sequence[Log]) -> bool:
    """Whether a log names one that may come before it: the last of its year, or of a year before.

    A log of an earlier year may be opened later, and then comes before nothing.
    """
    if log.log_id % rules.LOGS_A_YEAR:
        return log.previous == log.log_id - 1
    if log.previous is None:
        return log.link is None
    return log.previous in {one.log_id for one in every if one.year < log.year}


def _goes(later: set[int]) -> str:
    return "goes on" if later else "does not go on"


def _is_linked(log: Log, every: Sequence[Log], first: bytes) -> bool:
    """Whether the first entry of a log that follows another is the link it keeps open, to that."""
    if log.previous is None:
        return True
    named = {one.origin for one in every if one.log_id == log.previous}
    link = bytes(log.link or b"")
    return bundles.commitment_of(link) == first and _facts(log).get("origin") in named


def _facts(log: Log) -> Mapping[str, Any]:
    """Return what the link of a log says of the head it goes on from; nothing if it has none."""
    with suppress(Wrong, KeyError, TypeError, ValueError):
        return dict(bundles.said_in(bytes(log.link or b""))["facts"])
    return {}


def _marks_of_links(log: Log, every: Sequence[Log]) -> Iterator[_Mark]:
    """Yield what the first entry of a later log says of this one."""
    for one in every:
        facts = _facts(one)
        if facts.get("origin") == log.origin:
            with suppress(KeyError, TypeError, ValueError):
                root = bytes.fromhex(facts["root"])
                yield _Mark(int(facts["size"]), root, f"the link of log {one.log_id}")


class _Published:
    """What was published of a log, read along with what the database has."""

    def __init__(self, read: Read | None, head: Checkpoint | None, faults: list[str]) -> None:
        """Read nothing yet."""
        self._read, self._head, self.faults = read, head, faults
        self._bundle: tuple[int, list[bytes]] = (-1, [])

    @classmethod
    def of(cls, log: Log, files: Path | None) -> "_Published":
        """Open what lies in a log's folder."""
        if files is None:
            return cls(None, None, [])
        folder = files / log.origin.rpartition("/")[2]
        try:
            note = published_in(folder)
            head = None if note is None else checkpoint_from(note_from(note).text)
        except (Wrong, UnicodeDecodeError):
            return cls(None, None, [f"{log.name}: its published checkpoint cannot be read"])
        return cls(source(str(folder)), head, [])

    @property
    def size(self) -> int:
        """How many entries were published."""
        return 0 if self._head is None else self._head.size

    @property
    def marks(self) -> list[_Mark]:
        """Return the published head."""
        head = self._head
        return [] if head is None else [_Mark(head.size, head.root, "the published checkpoint")]

    def entry(self, index: int) -> bytes | None:
        """Return a published entry; None if it was not published, or its file cannot be read."""
        number, place = divmod(index, WIDTH)
        if index >= self.size or self._read is None:
            return None
        if self._bundle[0] != number:
            self._bundle = (number, self._entries(self._read, number))
        return self._bundle[1][place] if self._bundle[1] else None

    def _entries(self, read: Read, number: int) -> list[bytes]:
        """Read one bundle."""
        width = width_at(0, number, self.size)
        path = bundle_path(number, width)
        try:
            return entries_in(
                whole_or_cut(read, partial(bundle_path, number), width), width, where=path
            )
        except Wrong as fault:
            self.faults.append(f"published file {fault}")
            return []


class _Tree:
    """Grows the tree over the entries of a log, and holds it against whatever is known of it."""

    def __init__(self, log: Log, marks: Sequence[_Mark], published: _Published) -> None:
        """Begin with no entry."""
        self.log, self._published = log, published
        self._marks = sorted(marks)
        self.faults: list[str] = []
        self._tree, self.at, self._others = Frontier(), 0, 0
        self._is_whole = True

    def follow(self, index: int, commitment: bytes) -> None:
        """Take the next entry."""
        if index != self.at:
            self._is_whole = False
            self._say(f"entry {self.at} is missing; the next is {index}")
            self.at = index
        leaf = rules.leaf_of(commitment)
        theirs = self._published.entry(index)
        if theirs is not None and theirs != leaf:
            self._others += 1
            if self._others <= MOST_NAMED:
                self._say(f"entry {index} is not the one that was published there")
        self._tree.append(merkle.leaf_hash(leaf))
        self.at = index + 1
        self._compare()

    def _compare(self) -> None:
        """Compare the root with those that are known for this size."""
        while self._is_whole and self._marks and self._marks[0].size <= self.at:
            mark = self._marks.pop(0)
            if mark.size == self.at and self._tree.root() != mark.root:
                said = f"the first {mark.size} entries have another root than {mark.whose} says"
                self._say(said)

    def end(self) -> None:
        """Compare with the head."""
        if self._others > MOST_NAMED:
            self._say(f"{self._others} entries in all are not those that were published")
        if self.at < self._published.size:
            last = self._published.size - 1
            self._say(f"entries {self.at} to {last} were published and are not here")
        for mark in self._marks if self._is_whole else ():
            if mark.size > self.at and mark.whose != "the published checkpoint":
                self._say(f"{mark.whose} knows {mark.size} entries, here are {self.at}")
        if not self._is_whole:
            return
        if self.at != self.log.size:
            self._say(f"{self.at} entries, the head says {self.log.size}")
        elif self._tree.root() != self.log.root:
            self._say(f"the entries have another root than the head says{self._part()}")

    def _part(self) -> str:
        """Say in which part of the log the stored right edge differs, as closely as it tells."""
        with suppress(HeadDoesNotAgree):
            stored = frontier_at(self.log.size, self.log.edge, self.log.root)
            begin, step = 0, merkle.HASH_BYTES
            theirs, ours = stored.to_bytes(), self._tree.to_bytes()
            for number, bit in enumerate(_bits(self.log.size)):
                part = slice(number * step, number * step + step)
                if theirs[part] != ours[part]:
                    return f" (one of entries {begin} to {begin + bit - 1})"
                begin += bit
        return ""

    def _say(self, what: str) -> None:
        self.faults.append(f"{self.log.name}: {what}")


def _bits(size: int) -> Iterator[int]:
    """Yield the sizes of a tree's full subtrees, largest first."""
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            yield 1 << height
