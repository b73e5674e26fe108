"""The agencies' counters in the city's history: ask the house as a machine would."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Self

from recourse.catalogue import queries as catalogue
from recourse.disclosure import queries
from recourse.disclosure.rules import Day
from recourse.disclosure.terms import Ask
from recourse.ground.calendar import civil_date
from recourse.journeys import look_up


class Desk:
    """A connection of its own, in an event loop of its own."""

    def __enter__(self) -> Self:
        """Connect."""
        self._loop = asyncio.new_event_loop()
        self._connection = self._loop.run_until_complete(queries.connect())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._loop.run_until_complete(self._connection.close())
        self._loop.close()

    def ask(self, ask: Ask, now: datetime) -> None:
        """Ask one question; the answer is for the counter, the entry for the log."""
        day = Day(catalogue.current(), civil_date(now))
        self._loop.run_until_complete(
            look_up.look_up_many([ask], connection=self._connection, day=day, slot=0, now=now)
        )
