"""Count the questions that stand in the log on one civil day, by the agency that asked.

What an entry tells of is sealed, its kind and its agency too. So every entry of the day is opened,
in the checker's way, page by page; what it says is forgotten at once, and only counts come out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from recourse.ground.calendar import start_of
from recourse.ground.sealing import CannotOpen
from recourse.ledger import chain, rules
from recourse.ledger.terms import QUESTIONS, EntryCard
from recourse.store.keys import vault

Connection = psycopg.Connection[tuple[Any, ...]]

NOBODY = UUID(int=0)
A_PAGE = 5_000
OF_A_DAY = f"""
SELECT e.log_id, e.entry_id, e.person_tag, e.sealed, e.commitment, h.wrapped_key
FROM (
    SELECT log_id, entry_id, person_tag, sealed, commitment FROM ledger_entry
    WHERE entry_id >= %(first)s AND entry_id < %(over)s
    UNION ALL
    SELECT log_id, entry_id, person_tag, sealed, commitment FROM ledger_queue
    WHERE entry_id >= %(first)s AND entry_id < %(over)s
) e LEFT JOIN ledger_person_head h
    ON h.person_tag = e.person_tag AND h.log_id = e.log_id - e.log_id %% {rules.LOGS_A_YEAR}
"""


class _Row(NamedTuple):
    """One entry of the day, with what opens it."""

    log_id: int
    entry_id: UUID
    person_tag: bytes | None
    sealed: bytes | None
    commitment: bytes
    wrapped_key: bytes | None


def questions_on(day: date, connection: Connection) -> Mapping[UUID, int]:
    """Return how many questions of each agency stand in the log.

    An entry that was erased, or that is not what its name and its commitment say, is not
    counted.

    Args:
        day: Civil date on which they were asked.
        connection: In a transaction; several calls in one snapshot see one log.

    Raises:
        KeyDestroyed: The key of that year is gone; nobody can count any more.

    """
    found = Counter[UUID]()
    for (agency, _), questions in asked_on(day, connection).items():
        found[agency] += questions
    return found


def asked_on(day: date, connection: Connection) -> Mapping[tuple[UUID, str], int]:
    """Return how many questions stand in the log, by the agency that asked and what for.

    Args:
        day: As in `questions_on`.
        connection: As in `questions_on`.

    Raises:
        KeyDestroyed: The key of that year is gone; nobody can count any more.

    """
    names = {"first": _first_name_on(day), "over": _first_name_on(day + timedelta(days=1))}
    with connection.cursor(name="of_a_day") as rows:
        rows.itersize = A_PAGE
        rows.execute(OF_A_DAY, names)
        return Counter(
            (card.agency or NOBODY, str(card.facts.get("purpose", "")))
            for card in _opened(_Row(*row) for row in rows)
            if card.kind in QUESTIONS
        )


def _first_name_on(day: date) -> UUID:
    """Return what no name of an entry of the day comes before (RFC 9562 section 5.7)."""
    return UUID(int=int(start_of(day).timestamp() * 1000) << 80)


def _opened(rows: Iterator[_Row]) -> Iterator[EntryCard]:
    """Yield the entries that open to what they are named."""
    keys = vault()
    for row in rows:
        if row.sealed is None:
            continue
        try:
            cipher = chain.cipher_of_row(
                row.person_tag, row.wrapped_key, log_id=row.log_id, vault=keys
            )
            payload = rules.unseal(cipher, sealed=row.sealed, commitment=row.commitment)
        except (CannotOpen, rules.DoesNotOpen):
            continue
        card = rules.card_of(payload, log_id=row.log_id, leaf_index=None, commitment=row.commitment)
        if card.entry_id == row.entry_id:
            yield card
