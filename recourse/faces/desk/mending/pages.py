"""What the pages of held rows show, made from terms of the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue.terms import Catalogue
from recourse.ground.words import Words
from recourse.intake.amendments.queries import COMES_BACK
from recourse.intake.mending.queries import A_PAGE, MOST_AT_ONCE
from recourse.intake.mending.terms import PLACE_WORDS, Account, HeldRow, Place
from recourse.intake.terms import STATE_WORDS, BatchCard, State

COLOURS = {Place.WAITS: "yellow", Place.READY: "blue", Place.SENT: "green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """One held row in the list: no value of it."""

    row: HeldRow
    place: Words
    colour: str
    only_comes_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """A batch that brought held rows again."""

    number: str
    rows: int
    state: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """The account of the held rows of a batch, and a page of them."""

    batch: BatchCard
    item: Words
    account: Account
    lines: Sequence[HeldLine]
    sent: Sequence[SentLine]
    next_waiting: int | None
    may_mend: bool
    after: int | None
    kept_until_on: date
    is_over: bool
    most_at_once: int


def held_page(
    seat: SeatCard,
    batch: BatchCard,
    rows: Sequence[HeldRow],
    *,
    account: Account,
    next_waiting: int | None,
    catalogue: Catalogue,
    today: date,
) -> HeldPage:
    """Return the held rows of a batch as a page."""
    is_over = account.kept_until_on <= today
    stands = batch.state in {State.CHECKED, State.ENTERED} and not is_over
    return HeldPage(
        batch=batch,
        item=catalogue.items[batch.item].name,
        account=account,
        lines=[
            HeldLine(
                row=row,
                place=PLACE_WORDS[row.place],
                colour=COLOURS[row.place],
                only_comes_back={one.code for one in row.rules} == {COMES_BACK},
            )
            for row in rows
        ],
        sent=[
            SentLine(number=one.number, rows=one.rows, state=STATE_WORDS[one.state])
            for one in account.sent
        ],
        next_waiting=next_waiting,
        may_mend=stands and seat.role is Role.DATA_STEWARD,
        after=rows[-1].number if len(rows) == A_PAGE else None,
        kept_until_on=account.kept_until_on,
        is_over=is_over,
        most_at_once=MOST_AT_ONCE,
    )
