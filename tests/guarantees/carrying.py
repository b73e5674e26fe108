"""What people of a city under attack have stated about themselves."""

from datetime import date, datetime
from uuid import UUID

from recourse.attestation.terms import Choice, Kind, Period, StatementCard
from recourse.ground.calendar import add_months, civil_date
from recourse.journeys import issue_statement
from tests.guarantees.cases import oneself
from tests.guarantees.city import NOON

SAFETY = "work_safety"


def chosen(kind: Kind = Kind.NO_VIOLATION, *, on: date | None = None, **more) -> Choice:
    """Return what somebody wants stated: work safety, the last year."""
    last = on or civil_date(NOON)
    period = Period(first=add_months(last, -12), last=last)
    return Choice(kind=kind, domains=(SAFETY,), period=period, **more)


def issued(
    person: UUID, kind: Kind = Kind.NO_VIOLATION, *, now: datetime = NOON, **more
) -> StatementCard:
    """Let somebody have a statement issued."""
    wanted = chosen(kind, on=civil_date(now), **more)
    return issue_statement.issue(person=person, choice=wanted, by=oneself(person), now=now)
