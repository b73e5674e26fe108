"""How many requests a machine may send in a minute; this protects the house, not people.

Counted in the memory of each process, before anything is asked of the database: a limit that
costs a write for every request would be what it is to prevent. Where several processes serve,
each grants its own minute, so a machine may get more than it is promised, never less.
Look-ups are not counted here. A look-up that is refused must be in the log of whom it was about
(ADR 0007), so their limit is the budget of the day, which is kept there.

Law:
    draft-ietf-httpapi-ratelimit-headers-11 (fields), RFC 6585 section 4 (429).

"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

WINDOW_SECONDS = 60
QUOTA = 600
POLICY = "minute"


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


minutes = Minutes()


def budget_headers(
    left: Mapping[str, tuple[int, int]], *, seconds: int
) -> list[tuple[bytes, bytes]]:
    """Return the fields that tell what is left of budgets of the day.

    Args:
        left: By the name of the policy: the budget, and what is left of it.
        seconds: Until the day is over in China.

    """
    policy = ", ".join(f'"{name}";q={budget};w=86400' for name, (budget, _) in left.items())
    now = ", ".join(f'"{name}";r={max(rest, 0)};t={seconds}' for name, (_, rest) in left.items())
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", now.encode())]
