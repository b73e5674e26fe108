"""Let look-ups that arrive together travel together.

A writer with a connection of its own carries what waits; meanwhile the next batch gathers.
Whoever was answered together asks again one after the other, so a writer waits a moment for
as many as it may expect: its share of the questions that were in the house when the last
batch left. Who asks alone waits for nobody. If a batch fails, its questions are carried one by
one, so that a fault in one refuses that one alone.
"""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

import psycopg

from recourse.disclosure.terms import Ask
from recourse.faces.api.errors import DatabaseAway, OurFault
from recourse.store.trips import Trips

WRITERS = 1
TOGETHER = 64
PATIENCE_SECONDS = 2.0
PAUSE_SECONDS = 0.2
MOMENT_SECONDS = 0.004
SLOTS = 64
log = logging.getLogger(__name__)

Reply = TypeVar("Reply")
Connect = Callable[[], Awaitable[Trips]]
Carry = Callable[[Sequence[Ask], Trips, int], Awaitable[list[Reply]]]


class _Waiting(NamedTuple, Generic[Reply]):
    """A question and who waits for its reply."""

    ask: Ask
    reply: "asyncio.Future[Reply]"


class Coalescer(Generic[Reply]):
    """Carry questions in batches; `carry` does the work of one batch."""

    def __init__(self, connect: Connect, carry: Carry[Reply], *, writers: int = WRITERS) -> None:
        """Prepare; nothing runs before `open`."""
        self._connect = connect
        self._carry = carry
        self._writers = writers
        self._waiting: deque[_Waiting[Reply]] = deque()
        self._under_way = 0
        self._wanted = self._usual = 1
        self._enough = asyncio.Event()
        self._turn = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Start the writers."""
        for number in range(self._writers):
            slot = (os.getpid() * self._writers + number) % SLOTS
            self._tasks.append(asyncio.create_task(self._write(slot)))

    async def close(self) -> None:
        """Stop the writers; what still waits is refused.

        A writer that is told while it connects may wait for an answer that it has had already;
        told again, it leaves.
        """
        leaving = set(self._tasks)
        while leaving:
            for task in leaving:
                task.cancel()
            _, leaving = await asyncio.wait(leaving, timeout=PAUSE_SECONDS)
        self._refuse_waiting()

    async def submit(self, ask: Ask) -> Reply:
        """Return the reply to one question, once it is durable.

        Raises:
            DatabaseAway: The database cannot be reached.
            OurFault: This question breaks something.

        """
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.put(ask, reply)
        return await reply

    def put(self, ask: Ask, reply: "asyncio.Future[Reply]") -> None:
        """Let a question wait; `reply` becomes its reply, or raises as `submit` does."""
        self._waiting.append(_Waiting(ask, reply))
        if len(self._waiting) >= self._wanted:
            self._enough.set()

    async def _write(self, slot: int) -> None:
        """Be one writer: connect, take what waits, carry it, again; connect anew if need be."""
        while True:
            try:
                connection = await asyncio.wait_for(self._connect(), PATIENCE_SECONDS)
            except (psycopg.Error, TimeoutError):
                log.warning("the database cannot be reached")
                self._refuse_waiting()
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            try:
                await self._work(connection, slot)
            finally:
                await connection.close()

    async def _work(self, connection: Trips, slot: int) -> None:
        """Carry batches until the connection is gone."""
        while not connection.is_closed:
            async with self._turn:
                batch = await self._gathered()
            self._under_way += len(batch)
            self._usual = self._share(len(self._waiting) + self._under_way)
            try:
                await self._carried(batch, connection, slot)
            finally:
                self._under_way -= len(batch)

    def _share(self, questions: int) -> int:
        """Return one writer's share of the questions in the house."""
        return min(TOGETHER, max(1, -(-questions // self._writers)))

    async def _gathered(self) -> list[_Waiting[Reply]]:
        """Wait for a question, then a moment for those that may be expected; take them."""
        batch: list[_Waiting[Reply]] = []
        while not batch:
            await self._come(1)
            in_a_moment = asyncio.get_running_loop().call_later(MOMENT_SECONDS, self._enough.set)
            await self._come(self._usual)
            in_a_moment.cancel()
            batch = self._taken()
        return batch

    async def _come(self, wanted: int) -> None:
        """Wait until so many questions wait, or until somebody says that it is enough."""
        self._wanted = wanted
        if len(self._waiting) < wanted:
            self._enough.clear()
            await self._enough.wait()

    def _taken(self) -> list[_Waiting[Reply]]:
        """Take up to a batch of those who still wait."""
        batch: list[_Waiting[Reply]] = []
        while self._waiting and len(batch) < TOGETHER:
            one = self._waiting.popleft()
            if not one.reply.done():
                batch.append(one)
        return batch

    async def _carried(
        self, batch: Sequence[_Waiting[Reply]], connection: Trips, slot: int
    ) -> None:
        """Carry a batch and hand out its replies; one by one if it fails."""
        try:
            replies = await self._carry([one.ask for one in batch], connection, slot)
        except Exception as error:  # noqa: BLE001 - any fault of one must not reach the others
            await self._one_by_one(batch, connection, slot, error)
            return
        for one, reply in zip(batch, replies, strict=True):
            if not one.reply.done():
                one.reply.set_result(reply)

    async def _one_by_one(
        self, batch: Sequence[_Waiting[Reply]], connection: Trips, slot: int, error: Exception
    ) -> None:
        """Roll back; carry each alone, or refuse all when the connection is gone."""
        await connection.roll_back()
        if connection.is_closed:
            self._refuse(batch, DatabaseAway())
        elif len(batch) == 1:
            log.error("a look-up failed", exc_info=error)
            self._refuse(batch, OurFault())
        else:
            for one in batch:
                await self._carried([one], connection, slot)

    def _refuse_waiting(self) -> None:
        self._refuse(self._taken(), DatabaseAway())
        if self._waiting:
            self._refuse_waiting()

    @staticmethod
    def _refuse(batch: Sequence[_Waiting[Reply]], refused: Exception) -> None:
        for one in batch:
            if not one.reply.done():
                one.reply.set_exception(refused)
