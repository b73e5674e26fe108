"""What somebody who signs checkpoints remembers: the newest it signed of each log.

It signs another only if that grew from the one it remembers, and remembers before it answers. So
one who holds a key and this memory never signs two histories of one log.

Law:
    C2SP tlog-witness (atomic compare and store).

"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recourse_verify import merkle
from recourse_verify.checkpoints import Checkpoint, checkpoint_from
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.notes import note_from
from recourse_verify.texts import base64_of, decimal, hash_from_base64, lines_of, utf8

MOST_HASHES = 63


class Conflict(Wrong):
    """The sender believes another size was signed last; `size` is the true one."""

    def __init__(self, size: int) -> None:
        """Keep the size that was signed."""
        super().__init__(f"the newest checkpoint that was signed is of {size} entries")
        self.size = size


class DidNotGrow(Wrong):
    """The new checkpoint is not shown to have grown from the one that was signed."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What is sent to be signed: from which size a log grew, the proof, the new checkpoint."""

    old: int
    path: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        """Return the body of a request."""
        return "\n".join([f"old {self.old}", *map(base64_of, self.path), "", ""]) + self.note


def growth_from(data: bytes) -> Growth:
    """Read a request.

    Raises:
        Malformed: It is none.

    """
    text = utf8(data)
    lines_of(text)
    head, blank, note = text.partition("\n\n")
    first, *rest = head.split("\n")
    if not blank or not first.startswith("old ") or len(rest) > MOST_HASHES:
        raise Malformed("a request is “old N”, at most 63 hashes, a blank line and a checkpoint")
    return Growth(decimal(first.removeprefix("old ")), tuple(map(hash_from_base64, rest)), note)


class Memory:
    """A folder with one file for each log."""

    def __init__(self, folder: Path) -> None:
        """Make the folder if it is missing; only its owner may look into it."""
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def note_of(self, origin_hash: str) -> str | None:
        """Return the note that was signed last of a log, named by the SHA-256 of its origin."""
        try:
            return (self._folder / f"{origin_hash}.checkpoint").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def newest(self, origin: str) -> Checkpoint | None:
        """Return the checkpoint that was signed last of a log."""
        note = self.note_of(origin_hash(origin))
        return None if note is None else checkpoint_from(note_from(note).text)

    def advance(self, old: int, path: Sequence[bytes], new: Checkpoint, sign: "Sign") -> str:
        """Sign a checkpoint that grew from the one that is remembered, and remember it.

        Args:
            old: Size that the sender believes was signed last.
            path: Proof that it grew from there.
            new: The checkpoint.
            sign: Returns the whole note once everything is found right.

        Returns:
            The note.

        Raises:
            Malformed: The log would have shrunk.
            Conflict: Another size was signed last.
            DidNotGrow: The proof does not show it.

        """
        if old > new.size:
            raise Malformed(f"a log of {new.size} entries cannot have grown from {old}")
        with self._locked():
            before = self.newest(new.origin)
            size = 0 if before is None else before.size
            if old != size:
                raise Conflict(size)
            root = merkle.EMPTY_ROOT if before is None else before.root
            if not _grew(old, root, path, new):
                raise DidNotGrow(
                    f"nothing shows that {new.size} entries grew from the {old} signed"
                )
            note = sign()
            self._keep(new.origin, note)
            return note

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one at a time compare and store, threads and processes alike."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _keep(self, origin: str, note: str) -> None:
        """Keep a note so that no crash leaves less than the old or the new one."""
        write_whole(self._folder / f"{origin_hash(origin)}.checkpoint", note.encode())


Sign = Callable[[], str]


def origin_hash(origin: str) -> str:
    """Return the name under which a witness serves a log."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _grew(old: int, root: bytes, path: Sequence[bytes], new: Checkpoint) -> bool:
    """Whether the new tree is shown to have grown from the old one."""
    if old == 0:
        return not path and (new.size > 0 or new.root == merkle.EMPTY_ROOT)
    return merkle.is_consistent(
        old_size=old, new_size=new.size, old_root=root, new_root=new.root, proof=path
    )


def write_whole(file: Path, data: bytes) -> None:
    """Replace a file so that whoever reads it sees all of the old or all of the new one."""
    beside = file.with_name(f".{file.name}.new")
    with beside.open("wb") as new:
        new.write(data)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
