"""Later work of the room `notice`, done by the worker."""

from datetime import datetime

from recourse.ground.actor import SYSTEM
from recourse.notice import actions
from recourse.store import queue

A_JOB = 500


@queue.task("notice.send_waiting", every="* * * * *")
def send_waiting(*, now: datetime) -> None:
    """Send what waits; what does not fit into one job is asked for again."""
    if actions.send_waiting(by=SYSTEM, now=now, limit=A_JOB) == A_JOB:
        queue.defer("notice.send_waiting")


@queue.task("notice.serve_deemed", every="*/10 * * * *")
def serve_deemed(*, now: datetime) -> None:
    """Serve what counts as served by today; what does not fit is asked for again."""
    if actions.serve_deemed(by=SYSTEM, now=now, limit=A_JOB) == A_JOB:
        queue.defer("notice.serve_deemed")
