"""Pure rules of codes on paper.

* a code works once, with the document it was made for, to the end of the last day that is printed
  on it;
* a newer code voids the older ones: a person has one at most;
* a right code always lets its person in, however many wrong ones others have tried; its bits are
  the lock, the counts below only bound what is written;
* two clerks of one counter make it: each looks at person and document, each prints one half, the
  second within `WAITS` of the first; nobody is both;
* a seat takes part in `SEAT_A_DAY` a day, an agency begins `AGENCY_A_DAY`; what comes to nothing
  counts too, so that nobody can try documents out;
* of wrong ones, `A_DAY` are written down for one document, known here or not, and `AN_HOUR` in all.

Law:
    NIST SP 800-63B, 3.2.2 (limits); PIPL art. 19 (attempts are forgotten), 51.

"""

from datetime import date, datetime, timedelta
from typing import Final

from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.people.letter_codes.errors import AgencyLettersSpent, SeatLettersSpent

DAYS: Final = timedelta(days=7)
A_DAY: Final = 200
AN_HOUR: Final = 2_000
DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
WAITS: Final = timedelta(minutes=30)
SEAT_A_DAY: Final = 30
AGENCY_A_DAY: Final = 100
KEEP_ATTEMPTS: Final = timedelta(days=2)


def last_day(now: datetime) -> date:
    """Return the last civil day on which a code made now works, to its end."""
    return civil_date(now) + DAYS


def budget_refusal(*, of_seat: int, of_agency: int) -> Refused | None:
    """Return why no clerk may take part in another letter today; None if they may.

    Args:
        of_seat: In how many the seat has taken part today.
        of_agency: How many the other seats of its agency and it have begun today.

    """
    if of_seat >= SEAT_A_DAY:
        return SeatLettersSpent()
    return AgencyLettersSpent() if of_agency >= AGENCY_A_DAY else None


def too_many(*, of_document: int, in_all: int) -> bool:
    """Whether a wrong code is not even written down any more.

    Args:
        of_document: Wrong ones for its document in the last day.
        in_all: Wrong ones of anybody in the last hour.

    """
    return of_document >= A_DAY or in_all >= AN_HOUR
