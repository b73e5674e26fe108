"""Later work of the room `disclosure`, for the worker."""

import logging
from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy

from recourse.agencies import queries as agencies
from recourse.disclosure import actions, comparing, desks, queries, webhooks
from recourse.disclosure.errors import YearIsClosed
from recourse.disclosure.webhooks import NotDelivered
from recourse.ground.actor import SYSTEM
from recourse.store import queue

log = logging.getLogger(__name__)
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


@queue.task("disclosure.forget", every="17 3 * * *")
def forget(*, now: datetime) -> None:
    """Drop what desks keep of their questions once it need not be kept any longer."""
    desks.forget(now=now)


@queue.task("disclosure.forget_names", every="*/10 * * * *")
def forget_names(*, now: datetime) -> None:
    """Drop names of questions that can no longer be asked again under them."""
    actions.forget_names(by=SYSTEM, now=now)


@queue.task("disclosure.compare", every="41 * * * *")
def compare(*, now: datetime) -> None:
    """Compare gate and log for each day that is over; a day that does not fit is said aloud."""
    for day in comparing.due(now=now):
        try:
            compared = comparing.compare(day)
        except YearIsClosed:  # what was found before stays
            continue
        actions.keep_comparison(compared=compared, by=SYSTEM, now=now)
        if not compared.fits:
            log.error(
                "on %s the gate counted %d look-ups and the log holds %d: see who with"
                " `recourse ledger reconcile`, and what with `recourse ledger check`",
                day,
                compared.counted,
                compared.found,
            )
