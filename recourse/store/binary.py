"""Statements with long arrays: bound by the server, in binary.

Django writes arguments into the statement as text. For five thousand digests that takes five
times as long as asking the question. The driver packs an array value by value; digests and
identifiers, of which there are millions, are packed here, at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
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
_UUID_LENGTH = _LENGTH(16)


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
        return _array(_UUID, repeat(_UUID_LENGTH), argument.values)
    if not isinstance(argument, list) or not argument:
        return argument
    if isinstance(argument[0], UUID):
        return _array(_UUID, repeat(_UUID_LENGTH), [value.bytes for value in argument])
    return _array(_BYTEA, map(_LENGTH, map(len, argument)), argument)


def _array(kind: int, lengths: Iterable[bytes], values: Sequence[bytes]) -> _Packed:
    """Pack an array, each value behind its length."""
    cells = chain.from_iterable(zip(lengths, values, strict=False))
    return _Packed(_ARRAY_HEAD(1, 0, kind, len(values), 1) + b"".join(cells))
