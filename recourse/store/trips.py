"""Round trips to PostgreSQL with no more between the caller and libpq than there must be.

For the hot path alone: statements are prepared once for a connection, several travel in one
packet (pipeline mode), values go and come in binary. Everything else in the house goes
through Django. Measured in `recourse bench look-ups`: through the driver's own cursors the
same trips took four times the processor time.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from struct import Struct
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, pq
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import error_from_result
from psycopg.rows import TupleRow

from recourse.store import copying

Cells = tuple[bytes | None, ...]
Rows = list[Cells]

_NAMED = re.compile(r"%\((\w+)\)s")
_ARRAY = Struct("!iiiii").pack
_INT, _SHORT, _LONG = Struct("!i").pack, Struct("!h").pack, Struct("!q").pack
_READ_INT, _READ_LONG = Struct("!i").unpack, Struct("!q").unpack
_FIRST_DAY = date(2000, 1, 1)
_BOOL, _BYTEA, _INT4, _TEXT, _DATE, _UUID = 16, 17, 23, 25, 1082, 2950
_PLANS = " ".join(
    f"-c {setting}"
    for setting in (
        "plan_cache_mode=force_generic_plan",
        "enable_seqscan=off",
        "enable_hashjoin=off",
        "enable_mergejoin=off",
    )
)
"""One plan for a statement's life, by index: planning anew for every trip costs more than the
trip, and a plan made while a table was small must not read all of it later."""
_DONE = {pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK}


class Trips:
    """One connection that makes pipelined round trips with prepared statements."""

    def __init__(
        self, connection: AsyncConnection[TupleRow], names: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Take over a connection whose statements are prepared; see `connect`."""
        self._connection = connection
        self._libpq = connection.pgconn
        self._names = names
        self._loop = asyncio.get_running_loop()
        self._results: list[pq.abc.PGresult] = []
        self._fault: psycopg.Error | None = None
        self._back: asyncio.Future[None] | None = None
        self._has_more = False
        self._loop.add_reader(self._libpq.socket, self._readable)

    @classmethod
    async def connect(cls, dsn: str, statements: Mapping[str, str]) -> "Trips":
        """Connect and prepare.

        Args:
            dsn: Where, and under which role.
            statements: By name; their parameters in the form `%(name)s`, each with a cast
                where the server cannot know its type.

        Raises:
            OperationalError: The database cannot be reached.

        """
        given = conninfo_to_dict(dsn).get("options") or ""
        options = f"{given} {_PLANS}".strip()
        connection = await AsyncConnection.connect(dsn, autocommit=True, options=options)
        names = {
            name: tuple(dict.fromkeys(_NAMED.findall(sql))) for name, sql in statements.items()
        }
        connection.pgconn.enter_pipeline_mode()
        trips = cls(connection, names)
        try:
            for name, sql in statements.items():
                trips._libpq.send_prepare(name.encode(), _numbered(sql, names[name]).encode())
            trips._set_out()
            await trips._arrived()
        except BaseException:  # whoever waits may be told to stop
            await trips.close()
            raise
        return trips

    @property
    def is_closed(self) -> bool:
        """Whether the connection is gone."""
        return self._libpq.status == pq.ConnStatus.BAD

    async def trip(self, *calls: tuple[str, Mapping[str, bytes | None]]) -> list[Rows]:
        """Send statements together and return the rows of each; see `depart` and `back`."""
        self.depart(*calls)
        return await self.back()

    def depart(self, *calls: tuple[str, Mapping[str, bytes | None]]) -> None:
        """Send statements together; nothing else may be sent before `back`."""
        for name, values in calls:
            given = [values[parameter] for parameter in self._names[name]]
            formats = [1] * len(given)
            self._libpq.send_query_prepared(name.encode(), given, formats, 1)
        self._set_out()

    async def back(self) -> list[Rows]:
        """Wait for what `depart` sent, and return the rows of each statement.

        Raises:
            psycopg.Error: A statement failed; those after it were not run.

        """
        return [_rows(result) for result in await self._arrived()]

    async def roll_back(self) -> None:
        """End a transaction that failed, if one is open."""
        with suppress(psycopg.Error):
            self._libpq.send_query_params(b"ROLLBACK", None)
            self._set_out()
            await self._arrived()

    async def close(self) -> None:
        """Close the connection."""
        with suppress(ValueError, OSError, psycopg.Error):
            self._loop.remove_reader(self._libpq.socket)
        await self._connection.close()

    def _set_out(self) -> None:
        """Send what is queued, as far as the socket takes it."""
        self._results, self._fault = [], None
        self._back = self._loop.create_future()
        self._libpq.pipeline_sync()
        self._has_more = bool(self._libpq.flush())

    async def _arrived(self) -> list[pq.abc.PGresult]:
        """Send the rest, and wait until everything has come back."""
        while self._has_more:
            await self._writable()
            self._has_more = bool(self._libpq.flush())
        if self._back is not None:
            await self._back
        if self._fault is not None:
            raise self._fault
        return self._results

    async def _writable(self) -> None:
        """Wait until the socket takes more."""
        ready = self._loop.create_future()
        self._loop.add_writer(self._libpq.socket, ready.set_result, None)
        try:
            await ready
        finally:
            self._loop.remove_writer(self._libpq.socket)

    def _readable(self) -> None:
        """Take in what has come; called by the event loop."""
        try:
            self._libpq.consume_input()
            while self._back is not None and not self._libpq.is_busy():
                self._take(self._libpq.get_result())
        except psycopg.OperationalError as error:
            self._lost(error)

    def _take(self, result: "pq.abc.PGresult | None") -> None:
        """Take one result; the sync at the end of the trip wakes whoever waits."""
        if result is None:
            if self.is_closed:
                raise psycopg.OperationalError("the server closed the connection")
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            self._arrive()
        elif result.status in _DONE:
            self._results.append(result)
        elif result.status == pq.ExecStatus.FATAL_ERROR and self._fault is None:
            self._fault = error_from_result(result)

    def _lost(self, error: psycopg.OperationalError) -> None:
        """Stop listening to a connection that is gone."""
        self._fault = self._fault or error
        with suppress(ValueError, OSError, psycopg.Error):
            self._loop.remove_reader(self._libpq.socket)
        self._libpq.finish()
        self._arrive()

    def _arrive(self) -> None:
        back, self._back = self._back, None
        if back is not None and not back.done():
            back.set_result(None)


def _numbered(sql: str, names: tuple[str, ...]) -> str:
    """Return the statement with its parameters by number."""
    return _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", sql)


def _rows(result: pq.abc.PGresult) -> Rows:
    columns = range(result.nfields)
    value = result.get_value
    return [tuple(value(row, column) for column in columns) for row in range(result.ntuples)]


def _array(kind: int, elements: list[bytes]) -> bytes:
    """Pack an array of packed elements, each with its length in front."""
    return _ARRAY(1 if elements else 0, 1, kind, len(elements), 1)[: 20 if elements else 12] + (
        b"".join(elements)
    )


def texts(values: Iterable[str]) -> bytes:
    """Pack a `text[]`."""
    return _array(_TEXT, [copying.of_bytes(value.encode()) for value in values])


def byteas(values: Iterable[bytes | None]) -> bytes:
    """Pack a `bytea[]`."""
    packed = [copying.NULL if one is None else copying.of_bytes(one) for one in values]
    return _array(_BYTEA, packed)


def equal_byteas(values: Sequence[bytes]) -> bytes:
    """Pack a `bytea[]` of values that are all as long as the first, none of them null."""
    if not values:
        return _array(_BYTEA, [])
    length = _INT(len(values[0]))
    return _ARRAY(1, 0, _BYTEA, len(values), 1) + length + length.join(values)


def uuids(values: Iterable[UUID | None]) -> bytes:
    """Pack a `uuid[]`."""
    packed = [copying.NULL if one is None else copying.of_uuid(one) for one in values]
    return _array(_UUID, packed)


def ints(values: Iterable[int]) -> bytes:
    """Pack an `int[]`."""
    return _array(_INT4, [b"\0\0\0\4" + _INT(value) for value in values])


def dates(values: Iterable[date | None]) -> bytes:
    """Pack a `date[]`."""
    return _array(_DATE, [copying.of_date(value) for value in values])


def bools(values: Iterable[bool]) -> bytes:
    """Pack a `bool[]`."""
    return _array(_BOOL, [copying.of_bool(value) for value in values])


def short(value: int) -> bytes:
    """Pack a `smallint`."""
    return _SHORT(value)


def plain(packed: bytes) -> bytes:
    """Return a packed value without the length in front of it."""
    return packed[4:]


def read_int(cell: bytes | None) -> int:
    """Read an `int`."""
    return int(_READ_INT(cell or b"\0\0\0\0")[0])


def read_long(cell: bytes | None) -> int:
    """Read a `bigint`."""
    return int(_READ_LONG(cell or bytes(8))[0])


def read_uuid(cell: bytes | None) -> UUID:
    """Read a `uuid`."""
    return UUID(bytes=cell)


def read_date(cell: bytes) -> date:
    """Read a `date`."""
    return _FIRST_DAY + timedelta(days=read_int(cell))


def read_texts(cell: bytes | None) -> list[str]:
    """Read a `text[]` without nulls."""
    found: list[str] = []
    data, at = cell or b"", 20
    while at < len(data):
        end = at + 4 + read_int(data[at : at + 4])
        found.append(data[at + 4 : end].decode())
        at = end
    return found
