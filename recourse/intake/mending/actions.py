"""Writes of held rows on their way back: put right, sent again, forgotten when their time is over.

A row put right is sealed under the key of its own delivery, so it lasts no longer than that. Once
it is sent, the new delivery holds it, and nothing of it is left here but where it went.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies.terms import SeatCard
from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.sealing import seal
from recourse.intake import deliveries
from recourse.intake.mending import queries
from recourse.intake.mending.errors import NothingReady
from recourse.intake.models import Batch, Finding, Mended
from recourse.intake.terms import BatchCard
from recourse.ledger import actions as ledger
from recourse.store.keys import vault


@transaction.atomic
def mend(
    *, card: BatchCard, row: int, values: Mapping[str, str], by: SeatCard, now: datetime
) -> None:
    """Keep a held row as it ought to be, sealed; the delivery stays as it was.

    Args:
        card: The batch that holds it, asked for by its own department.
        row: Its number in the file.
        values: What it ought to say, by field; checked by the caller.
        by: The data steward.
        now: When.

    Raises:
        Refused: Any refusal of `queries.held_row`.

    Law:
        PIPL art. 8 (accurate); Shandong Social Credit Regulations art. 16.

    """
    Batch.objects.select_for_update().get(id=card.id)
    queries.held_row(card, row)
    key = vault().by_name(deliveries.key_name(card.received_at))
    bound_to = queries.bound_to(card.id, row)
    sealed = seal(key, canonical.dumps(dict(values)), bound_to=bound_to)
    told = {"seat_id": by.id, "mended_at": now, "sealed": sealed}
    Mended.objects.update_or_create(batch_id=card.id, row_number=row, defaults=told)
    _note("row-mended", card, by.actor, now, {"row": row})


@transaction.atomic
def take_back(*, card: BatchCard, row: int, by: SeatCard, now: datetime) -> None:
    """Forget what was put right in a row that is not sent; it waits again as it came."""
    rows = Mended.objects.filter(batch_id=card.id, row_number=row, sent_in=None)
    if rows.delete()[0]:
        _note("row-mending-dropped", card, by.actor, now, {"row": row})


def ready(*, card: BatchCard, by: SeatCard, now: datetime) -> dict[int, Mapping[str, str]]:  # noqa: ARG001 - actions name who and when
    """Return the rows that are put right and not sent, by number, so many at a time.

    Raises:
        NothingReady: There are none.
        DeliveryGone: Their time is over.

    """
    rows = Mended.objects.filter(batch_id=card.id, sent_in=None).order_by("row_number")
    found = {
        row.row_number: queries.opened(card, row.row_number, bytes(row.sealed))
        for row in rows[: queries.MOST_AT_ONCE]
        if row.sealed is not None
    }
    if not found:
        raise NothingReady
    return found


@transaction.atomic
def keep_sent(
    *, card: BatchCard, rows: Collection[int], sent_in: UUID, by: Actor, now: datetime
) -> int:
    """Write down in which batch held rows were sent again; return how many there were.

    A number that names no held row, or one that was sent before, is passed over: whoever
    changes numbers in a file marks nothing that is not theirs. Done twice, it is done once.

    Args:
        card: The batch that holds them.
        rows: Their numbers, at most 1,000 of them.
        sent_in: The batch that brought them.
        by: The seat that handed them in.
        now: When.

    """
    Batch.objects.select_for_update().get(id=card.id)
    mine = Mended.objects.filter(batch_id=card.id, row_number__in=rows)
    before = set(mine.exclude(sent_in=None).values_list("row_number", flat=True))
    held = Finding.objects.filter(batch_id=card.id, row_number__in=rows, outcome="held")
    numbers = set(held.values_list("row_number", flat=True)) - before
    mine.filter(row_number__in=numbers).delete()
    Mended.objects.bulk_create(
        Mended(
            batch_id=card.id, row_number=number, seat_id=by.id, mended_at=now, sent_in_id=sent_in
        )
        for number in sorted(numbers)
    )
    if numbers:
        facts: dict[str, str | int] = {"rows": len(numbers), "sent_in": str(sent_in)}
        _note("rows-sent-again", card, by, now, facts)
    return len(numbers)


def forget_over(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - actions name who and when
    """Delete rows that were put right and never sent, with their delivery; return how many.

    Law:
        PIPL art. 19, 47.

    """
    waiting = Mended.objects.filter(sent_in=None).values("batch_id")
    over = [
        row.id
        for row in Batch.objects.filter(id__in=waiting)
        if deliveries.is_over(received_at=row.received_at, entered_at=row.entered_at, now=now)
    ]
    return Mended.objects.filter(sent_in=None, batch_id__in=over).delete()[0]


def _note(
    kind: str, card: BatchCard, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Drop a line into the log: batch and row numbers, about no person."""
    ledger.note(kind=kind, tag=None, by=by, now=now, facts={"batch": card.number, **facts})
