"""A person takes a statement along on paper: sealed, with its code and its credentials inside.

However often it is printed, it has one place in the status lists: taking the statement back
takes every copy back. Printing is in the person's log; what they show to whom is not.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from recourse.attestation import paper, queries
from recourse.attestation.errors import NotGood
from recourse.attestation.issuer import issuer
from recourse.attestation.status import actions as status
from recourse.attestation.terms import State, Statement, StatusIndex
from recourse.attestation.wallets.claims import claims_of
from recourse.attestation.wallets.credentials import Maker
from recourse.ground.actor import Actor
from recourse.journeys.few_prints import need_few
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Facts
from recourse.ledger.terms import Kind as LogKind
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.store.gate import one_person


class Sheet(NamedTuple):
    """A sealed PDF, and the number of its statement."""

    number: str
    pdf: bytes


def print_statement(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> Sheet:
    """Return a statement as a sealed PDF.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, was taken back, or is erased.
        TooManyPrints: They had as many made within an hour as an hour has.
        NotVouchedFor: Nobody vouches for the keys that sign and seal.
        CannotPrint: This machine lacks the fonts for Chinese.

    Law:
        PIPL art. 45; charter G6.

    """
    if by.stands_in:
        raise OnlyThemselves
    with one_person(person, durable=True):
        card = queries.statement_kept(person, statement, at=now)
        if card.state is not State.GOOD or card.statement is None:
            raise NotGood
        place = status.place_on_paper(person=person, statement=statement, by=by, now=now)
        facts: Facts = {"statement": str(statement), "paper": 1}
        tag = people.tag_of(person)
        ledger.note(kind=LogKind.OWN_STATEMENTS, tag=tag, by=by, now=now, facts=facts)
        need_few(tag=tag, now=now)
    inside = _credentials(card.statement, place, now)
    pdf = paper.sheet(card.statement, status=place, credential=inside, now=now)
    return Sheet(card.number, pdf)


def _credentials(statement: Statement, place: StatusIndex, now: datetime) -> str:
    """Return the statement's credentials for the paper, one a line, bound to no wallet."""
    maker = Maker(issuer())
    made = (
        maker.make(claims, status=place, holder=None, now=now) for claims in claims_of(statement)
    )
    return "\n".join(made)
