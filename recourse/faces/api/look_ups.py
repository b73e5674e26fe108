"""`POST /api/v1/look-ups`: the hot path, a small application beside Django.

It reads the request, asks the journey, and writes the answer; everything about mandate,
person, records and the log is below. No batch, no search by name, no wildcard: one document, one
purpose, one matter.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import repeat
from typing import Any, NamedTuple

import orjson
from django.db import connections

from recourse.agencies.answers.errors import KeyInUse
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Catalogue
from recourse.disclosure import queries as disclosure
from recourse.disclosure.receipts import Receipt, receipts_of
from recourse.disclosure.rules import Day, is_matter_number, question
from recourse.disclosure.terms import Answer, Ask, Named, NoAnswer, Outcome
from recourse.faces.api import limits, once, problems, tokens
from recourse.faces.api.coalescing import Coalescer
from recourse.faces.api.errors import (
    BodyTooLarge,
    DatabaseAway,
    Malformed,
    MediaType,
    MethodNotAllowed,
    NotReadable,
    OurFault,
)
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.journeys import look_up
from recourse.ledger import queries as ledger
from recourse.ledger.terms import Gauge
from recourse.store.trips import Trips

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/api/v1/look-ups"
FIELDS = frozenset({"purpose", "document_type", "document_number", "name", "matter_number"})
LONGEST_FIELD = 200
LONGEST_BODY = 8_192
LOOK_AGAIN_SECONDS = 1.0
JSON = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
PROBLEM = [(b"content-type", problems.MEDIA_TYPE.encode()), (b"cache-control", b"no-store")]
log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """What leaves: status, headers but for the length, body."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes


class LookUps:
    """The application, with what it keeps between requests: connections, catalogue, gauge."""

    def __init__(self) -> None:
        """Prepare; nothing is opened before `open`."""
        self._day: Day | None = None
        self._catalogue: Catalogue | None = None
        self._gauge = Gauge(waiting=0, oldest_at=None)
        self._under_way: set[Named] = set()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="look-ups")

    async def open(self) -> None:
        """Open the connections and start to watch the catalogue and the log."""
        self._loop = asyncio.get_running_loop()
        self._coalescer: Coalescer[Reply] = Coalescer(disclosure.connect, self._carry)
        await self._coalescer.open()
        await self._look()
        self._watch = asyncio.create_task(self._keep_looking())

    async def close(self) -> None:
        """Refuse what waits and close everything."""
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        await self._coalescer.close()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that came through the server's own parser."""
        try:
            if scope["method"] != "POST":
                raise MethodNotAllowed
            reply = await self.asked(dict(scope["headers"]), await _body(receive))
        except Refused as refused:
            reply = _unlogged(refused)
        await _send(send, reply)

    def asked(self, headers: Mapping[bytes, bytes], body: bytes) -> "asyncio.Future[Reply]":
        """Take a question in; what comes is a reply, or a refusal of what cannot be logged.

        Args:
            headers: By their names in small letters.
            body: All of it, or more than `LONGEST_BODY` of it.

        """
        now = datetime.now(UTC)
        reply: asyncio.Future[Reply] = self._loop.create_future()
        try:
            token = headers.get(b"authorization", b"").decode("latin-1")
            client = tokens.bearer(token, now=now).client
            ledger.refuse_if_behind(self._gauge, now=now)
            ask = _ask(client, headers, body)
            if ask.named is not None:
                self._hold(ask.named, reply)
            self._coalescer.put(ask, reply)
        except Refused as refused:
            reply.set_exception(refused)
        return reply

    def _hold(self, name: Named, reply: "asyncio.Future[Reply]") -> None:
        """Let the same not be asked again under its name until it is answered: it will be logged.

        Raises:
            KeyInUse: It is being answered.

        """
        if name in self._under_way:
            raise KeyInUse
        self._under_way.add(name)
        reply.add_done_callback(lambda _: self._under_way.discard(name))

    @staticmethod
    def reply_of(asked: "asyncio.Future[Reply]") -> Reply:
        """Return what a question came to."""
        error = asked.exception()
        if error is None:
            return asked.result()
        return _unlogged(error if isinstance(error, Refused) else OurFault())

    async def _carry(self, asks: Sequence[Ask], connection: Trips, slot: int) -> list[Reply]:
        """Carry one batch, by today's catalogue."""
        now = datetime.now(UTC)
        day, left = self._today(now), limits.seconds_left(now)
        return await look_up.carry(
            asks,
            connection=connection,
            day=day,
            slot=slot,
            now=now,
            written=lambda outcomes: _replies(outcomes, left),
        )

    def _today(self, now: datetime) -> Day:
        """Return the catalogue on today's date, worked out anew when either changes."""
        if self._catalogue is None:
            raise DatabaseAway
        on = civil_date(now)
        if self._day is None or self._day.on != on or self._day.catalogue is not self._catalogue:
            self._day = Day(self._catalogue, on)
        return self._day

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            await self._look()

    async def _look(self) -> None:
        """Look at the catalogue and the log, in a thread: both come through Django."""
        loop = asyncio.get_running_loop()
        try:
            self._catalogue, self._gauge = await loop.run_in_executor(self._thread, _looked)
        except Exception:  # whatever is away comes back; meanwhile the old holds
            log.warning("the catalogue and the log could not be looked at", exc_info=True)


def _looked() -> tuple[Catalogue, Gauge]:
    return catalogue.current(), ledger.gauge()


def _ask(client: str, headers: Mapping[bytes, bytes], body: bytes) -> Ask:
    """Read a question; one that cannot be read becomes an ask that will be refused and logged."""
    try:
        read = _read(headers.get(b"content-type", b""), body)
    except Refused as fault:
        return Ask(client=client, fault=fault)
    purpose, matter = read["purpose"], read["matter_number"]
    try:
        identity = look_up.identity_from(
            document_type=read["document_type"],
            number=read["document_number"],
            name=read["name"],
        )
    except ValueError:
        return Ask(client=client, fault=Malformed())
    except Refused as fault:
        known = matter if is_matter_number(matter) else ""
        return Ask(client=client, purpose=purpose, matter=known, fault=fault)
    ask = question(client=client, purpose=purpose, matter=matter, identity=identity)
    header = headers.get(b"idempotency-key")
    return ask if header is None else _named(ask, header, body)


def _named(ask: Ask, header: bytes, body: bytes) -> Ask:
    """Return a question under the name by which it may be asked again, or as one that is faulty."""
    try:
        named = once.named(machine=ask.client, header=header.decode("latin-1"), request=body)
    except Refused as fault:
        return replace(ask, fault=ask.fault or fault)
    return replace(ask, named=Named(named.key, named.request))


async def _body(receive: Receive) -> bytes:
    """Return the whole body, or as much of it as is too much."""
    body = b""
    has_more = True
    while has_more and len(body) <= LONGEST_BODY:
        message = await receive()
        body += bytes(message.get("body", b""))
        has_more = message.get("more_body", False)
    return body


def _read(content_type: bytes, body: bytes) -> dict[str, str]:
    """Return the five fields, each a text of reasonable length.

    Raises:
        Refused: The body is too large, of another type, cannot be read, or has other fields.

    """
    if len(body) > LONGEST_BODY:
        raise BodyTooLarge
    if content_type.split(b";")[0].strip().lower() != b"application/json":
        raise MediaType
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NotReadable from error
    if not isinstance(read, dict) or read.keys() != FIELDS:
        raise Malformed
    for text in read.values():
        if not isinstance(text, str) or len(text) > LONGEST_FIELD or "\0" in text:
            raise Malformed
    return read


def _replies(outcomes: Sequence[Outcome], left: int) -> list[Reply]:
    """Write the replies of a batch that is on its way to the disk."""
    try:
        receipts = receipts_of([outcome.receipt for outcome in outcomes])
        return list(map(_replied, outcomes, receipts, repeat(left)))
    except Exception:  # the entries stand: asked again, each question would be logged twice
        log.exception("look-ups were logged and could not be answered")
        return [_unlogged(OurFault())] * len(outcomes)


def _replied(outcome: Outcome, receipt: Receipt, left: int) -> Reply:
    budget = limits.budget_headers(outcome.budget, seconds=left)
    if isinstance(outcome, NoAnswer):
        told = problems.problem(outcome.refused, entry=outcome.receipt.entry_id)
        status = outcome.refused.status
        if status == 429:
            budget.append((b"retry-after", b"%d" % left))
        body = orjson.dumps({**told, "receipt": receipt})
        return Reply(status, [*PROBLEM, *budget], body)
    return Reply(200, [*JSON, *budget], orjson.dumps(_answer(outcome, receipt)))


def _answer(answer: Answer, receipt: Receipt) -> dict[str, object]:
    """Return the answer as JSON members."""
    told: dict[str, object] = {
        "purpose": answer.purpose,
        "as_of": answer.as_of,
        "found": answer.found,
        "receipt": receipt,
    }
    if answer.repeats is not None:
        told["repeats"] = answer.repeats
    if answer.records is not None:
        told["records"] = [shown._asdict() for shown in answer.records]
    return told


def _unlogged(refused: Refused) -> Reply:
    """Refuse what could not be logged; say by which token, or when, to come back."""
    named = problems.headers(refused.status).items()
    headers = [PROBLEM[0], *((name.lower().encode(), value.encode()) for name, value in named)]
    return Reply(refused.status, headers, problems.body(refused))


async def _send(send: Send, reply: Reply) -> None:
    headers = [*reply.headers, (b"content-length", str(len(reply.body)).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
