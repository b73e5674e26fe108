"""A department hands in a batch: received, checked, signed by a second person, entered.

Checking and entering put the same questions to the same rows; entering puts them again, because
days may have passed and other batches may have come. Each chunk is entered in one
transaction: people, records, notices, counts, findings. Whatever stops the house between
two chunks, `enter` goes on where the last commit left off, and ends in the same state.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from os import urandom
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import orjson
import polars as pl
from django.conf import settings
from django.db import transaction

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.intake import actions as intake
from recourse.intake import queries as batches
from recourse.intake.actions import Counts
from recourse.intake.checking import Checked, Checker, Setting
from recourse.intake.deliveries import Delivery
from recourse.intake.rulebook import RULES
from recourse.intake.rules import is_open
from recourse.intake.terms import BatchCard, Outcome
from recourse.journeys.weighing import Fact, Weigher
from recourse.notice import actions as notices
from recourse.notice.terms import Kind, NewNotice
from recourse.people import actions as people
from recourse.records import actions as records
from recourse.records.terms import NewRecord
from recourse.store import queue

FoundRow = tuple[int, str, str, Outcome]


class _Prepared(NamedTuple):
    """A chunk whose rows were asked everything that needs no database."""

    number: int
    checked: Checked
    facts: list[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A batch on the table: its rows, and what is needed to judge them."""

    card: BatchCard
    item: Item
    delivery: Delivery
    checker: Checker
    weigher: Weigher
    by: Actor

    def prepared(self) -> Iterator[_Prepared]:
        """Yield the chunks in order; the next is prepared while one is written."""
        chunks = len(self.delivery.layout.chunks)
        with ThreadPoolExecutor(max_workers=1) as ahead:
            coming = ahead.submit(self._prepare, 1)
            for number in range(2, chunks + 2):
                ready = coming.result()
                if number <= chunks:
                    coming = ahead.submit(self._prepare, number)
                yield ready

    def _prepare(self, number: int) -> _Prepared:
        """Check the rows of a chunk by all that needs no database."""
        checked = self.checker.check(self.delivery.chunk(number))
        return _Prepared(number, checked, list(self.weigher.facts(checked)))

    def heading(self, field: str) -> str:
        """Return a column as the file names it, or as the catalogue does if the file has none."""
        if not field:
            return ""
        return self.delivery.layout.headings.get(field) or self.item.field(field).name.zh

    def found(self, checked: Checked) -> list[FoundRow]:
        """Return the findings of a chunk as they are written down."""
        return [
            (checked.numbers[at], self.heading(field), rule, RULES[rule].outcome)
            for at, field, rule in checked.findings
        ]


def receive(*, path: Path, file_name: str, item: str, by: SeatCard, now: datetime) -> BatchCard:
    """Take a file in and give a receipt; see `intake.actions.receive`."""
    return intake.receive(path=path, file_name=file_name, item=item, by=by, now=now)


@transaction.atomic(durable=True)
def check(*, batch: UUID, by: Actor, now: datetime) -> BatchCard:
    """Check every row of a batch and write down every fault; nothing is entered.

    Raises:
        NoSuchBatch: There is none.
        WrongState: It is signed already, or was refused.
        DeliveryGone: Its rows were deleted when their time was over.

    Law:
        山东省社会信用条例 16 (checked before it is sent); charter G11, G12.

    """
    intake.begin_check(batch=batch, by=by, now=now)
    work = _on_the_table(batch, civil_date(now))
    counts, traces = Counts(), []
    for _, checked, found in work.prepared():
        facts = work.weigher.weigh(checked, found)
        traces.append(work.weigher.trace(facts, [checked.numbers[fact.at] for fact in facts]))
        counts.add(checked.outcomes)
        intake.keep_findings(batch=batch, findings=work.found(checked), by=by, now=now)
    twins = _twins(work, traces, counts)
    intake.keep_findings(batch=batch, findings=twins, by=by, now=now)
    return intake.end_check(batch=batch, counts=counts, by=by, now=now)


@transaction.atomic(durable=True)
def sign(*, batch: UUID, by: SeatCard, now: datetime) -> BatchCard:
    """Sign a batch as the second person, and have it entered."""
    card = intake.sign(batch=batch, by=by, now=now)
    queue.defer("intake.enter", batch=str(batch))
    return card


@queue.task("intake.enter")
def enter_signed(*, batch: str, now: datetime) -> None:
    """Enter the batch that was signed."""
    enter(batch=UUID(batch), now=now)


def enter(*, batch: UUID, now: datetime) -> BatchCard:
    """Enter what is acceptable of a signed batch, chunk by chunk; go on where it stopped.

    Raises:
        NoSuchBatch: There is none.
        WrongState: It is not signed.
        DeliveryGone: Its rows were deleted when their time was over.

    Law:
        Charter G1, G2 (the notice is written with the record), G11, G13.

    """
    work = _on_the_table(batch, civil_date(now))
    chunks = len(work.delivery.layout.chunks)
    for chunk in work.prepared():
        _enter_chunk(work, chunk, now)
    return intake.finish(batch=batch, chunks=chunks, by=work.by, now=now)


@transaction.atomic(durable=True)
def _enter_chunk(work: _Work, chunk: _Prepared, now: datetime) -> None:
    """Enter one chunk: everything about its rows is written, or nothing."""
    batch, by, (number, checked, found) = work.card.id, work.by, chunk
    if not intake.claim_chunk(batch=batch, number=number, by=by, now=now):
        return
    facts = work.weigher.alone(checked, work.weigher.weigh(checked, found))
    about = _admit(facts, by, now)
    new = list(_new_records(work, checked, facts, about, now))
    records.enter_many(records=new, by=by, now=now)
    notices.write_many(notices=list(_new_notices(new, now)), by=by, now=now)
    counts = Counts()
    counts.add(checked.outcomes)
    intake.keep_chunk(
        batch=batch,
        number=number,
        rows=checked.numbers,
        counts=counts,
        findings=work.found(checked),
        by=by,
        now=now,
    )


def _on_the_table(batch: UUID, on: date) -> _Work:
    """Fetch all that is needed to judge the rows of a batch on the civil date `on`."""
    card = batches.batch(batch)
    version = catalogue.version(card.catalogue_version)
    item, present = version.items[card.item], catalogue.current().items.get(card.item)
    delivery = Delivery(batch=batch, received_at=card.received_at)
    setting = Setting(
        item=item,
        catalogue=version,
        agency=card.agency_id,
        authorities=agencies.authority_names(),
        received_on=civil_date(card.received_at),
        demo=settings.DEMO,
        is_open=present is not None and is_open(present, on),
    )
    return _Work(
        card=card,
        item=item,
        delivery=delivery,
        checker=Checker(setting),
        weigher=Weigher(item, card.received_at, on),
        by=Actor(kind=ActorKind.SEAT, id=card.seat_id, agency=card.agency_id),
    )


def _twins(work: _Work, traces: Sequence[pl.DataFrame], counts: Counts) -> Iterator[FoundRow]:
    """Yield the rows that an earlier row of the file speaks against, and count them anew."""
    for twin in work.weigher.twins(pl.concat(traces)):
        outcome = RULES[twin.rule].outcome
        counts.move(Outcome.ACCEPTED, outcome)
        yield twin.at, work.heading(twin.field), twin.rule, outcome


def _admit(facts: Sequence[Fact], by: Actor, now: datetime) -> list[UUID]:
    """Return who each fact is about; people whom nobody named before are let in."""
    strangers = [fact.identity for fact in facts if fact.person is None]
    admitted = iter(people.admit(identities=strangers, by=by, now=now) if strangers else ())
    return [fact.person or next(admitted) for fact in facts]


def _new_records(
    work: _Work, checked: Checked, facts: Sequence[Fact], about: Sequence[UUID], now: datetime
) -> Iterator[NewRecord]:
    """Yield a record for each fact; an adverse one is seen by nobody but the person for now."""
    adverse = work.item.is_adverse
    usable_from_on = None if adverse else civil_date(now)
    codes = checked.kept_fields()
    columns = [checked.values[code] for code in codes]
    identifiers = _identifiers(len(facts), now)
    for fact, person, identifier in zip(facts, about, identifiers, strict=True):
        at = fact.at
        conduct_ended_on, _, served_on, repair_on, final_on, _ = fact.dates
        fields = {c: column[at] for c, column in zip(codes, columns, strict=True) if column[at]}
        yield NewRecord(
            person,
            identifier,
            work.item.id,
            work.card.catalogue_version,
            fact.authority,
            work.card.id,
            fact.source_digest,
            adverse,
            conduct_ended_on,
            fact.decided_on,
            served_on,
            repair_on,
            final_on,
            work.card.received_at,
            None,
            usable_from_on,
            fact.life.repair_from_on,
            fact.life.ends_on,
            fact.life.erase_on,
            orjson.dumps(fields),
        )


def _new_notices(new: Sequence[NewRecord], now: datetime) -> Iterator[NewNotice]:
    """Yield the notice that tells each person of their record."""
    for record, identifier in zip(new, _identifiers(len(new), now), strict=True):
        yield NewNotice(
            record.person_id,
            identifier,
            record.id,
            Kind.RECORD_ENTERED.value,
            record.catalogue_version,
            {},
            now,
        )


def _identifiers(count: int, now: datetime) -> Iterator[UUID]:
    """Yield so many new UUIDv7, their random part fetched at once (RFC 9562, section 5.7)."""
    start = int(now.timestamp() * 1000) << 80 | 0x7000 << 64 | 0b10 << 62
    mask = 0x0FFF << 64 | (1 << 62) - 1
    random = urandom(10 * count)
    for at in range(0, 10 * count, 10):
        yield UUID(int=start | int.from_bytes(random[at : at + 10]) & mask)
