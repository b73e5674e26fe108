"""A person without a phone or an eID comes in: recognised at a counter, then once by a code.

The clerk has seen the document and the person. They open no file and learn of none: whoever the
document names, a letter with a code is printed, and whether it opens anything is for the person
alone. Whoever has a file is told of the code and of its use on every way there is to them, also by
post; so a clerk who made a code for themselves would be found out by the one they made it for.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM, Actor
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.ground.spoken_codes import new_code
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice.account import Turn
from recourse.notice.terms import Kind, NewNotice
from recourse.people import queries as people
from recourse.people.letter_codes import actions, queries, rules
from recourse.people.letter_codes.terms import LetterCode
from recourse.people.terms import AccountCard, DocumentType, Identity
from recourse.redress.errors import NotAtTheCounter
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is printed for whoever stands there, whether there is a file or not."""

    code: str
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOut:
    """A code that still works, and the counter that gave it out."""

    card: LetterCode
    seat: SeatCard


def issue(*, identity: Identity, by: SeatCard, now: datetime) -> Printed:
    """Make a code for whoever the clerk has recognised, and tell them of it.

    Args:
        identity: Who stands there, from the original of their document.
        by: The seat at the counter.
        now: When.

    Raises:
        NotAtTheCounter: The seat is none at a counter.

    Law:
        PIPL art. 45, 50; Order 36 (a counter beside every page).

    """
    if by.role is not Role.COUNTER_CLERK:
        raise NotAtTheCounter
    until_on = civil_date(now + rules.DAYS)
    (found,) = people.recognise([identity])
    if found.person is None or not found.name_matches:
        ledger.note(kind="letter-code-missed", tag=None, by=by.actor, now=now, facts={})
        return Printed(code=new_code(), until_on=until_on)
    with one_person(found.person, durable=True):
        document, _ = people.digests_of(identity)
        card, code = actions.issue(person=found.person, document=document, by=by.actor, now=now)
        tell(found.person, Turn.CODE_ISSUED, by=by.actor, now=now, card=card)
    return Printed(code=code, until_on=until_on)


def come_in(*, document_type: DocumentType, number: str, code: str, now: datetime) -> AccountCard:
    """Let whoever brings a code in, with the document it was made for.

    Raises:
        CodeLetsNobodyIn: The two do not open anything together.
        TooManyTries: Too many wrong codes for this document.
        AccountClosed: The person's way in was closed.

    """
    with transaction.atomic(durable=True):
        outcome = actions.come_in(
            document_type=document_type, number=number, code=code, by=SYSTEM, now=now
        )
        if isinstance(outcome, AccountCard) and outcome.person is not None:
            with one_person(outcome.person):
                tell(outcome.person, Turn.CODE_USED, by=SYSTEM, now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def codes_of(*, person: UUID, now: datetime) -> list[GivenOut]:
    """Return the codes of a person that still work, and which counter gave each out."""
    cards = queries.codes_of(person, now=now)
    seats = {one.id: one for one in agencies.seats([card.seat for card in cards])} if cards else {}
    return [GivenOut(card=card, seat=seats[card.seat]) for card in cards]


def tell(
    person: UUID, turn: Turn, *, by: Actor, now: datetime, card: LetterCode | None = None
) -> None:
    """Write a letter about a turn into the inbox of a person; it goes on paper too."""
    facts: dict[str, str | int] = {"what": str(turn), "on_paper": 1}
    if card is not None:
        seat = agencies.seat(card.seat)
        facts |= {"agency": str(seat.agency.id), "seat": seat.number}
        facts["until_on"] = civil_date(card.until).isoformat()
    new = NewNotice(
        person_id=person,
        id=uuid7(now),
        record_id=None,
        kind=Kind.ACCOUNT,
        catalogue_version=catalogue.current().version,
        facts=facts,
        written_at=now,
    )
    notices.write_many(notices=[new], by=by, now=now)
