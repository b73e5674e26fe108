"""Pure rules of the room `officials`.

* Codes are tried at most `AT_ONCE` times in a quarter of an hour, `A_DAY` times a day, and
  `IN_A_ROW` times without one that lets somebody in: about one chance in three thousand.
* A passkey that counts must count on: a counter that stands still or goes back is a copy's.

Law:
    NIST SP 800-63B, 3.2.2 (limits); W3C Web Authentication, 7.2, step 22 (counters).

"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from recourse.officials.terms import Attempt, Way

NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")
"""A sign-in name: short, easy to type, the same for everybody who reads it."""

AT_ONCE: Final = 5
A_WHILE: Final = timedelta(minutes=15)
A_DAY: Final = 20
DAY: Final = timedelta(days=1)
IN_A_ROW: Final = 100
MOST_PASSKEYS: Final = 10
MOST_LOGGED: Final = 1_000
KEEP: Final = timedelta(days=180)
SHOWN_ATTEMPTS: Final = 10


def login_of(*, agency: UUID, seat_number: str, name: str) -> str:
    """Return the login of the official whom a seat knows by `name`."""
    return f"official:{agency}/{seat_number.strip()}/{name.strip().casefold()}"


def must_wait(attempts: Sequence[Attempt], *, now: datetime) -> bool:
    """Whether codes may not be tried now.

    Args:
        attempts: For one seat and name, newest first, at least `IN_A_ROW` of them.
        now: When.

    """
    wrong = [one.at for one in attempts if one.refused and one.way is not Way.PASSKEY]
    lately = sum(at > now - A_WHILE for at in wrong)
    today = sum(at > now - DAY for at in wrong)
    return lately >= AT_ONCE or today >= A_DAY or _in_a_row(attempts) >= IN_A_ROW


def _in_a_row(attempts: Sequence[Attempt]) -> int:
    """Return how many wrong codes there were since somebody was let in."""
    let_in = next((place for place, one in enumerate(attempts) if not one.refused), None)
    return sum(one.way is not Way.PASSKEY for one in attempts[:let_in])


def is_copy(*, known: int, said: int) -> bool:
    """Whether a passkey's sign counter shows that there are two of it.

    Many passkeys do not count: they say 0 each time.
    """
    return said <= known and (said, known) != (0, 0)
