"""The front of the server: look-ups take a short way, everything else the usual one.

A connection begins on the short way: a whole look-up in its plainest form is read here and
answered without a task, a scope or messages of its own. The first thing that is anything else
hands the connection over to the server's own parser, for good. So there is no second opinion on
where a request ends: whatever is unusual (another path, a chunked body, a header twice) is read
by that parser alone, and the same application answers it.

Law:
    RFC 9112 sections 6.1, 6.3 (one length, no transfer coding).

"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple, Protocol, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

BEGINNING = b"POST /api/v1/look-ups HTTP/1.1\r\n"
LONGEST_HEAD = 8_192
LONGEST_BODY = 8_192
_HEADER = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n"
_HEAD = re.compile(re.escape(BEGINNING) + rb"(?:" + _HEADER + rb")+\r\n")
_LENGTH = re.compile(rb"[0-9]{1,4}")
_NEVER_PLAIN = frozenset({b"transfer-encoding", b"upgrade", b"expect", b"trailer", b"te"})


class Reply(Protocol):
    """What leaves."""

    @property
    def status(self) -> int:
        """By RFC 9110."""

    @property
    def headers(self) -> Sequence[tuple[bytes, bytes]]:
        """All but the length."""

    @property
    def body(self) -> bytes:
        """All of it."""


class LookUps(Protocol):
    """Who answers."""

    def asked(self, headers: Mapping[bytes, bytes], body: bytes) -> "asyncio.Future[Reply]":
        """Take a question in."""

    def reply_of(self, asked: "asyncio.Future[Reply]") -> Reply:
        """Return what a question came to."""


class Unread(Enum):
    """Why there is no plain look-up in what has come."""

    NOT_ALL_THERE = "not all there"
    NOT_PLAIN = "not plain"


class Plain(NamedTuple):
    """A look-up in its plainest form, and how many bytes it took."""

    headers: Mapping[bytes, bytes]
    body: bytes
    size: int


def read(data: bytes) -> Plain | Unread:
    """Read a plain look-up from the beginning of what has come on a connection."""
    if not data.startswith(BEGINNING):
        return Unread.NOT_ALL_THERE if BEGINNING.startswith(data) else Unread.NOT_PLAIN
    end = data.find(b"\r\n\r\n", 0, LONGEST_HEAD)
    if end < 0:
        return Unread.NOT_ALL_THERE if len(data) < LONGEST_HEAD else Unread.NOT_PLAIN
    headers = _headers(data, end + 4)
    if headers is None:
        return Unread.NOT_PLAIN
    size = end + 4 + int(headers[b"content-length"])
    if len(data) < size:
        return Unread.NOT_ALL_THERE
    return Plain(headers, data[end + 4 : size], size)


def _headers(data: bytes, end: int) -> dict[bytes, bytes] | None:
    """Return the headers, each of which comes once; None if anything about them is unusual."""
    if _HEAD.fullmatch(data, 0, end) is None:
        return None
    lines = data[len(BEGINNING) : end - 4].split(b"\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(b":")
        headers[name.lower()] = value.strip(b" \t")
    if len(headers) < len(lines) or not _NEVER_PLAIN.isdisjoint(headers):
        return None
    length = headers.get(b"content-length", b"")
    is_plain = _LENGTH.fullmatch(length) is not None and int(length) <= LONGEST_BODY
    stays = headers.get(b"connection", b"keep-alive").lower() == b"keep-alive"
    return headers if is_plain and stays else None


class Front(HttpToolsProtocol):
    """One connection."""

    _got = b""
    _is_plain = True
    _is_leaving = False
    _open: "asyncio.Future[Reply] | None" = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin on the short way."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._look_ups: LookUps = self.app_state["look_ups"]

    def data_received(self, data: bytes) -> None:
        """Read on; while a question is open, what comes waits."""
        if not self._is_plain:
            super().data_received(data)
            return
        self._got += data
        if self._open is None:
            self._read()
        elif len(self._got) > LONGEST_HEAD + LONGEST_BODY:
            self.flow.pause_reading()

    def _read(self) -> None:
        """Ask what is asked plainly; hand the connection over for anything else."""
        found = read(self._got)
        if isinstance(found, Plain):
            self._unset_keepalive_if_required()
            self._got = self._got[found.size :]
            self._open = self._look_ups.asked(found.headers, found.body)
            self._open.add_done_callback(self._answer)
        elif found is Unread.NOT_PLAIN:
            self._is_plain = False
            got, self._got = self._got, b""
            super().data_received(got)

    def _answer(self, asked: "asyncio.Future[Reply]") -> None:
        """Write the reply, then see what has come meanwhile."""
        self._open = None
        if asked.cancelled():
            return
        self.transport.write(self._written(self._look_ups.reply_of(asked)))
        self.server_state.total_requests += 1
        if self._is_leaving:
            self.transport.close()
            return
        self.flow.resume_reading()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )
        if self._got:
            self._read()

    def _written(self, reply: Reply) -> bytes:
        """Return a reply as it goes over the wire."""
        headers = [*self.server_state.default_headers, *reply.headers]
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        length = b"content-length: %d\r\n\r\n" % len(reply.body)
        return b"".join((STATUS_LINE[reply.status], *lines, length, reply.body))

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever has gone waits for nothing."""
        if self._open is not None:
            self._open.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close when the open question is answered."""
        if self._open is None:
            super().shutdown()
        else:
            self._is_leaving = True
