"""Later work of the room `people`, for the worker."""

from datetime import datetime

from recourse.ground.actor import SYSTEM
from recourse.people import actions as people
from recourse.people.entrustments import actions
from recourse.people.letter_codes import actions as letter_codes
from recourse.store import queue


@queue.task("people.forget_entrustments", every="27 3 * * *")
def forget_entrustments(*, now: datetime) -> None:
    """Delete entrustments that ended a year ago.

    Law:
        PIPL art. 19 (no longer than the purpose needs).

    """
    actions.forget(by=SYSTEM, now=now)


@queue.task("people.rewrap")
def rewrap(*, now: datetime) -> None:
    """Go on wrapping data keys by the present generation; what does not fit is asked for again."""
    if people.go_on_rotating(by=SYSTEM, now=now):
        queue.defer("people.rewrap")


@queue.task("people.forget_letter_codes", every="31 3 * * *")
def forget_letter_codes(*, now: datetime) -> None:
    """Delete codes on paper that a year ago worked for the last time, and old attempts.

    Law:
        PIPL art. 19 (no longer than the purpose needs).

    """
    letter_codes.forget(by=SYSTEM, now=now)
