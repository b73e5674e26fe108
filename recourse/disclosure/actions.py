"""Writes of the room `disclosure` outside the hot path."""

from datetime import datetime

from django.db import connection, transaction

from recourse.disclosure.terms import Untold
from recourse.ground.actor import Actor


@transaction.atomic
def take_untold(*, most: int, by: Actor, now: datetime) -> list[Untold]:  # noqa: ARG001 - actions name who and when
    """Take look-ups whose people are to be told, oldest first, off the list.

    In the transaction that tells them: if it fails, the list is as it was.

    Args:
        most: At most so many, never more than 1,000.
        by: Who tells.
        now: When.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM look_ups_to_tell(%s)", [most])
        return [Untold(*row) for row in cursor.fetchall()]
