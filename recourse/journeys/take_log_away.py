"""Carry one's log away: a proof of one entry, or all entries with what proves them whole."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from recourse.ground.actor import Actor
from recourse.ledger import actions as ledger
from recourse.ledger import evidence
from recourse.ledger.terms import Kind
from recourse.people import queries as people


@transaction.atomic
def proof(*, person: UUID, entry: UUID, by: Actor, now: datetime) -> str:
    """Return the proof file of one entry of a person's log.

    Raises:
        NoSuchEntry: There is none of this identifier about this person.
        NotPublishedYet: It waits for the next checkpoint.

    """
    tag = people.tag_of(person)
    made = evidence.proof_of(tag, entry)
    ledger.note(kind=Kind.OWN_LOG, tag=tag, by=by, now=now, facts={"entries": 1})
    return made


@transaction.atomic
def bundle(*, person: UUID, by: Actor, now: datetime) -> str:
    """Return a person's whole log; the taking away is its last entry."""
    tag = people.tag_of(person)
    ledger.note(kind=Kind.OWN_LOG, tag=tag, by=by, now=now, facts={"entries": 0})
    return evidence.bundle_of(tag, now=now)
