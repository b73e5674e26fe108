"""Writes of amendments: proposed, signed by a second person, done or dropped; rows certified."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from recourse.agencies.terms import Role, SeatCard
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.signing import compact_jws
from recourse.ground.uuid7 import uuid7
from recourse.intake import errors as intake_errors
from recourse.intake import limits
from recourse.intake.amendments import errors, sealing
from recourse.intake.amendments.queries import COMES_BACK, card_of, rows_that_come_back
from recourse.intake.amendments.terms import (
    REASONS_OF,
    AmendmentCard,
    AmendmentState,
    ComesBack,
    Deed,
    Reason,
    Target,
)
from recourse.intake.mandates import refuse_without_mandate
from recourse.intake.models import Amendment, Batch, Certification, Chunk, Finding
from recourse.intake.receipts import KEY, receipt_for
from recourse.intake.second_person import refuse_as_second
from recourse.intake.terms import State
from recourse.ledger import actions as ledger
from recourse.store.calendar import working_days
from recourse.store.keys import vault

REPORT_WORKING_DAYS = 3
"""To report that a record is wrong or its decision revoked (Shandong art. 39, 40)."""

PAPER = ("document_no", "decided_on", "authority_name")
LONGEST_PAPER = 128


def refuse_whoever_may_not(*, item: str, by: SeatCard, now: datetime) -> None:
    """Refuse a seat that may not say what becomes of a record of `item`.

    Raises:
        NotASteward: It is no data steward.
        NoMandate: It may not hand in the item.

    """
    if by.role is not Role.DATA_STEWARD:
        raise errors.NotASteward
    refuse_without_mandate(item=item, by=by, on=civil_date(now))


@transaction.atomic
def propose(
    *,
    deed: Deed,
    item: str,
    reason: Reason,
    learned_on: date,
    target: Target,
    tag: bytes,
    by: SeatCard,
    now: datetime,
) -> AmendmentCard:
    """Write down what a department asks to be done to one of its records; nothing is done yet.

    Args:
        deed: What is asked.
        item: Item of the record.
        reason: Why, out of the reasons of the deed.
        learned_on: Day on which the department learned of it; its three working days run from it.
        target: Whom and what it concerns; sealed until it is done.
        tag: Where the person's log is.
        by: The seat that proposes.
        now: When.

    Raises:
        NotASteward: The seat is no data steward.
        NoMandate: It may not hand in the item.
        NotAReason: The reason is not one of the deed's.
        LearnedLater: The day lies ahead.
        PaperMissing: A revocation names no paper.

    Law:
        Shandong Social Credit Regulations art. 39, 40; Administrative Penalty Law art. 48(2).

    """
    refuse_whoever_may_not(item=item, by=by, now=now)
    if reason not in REASONS_OF[deed]:
        raise errors.NotAReason
    if learned_on > civil_date(now):
        raise errors.LearnedLater
    if deed is Deed.REVOKE:
        refuse_unnamed(paper=target.paper, by=by, now=now)
    row = Amendment(
        id=uuid7(now),
        agency_id=by.agency.id,
        seat_id=by.id,
        item=item,
        deed=deed.value,
        reason=reason.value,
        learned_on=learned_on,
        due_on=working_days().add(learned_on, REPORT_WORKING_DAYS),
        state=AmendmentState.PROPOSED.value,
        proposed_at=now,
    )
    row.sealed = sealing.sealed(target, amendment=row.id, proposed_at=now)
    _number(row, now)
    row.save(force_insert=True)
    _note("amendment-proposed", row, tag, by.actor, now)
    return card_of(row)


def refuse_unnamed(*, paper: Mapping[str, str], by: SeatCard, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Refuse a paper without number, day or author, or with more than those hold.

    Raises:
        PaperMissing: One of them is missing or too long.

    """
    if not all(paper.get(part) and len(paper[part]) <= LONGEST_PAPER for part in PAPER):
        raise errors.PaperMissing


def _number(row: Amendment, now: datetime) -> None:
    """Give an amendment the next number of the day; one at a time."""
    start = f"A-{civil_date(now):%Y%m%d}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('recourse.amendment.number'))")
        cursor.execute(
            "SELECT coalesce(max(substr(number, 12)::integer), 0) + 1 FROM amendment"
            " WHERE starts_with(number, %s)",
            [start],
        )
        (following,) = cursor.fetchone() or (1,)
    row.number = f"{start}{following:04d}"


@transaction.atomic
def take_up(*, number: str, by: SeatCard, now: datetime) -> tuple[AmendmentCard, Target]:
    """Lock an amendment that waits for the signature of `by`, and open what it concerns.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.
        SignerIsSender, NotASigner, NoMandate, SenderHasNoMandate: As for `second_person`.
        NotWaiting: It is closed already.
        SignedTooLate: It waited too long.

    Law:
        Shandong Social Credit Regulations art. 15, 16.

    """
    row = _locked(number, by)
    refuse_as_second(item=row.item, sender=row.seat_id, by=by, on=civil_date(now))
    if row.sealed is None:
        raise errors.NotWaiting
    if row.proposed_at + timedelta(days=limits.SIGN_WITHIN_DAYS) < now:
        raise intake_errors.SignedTooLate(limit_days=limits.SIGN_WITHIN_DAYS)
    target = sealing.opened(bytes(row.sealed), amendment=row.id, proposed_at=row.proposed_at)
    return card_of(row), target


@transaction.atomic
def finish(*, number: str, tag: bytes, by: SeatCard, now: datetime) -> AmendmentCard:
    """Close an amendment that was done, forget whom it concerned, and give a receipt.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.
        NotWaiting: It is closed already.

    """
    row = _waiting(number, by)
    row.state, row.signed_by_id, row.closed_at = AmendmentState.DONE.value, by.id, now
    row.sealed = None
    row.receipt = _receipt_for(row)
    row.save()
    _note("amendment-signed", row, tag, by.actor, now)
    return card_of(row)


@transaction.atomic
def drop(*, number: str, tag: bytes, by: SeatCard, now: datetime) -> AmendmentCard:
    """Give up an amendment that waits; either seat may.

    Raises:
        NoSuchAmendment: There is none, or it is another department's.
        NotWaiting: It is closed already.

    """
    row = _waiting(number, by)
    row.state, row.closed_at, row.sealed = AmendmentState.DROPPED.value, now, None
    row.save()
    _note("amendment-dropped", row, tag, by.actor, now)
    return card_of(row)


def _waiting(number: str, by: SeatCard) -> Amendment:
    """Return the locked row of an amendment that waits."""
    row = _locked(number, by)
    if row.state != AmendmentState.PROPOSED.value:
        raise errors.NotWaiting
    return row


def _locked(number: str, by: SeatCard) -> Amendment:
    """Return the row of the seat's own department, locked until the transaction ends."""
    rows = Amendment.objects.select_for_update()
    row = rows.filter(number=number, agency_id=by.agency.id).first()
    if row is None:
        raise errors.NoSuchAmendment
    return row


def _receipt_for(row: Amendment) -> str:
    """Return the signed receipt of an amendment, a compact JWS; it names nobody."""
    payload: dict[str, object] = {
        "number": row.number,
        "item": row.item,
        "deed": row.deed,
        "reason": row.reason,
        "agency": str(row.agency_id),
        "seat": str(row.seat_id),
        "signed_by": str(row.signed_by_id),
        "learned_on": row.learned_on.isoformat(),
        "proposed_at": row.proposed_at.isoformat(),
        "done_at": row.closed_at.isoformat() if row.closed_at else "",
    }
    return compact_jws(vault().signing_key(KEY), payload)


def _note(kind: str, row: Amendment, tag: bytes, by: Actor, now: datetime) -> None:
    """Drop a line into the person's log."""
    facts = {"amendment": row.number, "item": row.item, "deed": row.deed}
    ledger.note(kind=kind, tag=tag, by=by, now=now, facts=facts)


@transaction.atomic
def certify_row(*, batch: UUID, row: int, reason: ComesBack, by: SeatCard, now: datetime) -> None:
    """Let a held row that came back count as accepted, certified by a second person.

    The row's record enters in the same transaction; that is the journey's.

    Raises:
        NoSuchBatch: It is another department's.
        SignerIsSender, NotASigner, NoMandate, SenderHasNoMandate: As for `second_person`.
        WrongState: The batch is not entered yet.
        NotComingBack: The row waits for something else, or for nothing.

    Law:
        FCRA 15 U.S.C. 1681i(a)(5)(B) as anchor; charter G11 (every row is accounted for).

    """
    one = Batch.objects.select_for_update().filter(id=batch, agency_id=by.agency.id).first()
    if one is None:
        raise intake_errors.NoSuchBatch
    refuse_as_second(item=one.item, sender=one.seat_id, by=by, on=civil_date(now))
    if one.state != State.ENTERED:
        raise intake_errors.WrongState
    if row not in rows_that_come_back(batch):
        raise errors.NotComingBack
    Finding.objects.filter(batch=one, row_number=row, rule=COMES_BACK).delete()
    Certification.objects.create(
        batch=one, row_number=row, seat_id=by.id, reason=reason.value, certified_at=now
    )
    _move_one(one, row)
    one.receipt = receipt_for(one)
    one.save()
    facts: dict[str, str | int] = {"batch": one.number, "item": one.item, "row": row}
    ledger.note(kind="row-certified", tag=None, by=by.actor, now=now, facts=facts)


def _move_one(batch: Batch, row: int) -> None:
    """Count a row as accepted that was counted as held, in its chunk and in its batch."""
    chunks = Chunk.objects.filter(batch=batch, first_row__lte=row).order_by("-first_row")
    chunk = chunks.first()
    if chunk is None:
        raise errors.NotComingBack
    for counted in (batch, chunk):
        counted.held -= 1
        counted.accepted += 1
    chunk.save(update_fields=["held", "accepted"])
