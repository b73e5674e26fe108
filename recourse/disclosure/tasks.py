"""Later work of the room `disclosure`, for the worker."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy

from recourse.agencies import queries as agencies
from recourse.disclosure import actions, queries, webhooks
from recourse.disclosure.webhooks import NotDelivered
from recourse.ground.actor import SYSTEM
from recourse.store import queue

A_JOB = 500
DOUBLING = RetryStrategy(max_attempts=16, exponential_wait=2)
"""After 2, 4, 8 … seconds; the last wait is of eighteen hours. Then the agency must come itself."""


@queue.task("disclosure.recall", every="* * * * *")
def recall(*, now: datetime) -> None:
    """Tell the recipients of what has stopped; what does not fit is asked for again."""
    for _ in range(A_JOB):
        if not actions.recall_next(by=SYSTEM, now=now):
            return
    queue.defer("disclosure.recall")


@queue.task("disclosure.push", retry=DOUBLING)
def push(*, now: datetime, agency: str, recall: str) -> None:
    """Carry one recall to the agency's address; no transaction is open while it answers.

    Raises:
        NotDelivered: It was not acknowledged, or the address is left alone for a while.

    """
    whom, which = UUID(agency), UUID(recall)
    address = agencies.webhook(whom)
    told = queries.recall(queries.whose(which, agency=whom), which)
    if address is None or told.acknowledged_at is not None:
        return
    if queries.is_paused(whom, now=now):
        raise NotDelivered("the address is left alone for a while")
    try:
        digest = webhooks.deliver(told, address=address)
    except NotDelivered:
        actions.note_failure(agency=whom, by=SYSTEM, now=now)
        raise
    actions.note_success(agency=whom, by=SYSTEM, now=now)
    actions.acknowledge(recall=which, agency=whom, digest=digest, by=SYSTEM, now=now)
