"""Words of held rows that are put right; none of them holds a value of a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recourse.ground.words import Words
from recourse.intake.terms import Rule, State


class Place(StrEnum):
    """Where a held row stands on its way back."""

    WAITS = "waits"
    READY = "ready"
    SENT = "sent"


PLACE_WORDS: Mapping[Place, Words] = {
    Place.WAITS: Words(zh="等待修正", en="Waits to be fixed"),
    Place.READY: Words(zh="已修正，尚未报送", en="Fixed, not sent yet"),
    Place.SENT: Words(zh="已重新报送", en="Sent again"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One held row from outside: its number, the rules it broke, where it stands.

    `sent_in` is the number of the batch that brought it again.
    """

    number: int
    rules: tuple[Rule, ...]
    place: Place
    sent_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain:
    """A batch that brought held rows again, and how many of them."""

    number: str
    state: State
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of the held rows of a batch; waiting, ready and sent are all that are held.

    Attributes:
        held: Held rows of the batch.
        waiting: Not put right yet.
        ready: Put right, not sent.
        sent: Which batches brought the others.
        by_file: Batches handed in as corrections whose rows name no row of this one.
        kept_until_on: First day on which the delivered rows are gone.

    """

    held: int
    waiting: int
    ready: int
    sent: tuple[SentAgain, ...]
    by_file: tuple[str, ...]
    kept_until_on: date
