"""A machine asks once, however often it sends: the deed and its answer are one transaction.

A refusal did nothing, so nothing of it is kept: the same request is judged anew when it comes
again. Answers about a person are never kept here; a look-up has its own way (`look_up`).
"""

from collections.abc import Callable
from datetime import datetime

from recourse.agencies.answers import actions as answers
from recourse.agencies.answers.terms import Asked, Kept
from recourse.ground.actor import Actor
from recourse.store import deeds


def once(*, asked: Asked | None, do: Callable[[], Kept], by: Actor, now: datetime) -> Kept:
    """Do what a machine asks and keep the answer; give the answer again if it was done before.

    Args:
        asked: The request as it was named; None if the machine gave it no name.
        do: Does it and says what became of it; its answer says nothing of a person.
        by: The seat.
        now: When.

    Raises:
        KeyInUse: It is being done at this moment.
        KeyOfAnother: The name was given to another request.

    """
    if asked is None:
        return do()
    with answers.held(asked=asked, by=by, now=now), deeds.enclosed():
        kept = answers.found(asked=asked, by=by, now=now)
        if kept is None:
            kept = do()
            answers.keep(asked=asked, kept=kept, by=by, now=now)
    return kept


def by_content(*, asked: Asked | None, do: Callable[[], Kept], by: Actor, now: datetime) -> Kept:
    """Do what is the same however often it is done, and let its name be used for nothing else.

    For what takes several transactions and is known by its content, as a file is.

    Raises:
        KeyInUse: It is being done at this moment.
        KeyOfAnother: The name was given to another request.

    """
    if asked is None:
        return do()
    with answers.held(asked=asked, by=by, now=now):
        answers.found(asked=asked, by=by, now=now)
        answers.keep(asked=asked, kept=None, by=by, now=now)
        return do()
