"""Questions put to the whole application over HTTP, at a moment that the test chooses."""

import asyncio
import importlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import time_machine

from recourse.faces.api import tokens
from recourse.ledger import sequencer
from recourse.people.terms import Identity
from tests.guarantees.city import MAY_DIRECT, NOON


def number_all(now: datetime) -> None:
    """Do the sequencer's work, so that the log is not behind."""
    with sequencer.connect() as at_work:
        sequencer.drain(at_work, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.raw)


def question(who: Identity, purpose: str = MAY_DIRECT, **changes: object) -> dict[str, object]:
    """Return the body of a look-up."""
    return {
        "purpose": purpose,
        "document_type": who.document_type.value,
        "document_number": who.number,
        "name": who.name,
        "matter_number": "AQ-2026-0711",
        **changes,
    }


def bearer(client: str, *, now: datetime = NOON) -> str:
    """Return the header of a machine that proved itself at `now`."""
    return f"Bearer {tokens.issue(client, now=now)}"


Send = Callable[..., Any]


@contextmanager
def at(now: datetime):
    """Set everybody's clock; it goes on from there."""
    with time_machine.travel(now, tick=True):
        yield


def ask(
    *bodies: object,
    client: str = "approval",
    now: datetime = NOON,
    authorization: str | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> list[Reply]:
    """Send look-ups to the whole application at one moment, and return what came back.

    Args:
        bodies: Each the body of one look-up; bytes go as they are.
        client: The machine that asks.
        now: When; the log has numbered everything until then.
        authorization: Another header than the machine's own.
        meanwhile: Done after the application has opened, before it is asked.

    """
    number_all(now)
    header = bearer(client, now=now) if authorization is None else authorization

    async def visit() -> list[Reply]:
        asgi = importlib.reload(importlib.import_module("recourse.config.asgi"))
        async with _Opened(asgi.application):
            if meanwhile is not None:
                await asyncio.to_thread(meanwhile)
            sent = (
                _post(asgi.application, "/api/v1/look-ups", body, authorization=header)
                for body in bodies
            )
            return await asyncio.gather(*sent)

    with at(now):
        return asyncio.run(visit())


class _Opened:
    """Open an ASGI application as a server does, and close it again."""

    def __init__(self, application: Send) -> None:
        self._application = application
        self._to: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._from: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def __aenter__(self) -> None:
        self._task = asyncio.create_task(
            self._application({"type": "lifespan"}, self._to.get, self._from.put)
        )
        await self._say("lifespan.startup")

    async def __aexit__(self, *_: object) -> None:
        await self._say("lifespan.shutdown")
        await self._task

    async def _say(self, what: str) -> None:
        await self._to.put({"type": what})
        heard = asyncio.create_task(self._from.get())
        await asyncio.wait({heard, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if not heard.done():
            heard.cancel()
            self._task.result()
            return
        assert heard.result()["type"] == f"{what}.complete"


async def _post(application: Send, path: str, body: object, *, authorization: str) -> Reply:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"authorization", authorization.encode()),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(raw)).encode()),
        ],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }
    waiting = [{"type": "http.request", "body": raw, "more_body": False}]
    heard: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        heard.append(message)

    await application(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in heard[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in heard[1:])
    return Reply(status=heard[0]["status"], headers=headers, raw=content)
