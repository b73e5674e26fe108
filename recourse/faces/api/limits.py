"""How many requests a machine may send in a minute; this protects the house, not people.

Counted in the memory of each process, before anything is asked of the database: a limit that
costs a write for every request would be what it is to prevent. Where several processes serve,
each grants its own minute, so a machine may get more than it is promised, never less.
Look-ups are not counted here. A look-up that is refused must be in the log of whom it was about
(ADR 0007), so their limit is the budget of the day, which is kept there.

Cases that a machine opens for a seat have a budget of the day too, counted here in the same way:
so many are more than one desk answers, and too few to copy a department's cases in a night. Who
opens a case at the desk is not counted.

Law:
    draft-ietf-httpapi-ratelimit-headers-11 (fields), RFC 6585 section 4 (429).

"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from recourse.disclosure.terms import Budget
from recourse.ground.calendar import civil_date, end_of

WINDOW_SECONDS = 60
QUOTA = 600
POLICY = "minute"


CASES_A_DAY = 200
"""Cases that machines may open for one seat on one civil day."""


class Left(NamedTuple):
    """What is left of a machine's minute; negative once it has asked too much."""

    requests: int
    seconds: int

    @property
    def is_spent(self) -> bool:
        """Whether this request is one too many."""
        return self.requests < 0

    def headers(self) -> dict[str, str]:
        """Return the fields that tell of it."""
        left = max(self.requests, 0)
        told = {
            "RateLimit-Policy": f'"{POLICY}";q={QUOTA};w={WINDOW_SECONDS}',
            "RateLimit": f'"{POLICY}";r={left};t={self.seconds}',
        }
        return told | ({"Retry-After": str(self.seconds)} if self.is_spent else {})


@dataclass(slots=True)
class Minutes:
    """The minute of each machine that has asked in it; forgotten with the minute."""

    minute: int = -1
    asked: dict[str, int] = field(default_factory=dict)

    def count(self, machine: str, *, seconds: float) -> Left:
        """Count one request and return what is left.

        Args:
            machine: Whose; only machines with a valid token come here, so they are few.
            seconds: Since 1970.

        """
        minute, passed = divmod(int(seconds), WINDOW_SECONDS)
        if minute != self.minute:
            self.minute, self.asked = minute, {}
        asked = self.asked[machine] = self.asked.get(machine, 0) + 1
        return Left(QUOTA - asked, WINDOW_SECONDS - passed)


@dataclass(slots=True)
class Days:
    """The civil day of each seat for which a machine has opened a case in it."""

    day: date = date.min
    opened: dict[UUID, int] = field(default_factory=dict)

    def count(self, seat: UUID, *, now: datetime) -> int:
        """Count one opening; return 0, or the seconds to wait if it is one too many."""
        today = civil_date(now)
        if today != self.day:
            self.day, self.opened = today, {}
        opened = self.opened[seat] = self.opened.get(seat, 0) + 1
        return 0 if opened <= CASES_A_DAY else seconds_left(now)


def seconds_left(now: datetime) -> int:
    """Return how long the budgets of today last: until the day is over in China."""
    return int((end_of(civil_date(now)) - now).total_seconds()) + 1


minutes = Minutes()
days = Days()


def budget_headers(budget: Budget, *, seconds: int) -> list[tuple[bytes, bytes]]:
    """Return the fields that tell what is left of the look-ups of the day.

    Args:
        budget: Of the seat and of its agency.
        seconds: Until the day is over in China.

    """
    seat, seat_left, agency, agency_left = budget
    policy = b'"seat";q=%d;w=86400, "agency";q=%d;w=86400' % (seat, agency)
    left = b'"seat";r=%d;t=%d, "agency";r=%d;t=%d' % (seat_left, seconds, agency_left, seconds)
    return [(b"ratelimit-policy", policy), (b"ratelimit", left)]
