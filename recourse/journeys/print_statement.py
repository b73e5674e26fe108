"""Put one's own statement on paper: a sealed PDF, with its place in a status list.

It is made anew each time, and nothing of it is kept: the same statement has the same number, the
same code and the same place however often it is printed.
"""

from datetime import datetime
from uuid import UUID

from recourse.attestation import errors, issuer, paper
from recourse.attestation.status import actions as status
from recourse.attestation.terms import State, Statement, StatusIndex
from recourse.attestation.wallets.claims import claims_of
from recourse.attestation.wallets.credentials import Maker
from recourse.ground.actor import Actor
from recourse.journeys.issue_statement import open_statement


def print_statement(
    *, person: UUID, statement: UUID, by: Actor, now: datetime
) -> tuple[str, bytes]:
    """Return the number of a statement, and the statement as a sealed PDF.

    No transaction is open while it is printed: that takes a while, and a time-stamp authority
    may be asked.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, was taken back, or is erased.
        NotVouchedFor: Nobody vouches for the keys that sign and seal.
        CannotPrint: This machine lacks the fonts for Chinese.

    """
    issuer.issuer()
    opened = open_statement(person=person, statement=statement, by=by, now=now).card
    if opened.state is not State.GOOD or opened.statement is None:
        raise errors.NotGood
    place = status.place_on_paper(person=person, statement=statement, by=by, now=now)
    inside = _credentials(opened.statement, place, now)
    made = paper.sheet(opened.statement, status=place, credential=inside, now=now)
    return opened.number, made


def _credentials(statement: Statement, place: StatusIndex, now: datetime) -> str:
    """Return the same as credentials that are bound to no wallet, one a line."""
    maker = Maker(issuer.issuer())
    told = (maker.make(one, status=place, holder=None, now=now) for one in claims_of(statement))
    return "\n".join(told)
