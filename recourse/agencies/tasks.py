"""Later work of the room `agencies`, for the worker."""

from datetime import datetime

from recourse.agencies.answers import actions as answers
from recourse.agencies.proposals import actions as proposals
from recourse.ground.actor import SYSTEM
from recourse.store import queue


@queue.task("agencies.forget_answers", every="23 * * * *")
def forget_answers(*, now: datetime) -> None:
    """Drop answers to machines that were kept for a day."""
    answers.forget(by=SYSTEM, now=now)


@queue.task("agencies.forget_proposals", every="31 3 * * *")
def forget_proposals(*, now: datetime) -> None:
    """Delete proposals that are half a year old; what they gave stands in the log."""
    proposals.forget(by=SYSTEM, now=now)
