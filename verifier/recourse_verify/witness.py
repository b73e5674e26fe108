"""A witness: signs that it saw a log grow, and only ever one history of it.

Law:
    C2SP tlog-witness (`add-checkpoint`, monitor retrieval).

"""

import re
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, cast

from recourse_verify import checkpoints
from recourse_verify.checkpoints import checkpoint_from
from recourse_verify.errors import Malformed, Unsigned
from recourse_verify.memory import Conflict, DidNotGrow, Growth, Memory, growth_from
from recourse_verify.notes import Key, note_from
from recourse_verify.signing import Signer

MOST_BYTES = 1 << 18
PATIENCE_SECONDS = 10
MOST_CONNECTIONS = 64
MOST_SECONDS = 30.0
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\n"
    b"Connection: close\r\n\r\n"
)
_Request = socket.socket | tuple[bytes, socket.socket]
_Client = Any
LENGTH = re.compile(r"[0-9]{1,9}", re.ASCII)
MONITORED = re.compile(r"/([0-9a-f]{64})/checkpoint")


class Answer(NamedTuple):
    """What is sent back."""

    status: HTTPStatus
    body: str
    media_type: str = "text/plain; charset=utf-8"


class Witness:
    """Keys of the logs it watches, its own keys, and what it remembers."""

    def __init__(
        self,
        *,
        logs: Sequence[Key],
        signers: Sequence[Signer],
        memory: Memory,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Watch these logs.

        Args:
            logs: Keys of the logs; a key's name is the origin of its log.
            signers: Its own keys.
            memory: What it signed so far.
            clock: Tells the seconds since 1970.

        """
        self._logs: Mapping[str, list[Key]] = {
            key.name: [one for one in logs if one.name == key.name] for key in logs
        }
        self._signers, self._memory, self._clock = signers, memory, clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a log that wants its checkpoint signed."""
        try:
            growth = growth_from(body)
            new = checkpoint_from(note_from(growth.note).text)
            if new.origin not in self._logs:
                return Answer(HTTPStatus.NOT_FOUND, "this witness does not watch this log\n")
            return self._cosigned(growth)
        except Malformed as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n")
        except Unsigned as error:
            return Answer(HTTPStatus.FORBIDDEN, f"{error}\n")
        except Conflict as conflict:
            return Answer(HTTPStatus.CONFLICT, f"{conflict.size}\n", "text/x.tlog.size")
        except DidNotGrow as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")

    def _cosigned(self, growth: Growth) -> Answer:
        """Verify, remember and sign."""
        text = note_from(growth.note).text
        origin = checkpoint_from(text).origin
        opened = checkpoints.opened(growth.note, log=self._logs[origin])
        own: list[str] = []

        def sign() -> str:
            at = int(self._clock())
            own.extend(str(signer.sign(text, at=at)) for signer in self._signers)
            trusted = {(one.key.name, one.key.id) for one in opened.signers}
            lines = {(one.name, one.key_id): str(one) for one in opened.note.signatures}
            kept = [line for who, line in lines.items() if who in trusted]
            return str(note_from(f"{text}\n" + "".join([*kept, *own])))

        self._memory.advance(growth.old, growth.path, opened.checkpoint, sign)
        return Answer(HTTPStatus.OK, "".join(own))

    def checkpoint(self, path: str) -> Answer:
        """Answer a monitor that asks for the newest checkpoint of a log."""
        asked = MONITORED.fullmatch(path)
        note = self._memory.note_of(asked[1]) if asked else None
        if note is None:
            return Answer(HTTPStatus.NOT_FOUND, "nothing was signed under this name\n")
        return Answer(HTTPStatus.OK, note)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes answers."""

    server: "_Server"
    protocol_version = "HTTP/1.1"
    server_version = "recourse-witness"
    sys_version = ""
    timeout = PATIENCE_SECONDS

    def do_POST(self) -> None:
        """Take a checkpoint."""
        length = self._length()
        if self.path != "/add-checkpoint":
            self._send(Answer(HTTPStatus.NOT_FOUND, "only /add-checkpoint is here\n"), end=True)
        elif length is None or length > MOST_BYTES:
            self._send(Answer(HTTPStatus.BAD_REQUEST, "send at most 256 KiB\n"), end=True)
        else:
            self._send(self.server.witness.add_checkpoint(self.rfile.read(length)))

    def do_GET(self) -> None:
        """Show what was signed."""
        self._send(self.server.witness.checkpoint(self.path), end=self._length() != 0)

    def _length(self) -> int | None:
        """Return how long the body is, told in one way only; None if that cannot be said."""
        told = self.headers.get_all("Content-Length", [])
        if self.headers.get("Transfer-Encoding") or len(told) > 1:
            return None
        if not told:
            return 0 if self.command == "GET" else None
        return int(told[0]) if LENGTH.fullmatch(told[0]) else None

    def _send(self, answer: Answer, *, end: bool = False) -> None:
        """Send an answer; end the connection if what follows was not read."""
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(body)))
        if end:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Write no log of who asked."""


class _Server(ThreadingHTTPServer):
    """Answers for one witness: so many at once, and each for so long.

    Who sends a byte now and then would else keep a thread for ever, and enough of them all of
    them: a log that cannot reach its witnesses gets no final head.
    """

    request_queue_size = MOST_CONNECTIONS

    def __init__(
        self, place: tuple[str, int], witness: Witness, *, most: int, seconds: float
    ) -> None:
        """Listen."""
        self.witness = witness
        self._most, self._seconds = most, seconds
        self._until: dict[socket.socket, float] = {}
        super().__init__(place, _Handler)

    def process_request(self, request: _Request, client_address: _Client) -> None:
        """Answer in a thread, unless too many are answered; those are told at once to come back."""
        line = cast("socket.socket", request)
        if len(self._until) >= self._most:
            with suppress(OSError):
                line.settimeout(0)
                line.send(BUSY)
            self.shutdown_request(request)
            return
        self._until[line] = time.monotonic() + self._seconds
        super().process_request(request, client_address)

    def shutdown_request(self, request: _Request) -> None:
        """End a connection, and make room for another."""
        self._until.pop(cast("socket.socket", request), None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """End every connection that has lasted too long; called twice a second."""
        now = time.monotonic()
        for line, until in list(self._until.items()):
            if until <= now:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)  # its thread wakes up, and ends it

    def handle_error(self, request: _Request, client_address: _Client) -> None:
        """Say nothing of clients that went away; anything else is a fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def server(
    witness: Witness,
    *,
    host: str,
    port: int,
    most: int = MOST_CONNECTIONS,
    seconds: float = MOST_SECONDS,
) -> ThreadingHTTPServer:
    """Return a server that answers for a witness; put TLS in front of it.

    Args:
        witness: For whom.
        host: Address to listen on.
        port: Port to listen on; 0 is any that is free.
        most: Connections at once; more are told to come back.
        seconds: How long a connection may last, whatever is sent on it.

    """
    return _Server((host, port), witness, most=most, seconds=seconds)
