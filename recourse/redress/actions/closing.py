"""A case ends otherwise than by a decision: taken back, overtaken, or nobody answered in time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Polarity
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date, first_of_month
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice.terms import NewNotice
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.redress import bearing, errors, locks, rules, timeline
from recourse.redress.locks import Held
from recourse.redress.models import Case
from recourse.redress.queries import card_of, envelope_of
from recourse.redress.terms import CaseCard, Happening, State
from recourse.redress.timeline import Deed

TOGETHER = 20
"""Overdue cases closed in one transaction: they share a commit, and locks are held briefly."""

LEAVES_THE_QUEUE = """
WITH gone AS (DELETE FROM redress_waiting WHERE case_id = %s)
INSERT INTO redress_ended (authority_id, kind, ended, month) VALUES (%s, %s, %s, %s)
"""
"""Out of the queue, and counted for its agency, by one statement."""


@transaction.atomic
def take_back(*, person: UUID, case: UUID, by: Actor, now: datetime) -> CaseCard:
    """Let a person take their case back; nothing is held against them for it.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.

    """
    with timeline.deed(person=person, by=by, now=now) as deed:
        found = locks.still_open(person, case, now)
        row = found.row
        close(
            row=row,
            state=State.TAKEN_BACK,
            happening=Happening.TAKEN_BACK,
            deed=deed,
            by=by,
            now=now,
        )
        bearing.end_effect(row, found.all, deed)
        deed.tell(row, Happening.TAKEN_BACK)
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
    with timeline.deed(person=person, by=by, now=now) as deed:
        locks.alone(record)
        card = files.outside_of(person, record, at=now)
        item = catalogue.version(card.catalogue_version).items[card.item]
        if item.polarity is not Polarity.POSITIVE:
            raise errors.NeedsAnAnswer
        records.give_up(person=person, record=record, by=by, now=now)
        overtake_others(rows=locks.about(person, record), deed=deed, by=by, now=now)


@transaction.atomic
def overtake(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Close the open cases of a record that its source ends or corrects in this transaction.

    To be called before the record is touched: everybody waits for the record first.

    Law:
        Shandong Social Credit Regulations art. 40; charter G12 (the person is told).

    """
    with timeline.deed(person=person, by=by, now=now) as deed:
        locks.alone(record)
        overtake_others(rows=locks.about(person, record), deed=deed, by=by, now=now)


def overtake_others(*, rows: Iterable[Case], deed: Deed, by: Actor, now: datetime) -> None:
    """Close the open cases of a record that has ended: there is nothing left to decide."""
    for row in rows:
        if row.state == State.OPEN:
            close(
                row=row,
                state=State.OVERTAKEN,
                happening=Happening.OVERTAKEN,
                deed=deed,
                by=by,
                now=now,
            )
            deed.tell(row, Happening.OVERTAKEN)


def close_overdue(*, by: Actor, now: datetime, limit: int = 500) -> int:
    """Write down what silence has decided, some cases a transaction; return how many.

    The outcome was effective at the instant the answer was too late; this writes the letter.
    Run late or twice, it leaves the same.

    Law:
        Charter G4.

    """
    done = 0
    while done < limit:
        closed = _close_some(by, now, min(TOGETHER, limit - done))
        done += closed
        if closed < TOGETHER:
            break
    return done


@transaction.atomic
def _close_some(by: Actor, now: datetime, most: int) -> int:
    """Close the cases that are overdue longest, and write their letters together; return how many.

    The log's heads are locked once all rows are, in their order; so nobody waits in a circle
    with those who look up meanwhile.
    """
    letters: list[NewNotice] = []
    done = 0
    with ledger.in_one_breath(now=now):
        while done < most and _close_next(letters, by, now):
            done += 1
    if letters:
        notices.write_many(notices=letters, by=by, now=now)
    return done


def _close_next(letters: list[NewNotice], by: Actor, now: datetime) -> bool:
    """Close the case that is overdue longest; return whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_overdue(%s)", [now])
        found = cursor.fetchone()
    if found is None:
        return False
    person, case = found
    with timeline.deed(person=person, by=by, now=now, post=letters) as deed:
        overdue = locks.held(person, case)
        row = overdue.row
        if row.state == State.OPEN:
            close(
                row=row,
                state=State.SILENT,
                happening=Happening.SILENT,
                at=row.due_at,
                deed=deed,
                by=by,
                now=now,
            )
            _settle(overdue, deed)
            deed.tell(row, Happening.SILENT)
    return True


def _settle(case: Held, deed: Deed) -> None:
    """Write down the end of the record that fell with this case, and what that overtakes."""
    row = case.row
    if row.record_id is None:
        return
    person, record, by, now = row.person_id, row.record_id, deed.by, deed.now
    fell_at = records.settle_fall(person=person, record=record, by=by, now=now)
    if case.asks_for_erasure:
        records.give_up(person=person, record=record, by=by, now=now)
    if fell_at is not None:
        overtake_others(rows=case.open_others, deed=deed, by=by, now=now)


def close(
    *,
    row: Case,
    state: State,
    happening: Happening,
    deed: Deed,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,
    at: datetime | None = None,
    also: Sequence[str] = (),
) -> None:
    """Close a case and take it out of the queue; the day of its erasure only moves earlier.

    Args:
        row: The case, locked.
        state: How it ends.
        happening: What the timeline says of that.
        deed: What is being done.
        by: Who does it.
        now: When it is done.
        at: When the case was over, if that was earlier.
        also: Columns that were set besides.

    """
    closed_at = at or now
    row.state, row.closed_at = str(state), closed_at
    row.erase_on = min(
        row.erase_on, rules.erase_on(civil_date(row.filed_at), civil_date(closed_at))
    )
    row.save(update_fields=["state", "closed_at", "erase_on", *also])
    ended = row.outcome or str(state)
    closed_on = row.due_on if state is State.SILENT else civil_date(closed_at)
    month = first_of_month(closed_on)
    with connection.cursor() as cursor:
        cursor.execute(LEAVES_THE_QUEUE, [row.id, row.authority_id, row.kind, ended, month])
    deed.happened(row, happening, {"outcome": row.outcome} if row.outcome else {})
