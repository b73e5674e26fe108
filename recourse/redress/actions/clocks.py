"""The clock of an open case: taken on, accepted, extended once, counted anew."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from recourse.agencies.terms import SeatCard
from recourse.ground.actor import Actor
from recourse.redress import bearing, errors, locks, rules, timeline
from recourse.redress.locks import Held
from recourse.redress.models import Case, Waiting
from recourse.redress.queries import card_of, envelope_of
from recourse.redress.terms import CaseCard, Due, Happening, Kind, State
from recourse.redress.timeline import Deed
from recourse.store.calendar import working_days


@transaction.atomic
def accept(*, person: UUID, case: UUID, by: SeatCard, now: datetime) -> CaseCard:
    """Accept an application for repair; the clock of the decision runs on.

    Raises:
        NotYours: The case is for another seat.
        NothingToAccept: It needs no acceptance, or was accepted.

    """
    with timeline.deed(person=person, by=by.actor, now=now) as deed:
        row = locks.answerable(person, case, by, now).row
        if row.accept_due_at is None or row.accepted_at is not None:
            raise errors.NothingToAccept
        row.accepted_at = now
        row.save(update_fields=["accepted_at"])
        Waiting.objects.filter(case_id=row.id).update(accept_due_on=None, accept_due_at=None)
        deed.happened(row, Happening.ACCEPTED)
        deed.tell(row, Happening.ACCEPTED)
        return card_of(row, now, envelope=envelope_of(row, now))


@transaction.atomic
def take(*, case: UUID, by: SeatCard, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Let a seat take a case of its agency on, so that two do not do the same work.

    Raises:
        NotYours: There is no such open case of this agency.

    """
    mine = Waiting.objects.filter(case_id=case, authority_id=by.agency.id)
    if not mine.update(taken_by=by.id):
        raise errors.NotYours


@transaction.atomic
def extend(*, person: UUID, case: UUID, reason: str, by: SeatCard, now: datetime) -> CaseCard:
    """Let a clock run longer, once, for a reason of the closed set; the person is told at once.

    Raises:
        NotYours: The case is for another seat.
        NoSuchExtension: The law knows no such reason for this kind, or it was used.

    Law:
        Shandong Social Credit Regulations art. 39.

    """
    with timeline.deed(person=person, by=by.actor, now=now) as deed:
        found = locks.answerable(person, case, by, now)
        row = found.row
        known = rules.extension(Kind(row.kind), reason)
        if known is None or row.extension:
            raise errors.NoSuchExtension
        due = rules.due(row.filed_at, known.working_days, calendar=working_days())
        row.extension, row.due_on, row.due_at = known.code, due.on, due.at
        row.save(update_fields=["extension", "due_on", "due_at"])
        _move_in_queue(row)
        bearing.fix_fall(row, found.all, deed)
        facts = {"reason": known.code, "due_on": due.on.isoformat()}
        deed.happened(row, Happening.EXTENDED, facts)
        deed.tell(row, Happening.EXTENDED)
        return card_of(row, now, envelope=envelope_of(row, now))


@transaction.atomic
def retime(*, by: Actor, now: datetime, after: UUID | None = None) -> UUID | None:
    """Count one open case anew by the present calendar; its day moves earlier or stays.

    Args:
        by: Who asks.
        now: When.
        after: The case counted before this one.

    Returns:
        The case that was counted, to go on from; None when there is none left.

    Law:
        Civil Code art. 201; charter G4.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_next_open(%s)", [after])
        found = cursor.fetchone()
    if found is None:
        return None
    person, case = found
    with timeline.deed(person=person, by=by, now=now) as deed:
        found = locks.held(person, case)
        if found.row.state == State.OPEN and now < found.row.due_at:
            _count_anew(found, deed)
    return UUID(str(case))


def _count_anew(case: Held, deed: Deed) -> None:
    """Move the last day of an open case to where the calendar has it now, if that is earlier."""
    row = case.row
    known = rules.extension(Kind(row.kind), row.extension)
    days = rules.CLOCKS[Kind(row.kind)].working_days if known is None else known.working_days
    counted = rules.due(row.filed_at, days, calendar=working_days())
    due = rules.retimed(Due(row.due_on, row.due_at), counted)
    if due.at < row.due_at and deed.now < due.at:
        row.due_on, row.due_at = due
        row.save(update_fields=["due_on", "due_at"])
        _move_in_queue(row)
        bearing.fix_fall(row, case.all, deed)
        deed.happened(row, Happening.RETIMED, {"due_on": due.on.isoformat()})
        deed.tell(row, Happening.RETIMED)


def _move_in_queue(row: Case) -> None:
    """Let the queue show when a case is due."""
    waiting = Waiting.objects.filter(case_id=row.id)
    waiting.update(due_on=row.due_on, due_at=row.due_at)
