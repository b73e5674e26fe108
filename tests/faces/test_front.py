"""The short way of look-ups: what is plain is read there, whatever is not goes to the parser."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import pytest

from recourse.faces import front
from recourse.faces.api import look_ups, tokens
from recourse.faces.front import Front, Plain, Unread
from recourse.ledger import sequencer
from tests.disclosure import town as the_town
from tests.disclosure.town import SAFETY
from tests.residents import STRANGER, WANG


def request(
    body: bytes = b'{"a": 1}', *more: str, path: str = look_ups.PATH, method: str = "POST"
) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def test_the_short_way_is_that_of_look_ups():
    assert front.BEGINNING.split() == [b"POST", look_ups.PATH.encode(), b"HTTP/1.1"]
    assert front.LONGEST_BODY == look_ups.LONGEST_BODY


def test_a_plain_look_up_is_read_whole_and_nothing_beyond_it():
    found = front.read(request(b"{}", "authorization:  Bearer x ") + b"POST")

    assert isinstance(found, Plain)
    assert found.body == b"{}"
    assert found.headers[b"authorization"] == b"Bearer x"
    assert found.size == len(request(b"{}", "authorization:  Bearer x "))


@pytest.mark.parametrize("end", range(len(request(b"{}"))))
def test_what_is_not_all_there_is_waited_for(end):
    assert front.read(request(b"{}")[:end]) is Unread.NOT_ALL_THERE


NOT_PLAIN = {
    "another method": request(method="GET"),
    "another path": request(path="/"),
    "a query": request(path=f"{look_ups.PATH}?a=b"),
    "a deeper path": request(path=f"{look_ups.PATH}/x"),
    "an older version": request().replace(b"HTTP/1.1", b"HTTP/1.0"),
    "chunks": request(b"", "Transfer-Encoding: chunked"),
    "two lengths": request(b"{}", "Content-Length: 2"),
    "two lengths that differ": request(b"{}", "content-length: 1"),
    "a signed length": request(b"{}").replace(b"Length: 2", b"Length: +2"),
    "a length in other digits": request(b"{}").replace(b"Length: 2", "Length: ２".encode()),
    "a list of lengths": request(b"{}").replace(b"Length: 2", b"Length: 2, 2"),
    "no length": request(b"").replace(b"Content-Length: 0\r\n", b""),
    "a large body": request(b"x" * (front.LONGEST_BODY + 1)),
    "a folded line": request(b"{}", "X-A: b", " c"),
    "a space before the colon": request(b"{}", "X-A : b"),
    "a line without a colon": request(b"{}", "X-A"),
    "a bare line feed": request(b"{}", "X-A: b\nX-B: c"),
    "a bare carriage return": request(b"{}", "X-A: b\rX-B: c"),
    "a null": request(b"{}", "X-A: \0"),
    "a header without a name": request(b"{}", ": b"),
    "two tokens": request(b"{}", "Authorization: a", "authorization: b"),
    "a close": request(b"{}", "Connection: close"),
    "an upgrade": request(b"{}", "Upgrade: h2c"),
    "an expectation": request(b"{}", "Expect: 100-continue"),
    "a head without an end": front.BEGINNING + b"X-A: " + b"a" * front.LONGEST_HEAD,
    "no headers": front.BEGINNING + b"\r\n",
    "nothing of ours": b"\x16\x03\x01",
}


@pytest.mark.parametrize("what", NOT_PLAIN)
def test_whatever_is_unusual_is_left_to_the_parser(what):
    assert front.read(NOT_PLAIN[what]) is Unread.NOT_PLAIN


@pytest.fixture
def port(committed) -> Iterator[int]:
    """Serve the house on loopback, its log moving on; yield the port."""
    the_town.found(datetime.now(UTC))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "recourse", "serve", "--port", str(port)]
    with sequenced(), subprocess.Popen(command, env=dict(os.environ)) as server:
        try:
            for _ in range(300):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


@contextmanager
def sequenced() -> Iterator[None]:
    """Number what waits, as beside every house: after ten seconds a log that stands still refuses."""
    over = threading.Event()
    work = {"clock": partial(datetime.now, UTC), "is_over": over.wait, "complain": print}
    worker = threading.Thread(target=sequencer.run, kwargs=work)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def question(who=WANG) -> bytes:
    body = {
        "purpose": SAFETY,
        "document_type": who.document_type,
        "document_number": who.number,
        "name": who.name,
        "matter_number": "AQ-2026-0711",
    }
    return json.dumps(body).encode()


class Line:
    """A bare connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._got = b""

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self._socket.sendall(piece)

    def answer(self, *, has_body: bool = True) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self._got:
            self._more()
        head, _, self._got = self._got.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines[1:])}
        size = int(headers.get("content-length", 0)) if has_body else 0
        while len(self._got) < size:
            self._more()
        body, self._got = self._got[:size], self._got[size:]
        return int(lines[0].split()[1]), headers, body

    def close(self) -> None:
        self._socket.close()

    def is_over(self) -> bool:
        return not self._got and self._socket.recv(1) == b""

    def _more(self) -> None:
        more = self._socket.recv(65_536)
        assert more, self._got
        self._got += more


@pytest.mark.slow
def test_the_whole_house_answers_at_one_port_whichever_way_a_request_takes(port):
    token = tokens.issue("safety-1", now=datetime.now(UTC))
    bearer = f"Authorization: Bearer {token}"
    plain = request(question(), bearer)
    body = question()
    chunked = (
        request(b"", bearer, "Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
        + f"{len(body):x}\r\n".encode()
        + body
        + b"\r\n0\r\n\r\n"
    )
    line = Line(port)

    def found() -> object:
        status, headers, told = line.answer()
        assert (status, headers["content-type"]) == (200, "application/json")
        assert "date" in headers
        return json.loads(told)["found"]

    line.send(plain)
    assert found() is True
    line.send(plain[:20], plain[20:300], plain[300:])
    assert found() is True
    line.send(plain + request(question(STRANGER), bearer))
    assert [found(), found()] == [True, False]
    line.send(request(question()))
    assert line.answer()[0] == 401
    line.send(request(b"{", bearer))
    assert line.answer()[0] == 400
    line.send(chunked)
    assert found() is True
    line.send(plain)
    assert found() is True
    line.send(request(b"x" * 9_000, bearer))
    assert line.answer()[0] == 413
    for method, path, status in [
        ("GET", "/zh-hans/", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/api/openapi.json", 200),
        ("GET", look_ups.PATH, 405),
    ]:
        line.send(request(b"", path=path, method=method))
        assert line.answer()[0] == status, path
    line.send(request(b"", path="/nowhere", method="HEAD"))
    assert line.answer(has_body=False)[0] == 404
    line.send(request(question(), bearer, "Connection: close"))
    assert found() is True
    assert line.is_over()
    line.close()


class Wire:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.sent = b""
        self.is_over = self.is_paused = False

    def write(self, data: bytes) -> None:
        assert not self.is_over
        self.sent += data

    def close(self) -> None:
        self.is_over = True

    def is_closing(self) -> bool:
        return self.is_over

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def get_extra_info(self, name: str) -> None:
        return None


class Answerer:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked_for: list[asyncio.Future] = []

    def asked(self, headers, body):
        self.asked_for.append(asyncio.get_running_loop().create_future())
        return self.asked_for[-1]

    def reply_of(self, asked):
        return asked.result()

    def answer(self) -> None:
        self.asked_for[-1].set_result(look_ups.Reply(200, [], b"yes"))


def connected(story) -> None:
    """Run a story with a connection, its wire, and who answers."""
    from uvicorn.config import Config
    from uvicorn.server import ServerState

    async def live() -> None:
        answerer, wire = Answerer(), Wire()
        config = Config("recourse.faces.front:Front", http=Front, log_config=None)
        connection = Front(config, ServerState(), {"look_ups": answerer})
        connection.connection_made(wire)
        await story(connection, wire, answerer)
        connection._unset_keepalive_if_required()

    asyncio.run(live())


async def a_moment() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def test_a_connection_has_one_question_open_and_what_comes_meanwhile_waits():
    async def story(connection, wire, answerer) -> None:
        connection.data_received(request() + request())
        assert len(answerer.asked_for) == 1

        answerer.answer()
        await a_moment()

        assert len(answerer.asked_for) == 2
        assert wire.sent.count(b"HTTP/1.1 200 OK") == 1

    connected(story)


def test_who_sends_too_much_while_a_question_is_open_is_not_read_on():
    async def story(connection, wire, answerer) -> None:
        connection.data_received(request())
        connection.data_received(request(b"x" * 8_000) * 3)
        assert wire.is_paused

        answerer.answer()
        await a_moment()

        assert not wire.is_paused

    connected(story)


def test_whoever_hangs_up_is_no_longer_asked_for():
    async def story(connection, wire, answerer) -> None:
        connection.data_received(request())
        connection.connection_lost(None)
        await a_moment()

        assert answerer.asked_for[0].cancelled()
        assert wire.sent == b""

    connected(story)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_house_that_closes_answers_what_is_open_first(is_open):
    async def story(connection, wire, answerer) -> None:
        if is_open:
            connection.data_received(request())
        connection.shutdown()
        assert wire.is_over is not is_open

        if is_open:
            answerer.answer()
            await a_moment()

        assert wire.is_over
        assert wire.sent.endswith(b"yes") is is_open

    connected(story)
