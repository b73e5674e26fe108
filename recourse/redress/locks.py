"""Rows of cases, locked until the transaction ends, for whoever may act on them now.

Everybody waits for the record first and for its cases then, so nobody waits in a circle.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from recourse.agencies.terms import SeatCard
from recourse.redress import errors, rules
from recourse.redress.envelopes import Envelope
from recourse.redress.models import Case
from recourse.redress.queries import envelope_of
from recourse.redress.terms import Kind, State

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))"
LOCK_OF_CASE = """
SELECT pg_advisory_xact_lock(hashtextextended(record_id::text, 3)) FROM redress_case_of_one
WHERE person_id = %s AND id = %s AND record_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A case, locked, with those it may touch: all about its record, and the one it reviews."""

    row: Case
    others: tuple[Case, ...]

    @property
    def all(self) -> tuple[Case, ...]:
        """The case and the others."""
        return (self.row, *self.others)

    @property
    def open_others(self) -> list[Case]:
        """The other open cases about the same record."""
        return [one for one in self.others if is_open_about(one, self.row.record_id)]

    @property
    def reviewed(self) -> Case | None:
        """The case that this one looks at again."""
        return next((one for one in self.others if one.id == self.row.reviewed_id), None)

    @property
    def reviewed_kind(self) -> Kind | None:
        """The kind of the case that this one looks at again."""
        return None if self.reviewed is None else Kind(self.reviewed.kind)

    @property
    def asks_for_erasure(self) -> bool:
        """Whether what is asked for, here or in the case under review, is erasure."""
        return Kind.ERASURE in {self.row.kind, self.reviewed_kind}


def is_open_about(row: Case, record: UUID | None) -> bool:
    """Return whether a case is open and about this record."""
    return row.state == State.OPEN and record is not None and row.record_id == record


def alone(record: UUID | None) -> None:
    """Let deeds about one record wait for each other until the transaction ends."""
    if record is not None:
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [str(record)])


def about(person: UUID, record: UUID) -> list[Case]:
    """Return the locked rows of all cases about a record, without the words in them."""
    rows = Case.objects.select_for_update().filter(person_id=person, record_id=record)
    return list(rows.defer("told", "answer").order_by("id"))


def row_of(person: UUID, case: UUID) -> Case:
    """Return the row of a case, locked until the transaction ends.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    row = Case.objects.select_for_update().filter(person_id=person, id=case).first()
    if row is None:
        raise errors.NoSuchCase
    return row


def held(person: UUID, case: UUID) -> Held:
    """Return a case and those it may touch, once the other deeds about its record are done.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK_OF_CASE, [person, case])
    itself = Case.objects.filter(person_id=person, id=case)
    near = (
        Q(id=case)
        | Q(record_id__in=itself.values("record_id"))
        | Q(id__in=itself.values("reviewed_id"))
    )
    rows = list(Case.objects.select_for_update().filter(near, person_id=person).order_by("id"))
    row = next((one for one in rows if one.id == case), None)
    if row is None:
        raise errors.NoSuchCase
    return Held(row=row, others=tuple(one for one in rows if one is not row))


def still_open(person: UUID, case: UUID, now: datetime) -> Held:
    """Return a case that can still be answered, with those it may touch.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        TooLate: Silence has decided it.

    """
    found = held(person, case)
    state = rules.state_of(State(found.row.state), found.row.due_at, now)
    if state is State.SILENT:
        raise errors.TooLate
    if state is not State.OPEN:
        raise errors.CaseOver
    return found


def answerable(person: UUID, case: UUID, by: SeatCard, now: datetime) -> Held:
    """Return a case that this seat may answer now, with those it may touch.

    An answer must be durable before silence decides, so the last minute is too late.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotYours: The case is for another seat.
        CaseOver: It is closed.
        TooLate: Silence has decided it, or is about to.

    """
    found = still_open(person, case, now)
    _need_seat(found.row, by)
    if now >= found.row.due_at - rules.LAST_MINUTE:
        raise errors.TooLate
    return found


def _need_seat(row: Case, seat: SeatCard) -> None:
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
