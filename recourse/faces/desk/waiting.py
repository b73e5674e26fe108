"""What is told while the worker is busy with a file: how far it has come, in rows and in words."""

from dataclasses import dataclass

from django.utils.translation import gettext

from recourse.faces import wording
from recourse.ground.refused import Refused
from recourse.intake import progress
from recourse.intake import queries as intake
from recourse.intake.terms import BatchCard, State

AT_WORK = frozenset({State.RECEIVED, State.SIGNED, State.ENTERING})
"""States that end by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenFile:
    """How one of several files was taken in, or why not."""

    name: str
    number: str
    says: str
    do: str
    code: str


def rows_done(card: BatchCard) -> int:
    """Return how many rows of a batch are checked, or dealt with, by now."""
    if card.state is State.RECEIVED:
        return min(card.rows, progress.rows_checked(card.id))
    return intake.rows_entered(card.id) if card.state in AT_WORK else card.rows


def progress_in_words(card: BatchCard, done: int) -> str:
    """Return how far the work on a batch has come."""
    told = {"done": wording.number(done), "rows": wording.number(card.rows)}
    if card.state is State.RECEIVED:
        return gettext("Checking: %(done)s of %(rows)s rows") % told
    if card.state in AT_WORK:
        return gettext("Entering: %(done)s of %(rows)s rows") % told
    return gettext("Done. The result is being loaded.")


def taken_file(name: str, card: BatchCard) -> TakenFile:
    """Return that a file was taken in, as which batch."""
    return TakenFile(name=name, number=card.number, says="", do="", code="")


def refused_file(name: str, refused: Refused) -> TakenFile:
    """Return why a file was not taken in, and what to do."""
    spoken = wording.language()
    return TakenFile(
        name=name,
        number="",
        says=refused.words(spoken),
        do=refused.advice(spoken),
        code=refused.code,
    )
