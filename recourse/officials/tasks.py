"""Later work of the room `officials`, for the worker."""

from datetime import datetime

from recourse.ground.actor import SYSTEM
from recourse.officials import actions
from recourse.store import queue


@queue.task("officials.forget_attempts", every="17 3 * * *")
def forget_attempts(*, now: datetime) -> None:
    """Delete attempts and invitations that are half a year old.

    Law:
        PIPL art. 19 (no longer than the purpose needs).

    """
    actions.forget_attempts(by=SYSTEM, now=now)
