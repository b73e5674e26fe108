"""A person puts a statement into a wallet: what fetched it so far, and a new offer.

Opening the page and offering are in the person's log, and so is each batch that a wallet
fetches. What a wallet shows to whom is not: nobody here learns of it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from recourse.attestation import queries as statements
from recourse.attestation.terms import Kind, Statement
from recourse.attestation.wallets import actions, metadata, queries
from recourse.attestation.wallets.errors import StatementOver
from recourse.attestation.wallets.terms import BatchCard, Offer
from recourse.attestation.wording import TITLES
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.words import Words
from recourse.ledger import actions as ledger
from recourse.people import queries as people
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A batch that a wallet fetched, with its name."""

    card: BatchCard
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWallets:
    """The page of one statement and the wallets that have it."""

    statement: UUID
    number: str
    name: Words
    valid_until: date
    is_good: bool
    fetched: tuple[Fetched, ...]


def own_wallets(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> OwnWallets:
    """Return what wallets fetched of a person's statement.

    Raises:
        NotOwnStatement: There is no such statement of this person.

    Law:
        PIPL art. 45.

    """
    with one_person(person, durable=True):
        outside = queries.outside_of(person, statement, at=now)
        fetched = queries.fetched_of(person, statement)
        tag, facts = people.tag_of(person), {"statement": str(statement)}
        ledger.note(kind="own-wallets", tag=tag, by=by, now=now, facts=facts)
    domains = catalogue.current().domains
    return OwnWallets(
        statement=statement,
        number=outside.number,
        name=TITLES[Kind(outside.kind)],
        valid_until=outside.valid_until,
        is_good=outside.is_good,
        fetched=tuple(
            Fetched(card=card, name=metadata.name_of(card.configuration, domains))
            for card in fetched
        ),
    )


def put_into_wallet(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> Offer:
    """Offer a person's statement to a wallet, for five minutes.

    Raises:
        NotOwnStatement: There is no such statement of this person.
        StatementOver: It is not good any more, or was taken back.
        TooManyOffers: It was offered too often within an hour.
        OnlyThemselves: Somebody else asks.

    Law:
        PIPL art. 45; OpenID4VCI 1.0, section 4.1.

    """
    with one_person(person, durable=True):
        if not queries.outside_of(person, statement, at=now).is_good:
            raise StatementOver
        said = statement_of(person, statement, at=now)
        return actions.offer(person=person, statement=said, by=by, now=now)


def statement_of(person: UUID, statement: UUID, *, at: datetime) -> Statement:
    """Return what a statement says.

    Raises:
        StatementOver: It says nothing any more.

    """
    said = statements.statement_of(person, statement, at=at).statement
    if said is None:
        raise StatementOver
    return said
