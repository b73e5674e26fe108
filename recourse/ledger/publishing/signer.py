"""The signer: a process of its own that signs only what grew from what it signed last.

It remembers in a folder of its own, best on another disk, what it signed. A database that was
restored to an earlier point, or a log that was written anew, cannot have a fork signed: its
checkpoint did not grow from the remembered one. It listens on a socket that only its own user may
open, and knows nothing of the database.

    request = old size, consistency proof, blank line, text of the checkpoint (as for a witness)
    answer  = "signed", then a signature a line | "conflict N" | "refused WHY"
    request = "keys ORIGIN"; answer = "keys", then a verifier key a line
    request = "newest ORIGIN"; answer = "newest", then the text of what was signed last, if anything

Law:
    C2SP tlog-checkpoint ("a log must never sign two inconsistent checkpoints").

"""

import os
import re
import socket
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from recourse_verify.checkpoints import Checkpoint, checkpoint_from
from recourse_verify.errors import Wrong
from recourse_verify.memory import Conflict, Growth, Memory, growth_from
from recourse_verify.notes import Type, signatures_from
from recourse_verify.signing import Signer, signers_in
from recourse_verify.texts import utf8

SOCKET = "signer.socket"
KINDS = (Type.ED25519, Type.ML_DSA_44_COSIGNATURE)
MOST_BYTES = 1 << 16
PATIENCE_SECONDS = 10
KEYS, NEWEST = b"keys ", b"newest "
YEAR = re.compile(r"[0-9]{4}[a-j]?", re.ASCII)


class NotSigned(Exception):  # noqa: N818 - says what happened
    """The signer gave no signature; `size` is what it signed last, if that is why."""

    def __init__(self, why: str, size: int | None = None) -> None:
        """Keep why."""
        super().__init__(why)
        self.size = size


class LogSigner:
    """The keys of a house's logs, and what was signed with them."""

    def __init__(self, folder: Path, *, house: str, clock: Callable[[], float]) -> None:
        """Sign for the logs of one house.

        Args:
            folder: Keys and memory; nobody else's.
            house: What the origins of its logs begin with; a slash and the year follow.
            clock: Tells the seconds since 1970.

        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder, self._house, self._clock = folder, house, clock
        self._memory = Memory(folder / "signed")

    def signers(self, origin: str) -> list[Signer]:
        """Return the keys of a log; they are made when it is signed for the first time."""
        return signers_in(self._folder / "keys" / self._year(origin), origin, KINDS)

    def _year(self, origin: str) -> str:
        """Return the last part of an origin.

        Raises:
            Wrong: It is no log of this house.

        """
        house, _, year = origin.rpartition("/")
        if house != self._house or not YEAR.fullmatch(year):
            raise Wrong(f"{origin[:80]!a} is no log of {self._house}")
        return year

    def answer(self, data: bytes) -> str:
        """Sign a checkpoint that grew from the one signed last, or say why not."""
        try:
            if data.startswith(KEYS):
                origin = utf8(data.removeprefix(KEYS))
                return "keys\n" + "".join(f"{one.key}\n" for one in self.signers(origin))
            if data.startswith(NEWEST):
                return f"newest\n{self._newest(utf8(data.removeprefix(NEWEST)))}"
            growth = growth_from(data)
            new = _of_three_lines(growth.note)
            note = self._memory.advance(growth.old, growth.path, new, lambda: self._signed(new))
        except Conflict as conflict:
            return f"conflict {conflict.size}\n"
        except Wrong as wrong:
            return f"refused {wrong}\n"
        return "signed\n" + note.removeprefix(f"{new}\n")

    def _newest(self, origin: str) -> str:
        """Return the text of the checkpoint that was signed last; empty if none was."""
        self._year(origin)
        newest = self._memory.newest(origin)
        return "" if newest is None else str(newest)

    def _signed(self, new: Checkpoint) -> str:
        """Return the signed note."""
        at = int(self._clock())
        lines = [str(one.sign(str(new), at=at)) for one in self.signers(new.origin)]
        return f"{new}\n" + "".join(lines)


def _of_three_lines(text: str) -> Checkpoint:
    """Read a checkpoint as this house writes them.

    Raises:
        Wrong: It is another.

    """
    new = checkpoint_from(text)
    if str(new) != text:
        raise Wrong("a checkpoint of this house has three lines")
    return new


def ask(folder: Path, *, old: int, path: tuple[bytes, ...], new: Checkpoint) -> str:
    """Ask the signer that listens in `folder`, and return its signature lines.

    Raises:
        NotSigned: It refuses, signed another size last, or does not answer.

    """
    first, lines = _exchange(folder, str(Growth(old, path, str(new))).encode())
    if first.startswith("conflict "):
        raise NotSigned("the signer signed another size last", int(first.split(" ")[1]))
    if first != "signed":
        raise NotSigned(first or "the signer said nothing")
    signatures_from(lines)
    return lines


def keys_of(folder: Path, origin: str) -> str:
    """Return the verifier keys of a log, one a line.

    Raises:
        NotSigned: The signer does not answer, or this is no log of its house.

    """
    first, lines = _exchange(folder, KEYS + origin.encode())
    if first != "keys":
        raise NotSigned(first or "the signer said nothing")
    return lines


def newest_of(folder: Path, origin: str) -> Checkpoint | None:
    """Return what was signed last of a log; None if nothing was.

    Raises:
        NotSigned: The signer does not answer, or this is no log of its house.

    """
    first, text = _exchange(folder, NEWEST + origin.encode())
    if first != "newest":
        raise NotSigned(first or "the signer said nothing")
    return checkpoint_from(text) if text else None


def _exchange(folder: Path, request: bytes) -> tuple[str, str]:
    """Send a request to the signer; return the first line of its answer, and the rest.

    Raises:
        NotSigned: It does not answer.

    """
    try:
        with socket.socket(socket.AF_UNIX) as line, _named(folder) as name:
            line.settimeout(PATIENCE_SECONDS)
            line.connect(name)
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            with line.makefile("rb") as answers:
                answer = answers.read(MOST_BYTES).decode()
    except OSError as error:
        raise NotSigned(f"the signer does not answer: {error.strerror or error}") from error
    first, _, lines = answer.partition("\n")
    return first, lines


@contextmanager
def _named(folder: Path) -> Iterator[str]:
    """Name the socket in a folder shortly: a path to a socket has 107 bytes at most."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{SOCKET}"
    finally:
        os.close(handle)


@contextmanager
def listening(signer: LogSigner, folder: Path) -> Iterator[socketserver.BaseServer]:
    """Listen for whoever runs as the same user; yield the server."""

    class Handler(socketserver.StreamRequestHandler):
        """Reads one request and answers it."""

        timeout = PATIENCE_SECONDS

        def handle(self) -> None:
            """Answer."""
            data = self.rfile.read(MOST_BYTES)
            self.wfile.write(signer.answer(data).encode())

    (folder / SOCKET).unlink(missing_ok=True)
    before = os.umask(0o177)
    try:
        with _named(folder) as name:
            server = socketserver.ThreadingUnixStreamServer(name, Handler)
    finally:
        os.umask(before)
    server.daemon_threads = True
    with server:
        yield server
