"""The number of a record, as its letters show it: enough to name it where its person stands."""

from datetime import datetime
from uuid import UUID

from recourse.ground import numbers
from recourse.ground.calendar import civil_date


def number_of(record: UUID, received_at: datetime) -> str:
    """Return the number by which a person names a record of their own.

    It is made of the day on which the record was received and the random end of its identifier,
    so that it is not stored, and leads nowhere without the person whose record it is.
    """
    return numbers.written("R", civil_date(received_at), record.int & ((1 << numbers.BITS) - 1))
