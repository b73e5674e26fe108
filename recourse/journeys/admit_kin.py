"""A next of kin shows papers at a counter, and an officer lets them in; not at once.

The officer sees no file and learns of none: whoever the papers name, the answer is a code. Whether
it opens anything, and why not, is for the next of kin alone, who must sign in as themselves.

What the law leaves open is decided for the dead and the living alike: it begins after the same
working days for which a notice waits, so that somebody who is alive is told and can end it; it has
a last day; and whoever arranged otherwise in life is followed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from recourse.agencies.terms import Role, SeatCard
from recourse.ground.calendar import add_months, civil_date, end_of
from recourse.ground.spoken_codes import new_code
from recourse.journeys import ask, entrust
from recourse.ledger import actions as ledger
from recourse.notice.helped import Turn
from recourse.people import queries as people
from recourse.people.entrustments import actions, queries
from recourse.people.entrustments.errors import NotAtThisCounter, TooManyHelpers
from recourse.people.entrustments.terms import NewKin, Relation
from recourse.people.terms import Identity
from recourse.redress.errors import NotTaken
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

WAIT_WORKING_DAYS: Final = 10
KIN_MONTHS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    """What is printed for a next of kin, whether there is a file or not."""

    code: str
    waits_until_on: date
    last_on: date


def may_admit(seat: SeatCard) -> bool:
    """Whether a seat lets next of kin in: a case officer of the agency that answers for the house.

    As long as the operator has named no such agency, nobody does.
    """
    if seat.role is not Role.CASE_OFFICER:
        return False
    try:
        return seat.agency.id == ask.holder()
    except NotTaken:
        return False


def admit_kin(
    *, deceased: Identity, kin: Identity, relation: Relation, by: SeatCard, now: datetime
) -> LetIn:
    """Let a next of kin in, from the day after ten working days, for six months.

    Args:
        deceased: Who has died, as the papers say.
        kin: Who showed them; nobody else comes in by the code.
        relation: What they were to each other, as the papers say.
        by: The seat that saw the papers.
        now: When.

    Raises:
        NotAtThisCounter: The seat lets nobody in.

    Law:
        PIPL art. 49; Civil Code art. 1045.

    """
    if not may_admit(by):
        raise NotAtThisCounter
    waits_until_on = working_days().add(civil_date(now), WAIT_WORKING_DAYS)
    begins_at = end_of(waits_until_on)
    new = NewKin(
        document=people.digests_of(kin)[0],
        relation=relation,
        begins_at=begins_at,
        last_on=add_months(civil_date(begins_at), KIN_MONTHS),
    )
    code = _admitted(deceased, new, by, now) or new_code()
    return LetIn(code=code, waits_until_on=waits_until_on, last_on=new.last_on)


def _admitted(deceased: Identity, new: NewKin, by: SeatCard, now: datetime) -> str | None:
    """Keep it and tell of it; None if there is no file that they could see."""
    (found,) = people.recognise([deceased])
    if found.person is not None and found.name_matches:
        with one_person(found.person, durable=True):
            if not queries.refuses_kin(found.person):
                try:
                    card, code = actions.admit_kin(
                        person=found.person, new=new, by=by.actor, now=now
                    )
                except TooManyHelpers:
                    pass
                else:
                    entrust.tell(card.person, card, Turn.KIN_ADMITTED, by.actor, now)
                    return code
    ledger.note(kind="kin-missed", tag=None, by=by.actor, now=now, facts={})
    return None
