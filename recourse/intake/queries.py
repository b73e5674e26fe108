"""Reads of the room `intake`; none returns a value of a row."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q, Sum

from recourse.intake import deliveries, errors, held
from recourse.intake.deliveries import ROW, SHAPE, Delivery
from recourse.intake.headings import ORIGIN
from recourse.intake.models import Batch, Chunk, Finding, Mended
from recourse.intake.rulebook import RULES
from recourse.intake.terms import BatchCard, FindingCard, Form, Outcome, RuleCount, State

PAGE = 100


def batch(number_or_id: str | UUID, *, agency: UUID | None = None) -> BatchCard:
    """Return one batch, by its number or its identifier.

    Args:
        number_or_id: `B-20261123-0007`, or the UUID.
        agency: Look among this department's batches only.

    Raises:
        NoSuchBatch: There is none, or it is another department's.

    """
    rows = Batch.objects.all() if agency is None else Batch.objects.filter(agency_id=agency)
    try:
        found = rows.filter(id=UUID(str(number_or_id))).first()
    except ValueError:
        found = rows.filter(number=number_or_id).first()
    if found is None:
        raise errors.NoSuchBatch
    return card_of(found)


def batches_of(agency: UUID, *, before: UUID | None = None, limit: int = PAGE) -> list[BatchCard]:
    """Return a department's batches, newest first.

    Args:
        agency: The department.
        before: Last batch of the page before.
        limit: Longest page.

    """
    rows = Batch.objects.filter(agency_id=agency)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [card_of(row) for row in rows.order_by("-id")[:limit]]


def waiting() -> list[UUID]:
    """Return the batches that are signed and not wholly entered, oldest first."""
    states = [State.SIGNED.value, State.ENTERING.value]
    return list(Batch.objects.filter(state__in=states).order_by("id").values_list("id", flat=True))


def unchecked(*, received_before: datetime) -> list[UUID]:
    """Return the batches that wait for their check since before an instant, oldest first."""
    rows = Batch.objects.filter(state=State.RECEIVED.value, received_at__lt=received_before)
    return list(rows.order_by("id").values_list("id", flat=True))


def rows_entered(batch: UUID) -> int:
    """Return how many rows of a batch are dealt with by now; the rest waits for its chunk."""
    found = Chunk.objects.filter(batch_id=batch, entered_at__isnull=False)
    return int(found.aggregate(rows=Sum("rows", default=0))["rows"])


def findings_by_rule(batch: UUID) -> list[RuleCount]:
    """Return how many rows break each rule, the gravest first, then by how many."""
    found = (
        Finding.objects.filter(batch_id=batch)
        .values("rule")
        .annotate(rows=Count("row_number", distinct=True), at=ArrayAgg("column", distinct=True))
        .order_by("rule")
    )
    counts = [_rule_count(line["rule"], line["rows"], line["at"]) for line in found]
    return sorted(counts, key=lambda count: (-count.outcome, -count.rows, count.rule))


def _rule_count(code: str, rows: int, columns: list[str]) -> RuleCount:
    """Return one line of the dry run."""
    rule = RULES[code]
    return RuleCount(
        rule=code,
        outcome=rule.outcome,
        says=rule.says,
        do=rule.do,
        law=rule.law,
        rows=rows,
        columns=tuple(column for column in columns if column),
    )


def findings_of(batch: UUID, after: int = 0, *, limit: int = PAGE) -> list[FindingCard]:
    """Return findings by row, those of one row in the order they were found.

    Args:
        batch: The batch.
        after: Last finding of the page before.
        limit: Longest page.

    """
    found = Finding.objects.filter(batch_id=batch)
    if after:
        last = found.filter(id=after).values_list("row_number", flat=True).first()
        if last is None:
            return []
        found = found.filter(Q(row_number__gt=last) | Q(row_number=last, id__gt=after))
    return [_finding(row) for row in found.order_by("row_number", "id")[:limit]]


def _finding(row: Finding) -> FindingCard:
    """Return a finding with its words."""
    rule = RULES[row.rule]
    return FindingCard(
        id=row.id,
        row=row.row_number,
        column=row.column,
        rule=row.rule,
        outcome=rule.outcome,
        says=rule.says,
        do=rule.do,
    )


def findings_between(batch: UUID, first: int, last: int) -> dict[int, list[FindingCard]]:
    """Return the findings of a run of rows, by row."""
    rows = Finding.objects.filter(batch_id=batch, row_number__range=(first, last))
    found: dict[int, list[FindingCard]] = {}
    for row in rows.order_by("row_number", "id"):
        found.setdefault(row.row_number, []).append(_finding(row))
    return found


def coming_back_to(card: BatchCard) -> list[BatchCard]:
    """Return the batches that bring held rows of `card` again and are not checked; one query."""
    rows = Batch.objects.filter(agency_id=card.agency_id, fixes_id=card.id, state=State.RECEIVED)
    return [card_of(row) for row in rows.order_by("id")]


def held_rows_file(batch: UUID, form: Form | str) -> Path:
    """Write the held rows of a batch into a new file and return it; the caller deletes it.

    A row that was sent again is not in it.

    Args:
        batch: The batch.
        form: `csv` (UTF-8 with a mark, as spreadsheets like it) or `xlsx`.

    Raises:
        NoSuchBatch: There is none.
        DeliveryGone: The delivered rows were deleted when their time was over.

    Law:
        Charter G11 (nothing is lost); PIPL art. 8 (accuracy).

    """
    row = Batch.objects.filter(id=batch).first()
    if row is None:
        raise errors.NoSuchBatch
    delivery = Delivery(batch=batch, received_at=row.received_at)
    path = deliveries.paper(f"held-{row.number}-", Form(form))
    headings = [*delivery.layout.headings.values(), ORIGIN]
    held.write(path, Form(form), headings, _held(batch, delivery))
    return path


def _held(batch: UUID, delivery: Delivery) -> Iterator[Sequence[str]]:
    """Yield the held rows with their numbers and reasons, in the file's order."""
    for frame in delivery.chunks():
        numbers = frame[ROW].to_list()
        findings = findings_between(batch, numbers[0], numbers[-1])
        sent = _sent_between(batch, numbers[0], numbers[-1])
        for number, cells in zip(numbers, frame.drop(ROW, SHAPE).iter_rows(), strict=True):
            found = findings.get(number, []) if number not in sent else []
            if found and max(finding.outcome for finding in found) is Outcome.HELD:
                yield [*cells, str(number), held.reason(found)]


def _sent_between(batch: UUID, first: int, last: int) -> set[int]:
    """Return which rows of a stretch were sent again."""
    rows = Mended.objects.filter(batch_id=batch, row_number__range=(first, last))
    return set(rows.exclude(sent_in=None).values_list("row_number", flat=True))


def receipt_of(batch: UUID) -> str:
    """Return the signed receipt of a batch, a compact JWS.

    Raises:
        NoSuchBatch: There is none.

    """
    found = Batch.objects.filter(id=batch).values_list("receipt", flat=True).first()
    if found is None:
        raise errors.NoSuchBatch
    return found


def card_of(row: Batch) -> BatchCard:
    """Return a batch as a term."""
    return BatchCard(
        id=row.id,
        number=row.number,
        item=row.item,
        catalogue_version=row.catalogue_version,
        agency_id=row.agency_id,
        seat_id=row.seat_id,
        file_name=row.file_name,
        file_sha256=bytes(row.file_sha256),
        size_bytes=row.size_bytes,
        form=row.form,
        encoding=row.encoding,
        state=State(row.state),
        refusal=row.refusal,
        refusal_facts=dict(row.refusal_facts),
        rows=row.rows,
        accepted=row.accepted,
        duplicate=row.duplicate,
        held=row.held,
        refused=row.refused,
        dropped_columns=tuple(row.dropped_columns),
        received_at=row.received_at,
        checked_at=row.checked_at,
        signed_at=row.signed_at,
        signed_by_id=row.signed_by_id,
        entered_at=row.entered_at,
        receipt=row.receipt,
        late=row.late,
        fixes_id=row.fixes_id,
    )
