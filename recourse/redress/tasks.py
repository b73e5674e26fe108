"""Later work of the room `redress`, done by the worker."""

from datetime import datetime
from uuid import UUID

from recourse.ground.actor import SYSTEM
from recourse.redress import actions
from recourse.store import queue

A_JOB = 200


@queue.task("redress.close_overdue", every="* * * * *")
def close_overdue(*, now: datetime) -> None:
    """Write down what silence decided; what does not fit into one job is asked for again."""
    if actions.close_overdue(by=SYSTEM, now=now, limit=A_JOB) == A_JOB:
        queue.defer("redress.close_overdue")


@queue.task("redress.retime", every="17 1 * * *")
def retime(*, now: datetime, after: str = "") -> None:
    """Count open cases anew by the present calendar, each in a transaction of its own."""
    following = UUID(after) if after else None
    for _ in range(A_JOB):
        following = actions.retime(by=SYSTEM, now=now, after=following)
        if following is None:
            return
    queue.defer("redress.retime", after=str(following))
