"""Statements with long arrays: bound by the server, in binary.

Django writes arguments into the statement as text. For five thousand digests that takes five
times as long as asking the question.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

from django.db import connection
from psycopg import Cursor


@contextmanager
def asking(statement: LiteralString, arguments: Sequence[object]) -> Iterator[Cursor[Any]]:
    """Execute `statement` on Django's own connection, in the caller's transaction.

    Args:
        statement: Its arguments are written `%b`.
        arguments: What is bound.

    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, arguments, binary=True)
        yield cursor
