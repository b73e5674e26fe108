"""Reads of held rows on their way back; what a row says is opened one row at a time."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from recourse.ground.calendar import civil_date
from recourse.ground.keydir import KeyDestroyed, NoSuchKey
from recourse.ground.sealing import unseal
from recourse.intake import deliveries, limits
from recourse.intake.amendments.queries import COMES_BACK
from recourse.intake.errors import DeliveryGone
from recourse.intake.mending.errors import NotCorrectable, NotHeld, SentBefore
from recourse.intake.mending.terms import Account, HeldRow, Place, SentAgain
from recourse.intake.models import Batch, Finding, Mended
from recourse.intake.rulebook import RULES
from recourse.intake.rules import delivery_gone_on
from recourse.intake.terms import BatchCard, State
from recourse.store.keys import vault

A_PAGE = 50
MOST_AT_ONCE = 1_000
"""Rows that are sent again together; whoever has more sends twice, or uses the file."""


def account_of(card: BatchCard) -> Account:
    """Return what became of the held rows of a batch; two queries.

    Args:
        card: The batch, asked for by its own department.

    """
    mended = Mended.objects.filter(batch_id=card.id)
    lines = list(
        mended.values_list("sent_in__number", "sent_in__state")
        .annotate(rows=Count("id"))
        .order_by("sent_in__number")
    )
    sent = tuple(
        SentAgain(number=number, state=State(state), rows=rows)
        for number, state, rows in lines
        if number is not None
    )
    ready = sum(rows for number, _, rows in lines if number is None)
    by_file = Batch.objects.filter(agency_id=card.agency_id, fixes_id=card.id)
    named = {one.number for one in sent}
    numbers = by_file.order_by("id").values_list("number", flat=True)
    return Account(
        held=card.held,
        waiting=max(0, card.held - ready - sum(one.rows for one in sent)),
        ready=ready,
        sent=sent,
        by_file=tuple(number for number in numbers if number not in named),
        kept_until_on=_kept_until(card),
    )


def _kept_until(card: BatchCard) -> date:
    """Return the first day on which the delivered rows are gone."""
    last = delivery_gone_on(card.received_at)
    if card.entered_at is None:
        return last
    return min(last, civil_date(card.entered_at) + timedelta(days=limits.DELIVERY_KEEP_DAYS))


def held_rows(card: BatchCard, *, after: int = 0, limit: int = A_PAGE) -> list[HeldRow]:
    """Return held rows of a batch by their number, a page at a time; two queries.

    Args:
        card: The batch, asked for by its own department.
        after: Number of the last row of the page before.
        limit: Longest page.

    """
    lines = _held(card.id, after=after, limit=limit)
    known = dict(
        Mended.objects.filter(
            batch_id=card.id, row_number__in=[number for number, _ in lines]
        ).values_list("row_number", "sent_in__number")
    )
    return [_held_row(number, rules, known) for number, rules in lines]


def _held(
    batch: UUID, *, after: int, limit: int, only_waiting: bool = False
) -> list[tuple[int, list[str]]]:
    """Return held rows of a batch with their rules; a refused row is not held.

    Args:
        batch: The batch.
        after: Number of the row before the first.
        limit: How many.
        only_waiting: Leave out what was put right, and what waits for a certification alone.

    """
    found = Finding.objects.filter(batch_id=batch, row_number__gt=after)
    if only_waiting:
        mended = Mended.objects.filter(batch_id=batch).values("row_number")
        found = found.exclude(row_number__in=mended)
    rows = (
        found.values("row_number")
        .annotate(
            rules=ArrayAgg("rule", distinct=True, order_by="rule"),
            holds=Count("id", filter=Q(outcome="held")),
            refuses=Count("id", filter=Q(outcome="refused")),
            to_mend=Count("id", filter=~Q(rule=COMES_BACK)),
        )
        .filter(holds__gt=0, refuses=0, to_mend__gte=int(only_waiting))
        .order_by("row_number")
    )
    return [(line["row_number"], line["rules"]) for line in rows[:limit]]


def _held_row(number: int, rules: list[str], known: Mapping[int, str | None]) -> HeldRow:
    """Return a held row from outside."""
    sent_in = known.get(number) or ""
    ready = Place.READY if number in known else Place.WAITS
    return HeldRow(
        number=number,
        rules=tuple(RULES[rule] for rule in rules),
        place=Place.SENT if sent_in else ready,
        sent_in=sent_in,
    )


def held_row(card: BatchCard, number: int) -> HeldRow:
    """Return one held row from outside, if it can be put right.

    Raises:
        NotCorrectable: The batch is being entered, or not checked yet.
        NotHeld: There is no such held row, or it waits for nothing but a certification.
        SentBefore: It was sent again before.

    """
    if card.state not in {State.CHECKED, State.ENTERED}:
        raise NotCorrectable
    found = held_rows(card, after=number - 1, limit=1)
    if not found or found[0].number != number or _only_comes_back(found[0]):
        raise NotHeld
    if found[0].place is Place.SENT:
        raise SentBefore
    return found[0]


def _only_comes_back(row: HeldRow) -> bool:
    """Whether a row is held for nothing but that its fact was taken down before."""
    return {rule.code for rule in row.rules} == {COMES_BACK}


def next_waiting(card: BatchCard, *, after: int = 0) -> int | None:
    """Return the next held row that waits to be put right, or None; one query."""
    found = _held(card.id, after=after, limit=1, only_waiting=True)
    return found[0][0] if found else None


def values_of(card: BatchCard, number: int) -> Mapping[str, str] | None:
    """Return what a row says since it was put right, by field; None if it was not.

    Raises:
        DeliveryGone: Its key was destroyed when its time was over.

    """
    row = Mended.objects.filter(batch_id=card.id, row_number=number, sent_in=None).first()
    return None if row is None or row.sealed is None else opened(card, number, bytes(row.sealed))


def opened(card: BatchCard, number: int, sealed: bytes) -> Mapping[str, str]:
    """Return what was sealed of a row.

    Raises:
        DeliveryGone: Its key was destroyed when its time was over.
        CannotOpen: The bytes are not what was sealed for this row.

    """
    try:
        key = vault().by_name(deliveries.key_name(card.received_at))
    except (KeyDestroyed, NoSuchKey) as error:
        raise DeliveryGone from error
    values: dict[str, str] = json.loads(unseal(key, sealed, bound_to=bound_to(card.id, number)))
    return values


def bound_to(batch: UUID, number: int) -> bytes:
    """Return what a sealed row belongs to."""
    return b"mended" + batch.bytes + number.to_bytes(8)
