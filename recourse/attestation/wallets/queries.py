"""Reads of wallets: what fetched a person's own statement."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from recourse.attestation.terms import Kind
from recourse.attestation.wallets import statements
from recourse.attestation.wallets.errors import NotOwnStatement
from recourse.attestation.wallets.terms import BatchCard, Event, Outside
from recourse.ground.calendar import civil_date
from recourse.store.gate import one_person


def outside_of(person: UUID, statement: UUID, *, at: datetime) -> Outside:
    """Return what a statement is, without what it says; one query.

    Raises:
        NotOwnStatement: There is no such statement of this person.

    """
    with one_person(person), connection.cursor() as cursor:
        today = civil_date(at)
        cursor.execute(statements.OUTSIDE, [today, today, statement])
        row = cursor.fetchone()
    if row is None:
        raise NotOwnStatement
    number, kind, valid_until, is_good = row
    return Outside(number=number, kind=Kind(kind), valid_until=valid_until, is_good=is_good)


def fetched_of(person: UUID, statement: UUID) -> list[BatchCard]:
    """Return what wallets fetched of a person's statement, newest first; one query."""
    with one_person(person), connection.cursor() as cursor:
        cursor.execute(statements.BATCHES, [statement])
        return [
            BatchCard(
                id=id_,
                configuration=configuration,
                wallet_key=key,
                fetched_at=at,
                instances=instances,
                told=None if told is None else Event(told),
                is_revoked=is_revoked,
            )
            for id_, configuration, key, at, instances, told, is_revoked in cursor.fetchall()
        ]
