"""Writes of the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from recourse.ground.actor import Actor
from recourse.ledger import statements
from recourse.ledger.chain import Pen, log_at
from recourse.ledger.terms import Draft, EntryReceipt, Facts, Kind, PersonHead, QueueRow
from recourse.store.keys import vault


def note(*, kind: str, tag: bytes | None, by: Actor, now: datetime, facts: Facts) -> EntryReceipt:
    """Add one entry to the log in the caller's transaction.

    Args:
        kind: A `Kind`, by its code.
        tag: Keyed tag of the person it concerns; None for a deed about no single person.
        by: Who did it.
        now: When.
        facts: Codes, identifiers and counts; never a value from a record, never a name.

    Raises:
        ValueError: The ledger has no such kind.

    """
    draft = Draft(Kind(kind), tag, by.code, by.agency, facts)
    return note_many(drafts=[draft], now=now)[0]


@transaction.atomic
def note_many(*, drafts: Sequence[Draft], now: datetime) -> list[EntryReceipt]:
    """Add entries to the log, in order, in the caller's transaction."""
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
