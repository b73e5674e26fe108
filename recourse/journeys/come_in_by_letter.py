"""A person without a phone or an eID comes in: recognised at a counter, then once by a code.

Two clerks have seen the document and the person, and each printed one half of the code; neither
ever has both. They open no file and learn of none: whoever the document names, both halves are
printed, and whether they open anything is for the person alone. Whoever has a file is told of the
code and of its use on every way there is to them, also by post, and finds in their log what was
tried with their document and came to nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.ground.actor import SYSTEM
from recourse.ground.refused import Refused
from recourse.journeys.tell_of_account import tell_of_account
from recourse.ledger import actions as ledger
from recourse.notice.account import Turn
from recourse.people import queries as people
from recourse.people.letter_codes import actions, codes, queries, rules
from recourse.people.letter_codes.handing_out import actions as handing_out
from recourse.people.letter_codes.terms import Begun, LetterCode
from recourse.people.terms import AccountCard, DocumentType, Identity
from recourse.redress.errors import NotAtTheCounter
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The half that one clerk prints, whether there is a file or not."""

    half: str
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOut:
    """A code that still works, and the counter that gave it out."""

    card: LetterCode
    seat: SeatCard


def begin(*, identity: Identity, by: SeatCard, now: datetime) -> Printed:
    """Print the first half for whoever the first clerk has recognised; it opens nothing.

    Args:
        identity: Who stands there, from the original of their document.
        by: The seat at the counter.
        now: When.

    Raises:
        NotAtTheCounter: The seat is none at a counter.
        SeatLettersSpent, AgencyLettersSpent: There were enough today.

    Law:
        PIPL art. 45, 50; Order 36 (a counter beside every page).

    """
    official = _official(by)
    with transaction.atomic(durable=True):
        outcome = handing_out.begin(identity=identity, official=official, by=by.actor, now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return Printed(half=outcome, last_on=rules.last_day(now))


def finish(*, identity: Identity, by: SeatCard, now: datetime) -> Printed:
    """Make the code with the second half, for whoever a second clerk has recognised, too.

    A document that nobody has, or that has another name, costs what a known one does: all is done
    for nobody, and undone. The log of whoever has it says what was tried.

    Args:
        identity: Who stands there, as the second clerk reads it from the document.
        by: The seat of the second clerk.
        now: When.

    Raises:
        NotAtTheCounter: The seat is none at a counter.
        NothingBegun: No other clerk of this counter has just begun it.
        SeatLettersSpent, AgencyLettersSpent: There were enough today.

    Law:
        PIPL art. 45, 50, 51.

    """
    official = _official(by)
    with transaction.atomic(durable=True):
        outcome = handing_out.go_on(identity=identity, official=official, by=by.actor, now=now)
        half = "" if isinstance(outcome, Refused) else _made(identity, outcome, by, now)
    if isinstance(outcome, Refused):
        raise outcome
    return Printed(half=half, last_on=rules.last_day(now))


def _official(by: SeatCard) -> UUID | None:
    """Return who sits in a seat at a counter.

    Raises:
        NotAtTheCounter: It is none.

    """
    if by.role is not Role.COUNTER_CLERK:
        raise NotAtTheCounter
    return agencies.holder_of(by.id)


def _made(identity: Identity, begun: Begun, by: SeatCard, now: datetime) -> str:
    """Make the code and tell of it, for nobody if need be; return the second half."""
    document, _ = people.digests_of(identity)
    (found,) = people.recognise([identity])
    person = found.person if found.name_matches else None
    half, first = codes.new_half(), agencies.seat(begun.seat)
    with transaction.atomic():
        with one_person(person or actions.NOBODY):
            card = actions.make(
                person=person or actions.NOBODY,
                document=document,
                begun=begun,
                second=half,
                by=by.actor,
                now=now,
            )
            facts = _counter(card, first, by)
            tell_of_account(
                person or actions.NOBODY, Turn.CODE_ISSUED, by=by.actor, now=now, facts=facts
            )
        if person is None:
            transaction.set_rollback(True)
    kind = "letter-code-missed" if person is None else "letter-code-issued"
    tag = people.tag_of_document(document)
    told = {"code": str(card.id), "seat": str(first.id), "confirmed_by": str(by.id)}
    ledger.note(kind=kind, tag=tag, by=by.actor, now=now, facts=told)
    return half


def come_in(
    *, document_type: DocumentType, number: str, halves: tuple[str, str], now: datetime
) -> AccountCard:
    """Let whoever brings both halves of a code in, with the document it was made for.

    Raises:
        CodeLetsNobodyIn: They do not open anything together.
        TooManyTries: Nor do they, and there were too many wrong ones.
        AccountClosed: The person's way in was closed.

    """
    with transaction.atomic(durable=True):
        outcome = actions.come_in(
            document_type=document_type, number=number, halves=halves, by=SYSTEM, now=now
        )
        if isinstance(outcome, AccountCard) and outcome.person is not None:
            with one_person(outcome.person):
                tell_of_account(outcome.person, Turn.CODE_USED, by=SYSTEM, now=now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def codes_of(*, person: UUID, now: datetime) -> list[GivenOut]:
    """Return the codes of a person that still work, and which counter gave each out."""
    cards = queries.codes_of(person, now=now)
    seats = {one.id: one for one in agencies.seats([card.seat for card in cards])} if cards else {}
    return [GivenOut(card=card, seat=seats[card.seat]) for card in cards]


def _counter(card: LetterCode, first: SeatCard, second: SeatCard) -> dict[str, str]:
    """Return which counter gave a code out, both of its seats, and the last day."""
    return {
        "agency": str(first.agency.id),
        "seat": f"{first.number} + {second.number}",
        "until_on": card.last_on.isoformat(),
    }
