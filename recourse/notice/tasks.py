"""Later work of the room `notice`, done by the worker."""

from datetime import date, datetime
from uuid import UUID

from recourse.ground.actor import SYSTEM
from recourse.notice import actions, apart
from recourse.records.terms import Unused
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


@queue.task("notice.recount", every="37 1 * * *")
def recount(*, now: datetime, after: str = "") -> None:
    """Count notice days anew by the present calendar, each record in a transaction of its own."""
    following = _read(after) if after else None
    for _ in range(A_JOB):
        following = actions.recount(by=SYSTEM, now=now, after=following)
        if following is None:
            return
    queue.defer("notice.recount", after=" ".join(map(str, following or ())))


@queue.task("notice.send_apart")
def send_apart(*, now: datetime, sealed: str) -> None:  # noqa: ARG001 - the worker's signature
    """Send a code to a new address, or tell an old one that it is used no longer."""
    apart.send(sealed)


def _read(place: str) -> Unused:
    """Return where the job before left off."""
    on, person, record = place.split(" ")
    return Unused(date.fromisoformat(on), UUID(person), UUID(record))
