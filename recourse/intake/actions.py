"""Writes of the room `intake`: a batch is received, checked, signed, entered chunk by chunk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.ground.uuid7 import uuid7
from recourse.intake import deliveries, errors, headings, limits, rules, scanning
from recourse.intake.mandates import refuse_without_mandate
from recourse.intake.models import Batch, Chunk, Finding
from recourse.intake.queries import card_of
from recourse.intake.receipts import receipt_for
from recourse.intake.second_person import refuse_as_second
from recourse.intake.tables import open_table
from recourse.intake.terms import BatchCard, Outcome, State
from recourse.ledger import actions as ledger
from recourse.store import copying

FINDING_COLUMNS = 'batch_id, row_number, "column", rule, outcome'
FINDING_HEAD = copying.row_head(5)
_LONGEST_NAME = 200
_LONGEST_ENDING = 20


@dataclass(slots=True)
class Counts:
    """What became of so many rows."""

    rows: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Count the outcomes of a chunk."""
        self.rows += len(outcomes)
        for outcome in Outcome:
            self.outcomes[outcome] += outcomes.count(outcome)

    def move(self, came: Outcome, went: Outcome) -> None:
        """Let one row have another outcome."""
        self.outcomes[came] -= 1
        self.outcomes[went] += 1

    def as_columns(self) -> dict[str, int]:
        """Return the counts as the tables name them."""
        return {outcome.code: count for outcome, count in self.outcomes.items()}


def receive(
    *,
    path: Path,
    file_name: str,
    item: str,
    fixes: BatchCard | None = None,
    by: SeatCard,
    now: datetime,
) -> BatchCard:
    """Take a file in: look at it, seal its rows, give a receipt. Enters nothing yet.

    The same content again returns the same batch. A file that is refused is on record
    with the reason, and may be tried again; none of it is kept.

    Args:
        path: The file; it is the caller's to delete.
        file_name: Its name at the sender's.
        item: Item of the catalogue; one for the whole file.
        fixes: The department's batch whose held rows it brings again.
        by: The seat that hands it in.
        now: When.

    Raises:
        Refused: Any refusal of `intake.errors` that concerns a whole file.

    Law:
        Shandong Social Credit Regulations art. 10, 15; charter G1, G11.

    """
    sha256, size_bytes = scanning.digest_of(path)
    before = Batch.objects.filter(agency_id=by.agency.id, item=item, file_sha256=sha256).first()
    if before is not None and before.state != State.REFUSED:
        return card_of(before)
    batch = before or Batch(id=uuid7(now), agency_id=by.agency.id, item=item, file_sha256=sha256)
    batch.seat_id, batch.received_at, batch.size_bytes = by.id, now, size_bytes
    batch.fixes_id = None if fixes is None else fixes.id
    batch.file_name = _kept_name(file_name)
    batch.catalogue_version = catalogue.current().version
    try:
        _take(batch, path, file_name, by, now)
    except Refused as refusal:
        _keep_refused(batch, refusal, by.actor, now)
        raise
    return _keep_received(batch, by.actor, now)


def _kept_name(file_name: str) -> str:
    """Return a file's name as it is kept: without folders, cut in its middle, its ending whole."""
    name = headings.visible(Path(file_name).name)
    if len(name) <= _LONGEST_NAME:
        return name
    ending = f"…{Path(name).suffix[-_LONGEST_ENDING:]}"
    return name[: _LONGEST_NAME - len(ending)] + ending


def _take(batch: Batch, path: Path, file_name: str, by: SeatCard, now: datetime) -> None:
    """Check what concerns the whole file, and seal its rows; the full name tells its form.

    Raises:
        Refused: The file cannot be taken.

    """
    item = _open_item(batch.item, civil_date(now))
    refuse_without_mandate(item=item.id, by=by, on=civil_date(now))
    if by.agency.kind not in item.authority_kinds:
        raise errors.NotThisAuthority(item=item.id)
    scan = scanning.scan(path, file_name, batch.size_bytes)
    batch.form, batch.encoding = scan.form.value, scan.encoding
    table = open_table(path, scan, item)
    batch.dropped_columns = list(table.columns.dropped)
    written = deliveries.write(
        batch=batch.id, received_at=now, columns=table.columns, rows=table.rows
    )
    batch.rows = written.rows


def _open_item(code: str, on: date) -> Item:
    """Return an item that may be handed in by file on the civil date `on`.

    Raises:
        ItemUnknown: The catalogue does not name it.
        ItemNotOpen: It is disabled, its law has lapsed, or it is not handed in by file.

    """
    item = catalogue.current().items.get(code)
    if item is None:
        raise errors.ItemUnknown
    if not rules.is_open(item, on):
        raise errors.ItemNotOpen(item=item.id)
    return item


def _keep_received(batch: Batch, by: Actor, now: datetime) -> BatchCard:
    """Write the batch down with its receipt; if somebody was faster, theirs is the batch."""
    batch.state, batch.refusal, batch.refusal_facts = State.RECEIVED.value, "", {}
    try:
        with transaction.atomic():
            _number(batch, now)
            batch.receipt = receipt_for(batch)
            batch.save()
            _note("batch-received", batch, by, now, {"rows": batch.rows})
    except IntegrityError:
        deliveries.delete(batch.id)
        same = {"agency_id": batch.agency_id, "item": batch.item}
        return card_of(Batch.objects.get(file_sha256=batch.file_sha256, **same))
    return card_of(batch)


def _keep_refused(batch: Batch, refusal: Refused, by: Actor, now: datetime) -> None:
    """Write down that a file was refused, and why; its facts name places, never contents."""
    batch.state, batch.refusal, batch.rows = State.REFUSED.value, refusal.code, 0
    batch.refusal_facts, batch.dropped_columns = refusal.facts, []
    try:
        with transaction.atomic():
            _number(batch, now)
            batch.receipt = receipt_for(batch)
            batch.save()
            _note("batch-refused", batch, by, now, {"refusal": refusal.code})
    except IntegrityError:
        return  # the same file was handed in twice at once, and the other one stands


def _number(batch: Batch, now: datetime) -> None:
    """Give a batch the next number of the day, unless it has one; one at a time."""
    if batch.number:
        return
    start = f"B-{civil_date(now):%Y%m%d}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('recourse.intake.number'))")
        cursor.execute(
            "SELECT coalesce(max(substr(number, 12)::integer), 0) + 1 FROM batch"
            " WHERE starts_with(number, %s)",
            [start],
        )
        (following,) = cursor.fetchone() or (1,)
    batch.number = f"{start}{following:04d}"


@transaction.atomic
def begin_check(*, batch: UUID, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Lock a batch for its check and forget what an earlier check found.

    Raises:
        WrongState: It is signed already, or was refused.

    """
    row = _locked(batch)
    if row.state not in {State.RECEIVED, State.CHECKED}:
        raise errors.WrongState
    Finding.objects.filter(batch=row).delete()


@transaction.atomic
def keep_findings(
    *,
    batch: UUID,
    findings: Iterable[tuple[int, str, str, Outcome]],
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,  # noqa: ARG001
) -> None:
    """Write findings down: row, heading, rule, what becomes of the row."""
    head = FINDING_HEAD + copying.of_id(batch)
    copying.copy_in(
        "finding",
        FINDING_COLUMNS,
        (
            b"".join(
                (
                    head,
                    copying.of_int(row),
                    copying.of_text(column),
                    copying.of_text(rule),
                    copying.of_text(outcome.code),
                )
            )
            for row, column, rule, outcome in findings
        ),
    )


@transaction.atomic
def end_check(*, batch: UUID, counts: Counts, late: int, by: Actor, now: datetime) -> BatchCard:
    """Write down what would become of every row if the batch were signed now.

    Args:
        batch: The batch.
        counts: What would become of its rows.
        late: Rows in order that came later than they should.
        by: Who checks.
        now: When.

    """
    row = _locked(batch)
    _set_counts(row, counts.as_columns())
    row.late = late
    row.state, row.checked_at = State.CHECKED.value, now
    row.save()
    _note("batch-checked", row, by, now, counts.as_columns())
    return card_of(row)


@transaction.atomic
def sign(*, batch: UUID, by: SeatCard, now: datetime) -> BatchCard:
    """Sign a checked batch as the second person.

    Raises:
        NoSuchBatch: It is another department's.
        SignerIsSender, NotASigner, NoMandate, SenderHasNoMandate: As for `second_person`.
        WrongState: It is not checked, or signed already.
        ItemNotOpen: The catalogue has closed the item since.
        SignedTooLate: The check is too old.

    Law:
        Shandong Social Credit Regulations art. 15, 16 (the provider checks before it sends).

    """
    row = _locked(batch)
    if row.agency_id != by.agency.id:
        raise errors.NoSuchBatch
    refuse_as_second(item=row.item, sender=row.seat_id, by=by, on=civil_date(now))
    if row.state != State.CHECKED:
        raise errors.WrongState
    _open_item(row.item, civil_date(now))
    if row.received_at + timedelta(days=limits.SIGN_WITHIN_DAYS) < now:
        raise errors.SignedTooLate(limit_days=limits.SIGN_WITHIN_DAYS)
    row.state, row.signed_at, row.signed_by_id = State.SIGNED.value, now, by.id
    row.save()
    _note("batch-signed", row, by.actor, now, {})
    return card_of(row)


@transaction.atomic
def claim_chunk(*, batch: UUID, number: int, by: Actor, now: datetime) -> bool:  # noqa: ARG001 - actions name who and when
    """Lock the batch for one chunk; return whether the chunk is still to be entered.

    Raises:
        WrongState: The batch is not signed.

    """
    row = _locked(batch)
    if row.state not in {State.SIGNED, State.ENTERING, State.ENTERED}:
        raise errors.WrongState
    if row.state == State.SIGNED:
        row.state = State.ENTERING.value
        row.save(update_fields=["state"])
    return not Chunk.objects.filter(batch=row, number=number, entered_at__isnull=False).exists()


@transaction.atomic
def keep_chunk(
    *,
    batch: UUID,
    number: int,
    rows: Sequence[int],
    counts: Counts,
    findings: Sequence[tuple[int, str, str, Outcome]],
    by: Actor,
    now: datetime,
) -> None:
    """Write down what became of the rows of a chunk, in the transaction that entered them."""
    Finding.objects.filter(batch_id=batch, row_number__range=(rows[0], rows[-1])).delete()
    keep_findings(batch=batch, findings=findings, by=by, now=now)
    Chunk.objects.create(
        batch_id=batch,
        number=number,
        first_row=rows[0],
        rows=counts.rows,
        entered_at=now,
        **counts.as_columns(),
    )


@transaction.atomic
def finish(*, batch: UUID, chunks: int, by: Actor, now: datetime) -> BatchCard:
    """Close a batch whose chunks are all entered: final counts, receipt, one line in the log.

    Raises:
        WrongState: A chunk is missing, or the batch is not signed.

    """
    row = _locked(batch)
    if row.state == State.ENTERED:
        return card_of(row)
    entered = Chunk.objects.filter(batch=row, entered_at__isnull=False)
    if row.state != State.ENTERING or len(entered.values_list("number")) != chunks:
        raise errors.WrongState
    sums = entered.aggregate(**{outcome.code: Sum(outcome.code) for outcome in Outcome})
    _set_counts(row, sums)
    row.state, row.entered_at = State.ENTERED.value, now
    row.receipt = receipt_for(row)
    row.save()
    _note("batch-entered", row, by, now, {"rows": row.rows, **sums})
    return card_of(row)


def _locked(batch: UUID) -> Batch:
    """Return the row of a batch, locked until the transaction ends.

    Raises:
        NoSuchBatch: There is none.

    """
    row = Batch.objects.select_for_update().filter(id=batch).first()
    if row is None:
        raise errors.NoSuchBatch
    return row


def _set_counts(row: Batch, counts: Mapping[str, int]) -> None:
    """Write the counts of all rows into a batch."""
    for name, count in counts.items():
        setattr(row, name, count)


def _note(
    kind: str, batch: Batch, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Drop a line into the log: the batch and counts, about no person."""
    ledger.note(
        kind=kind,
        tag=None,
        by=by,
        now=now,
        facts={"batch": batch.number, "item": batch.item, **facts},
    )
