"""What stands in an address or a hidden field, read; nonsense is an address that is not there."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404

from recourse.redress.terms import QueueLine


def uuid_in(text: str | None) -> UUID | None:
    """Return the identifier that is written there, or nothing if nothing is.

    Raises:
        Http404: It is none.

    """
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def place_in_queue(text: str) -> tuple[datetime, UUID] | None:
    """Return where a page of a queue begins, or nothing; see `place_of`.

    Raises:
        Http404: It makes no sense.

    """
    if not text:
        return None
    seconds, _, case = text.partition("-")
    try:
        if not seconds.isascii():
            raise Http404
        return datetime.fromtimestamp(int(seconds), UTC), UUID(case)
    except (ValueError, OverflowError, OSError):
        raise Http404 from None


def place_of(line: QueueLine) -> str:
    """Return where a line stands in the queue, to go on after it."""
    return f"{int(line.due.at.timestamp())}-{line.id}"
