"""Rules of entrustments.

* a helper reads, or also asks, or does either in one case only; nothing else can be entrusted;
* it has a last day, at most twelve months ahead (Civil Code art. 165: the term is part of it);
* a helper acts within it (art. 162), passes it on to nobody (art. 169);
* a helper is an adult (art. 17, 18);
* the person ends it, the helper lays it down, at any time (art. 173).
"""

from datetime import date, datetime, timedelta
from typing import Final

from recourse.ground import identifiers
from recourse.ground.calendar import add_months, civil_date
from recourse.people.entrustments.errors import NotWithinTwelveMonths
from recourse.people.terms import DocumentType, Identity

MOST: Final = 5
"""Entrustments of one person, and to one helper, at the same time."""

MOST_MONTHS: Final = 12
ADULT_YEARS: Final = 18
CODE_DAYS: Final = timedelta(days=7)

_WITH_BIRTH_DATE: Final = frozenset(
    {DocumentType.CITIZEN, DocumentType.FOREIGN_RESIDENT, DocumentType.RESIDENCE_PERMIT}
)
_EIGHTEEN: Final = 18


def check_last_day(last_on: date, *, now: datetime) -> None:
    """Refuse a last day that is over, or further than twelve months away.

    Raises:
        NotWithinTwelveMonths: It is.

    Law:
        Civil Code art. 165.

    """
    today = civil_date(now)
    if not today <= last_on <= add_months(today, MOST_MONTHS):
        raise NotWithinTwelveMonths


def is_minor(identity: Identity, on: date) -> bool:
    """Whether a document says that somebody is under 18; one that does not say cannot tell.

    Law:
        Civil Code art. 17, 18.

    """
    number = identity.number
    if identity.document_type not in _WITH_BIRTH_DATE or len(number) != _EIGHTEEN:
        return False
    return identifiers.age_on(identifiers.born_on(number), on) < ADULT_YEARS
