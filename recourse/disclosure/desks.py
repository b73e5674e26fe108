"""What was asked at the desk of a seat: for its own official, without whom it was about."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from recourse.disclosure.terms import AtDesk

KEPT = timedelta(days=5 * 365 + 1)
"""As long as look-ups are to be kept at the least (Shenzhen Credit Regulations art. 45)."""

A_PAGE = 50
ASKED = """
SELECT entry_id, at, purpose, matter, was_answered FROM look_up_at_desk
WHERE seat_id = %(seat)s AND (%(before)s::uuid IS NULL OR entry_id < %(before)s)
ORDER BY entry_id DESC LIMIT %(most)s
"""


def asked_at(seat: UUID, *, before: UUID | None = None, most: int = A_PAGE) -> list[AtDesk]:
    """Return what was asked at a seat's desk, newest first; read by the primary key.

    Args:
        seat: Whose desk.
        before: Entry of the last line that was shown already.
        most: At most so many lines.

    """
    with connection.cursor() as cursor:
        cursor.execute(ASKED, {"seat": seat, "before": before, "most": most})
        return [
            AtDesk(entry=entry, at=at, purpose=purpose, matter=matter, was_answered=was_answered)
            for entry, at, purpose, matter, was_answered in cursor.fetchall()
        ]


def forget(*, now: datetime) -> int:
    """Drop what is older than look-ups have to be kept; return how many lines."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM look_up_at_desk WHERE at < %s", [now - KEPT])
        return int(cursor.rowcount)
