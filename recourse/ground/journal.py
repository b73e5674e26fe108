"""The journal: an append-only file of what was erased, apart from the database and its backups.

A restored backup brings back what was erased since it was made. This file says what that was,
so that it is erased again. The rules this module enforces:

* a line is canonical JSON (RFC 8785) and names the SHA-256 digest of the line before it: none
  can be changed, moved or left out between two others without showing;
* a line counts once it is on the disk. One without its end never counted: a crash left it,
  nothing was done in its name, and the next writer cuts it off;
* it holds identifiers and names of keys, and nothing anybody is called.

That lines were cut off at the end shows only beside what others know of them: the database,
and the certificates people hold.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recourse.ground import canonical
from recourse.ground.provisions import PIPL, cite
from recourse.ground.refused import Refused
from recourse.ground.words import Words

FILE = "erasures.jsonl"
FIRST = bytes(32)
"""What the first line names as the digest of the line before."""

_FACT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z][a-z0-9-]{0,62}")
_OWN = ("at", "erased", "line", "prev")
_LONGEST_BYTES = 4_096


class JournalDamaged(Refused):
    """A line of the journal is not what was written."""

    code = "journal.damaged"
    law = cite(PIPL, "47; 51")
    status = 503
    says = Words(
        zh="删除流水第{line}行被改动过，或者已损坏。",
        en="Line {line} of the erasure journal was changed or is damaged.",
    )
    do = Words(
        zh="请管理员用删除流水的副本恢复，再重新启动。",
        en="Ask the operator to restore the journal from its copy, then to start again.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One erasure.

    Attributes:
        number: Place in the journal, from 1.
        at: When.
        erased: What kind of thing: a record, a key, …
        facts: Which one: identifiers and names of keys.
        digest: SHA-256 of the line as it is written.

    """

    number: int
    at: datetime
    erased: str
    facts: Mapping[str, str]
    digest: bytes


class Journal:
    """The journal in a folder of its own; safe for many threads and processes of one machine."""

    def __init__(self, folder: Path) -> None:
        """Keep the path; folder and file are made with the first line."""
        self.folder = Path(folder)
        self.path = self.folder / FILE

    def append(self, *, erased: str, facts: Mapping[str, str], at: datetime) -> Line:
        """Write the next line; when this returns it is on the disk.

        Raises:
            ValueError: A fact is neither an identifier nor the name of a key.
            JournalDamaged: The last line cannot be read, so none can follow it.
            OSError: The disk is full or gone; nothing may be erased then.

        """
        _refuse_speech(facts)
        with self._open_for_one() as file:
            number, previous = _end_of(file)
            told = {"at": at.astimezone(UTC).isoformat(), "erased": erased, "line": number + 1}
            written = canonical.dumps({**facts, **told, "prev": previous.hex()})
            _write(file, written + b"\n")
        return _line(written, number + 1)

    def lines(self) -> list[Line]:
        """Return every line, first things first.

        Raises:
            JournalDamaged: A line is not canonical, or does not follow the one before.

        """
        found: list[Line] = []
        previous = FIRST
        for number, written in enumerate(self._written(), start=1):
            found.append(_line(written, number, after=previous))
            previous = found[-1].digest
        return found

    def _written(self) -> Iterator[bytes]:
        """Yield whole lines as they are written; what has no end does not count."""
        if self.path.exists():
            with self.path.open("rb") as file:
                yield from (line[:-1] for line in file if line.endswith(b"\n"))

    @contextmanager
    def _open_for_one(self) -> Iterator[int]:
        """Open the file for adding to it, for one process and one thread at a time."""
        is_new = not self.path.exists()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        file = os.open(self.path, flags, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if is_new:
                _sync(self.folder)
                _sync(self.folder.parent)
            yield file
        finally:
            os.close(file)


def _refuse_speech(facts: Mapping[str, str]) -> None:
    """Refuse whatever could tell who somebody is.

    Raises:
        ValueError: A fact is neither an identifier nor the name of a key.

    """
    for name, fact in facts.items():
        if name in _OWN or not _FACT.fullmatch(fact):
            raise ValueError(f"the journal takes no {name}: identifiers and names of keys only")


def _end_of(file: int) -> tuple[int, bytes]:
    """Return number and digest of the last line, after cutting off one without its end."""
    size = os.fstat(file).st_size
    start = max(0, size - 2 * _LONGEST_BYTES)
    tail = os.pread(file, size - start, start)
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        os.ftruncate(file, start + len(whole))
    if not whole:
        return 0, FIRST
    written = whole[:-1].rpartition(b"\n")[2]
    return _number(written), hashlib.sha256(written).digest()


def _number(written: bytes) -> int:
    """Return the number a line gives itself.

    Raises:
        JournalDamaged: It gives itself none.

    """
    try:
        return int(json.loads(written)["line"])
    except (ValueError, TypeError, KeyError) as error:
        raise JournalDamaged(line="?") from error


def _line(written: bytes, number: int, *, after: bytes | None = None) -> Line:
    """Read a line, and hold it against its place.

    Raises:
        JournalDamaged: It is not canonical, has another number, or follows another line.

    """
    try:
        told = json.loads(written)
        at, erased, own = datetime.fromisoformat(told["at"]), str(told["erased"]), told["line"]
        fits = canonical.dumps(told) == written and own == number
        follows = after is None or told["prev"] == after.hex()
    except (ValueError, TypeError, KeyError) as error:
        raise JournalDamaged(line=number) from error
    if not (fits and follows):
        raise JournalDamaged(line=number)
    facts = {name: str(fact) for name, fact in told.items() if name not in _OWN}
    digest = hashlib.sha256(written).digest()
    return Line(number=number, at=at, erased=erased, facts=facts, digest=digest)


def _write(file: int, data: bytes) -> None:
    """Write all of `data` and have it on the disk."""
    while data:
        data = data[os.write(file, data) :]
    os.fsync(file)


def _sync(folder: Path) -> None:
    """Make the folder's entries survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
