"""Pure rules of machines' secrets.

* While a secret is renewed, two are valid: the new one, and the earlier one until a named hour.
* Never three: a secret that two people approved replaces one, it does not pile up.
"""

import re
from datetime import datetime, timedelta
from typing import Final

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""The name of a machine: what a Basic header and a log can carry."""

SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=14)


def overlaps(earlier_until_at: datetime | None, *, at: datetime) -> bool:
    """Whether an earlier secret is valid at the instant `at`."""
    return earlier_until_at is not None and at < earlier_until_at


def earlier_until(hours: int, *, now: datetime) -> datetime:
    """Return the first instant at which the earlier secret is valid no longer.

    Args:
        hours: How long both are valid; 1 to 336.
        now: When the new one is made.

    Raises:
        ValueError: `hours` is not within 1 to 336.

    """
    overlap = timedelta(hours=hours)
    if not SHORTEST <= overlap <= LONGEST:
        raise ValueError(f"hours must be 1..336, got {hours}")
    return now + overlap
