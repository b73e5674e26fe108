"""Reads of status lists; none of them is about anybody."""

from datetime import date

from django.conf import settings
from django.db import connection

from recourse.attestation.status.terms import ListCard

LISTS = """
SELECT l.id, l.closed_at IS NULL, l.published_at,
    array(SELECT r.place FROM status_revoked r WHERE r.list_id = l.id ORDER BY r.place)
FROM status_list l WHERE %(only)s IS NULL OR l.id = %(only)s ORDER BY l.id
"""
OVER = "SELECT id FROM status_list WHERE closed_at IS NOT NULL AND good_until < %s ORDER BY id"


def lists(only: int | None = None) -> list[ListCard]:
    """Return every list, or the one that is asked for, if there is one; one query."""
    with connection.cursor() as cursor:
        cursor.execute(LISTS, {"only": only})
        return [
            ListCard(id=id_, is_open=is_open, published_at=published_at, revoked=tuple(revoked))
            for id_, is_open, published_at, revoked in cursor.fetchall()
        ]


def over(before: date) -> list[int]:
    """Return the closed lists of which everything was over before a day."""
    with connection.cursor() as cursor:
        cursor.execute(OVER, [before])
        return [id_ for (id_,) in cursor.fetchall()]


def uri_of(list_id: int) -> str:
    """Return where others find a list."""
    return f"{settings.PUBLIC_URL}/status/{list_id}"
