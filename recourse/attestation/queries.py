"""Reads of the room `attestation`: one person's statements and codes, through the gate."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from recourse.attestation import contents, envelopes, rules
from recourse.attestation.envelopes import Sealed
from recourse.attestation.errors import NoSuchStatement
from recourse.attestation.models import Share, StatementRow
from recourse.attestation.terms import (
    Kind,
    ShareCard,
    State,
    Statement,
    StatementCard,
    TakenBack,
)
from recourse.ground.calendar import civil_date
from recourse.store.gate import one_person


def statements_of(person: UUID, *, at: datetime) -> list[StatementCard]:
    """Return the outside of every statement of a person, newest first; one query.

    Args:
        person: Whose.
        at: Instant for which state is told.

    """
    with one_person(person):
        rows = StatementRow.objects.filter(person_id=person).defer("contents")
        return [card_of(row, at) for row in rows.order_by("-issued_at", "-id")]


def statement_of(person: UUID, id: UUID, *, at: datetime) -> StatementCard:  # noqa: A002 - the house's word for it
    """Return one statement with what it says; an erased one says nothing any more. One query.

    Raises:
        NoSuchStatement: There is no such statement of this person.
        CannotOpen: The sealed bytes are not what was sealed for it.

    """
    with one_person(person):
        return _card(StatementRow.objects.filter(person_id=person, id=id), at)


def statement_kept(person: UUID, id: UUID, *, at: datetime) -> StatementCard:  # noqa: A002 - the house's word for it
    """Return one statement, which nobody takes back or erases before the transaction ends.

    To be called within a transaction. One query.

    Raises:
        NoSuchStatement: There is no such statement of this person.
        CannotOpen: The sealed bytes are not what was sealed for it.

    """
    with one_person(person):
        rows = StatementRow.objects.select_for_update().filter(person_id=person, id=id)
        return _card(rows, at)


def _card(rows: QuerySet[StatementRow], at: datetime) -> StatementCard:
    """Return the one statement there is, with what it says."""
    row = rows.first()
    if row is None:
        raise NoSuchStatement
    return card_of(row, at, opened(row, at))


def carrying(person: UUID, record: UUID, *, at: datetime) -> list[StatementCard]:
    """Return the outside of the statements that show a record, oldest first; one query."""
    with one_person(person):
        rows = StatementRow.objects.filter(person_id=person, carries__contains=[record])
        return [card_of(row, at) for row in rows.defer("contents").order_by("issued_at", "id")]


def shares_of(person: UUID, statement: UUID) -> list[ShareCard]:
    """Return the codes a person made for a statement, newest first; one query."""
    with one_person(person):
        rows = Share.objects.filter(person_id=person, statement_id=statement)
        return [_share(row) for row in rows.order_by("-made_at", "-id")]


def issued_at(person: UUID, *, since: datetime) -> Sequence[datetime]:
    """Return when a person was given statements since an instant; one query."""
    with one_person(person):
        rows = StatementRow.objects.filter(person_id=person, issued_at__gte=since)
        return list(rows.values_list("issued_at", flat=True))


def has_contents(person: UUID, id: UUID) -> bool:  # noqa: A002 - the house's word for it
    """Whether what a statement says is still kept; one query."""
    with one_person(person):
        rows = StatementRow.objects.filter(person_id=person, id=id, wrapped_key__isnull=False)
        return rows.exists()


def opened(row: StatementRow, at: datetime) -> Statement | None:
    """Unseal what a row says; None from the day of its erasure on, whether or not a job has run.

    Law:
        Charter G5.

    """
    if row.contents is None or row.wrapped_key is None or civil_date(at) >= row.erase_on:
        return None
    sealed = Sealed(row.key_month, bytes(row.wrapped_key), bytes(row.contents))
    plain = envelopes.open_up(row.person_id, row.id, sealed)
    return None if plain is None else contents.statement_from(plain)


def card_of(row: StatementRow, at: datetime, statement: Statement | None = None) -> StatementCard:
    """Return the card of a row at the instant `at`."""
    return StatementCard(
        person=row.person_id,
        id=row.id,
        number=row.number,
        kind=Kind(row.kind),
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        erase_on=row.erase_on,
        taken_back_at=row.taken_back_at,
        taken_back_why=None if row.taken_back_why is None else TakenBack(row.taken_back_why),
        state=_state(row, at),
        holds=rules.holds(
            valid_until=row.valid_until, is_taken_back=row.taken_back_at is not None, at=at
        ),
        carries=tuple(row.carries),
        statement=statement,
    )


def _state(row: StatementRow, at: datetime) -> State:
    return rules.state_of(
        valid_until=row.valid_until,
        erase_on=row.erase_on,
        is_taken_back=row.taken_back_at is not None,
        has_contents=row.wrapped_key is not None,
        at=at,
    )


def _share(row: Share) -> ShareCard:
    return ShareCard(
        id=row.id,
        statement=row.statement_id,
        recipient=row.recipient,
        made_at=row.made_at,
        until_at=row.until_at,
        opened_at=row.opened_at,
    )
