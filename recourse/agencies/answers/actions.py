"""Keep what a machine was answered, in the transaction of what it asked for.

Nobody waits for a key: whoever comes while it is being answered is told so. The lock is of
the connection, so a process that dies lets it go, and the transaction that it leaves undone takes
the deed and the answer with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from recourse.agencies.answers.errors import KeyInUse, KeyOfAnother
from recourse.agencies.answers.terms import KEPT_FOR, Asked, Kept
from recourse.ground.actor import Actor

FIND = """
SELECT request, status, body FROM machine_answer
WHERE client_id = %s AND key = %s AND until_at > %s
"""
KEEP = """
INSERT INTO machine_answer (client_id, key, request, status, body, until_at)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (client_id, key) DO UPDATE SET request = excluded.request,
    status = excluded.status, body = excluded.body, until_at = excluded.until_at
"""


@contextmanager
def held(*, asked: Asked, by: Actor, now: datetime) -> Iterator[None]:  # noqa: ARG001 - actions name who and when
    """Hold a key while its request is answered; needs no transaction.

    Raises:
        KeyInUse: It is being answered elsewhere.

    """
    lock = [int.from_bytes(asked.key[:8], signed=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", lock)
        if not (cursor.fetchone() or (False,))[0]:
            raise KeyInUse
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", lock)


@transaction.atomic
def found(*, asked: Asked, by: Actor, now: datetime) -> Kept | None:  # noqa: ARG001 - actions name who and when
    """Return what was answered to this request before; None if it is new.

    A key that was bound to a request without an answer brings none.

    Raises:
        KeyOfAnother: The key named another request.

    """
    with connection.cursor() as cursor:
        cursor.execute(FIND, [asked.machine, asked.key, now])
        row = cursor.fetchone()
    if row is None:
        return None
    request, status, body = row
    if bytes(request) != asked.request:
        raise KeyOfAnother
    return None if status is None else Kept(status, bytes(body))


@transaction.atomic
def keep(*, asked: Asked, kept: Kept | None, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Keep an answer for a day; None binds the key to its request alone."""
    status, body = kept or (None, None)
    with connection.cursor() as cursor:
        row = [asked.machine, asked.key, asked.request, status, body, now + KEPT_FOR]
        cursor.execute(KEEP, row)


@transaction.atomic
def forget(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - actions name who and when
    """Drop what was kept long enough; return how many. It counts no longer before that."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM machine_answer WHERE until_at <= %s", [now])
        return int(cursor.rowcount)
