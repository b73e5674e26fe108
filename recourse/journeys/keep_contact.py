"""A person says where and how they wish to be told; whoever was told before is told of it.

A new e-mail address or phone number is kept once the code that was sent there is typed. The old one
gets one message that it is used no longer. A letter goes into the inbox, and out on every way. So
nobody takes over somebody's letters unseen. What the law demands to be told is told in any case:
the inbox cannot be chosen away.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from recourse.ground.actor import Actor, ActorKind
from recourse.ground.uuid7 import uuid7
from recourse.journeys.tell_of_account import tell_of_account
from recourse.notice import apart
from recourse.notice.account import Turn
from recourse.notice.terms import Channel
from recourse.people import actions, queries, reaching
from recourse.people.errors import NotYourFile, NowhereToSend
from recourse.people.reaching import Way
from recourse.people.terms import Contact
from recourse.store.gate import one_person

CHANNELS: Final = {Way.EMAIL: Channel.EMAIL, Way.MOBILE: Channel.SMS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Where and how a person is told."""

    contact: Contact
    language: str
    electronic_since_on: date | None


def how(*, person: UUID) -> Reached:
    """Return where and how a person is told."""
    with one_person(person):
        return Reached(
            contact=queries.contact_of(person),
            language=queries.language_of(person),
            electronic_since_on=queries.electronic_service_since(person),
        )


def prove_first(*, person: UUID, way: Way, to: str, by: Actor, now: datetime) -> str:
    """Send a code to a new address, and return the address sealed, for the browser to keep.

    Raises:
        NotYourFile: Somebody else asks.

    """
    _only_themselves(person, by)
    with one_person(person, durable=True):
        proposed, language = (
            reaching.propose(person=person, way=way, to=to, now=now),
            queries.language_of(person),
        )
        apart.ask(
            id=uuid7(now),
            channel=CHANNELS[way],
            to=to,
            subject=apart.CODE_SUBJECT.to(language),
            text=apart.CODE.to(language).format(code=proposed.code),
        )
    return proposed.sealed


def keep_proven(*, person: UUID, sealed: str, code: str, by: Actor, now: datetime) -> None:
    """Keep a new address whose code was typed.

    Raises:
        NotYourFile: Somebody else asks.
        WrongContactCode: The code does not prove it.

    """
    way, to = reaching.proven(person=person, sealed=sealed, code=code, now=now)
    _keep(person, {way.value: to}, by, now)


def keep_without_proof(
    *, person: UUID, postal: str, forgets: frozenset[Way], by: Actor, now: datetime
) -> None:
    """Keep a postal address, and forget those addresses that were emptied.

    Raises:
        NotYourFile: Somebody else asks.

    """
    _keep(person, {"postal": postal} | {way.value: "" for way in forgets}, by, now)


def _keep(person: UUID, changes: dict[str, str], by: Actor, now: datetime) -> None:
    """Keep what was changed, and tell of it; what stays as it was tells nobody."""
    _only_themselves(person, by)
    with one_person(person, durable=True):
        old = queries.contact_of(person)
        new = replace(old, **changes)
        if new == old:
            return
        actions.keep_contact(person=person, contact=new, by=by, now=now)
        if not (new.email or new.mobile):
            actions.end_electronic_service(person=person, by=by, now=now)
        tell_of_account(person, Turn.CONTACT_CHANGED, by=by, now=now)
        _tell_old(person, old, new, now)


def _tell_old(person: UUID, old: Contact, new: Contact, now: datetime) -> None:
    """Tell each address that is used no longer."""
    language = queries.language_of(person)
    for way, channel in CHANNELS.items():
        was = str(getattr(old, way.value))
        if was and was != getattr(new, way.value):
            apart.ask(
                id=uuid7(now),
                channel=channel,
                to=was,
                subject=apart.CHANGED_SUBJECT.to(language),
                text=apart.CHANGED.to(language),
            )


def choose_service(*, person: UUID, electronic: bool, by: Actor, now: datetime) -> None:
    """Agree to be served electronically, or end it from now on.

    Raises:
        NotYourFile: Somebody else asks.
        NowhereToSend: There is neither an e-mail address nor a phone.

    Law:
        Administrative Penalty Law art. 61.

    """
    _only_themselves(person, by)
    with one_person(person, durable=True):
        contact = queries.contact_of(person)
        if electronic and not (contact.email or contact.mobile):
            raise NowhereToSend
        deed = actions.agree_to_electronic_service if electronic else actions.end_electronic_service
        deed(person=person, by=by, now=now)


def _only_themselves(person: UUID, by: Actor) -> None:
    """Refuse everybody but the person, a helper for instance."""
    if by != Actor(kind=ActorKind.PERSON, id=person):
        raise NotYourFile
