"""A person lets a counter see one statement: a code, made here, typed there, used once.

The counter says who it is; the person reads that in their log at the same instant. Nobody else
may show a statement for them, and nothing but a code opens one.
"""

from datetime import datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.attestation import actions, codes
from recourse.attestation.errors import CodeOpensNothing, NoSuchRecipient, SayWhoYouAre
from recourse.attestation.terms import ShareCard, StatementCard, Whom
from recourse.ground.actor import SYSTEM, Actor
from recourse.ground.calendar import civil_date
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.store.gate import one_person

AGENCY = "agency:"


def recipients() -> tuple[Whom, ...]:
    """Return for whom a code can be made: any counter clerk of one agency."""
    return tuple(Whom(code=f"{AGENCY}{one.id}", name=one.name) for one in agencies.agencies())


def make_code(
    *, person: UUID, statement: UUID, recipient: str, by: Actor, now: datetime
) -> tuple[ShareCard, str]:
    """Make a code for one statement and one organisation, and return it this once.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchRecipient: Nobody of this name can be chosen.
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, was taken back, or is erased.

    """
    if by.stands_in:
        raise OnlyThemselves
    _need_known(recipient)
    with one_person(person, durable=True):
        return actions.make_share(
            person=person, statement=statement, recipient=recipient, by=by, now=now
        )


def open_by_code(
    *, code: str, recipient: str, called: str, address: str, now: datetime
) -> StatementCard:
    """Show a statement once to whoever has its code; the person's log says so at this instant.

    Args:
        code: As it was typed.
        recipient: Who they say they are, by code.
        called: Which counter, or who; in their own words, for the person to read.
        address: Network address they ask from; only a keyed digest of it is kept, for a day.
        now: When.

    Raises:
        SayWhoYouAre: They do not say who they are.
        NoSuchRecipient: Nobody of this name can be chosen.
        TooManyWrongCodes: Too many wrong codes came from there lately.
        CodeOpensNothing: It opens nothing, whyever.

    Law:
        Charter G6, G8.

    """
    named = " ".join(called.split())
    if not named or len(named) > codes.LONGEST_NAME or not named.isprintable():
        raise SayWhoYouAre(most=codes.LONGEST_NAME)
    _need_known(recipient)
    shown = actions.open_share(
        digest=codes.digest_of(code),
        recipient=recipient,
        asker=codes.asker_digest(address, civil_date(now).isoformat()),
        called=named,
        by=SYSTEM,
        now=now,
    )
    if shown is None:
        raise CodeOpensNothing
    return shown


def _need_known(recipient: str) -> None:
    """Refuse whom nobody can choose.

    Raises:
        NoSuchRecipient: They are not on the list.

    """
    if recipient not in {one.code for one in recipients()}:
        raise NoSuchRecipient
