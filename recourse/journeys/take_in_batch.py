"""A department hands in a batch: received, checked, signed by a second person, entered.

The check writes down what it found and prepared, sealed like the delivery. Entering takes that
over as long as everything that decided it is still the same; otherwise it checks again. What days
and other batches may have changed is asked again in any case: is the item's law still in force,
is the record's time over, who is known, what is on file.

Each chunk is entered in one transaction: people, records, notices, counts, findings. Whatever
stops the house between two chunks, `enter` goes on where the last commit left off, and ends in
the same state.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import starmap
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import orjson
import polars as pl
from django.conf import settings
from django.db import connection, transaction

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item
from recourse.ground import canonical, uuid7
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.intake import actions as intake
from recourse.intake import deliveries, progress
from recourse.intake import queries as batches
from recourse.intake.actions import Counts
from recourse.intake.checking import Checker, Finding, Setting, Verdicts
from recourse.intake.deliveries import Delivery, Prepared
from recourse.intake.mending import actions as mending
from recourse.intake.rulebook import RULES
from recourse.intake.rules import in_time_from, is_open
from recourse.intake.terms import BatchCard, Outcome, State
from recourse.journeys.weighing import (
    IDENTITY,
    NOTHING_ASKED,
    Before,
    Weighed,
    Weigher,
    pairs_of,
)
from recourse.notice import actions as notices
from recourse.people import actions as people
from recourse.records import actions as records
from recourse.records import packing
from recourse.records.terms import NewRecords
from recourse.store import deeds, queue
from recourse.store.calendar import working_days

PREPARED_FORM = 4
"""Goes up with every change of what the check asks or prepares."""

CHECK_AT_ONCE_ROWS = 2_000
"""Rows that are checked while a page is awaited; more are checked by the worker."""

FoundRow = tuple[int, str, str, Outcome]


class _Chunk(NamedTuple):
    """A chunk whose rows were asked everything that needs no database."""

    number: int
    verdicts: Verdicts
    facts: pl.DataFrame
    before: Before = NOTHING_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A batch on the table: its rows, and what is needed to judge them."""

    card: BatchCard
    item: Item
    delivery: Delivery
    setting: Setting
    checker: Checker
    weigher: Weigher
    by: Actor

    def to_enter(self) -> Iterator[_Chunk]:
        """Yield the chunks in order, as the check prepared them or checked again.

        While one is entered, the next is packed and its people and files are asked about, on a
        connection of its own: the database answers that beside the other's writing.
        """
        prepared = self.prepared()

        def make(number: int) -> _Chunk:
            chunk = self.checked(number) if prepared is None else _read(prepared, number)
            before = self.weigher.before(chunk.facts)
            return chunk._replace(facts=packing.packed(chunk.facts), before=before)

        return self.each(make)

    def each(self, make: Callable[[int], _Chunk]) -> Iterator[_Chunk]:
        """Yield the chunks in order; the next is made ready while one is written."""
        last = len(self.delivery.layout.chunks)
        with ThreadPoolExecutor(max_workers=1) as ahead:
            try:
                coming = ahead.submit(make, 1)
                for number in range(2, last + 2):
                    ready = coming.result()
                    if number <= last:
                        coming = ahead.submit(make, number)
                    yield ready
            finally:
                ahead.submit(_hang_up)

    def checked(self, number: int) -> _Chunk:
        """Check the rows of a chunk by all that needs no database."""
        checked = self.checker.check(self.delivery.chunk(number))
        return _Chunk(number, checked.verdicts, self.weigher.facts(checked))

    def prepared(self) -> Prepared | None:
        """Return what the check prepared, unless anything it was decided by has changed."""
        return deliveries.prepared(
            batch=self.card.id,
            received_at=self.card.received_at,
            terms=self.terms(),
            chunks=len(self.delivery.layout.chunks),
        )

    def terms(self) -> bytes:
        """Return a digest of all that decides a check beside the rows and the house's own code."""
        setting = self.setting
        decided_by = {
            "form": PREPARED_FORM,
            "house": version("recourse"),
            "catalogue": setting.catalogue.version,
            "item": setting.item.id,
            "is_open": setting.is_open,
            "demo": setting.demo,
            "agency": str(setting.agency),
            "authorities": {name: str(agency) for name, agency in setting.authorities.items()},
            "received_on": setting.received_on.isoformat(),
        }
        return sha256(canonical.dumps(decided_by)).digest()

    def heading(self, field: str) -> str:
        """Return a column as the file names it, or as the catalogue does if the file has none."""
        if not field:
            return ""
        return self.delivery.layout.headings.get(field) or self.item.field(field).name.zh

    def found(self, verdicts: Verdicts) -> list[FoundRow]:
        """Return the findings of a chunk as they are written down."""
        return [
            (verdicts.numbers[at], self.heading(field), rule, RULES[rule].outcome)
            for at, field, rule in verdicts.findings
        ]


def _hang_up() -> None:
    """Close this thread's own connection."""
    connection.close()


def _written(verdicts: Verdicts) -> bytes:
    """Write verdicts as the check keeps them for entering."""
    return orjson.dumps([verdicts.numbers, list(map(tuple, verdicts.findings))])


def _read(prepared: Prepared, number: int) -> _Chunk:
    """Read what the check prepared of a chunk."""
    written, facts = prepared.chunk(number)
    numbers, findings = orjson.loads(written)
    return _Chunk(number, Verdicts(numbers, list(starmap(Finding, findings))), facts)


def receive(
    *,
    path: Path,
    file_name: str,
    item: str,
    fixes: BatchCard | None = None,
    by: SeatCard,
    now: datetime,
) -> BatchCard:
    """Take a file in and give a receipt; see `intake.actions.receive`."""
    return intake.receive(path=path, file_name=file_name, item=item, fixes=fixes, by=by, now=now)


def check_or_wait(*, card: BatchCard, now: datetime) -> BatchCard:
    """Check a small batch at once and leave a large one to the worker; a receipt is out already."""
    if card.state is not State.RECEIVED:
        return card
    if card.rows <= CHECK_AT_ONCE_ROWS:
        return _check_as_sender(card, now)
    with transaction.atomic(durable=True):
        queue.defer("intake.check", batch=str(card.id))
    return card


@queue.task("intake.check")
def check_received(*, batch: str, now: datetime) -> None:
    """Check a batch that waits for it; one that was checked meanwhile stays as it is."""
    card = batches.batch(UUID(batch))
    if card.state is State.RECEIVED:
        _check_as_sender(card, now)


def _check_as_sender(card: BatchCard, now: datetime) -> BatchCard:
    """Write down which held rows a batch brings again, then check it, for the seat that sent it.

    Both may be stopped and done again: a row that is written down is passed over.
    """
    by = Actor(kind=ActorKind.SEAT, id=card.seat_id, agency=card.agency_id)
    if card.fixes_id is not None:
        fixed = batches.batch(card.fixes_id)
        for rows in Delivery(batch=card.id, received_at=card.received_at).origins():
            mending.keep_sent(card=fixed, rows=rows, sent_in=card.id, by=by, now=now)
    return check(batch=card.id, by=by, now=now)


@transaction.atomic(durable=True)
def check(*, batch: UUID, by: Actor, now: datetime) -> BatchCard:
    """Check every row of a batch and write down every fault; nothing is entered.

    Raises:
        NoSuchBatch: There is none.
        WrongState: It is signed already, or was refused.
        DeliveryGone: Its rows were deleted when their time was over.

    Law:
        Shandong Social Credit Regulations art. 16 (checked before it is sent); charter G11, G12.

    """
    intake.begin_check(batch=batch, by=by, now=now)
    work = _on_the_table(batch, now)
    counts, traces, late = Counts(), [], []
    in_time = in_time_from(work.setting.received_on, calendar=working_days())
    with deliveries.preparing(
        batch=batch, received_at=work.card.received_at, terms=work.terms()
    ) as prepared:
        for _, verdicts, facts, _ in work.each(work.checked):
            prepared.write(_written(verdicts), facts.drop("document"))
            weighed = work.weigher.weigh(verdicts, facts).facts
            numbers = pl.Series(verdicts.numbers, dtype=pl.UInt32).gather(weighed["at"])
            traces.append(work.weigher.trace(weighed, numbers))
            late.append(numbers.filter(weighed["decided_on"] < in_time))
            counts.add(verdicts.outcomes)
            intake.keep_findings(batch=batch, findings=work.found(verdicts), by=by, now=now)
            progress.say(batch, counts.rows)
    twins = list(_twins(work, traces, counts))
    late_rows = pl.concat(late).is_in([row for row, *_ in twins])
    intake.keep_findings(batch=batch, findings=twins, by=by, now=now)
    return intake.end_check(
        batch=batch, counts=counts, late=int((~late_rows).sum()), by=by, now=now
    )


@deeds.deed()
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
    work = _on_the_table(batch, now)
    for chunk in work.to_enter():
        with _no_search_for_garbage():
            _enter_chunk(work, chunk, now)
    chunks = len(work.delivery.layout.chunks)
    card = intake.finish(batch=batch, chunks=chunks, by=work.by, now=now)
    deliveries.forget_prepared(batch)
    return card


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Have Python look for cycles between two chunks only: the rows of a chunk form none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@transaction.atomic(durable=True)
def _enter_chunk(work: _Work, chunk: _Chunk, now: datetime) -> None:
    """Enter one chunk: everything about its rows is written, or nothing."""
    batch, by, (number, verdicts, facts, before) = work.card.id, work.by, chunk
    if not intake.claim_chunk(batch=batch, number=number, by=by, now=now):
        work.weigher.pass_over(facts)
        return
    weighed = work.weigher.alone(verdicts, work.weigher.weigh(verdicts, facts, before))
    new = _new_records(work, weighed.facts, _admit(weighed, by, now), now)
    records.enter_together(new=new, by=by, now=now)
    notices.write_entered(
        people=new.person_ids,
        records=new.ids,
        catalogue_version=new.catalogue_version,
        by=by,
        now=now,
    )
    counts = Counts()
    counts.add(verdicts.outcomes)
    intake.keep_chunk(
        batch=batch,
        number=number,
        rows=verdicts.numbers,
        counts=counts,
        findings=work.found(verdicts),
        by=by,
        now=now,
    )


def _on_the_table(batch: UUID, now: datetime) -> _Work:
    """Fetch all that is needed to judge the rows of a batch at the instant `now`."""
    card = batches.batch(batch)
    law = catalogue.version(card.catalogue_version)
    item, present = law.items[card.item], catalogue.current().items.get(card.item)
    delivery = Delivery(batch=batch, received_at=card.received_at)
    setting = Setting(
        item=item,
        catalogue=law,
        agency=card.agency_id,
        authorities=agencies.authority_names(),
        received_on=civil_date(card.received_at),
        demo=settings.DEMO,
        is_open=present is not None and is_open(present, civil_date(now)),
    )
    return _Work(
        card=card,
        item=item,
        delivery=delivery,
        setting=setting,
        checker=Checker(setting),
        weigher=Weigher(setting, card.received_at, now),
        by=Actor(kind=ActorKind.SEAT, id=card.seat_id, agency=card.agency_id),
    )


def _twins(work: _Work, traces: Sequence[pl.DataFrame], counts: Counts) -> Iterator[FoundRow]:
    """Yield the rows that an earlier row of the file speaks against, and count them anew."""
    for twin in work.weigher.twins(pl.concat(traces)):
        outcome = RULES[twin.rule].outcome
        counts.move(Outcome.ACCEPTED, outcome)
        yield twin.at, work.heading(twin.field), twin.rule, outcome


def _admit(weighed: Weighed, by: Actor, now: datetime) -> list[bytes]:
    """Return who each fact is about, 16 bytes each; people whom nobody named before are let in."""
    if None not in weighed.people:
        return [person for person in weighed.people if person]
    unknown = pl.Series([person is None for person in weighed.people], dtype=pl.Boolean)
    strangers = weighed.facts.filter(unknown)
    admitted = people.admit_by_digest(
        digests=pairs_of(strangers), identities=strangers.select(IDENTITY).rows(), by=by, now=now
    )
    coming = iter(admitted)
    return [person or next(coming) for person in weighed.people]


def _new_records(
    work: _Work, facts: pl.DataFrame, about: Sequence[bytes], now: datetime
) -> NewRecords:
    """Return a record for each fact; an adverse one is seen by nobody but the person for now.

    They go in by person: neighbours in the file are neighbours in every index then, which saves
    the database a tenth of its time, and keeps a person's records together.
    """
    adverse = work.item.is_adverse
    people = pl.Series(about, dtype=pl.Binary)
    order = people.arg_sort()
    return NewRecords(
        person_ids=people.gather(order).to_list(),
        ids=uuid7.many(len(about), now),
        item=work.item.id,
        catalogue_version=work.card.catalogue_version,
        authority_id=work.card.agency_id,
        batch_id=work.card.id,
        adverse=adverse,
        received_at=work.card.received_at,
        noticed_on=None,
        usable_from_on=None if adverse else civil_date(now),
        version=1,
        facts=facts.select("erase_on", "payload", packing.PACKED)[order],
    )
