"""Rows of cases, locked until the transaction ends, for whoever may act on them now.

Everybody waits for the record first and for the case then, so nobody waits in a circle.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection

from recourse.agencies.terms import SeatCard
from recourse.redress import errors, rules
from recourse.redress.envelopes import Envelope
from recourse.redress.models import Case
from recourse.redress.queries import envelope_of
from recourse.redress.terms import Kind, State


def alone(record: UUID | None) -> None:
    """Let deeds about one record wait for each other until the transaction ends."""
    if record is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [str(record)])


def row_of(person: UUID, case: UUID) -> Case:
    """Return the row of a case, locked until the transaction ends.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    row = Case.objects.select_for_update().filter(person_id=person, id=case).first()
    if row is None:
        raise errors.NoSuchCase
    return row


def row_alone(person: UUID, case: UUID) -> Case:
    """Return the locked row of a case once the other deeds about its record are done.

    Everybody waits for the record first and for the case then, so nobody waits in a circle.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    about = Case.objects.filter(person_id=person, id=case).values_list("record_id").first()
    alone(None if about is None else about[0])
    return row_of(person, case)


def open_row(person: UUID, case: UUID, now: datetime) -> Case:
    """Return the locked row of a case that can still be answered.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        TooLate: Silence has decided it.

    """
    row = row_alone(person, case)
    state = rules.state_of(State(row.state), row.due_at, now)
    if state is State.SILENT:
        raise errors.TooLate
    if state is not State.OPEN:
        raise errors.CaseOver
    return row


def answerable(person: UUID, case: UUID, by: SeatCard, now: datetime) -> Case:
    """Return the locked row of a case that this seat may answer now.

    An answer must be durable before silence decides, so the last minute is too late.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotYours: The case is for another seat.
        CaseOver: It is closed.
        TooLate: Silence has decided it, or is about to.

    """
    row = open_row(person, case, now)
    need_seat(row, by)
    if now >= row.due_at - rules.LAST_MINUTE:
        raise errors.TooLate
    return row


def need_seat(row: Case, seat: SeatCard) -> None:
    """Refuse a seat that may not answer this case."""
    if seat.agency.id != row.authority_id or not rules.may_answer(Kind(row.kind), seat.role):
        raise errors.NotYours


def envelope(row: Case, now: datetime) -> Envelope:
    """Return the envelope of an open case.

    Raises:
        CaseOver: It is erased.

    """
    envelope = envelope_of(row, now)
    if envelope is None:
        raise errors.CaseOver
    return envelope
