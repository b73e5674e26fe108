"""Statements with long arrays: bound by the server, in binary.

Django writes arguments into the statement as text. For five thousand digests that takes five
times as long as asking the question. The driver packs an array value by value; digests and
identifiers, of which there are millions, are packed here, at once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from struct import Struct
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import Cursor
from psycopg.adapt import Dumper
from psycopg.pq import Format

_BYTEA, _UUID = 17, 2950
_ARRAY_HEAD = Struct("!5i").pack
_LENGTH = Struct("!i").pack


class Identifiers(NamedTuple):
    """A list of `uuid`, 16 bytes each."""

    values: Sequence[bytes]


class _Packed(NamedTuple):
    """An array as the server reads it."""

    data: bytes


class _PackedDumper(Dumper):
    """Hands a packed array on."""

    format = Format.BINARY

    def dump(self, obj: _Packed) -> bytes:
        """Return the array."""
        return obj.data


@contextmanager
def asking(statement: LiteralString, arguments: Sequence[object]) -> Iterator[Cursor[Any]]:
    """Execute `statement` on Django's own connection, in the caller's transaction.

    Args:
        statement: Its arguments are written `%b`; a list with its type, as in `%b::bytea[]`.
        arguments: What is bound; a list is all of bytes or all of UUID, or `Identifiers`, and
            has no null.

    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.adapters.register_dumper(_Packed, _PackedDumper)
        cursor.execute(statement, list(map(_packed, arguments)), binary=True)
        yield cursor


def _packed(argument: object) -> object:
    """Pack a list of bytes or of identifiers; leave everything else to the driver."""
    if isinstance(argument, Identifiers):
        return _array(_UUID, argument.values)
    if not isinstance(argument, list) or not argument:
        return argument
    if isinstance(argument[0], UUID):
        return _array(_UUID, [value.bytes for value in argument])
    return _array(_BYTEA, argument)


def _array(kind: int, values: Sequence[bytes]) -> _Packed:
    """Pack an array, each value behind its length.

    Digests and identifiers have one length, and are joined by it: a fifth of the time.
    """
    head = _ARRAY_HEAD(1, 0, kind, len(values), 1)
    lengths = set(map(len, values))
    if len(lengths) == 1:
        length = _LENGTH(*lengths)
        return _Packed(head + length + length.join(values))
    cells = chain.from_iterable(zip(map(_LENGTH, map(len, values)), values, strict=True))
    return _Packed(head + b"".join(cells))
