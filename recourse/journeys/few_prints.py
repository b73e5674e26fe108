"""A person has PDF made as often as people need, and no more: each holds up all other printing.

Their own log says how often it was. Everything that can be printed stands on their pages and can
be had as data, and letters are made without a limit: nobody is kept from what is theirs.
"""

from datetime import datetime, timedelta
from typing import Final

from recourse.ledger import queries as ledger
from recourse.ledger.terms import EntryCard, Kind
from recourse.notice.errors import TooManyPrints

MOST_PRINTS: Final = 20
AN_HOUR: Final = timedelta(hours=1)
LINES: Final = 500
"""How far back the log is read; who fills it between two prints waits for that instead."""


def need_few(*, tag: bytes, now: datetime) -> None:
    """Refuse one print too many; to be asked after its own line is in the log.

    That line keeps another print of the same person waiting until this one is through, so that
    two at once are counted as two.

    Args:
        tag: Keyed tag of the person.
        now: When.

    Raises:
        TooManyPrints: It would be more than twenty within an hour.

    """
    lately = (one for one in ledger.entries_of(tag, limit=LINES) if one.at > now - AN_HOUR)
    if sum(map(_is_print, lately)) > MOST_PRINTS:
        raise TooManyPrints(most=MOST_PRINTS)


def _is_print(entry: EntryCard) -> bool:
    return entry.kind in {Kind.OWN_STATEMENTS, Kind.OWN_COPY} and "paper" in entry.facts
