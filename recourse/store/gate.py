"""One person at a time: the only door to rows about people.

The application's database role cannot read the tables that hold rows about people.
It reads views that show the rows of one person: the one this gate names, until the
transaction ends. Forgetting the gate shows nothing; it never shows more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction


@contextmanager
def one_person(person: UUID) -> Iterator[None]:
    """Open the views for `person` inside a transaction, and close them again."""
    with transaction.atomic():
        before = _name(str(person))
        yield
        _name(before)


def _name(person: str) -> str:
    """Set who the views show; return who they showed before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('recourse.person', true), ''),"
            " set_config('recourse.person', %s, true)",
            [person],
        )
        return str(cursor.fetchone()[0])
