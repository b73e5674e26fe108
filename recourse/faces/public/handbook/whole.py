"""The whole handbook, in the order in which people need it."""

from collections.abc import Mapping
from datetime import datetime

from recourse.catalogue import queries as catalogues
from recourse.faces.public.handbook import against, entries
from recourse.faces.public.handbook.clocks import Clocks
from recourse.faces.public.handbook.terms import Right
from recourse.ground.calendar import civil_date
from recourse.store.calendar import working_days

RIGHTS = (
    *(entries.know, entries.see, entries.who_looked, entries.ask_why),
    *(against.object_, against.repair, entries.add_my_side, against.review, against.challenge),
    *(against.end, entries.helper, against.counter, against.complain),
)


def clocks_of(now: datetime) -> Clocks:
    """Return the clocks as they count today, by the catalogue in force."""
    return Clocks(today=civil_date(now), calendar=working_days(), catalogue=catalogues.current())


def handbook(*, now: datetime) -> Mapping[str, Right]:
    """Return every right by its code, with its clocks counted from today."""
    clocks = clocks_of(now)
    return {right.code: right for right in (entry(clocks) for entry in RIGHTS)}
