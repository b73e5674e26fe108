"""A department puts its held rows right and sends them again, on screen or by file.

What was delivered stays as it was, and so does its receipt. A row put right on screen is checked
at once by every rule that needs nothing but the row. Whether a name fits the number we know, and
whether the fact is on file, is asked only when the rows are sent: then as of every batch, with a
receipt and a line in the log. So the screen tells nobody who is known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson
import polars as pl

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item
from recourse.intake import deliveries, errors, headings
from recourse.intake import queries as batches
from recourse.intake.amendments import actions as amendments
from recourse.intake.checking import Checker
from recourse.intake.deliveries import ROW, SHAPE, Delivery
from recourse.intake.mending import actions as mending
from recourse.intake.mending import queries as held
from recourse.intake.mending.errors import (
    NotHeld,
    NothingMended,
    NothingReady,
    StillComing,
    StillFaulty,
)
from recourse.intake.mending.terms import HeldRow
from recourse.intake.rulebook import RULES
from recourse.intake.terms import BatchCard, Form, State
from recourse.journeys import take_in_batch
from recourse.journeys.amend_record import Fault, setting_of
from recourse.journeys.weighing import Weigher


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """One held row on the table of its own department.

    Attributes:
        batch: The batch that holds it.
        item: What it is about.
        row: Its number, its rules, where it stands.
        headings: What each column is called in the file, by field; only columns that came.
        came: What came in each column, by field.
        values: What the row says now, by field: as it came, or as it was put right.
        faults: What is wrong with it; nothing, once it was put right.

    """

    batch: BatchCard
    item: Item
    row: HeldRow
    headings: Mapping[str, str]
    came: Mapping[str, str]
    values: Mapping[str, str]
    faults: tuple[Fault, ...]


def open_row(*, batch: str, row: int, by: SeatCard, now: datetime) -> OpenRow:
    """Return a held row of the seat's own department: what it handed in itself, and why it is held.

    Raises:
        NoSuchBatch: There is none, or it is another department's.
        NoMandate: The seat may not, or no longer, hand in the item.
        DeliveryGone: The delivered rows were deleted when their time was over.
        ItemNotOpen: The catalogue has closed the item since.
        Refused: Any refusal of `intake.mending.queries.held_row`.

    """
    card = batches.batch(batch, agency=by.agency.id)
    if deliveries.is_over(received_at=card.received_at, entered_at=card.entered_at, now=now):
        raise errors.DeliveryGone
    amendments.refuse_whoever_may_not(item=card.item, by=by, now=now)
    outside = held.held_row(card, row)
    item = _item(card, now)
    delivery = Delivery(batch=card.id, received_at=card.received_at)
    line = delivery.row(row)
    if line.is_empty():
        raise NotHeld
    came = {code: str(line[code][0] or "") for code in delivery.layout.headings}
    mended = held.values_of(card, row)
    return OpenRow(
        batch=card,
        item=item,
        row=outside,
        headings=delivery.layout.headings,
        came=came,
        values=mended or came,
        faults=() if mended else tuple(_found(card, row, item, delivery.layout.headings)),
    )


def _item(card: BatchCard, now: datetime) -> Item:
    """Return the item as the catalogue has it today; what is sent again is judged by that."""
    item = catalogue.current().items.get(card.item)
    if item is None or not setting_of(item, card.agency_id, now, now).is_open:
        raise errors.ItemNotOpen(item=card.item)
    return item


def _found(card: BatchCard, row: int, item: Item, written: Mapping[str, str]) -> list[Fault]:
    """Return what was found when the row was held, by field."""
    fields = {field.name.zh: field.code for field in item.fields}
    fields |= {heading: code for code, heading in written.items()}
    findings = batches.findings_between(card.id, row, row).get(row, [])
    return [Fault(field=fields.get(one.column, ""), rule=RULES[one.rule]) for one in findings]


def faults(*, opened: OpenRow, values: Mapping[str, str], now: datetime) -> tuple[Fault, ...]:
    """Return every rule that a row would break by itself, as it ought to be; nothing is kept."""
    card = opened.batch
    setting = setting_of(opened.item, card.agency_id, now, now)
    cells = {field.code: [values.get(field.code, "")] for field in opened.item.fields}
    frame = pl.DataFrame(
        {
            ROW: pl.Series([1], dtype=pl.Int32),
            SHAPE: pl.Series([0], dtype=pl.Int8),
            **{code: pl.Series(text, dtype=pl.String) for code, text in cells.items()},
        }
    )
    checked = Checker(setting).check(frame)
    Weigher(setting, now, now).facts(checked)
    return tuple(Fault(field=one.field, rule=RULES[one.rule]) for one in checked.verdicts.findings)


def mend(*, batch: str, row: int, values: Mapping[str, str], by: SeatCard, now: datetime) -> None:
    """Keep a held row as it ought to be, if no rule speaks against it; it is sent later.

    Raises:
        NothingMended: It says what it said when it was held.
        StillFaulty: It breaks a rule.
        StillComing: A large corrected file waits for the worker.
        Refused: Any refusal of `open_row`.

    Law:
        Shandong Social Credit Regulations art. 15, 16; PIPL art. 8.

    """
    _finish_received(batches.batch(batch, agency=by.agency.id), now)
    opened = open_row(batch=batch, row=row, by=by, now=now)
    told = {code: values.get(code, "") for code in (field.code for field in opened.item.fields)}
    if all(text == opened.came.get(code, "").strip() for code, text in told.items()):
        raise NothingMended
    found = faults(opened=opened, values=told, now=now)
    if found:
        raise StillFaulty(rules=", ".join(sorted({one.rule.code for one in found})))
    mending.mend(card=opened.batch, row=row, values=told, by=by, now=now)


def send_again(*, batch: str, by: SeatCard, now: datetime) -> BatchCard:
    """Hand the rows that are put right in as a batch of their own; it goes the ordinary way.

    Each row carries its old number, so the new batch itself tells which rows it brought. Whatever
    stops the house between the steps: the batch that was received is finished first.

    Raises:
        NothingReady: No row is put right.
        StillComing: A large corrected file waits for the worker.
        Refused: Any refusal of `intake.actions.receive`.

    """
    card = batches.batch(batch, agency=by.agency.id)
    finished = _finish_received(card, now)
    try:
        rows = mending.ready(card=card, by=by, now=now)
    except NothingReady:
        if not finished:
            raise
        return batches.batch(finished[-1])
    item = _item(card, now)
    path = deliveries.paper(f"again-{card.number}-", Form.JSONL)
    try:
        path.write_bytes(b"\n".join(_lines(card, item, rows)))
        sent = take_in_batch.receive(
            path=path,
            file_name=f"{card.number}-again.jsonl",
            item=card.item,
            fixes=card,
            by=by,
            now=now,
        )
    finally:
        path.unlink(missing_ok=True)
    return take_in_batch.check_or_wait(card=sent, now=now)


def _finish_received(card: BatchCard, now: datetime) -> list[UUID]:
    """Check what brings rows of this batch again and was only received; a row goes once.

    Raises:
        StillComing: It is large; the worker is asked again to check it.

    """
    coming = batches.coming_back_to(card)
    for one in coming:
        if take_in_batch.check_or_wait(card=one, now=now).state is State.RECEIVED:
            raise StillComing
    return [one.id for one in coming]


def _lines(card: BatchCard, item: Item, rows: Mapping[int, Mapping[str, str]]) -> list[bytes]:
    """Return the rows as JSON, under the headings they came with."""
    written = Delivery(batch=card.id, received_at=card.received_at).layout.headings
    known = headings.fields_by_heading(item)
    named = {
        field.code: next(
            (
                heading
                for heading in (written.get(field.code, ""), field.name.zh)
                if known.get(headings.plain(heading)) == field.code
            ),
            field.code,
        )
        for field in item.fields
    }
    return [
        orjson.dumps(
            {headings.ORIGIN: number, **{named[code]: values.get(code, "") for code in named}}
        )
        for number, values in rows.items()
    ]


def hand_in_file(
    *, batch: str, path: Path, file_name: str, by: SeatCard, now: datetime
) -> BatchCard:
    """Take a corrected file of held rows in, tied to the batch that held them.

    Args:
        batch: Number of that batch.
        path: The file; it is the caller's to delete.
        file_name: Its name at the sender's.
        by: The seat that hands it in.
        now: When.

    Raises:
        StillComing: An earlier large one waits for the worker.
        Refused: Any refusal of `intake.actions.receive`.

    """
    card = batches.batch(batch, agency=by.agency.id)
    _finish_received(card, now)
    sent = take_in_batch.receive(
        path=path, file_name=file_name, item=card.item, fixes=card, by=by, now=now
    )
    return take_in_batch.check_or_wait(card=sent, now=now)
