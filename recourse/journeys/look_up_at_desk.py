"""An official looks one fact up at their desk: the same gate, log and answer as a machine's.

The seat asks in its own name. What is written, refused, counted and shown to the person is what
`look_up` writes for machines; there is no second way in.
"""

import asyncio
from datetime import datetime
from typing import NamedTuple

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.disclosure import queries
from recourse.disclosure.receipts import Receipt, receipts_of
from recourse.disclosure.rules import Day, question
from recourse.disclosure.terms import Ask, Outcome
from recourse.ground.calendar import civil_date
from recourse.journeys.look_up import look_up_many
from recourse.ledger import queries as ledger
from recourse.people.terms import Identity

SLOT = 63
"""Which counter of the budget desks add to; a machine's writer may add to it too."""


class Told(NamedTuple):
    """What a question came to, and the receipt that its agency keeps."""

    outcome: Outcome
    receipt: Receipt


def look_up_at_desk(
    *, purpose: str, matter: str, identity: Identity, by: SeatCard, now: datetime
) -> Told:
    """Answer or refuse one question of one official, log it, commit, and only then return.

    Raises:
        LogIsBehind: Nothing is disclosed while the log is behind.

    Law:
        PIPL art. 6, 34, 51, 54; charter G6, G7, G8.

    """
    ledger.refuse_if_behind(ledger.gauge(), now=now)
    ask = question(
        client=str(by.id), purpose=purpose, matter=matter, identity=identity, at_desk=True
    )
    day = Day(catalogue.current(), civil_date(now))
    (outcome,) = asyncio.run(_asked(ask, day, now))
    (receipt,) = receipts_of([outcome.receipt])
    return Told(outcome, receipt)


async def _asked(ask: Ask, day: Day, now: datetime) -> list[Outcome]:
    """Ask over a connection of its own: officials ask seldom, and commit apart from pages."""
    connection = await queries.connect()
    try:
        return await look_up_many([ask], connection=connection, day=day, slot=SLOT, now=now)
    finally:
        await connection.close()
