"""Writes of the ledger."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from recourse.ground.actor import Actor
from recourse.ledger import statements
from recourse.ledger.chain import Pen, log_at
from recourse.ledger.terms import Draft, EntryReceipt, Facts, Kind, PersonHead, QueueRow
from recourse.store.keys import vault


@dataclass(frozen=True, slots=True)
class _Breath:
    """What is noted of one deed, until it is written together."""

    now: datetime
    drafts: list[Draft] = field(default_factory=list)


_breath: ContextVar[_Breath | None] = ContextVar("_breath", default=None)


@contextmanager
def in_one_breath(*, now: datetime) -> Iterator[None]:
    """Write whatever `note` is given inside together at the end, in order, in one statement.

    For a deed that notes several things, in its transaction. A refusal that is caught inside
    must have noted nothing before. Inside another one nothing happens.

    Args:
        now: When the deed happens; everything noted inside happens then.

    """
    if _breath.get() is not None:
        yield
        return
    breath = _Breath(now)
    token = _breath.set(breath)
    try:
        yield
    finally:
        _breath.reset(token)
    if breath.drafts:
        note_many(drafts=breath.drafts, now=now)


def note(
    *, kind: str, tag: bytes | None, by: Actor, now: datetime, facts: Facts
) -> EntryReceipt | None:
    """Add one entry to the log in the caller's transaction, at the end of its breath if it has one.

    Args:
        kind: A `Kind`, by its code.
        tag: Keyed tag of the person it concerns; None for a deed about no single person.
        by: Who did it.
        now: When.
        facts: Codes, identifiers and counts; never a value from a record, never a name.

    Returns:
        What the doer may keep of it; None in a breath, where nothing is written yet.

    Raises:
        ValueError: The ledger has no such kind, or the breath is that of another instant.

    """
    draft, breath = Draft(Kind(kind), tag, by.code, by.agency, facts), _breath.get()
    if breath is None:
        return note_many(drafts=[draft], now=now)[0]
    if breath.now != now:
        raise ValueError("what is noted in one breath happens at one instant")
    breath.drafts.append(draft)
    return None


@transaction.atomic(savepoint=False)
def note_many(*, drafts: Sequence[Draft], now: datetime) -> list[EntryReceipt]:
    """Add entries to the log at once, in order, in the caller's transaction."""
    tags = sorted({draft.tag for draft in drafts if draft.tag is not None})
    pen = Pen(now=now, vault=vault(), heads=_locked(tags, log_at(now)))
    rows = pen.write_all(drafts)
    _write(pen, rows)
    return [
        EntryReceipt(entry_id=row.entry_id, log_id=row.log_id, at=row.at, commitment=row.commitment)
        for row in rows
    ]


def _locked(tags: Sequence[bytes], log_id: int) -> dict[bytes, PersonHead]:
    """Begin and lock the heads of the people concerned."""
    if not tags:
        return {}
    names: dict[str, Any] = {"log_id": log_id, "tags": list(tags)}
    with connection.cursor() as cursor:
        cursor.execute(statements.BEGIN_HEADS, names)
        cursor.execute(statements.LOCK_HEADS, names)
        return {
            tag: PersonHead(tag, sequence, head, key)
            for tag, sequence, head, key in cursor.fetchall()
        }


def _write(pen: Pen, rows: Sequence[QueueRow]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements.WRITE, pen.written(rows))
