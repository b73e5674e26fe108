"""Reads of entrustments: a person's own, those held by one helper, the offer behind a code."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection

from recourse.people.entrustments.errors import CodeOpensNothing, HelpEnded, NoSuchEntrustment
from recourse.people.entrustments.terms import (
    Ended,
    EntrustmentCard,
    Kind,
    Offer,
    Reach,
    Relation,
    Scope,
)
from recourse.people.models import Entrusted, Entrustment, HeldEntrustment, KinRefusal
from recourse.store import gate

OFFERED = "SELECT * FROM entrustment_offered(%s, %s, %s, %s)"
GATE = "SELECT entrusted_gate(%s, %s, %s, %s, %s, %s)"


def entrusted_by(person: UUID) -> list[EntrustmentCard]:
    """Return what a person has entrusted, newest first; one query."""
    with gate.one_person(person):
        rows = Entrustment.objects.filter(person_id=person).order_by("-named_at", "-id")
        return [card_of(row) for row in rows]


def held_by(helper: UUID) -> list[EntrustmentCard]:
    """Return what was entrusted to a helper, newest first; one query."""
    with gate.one_person(helper):
        rows = HeldEntrustment.objects.filter(helper_id=helper).order_by("-accepted_at", "-id")
        return [card_of(row) for row in rows]


def held(helper: UUID, id: UUID) -> EntrustmentCard:  # noqa: A002 - the house's word for it
    """Return one entrustment to a helper; somebody else's looks as if it were not there.

    Raises:
        NoSuchEntrustment: There is none of this identifier to this helper.

    """
    with gate.one_person(helper):
        row = HeldEntrustment.objects.filter(helper_id=helper, id=id).first()
    if row is None:
        raise NoSuchEntrustment
    return card_of(row)


def offer_of(
    digest: bytes, *, reader: UUID | None = None, document: bytes = b"", at: datetime
) -> Offer:
    """Return what lies behind the digest of a code, as long as the code works.

    Args:
        digest: Of the code.
        reader: Who reads it; what is for one next of kin is shown to nobody else.
        document: The same by the digest of their document, of somebody who is not known yet.
        at: The instant.

    Raises:
        CodeOpensNothing: Nothing does, or not any more.

    """
    with connection.cursor() as cursor:
        cursor.execute(OFFERED, [digest, reader, document, at])
        found = cursor.fetchone()
    if found is None:
        raise CodeOpensNothing
    person, id_, kind, scope, relation, begins_at, last_on = found
    return Offer(
        person=person,
        id=id_,
        kind=Kind(kind),
        scope=Scope(scope),
        relation=None if relation is None else Relation(relation),
        begins_at=begins_at,
        last_on=last_on,
    )


def refuses_kin(person: UUID) -> bool:
    """Whether a person has arranged that no next of kin sees their file.

    Law:
        PIPL art. 49.

    """
    with gate.one_person(person):
        return KinRefusal.objects.filter(person_id=person).exists()


@contextmanager
def standing_in(card: EntrustmentCard, *, need: Reach, at: datetime) -> Iterator[None]:
    """Let a helper through the gate to the file of whoever named them, and to no other.

    The database is asked in each transaction whether the entrustment holds at that instant and
    reaches as far as is needed. Whoever ends it waits for such a transaction, and no other begins.

    Args:
        card: The entrustment, of which nothing is believed but its identifiers.
        need: What is about to be read or done.
        at: The instant.

    Raises:
        HelpEnded: It does not hold, or does not reach so far.

    Law:
        Civil Code art. 162, 173; charter G8.

    """
    with gate.opened_by(partial(_open, card, need, at)):
        yield


def _open(card: EntrustmentCard, need: Reach, at: datetime, person: UUID) -> None:
    """Open the gate to `person`, if it is the one who named this helper and the database agrees."""
    asked = [card.id, person, card.helper, need.asks, need.case, at]
    with connection.cursor() as cursor:
        cursor.execute(GATE, asked)
        answer = cursor.fetchone()
    if answer is None or answer[0] is not True:
        raise HelpEnded


def card_of(row: Entrusted) -> EntrustmentCard:
    """Return the card of a row."""
    return EntrustmentCard(
        person=row.person_id,
        id=row.id,
        kind=Kind(row.kind),
        scope=Scope(row.scope),
        case=row.case_id,
        relation=None if row.relation is None else Relation(row.relation),
        helper=row.helper_id,
        named_at=row.named_at,
        code_until=row.code_until,
        accepted_at=row.accepted_at,
        begins_at=row.begins_at,
        last_on=row.last_on,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        ended_how=None if row.ended_how is None else Ended(row.ended_how),
    )
