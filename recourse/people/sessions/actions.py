"""Writes of sessions: said in the log when they begin, ended one by one or together."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from recourse.ground.actor import Actor, ActorKind
from recourse.ledger import actions as ledger
from recourse.people import queries
from recourse.people.models import Account, Session
from recourse.people.sessions.errors import NoSuchSession
from recourse.people.sessions.terms import Way


@transaction.atomic
def note_sign_in(*, person: UUID, way: Way, by: Actor, now: datetime) -> None:
    """Write into a person's log that somebody came in as them, and how.

    Law:
        PIPL art. 44 (to know), 51.

    """
    facts = {"way": way.value}
    tag = queries.tag_of(person)
    ledger.note(kind="person-signed-in", tag=tag, by=by, now=now, facts=facts)


@transaction.atomic
def end(*, account: UUID, session: UUID, by: Actor, now: datetime) -> None:
    """End one session of an account, at once.

    Raises:
        NoSuchSession: It is none of this account's, or somebody else asks.

    """
    _end(Session.objects.filter(session_id=session), account, "one", by, now)


@transaction.atomic
def end_others(*, account: UUID, keep: UUID, by: Actor, now: datetime) -> None:
    """End every session of an account but one, at once; where there is none, nothing happens.

    Raises:
        NoSuchSession: Somebody else asks.

    """
    _end(Session.objects.exclude(session_id=keep), account, "others", by, now)


@transaction.atomic
def end_all(*, account: UUID, by: Actor, now: datetime) -> None:
    """End every session of an account, at once.

    Raises:
        NoSuchSession: Somebody else asks.

    """
    _end(Session.objects.all(), account, "all", by, now)


def _end(which: "QuerySet[Session]", account: UUID, how: str, by: Actor, now: datetime) -> None:
    """Delete sessions of an account, and say so in the log.

    A page that is being made in one of them cannot bring it back: its session is only ever
    written over, never written anew.
    """
    person = _person_behind(account, by)
    gone, _ = which.filter(account_id=account).delete()
    if not gone:
        if how == "one":
            raise NoSuchSession
        return
    tag = None if person is None else queries.tag_of(person)
    facts = {"account": str(account), "how": how}
    ledger.note(kind="sessions-ended", tag=tag, by=by, now=now, facts=facts)


def _person_behind(account: UUID, by: Actor) -> UUID | None:
    """Return whose file an account opens; None of an official's. Only they end its sessions."""
    row = Account.objects.filter(id=account).first()
    if row is None:
        raise NoSuchSession
    person = row.person_id
    if person is not None and by != Actor(kind=ActorKind.PERSON, id=person):
        raise NoSuchSession
    return person
