"""A case ends otherwise than by a decision: taken back, overtaken, or nobody answered in time."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Polarity
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.redress import bearing, errors, locks, rules, timeline
from recourse.redress.models import Case, Waiting
from recourse.redress.queries import card_of, envelope_of
from recourse.redress.terms import CaseCard, Happening, Kind, State
from recourse.store.gate import one_person


@transaction.atomic
def take_back(*, person: UUID, case: UUID, by: Actor, now: datetime) -> CaseCard:
    """Let a person take their case back; nothing is held against them for it.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.

    """
    with one_person(person):
        row = locks.open_row(person, case, now)
        close(row=row, state=State.TAKEN_BACK, happening=Happening.TAKEN_BACK, by=by, now=now)
        bearing.end_effect(row, by, now)
        timeline.tell(row, Happening.TAKEN_BACK, by, now)
        return card_of(row, now, envelope=envelope_of(row, now))


@transaction.atomic
def take_down(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """End and erase, at once and without a reason, a record that speaks for its person.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NeedsAnAnswer: It does not speak for the person.
        AlreadyOver: It is erased already.

    Law:
        PIPL art. 44, 47 (what was kept in one's favour ends at one's word).

    """
    with one_person(person):
        locks.alone(record)
        card = files.outside_of(person, record, at=now)
        item = catalogue.version(card.catalogue_version).items[card.item]
        if item.polarity is not Polarity.POSITIVE:
            raise errors.NeedsAnAnswer
        records.give_up(person=person, record=record, by=by, now=now)
        overtake_others(person=person, record=record, by=by, now=now)


@transaction.atomic
def overtake(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Close the open cases of a record that its source ends or corrects in this transaction.

    To be called before the record is touched: everybody waits for the record first.

    Law:
        Shandong Social Credit Regulations art. 40; charter G12 (the person is told).

    """
    with one_person(person):
        locks.alone(record)
        overtake_others(person=person, record=record, by=by, now=now)


def overtake_others(
    *, person: UUID, record: UUID, by: Actor, now: datetime, but: UUID | None = None
) -> None:
    """Close the other open cases of a record that has ended: there is nothing left to decide."""
    rows = Case.objects.select_for_update().filter(
        person_id=person, record_id=record, state=str(State.OPEN)
    )
    for row in rows.order_by("id"):
        if row.id != but:
            close(row=row, state=State.OVERTAKEN, happening=Happening.OVERTAKEN, by=by, now=now)
            timeline.tell(row, Happening.OVERTAKEN, by, now)


def close_overdue(*, by: Actor, now: datetime, limit: int = 500) -> int:
    """Write down what silence has decided, a case a transaction; return how many were taken up.

    The outcome was effective at the instant the answer was too late; this writes the letter.
    Run late or twice, it leaves the same.

    Law:
        Charter G4.

    """
    done = 0
    while done < limit and _close_next(by, now):
        done += 1
    return done


@transaction.atomic
def _close_next(by: Actor, now: datetime) -> bool:
    """Close the case that is overdue longest; return whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_overdue(%s)", [now])
        found = cursor.fetchone()
    if found is None:
        return False
    person, case = found
    with one_person(person):
        row = locks.row_alone(person, case)
        if row.state == State.OPEN:
            close(
                row=row,
                state=State.SILENT,
                happening=Happening.SILENT,
                at=row.due_at,
                by=by,
                now=now,
            )
            _settle(row, by, now)
            timeline.tell(row, Happening.SILENT, by, now)
    return True


def _settle(row: Case, by: Actor, now: datetime) -> None:
    """Write down the end of the record that fell with this case, and what that overtakes."""
    if row.record_id is None:
        return
    person, record = row.person_id, row.record_id
    fell_at = records.settle_fall(person=person, record=record, by=by, now=now)
    if Kind.ERASURE in {row.kind, bearing.reviewed_kind(row)}:
        records.give_up(person=person, record=record, by=by, now=now)
    if fell_at is not None:
        overtake_others(person=person, record=record, but=row.id, by=by, now=now)


def close(
    *,
    row: Case,
    state: State,
    happening: Happening,
    by: Actor,
    now: datetime,
    at: datetime | None = None,
) -> None:
    """Close a case and take it out of the queue; the day of its erasure only moves earlier."""
    closed_at = at or now
    row.state, row.closed_at = str(state), closed_at
    row.erase_on = min(
        row.erase_on, rules.erase_on(civil_date(row.filed_at), civil_date(closed_at))
    )
    row.save(
        update_fields=[
            *("state", "closed_at", "erase_on", "outcome", "reason", "decided_by"),
            *("decided_by_account", "answer"),
        ]
    )
    Waiting.objects.filter(case_id=row.id).delete()
    facts = {"outcome": row.outcome} if row.outcome else {}
    timeline.add(row, happening, by, now, facts)
