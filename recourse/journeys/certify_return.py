"""A fact that was taken down comes back: a second person certifies it, or it never enters.

It is asked again everything a row is asked, except whether it was taken down. Then it enters with
notice first: whichever way it speaks, nobody but the person sees it until they were served and
the notice days have run. Its history and its letter say that it came back, by whom, and why.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import polars as pl
from django.db import transaction

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.intake import queries as batches
from recourse.intake.amendments import actions as amendments
from recourse.intake.amendments import queries as proposals
from recourse.intake.amendments.errors import NotComingBack
from recourse.intake.amendments.terms import ComesBack
from recourse.intake.checking import Checked, Checker
from recourse.intake.deliveries import Delivery
from recourse.intake.mandates import refuse_without_mandate
from recourse.intake.terms import BatchCard
from recourse.journeys.amend_record import setting_of, tell
from recourse.journeys.weighing import DATES, LIFE, Weigher
from recourse.ledger import actions as ledger
from recourse.notice.letters import KEPT_APART
from recourse.notice.terms import Kind, Row
from recourse.notice.wording import value
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import NewRecord, Paper
from recourse.store import deeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """A row that waits for a certification: what its department sent, field by field."""

    item: Item
    row: int
    contents: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One held row on the table."""

    batch: BatchCard
    item: Item
    checked: Checked
    facts: pl.DataFrame


def look_at(*, batch: str, row: int, by: SeatCard, now: datetime) -> Returning:
    """Return what a row that came back says, for the seat that is to certify it.

    Raises:
        NoSuchBatch: There is none, or it is another department's.
        NotComingBack: The row does not wait for a certification alone.
        NoMandate: The seat may not, or no longer, hand in the item.
        DeliveryGone: The delivered rows were deleted when their time was over.

    Law:
        Charter G6 (the person sees that it was opened), G7, G8.

    """
    with transaction.atomic(durable=True):
        card = batches.batch(batch, agency=by.agency.id)
        refuse_without_mandate(item=card.item, by=by, on=civil_date(now))
        line = _on_the_table(card, row, now)
        facts: dict[str, str | int] = {"batch": line.batch.number, "row": row}
        tag = people.tag_of(_person(line))
        ledger.note(kind="sender-looked", tag=tag, by=by.actor, now=now, facts=facts)
    return Returning(item=line.item, row=row, contents=_contents(line))


def _contents(line: _Line) -> tuple[Row, ...]:
    """Return what the row says, as people read it."""
    law = catalogue.current()
    read = {code: column[0] for code, column in line.checked.values.items()}
    return tuple(
        Row(name=field.name, value=value(field, read[field.code], law))
        for field in line.item.fields
        if read.get(field.code) and field.code not in KEPT_APART
    )


@deeds.deed()
def certify(
    *, batch: str, row: int, reason: ComesBack, evidence: Paper, by: SeatCard, now: datetime
) -> UUID:
    """Certify a held row as the second person and have it enter; return its record.

    Args:
        batch: Number of the batch.
        row: Number of the row in the file.
        reason: Why it may come back, of a closed set.
        evidence: Number, day and author of the paper that is new; kept sealed.
        by: The second signer of the department.
        now: When.

    Raises:
        NotComingBack: The row does not wait for a certification alone, or its fact is on file.
        PaperMissing: No new evidence is named.
        Refused: Any refusal of `intake.amendments.actions.certify_row`.

    Law:
        FCRA 15 U.S.C. 1681i(a)(5)(B) as anchor (certified, and told); charter G2, G12.

    """
    amendments.refuse_unnamed(paper=evidence, by=by, now=now)
    line = _on_the_table(batches.batch(batch, agency=by.agency.id), row, now)
    amendments.certify_row(batch=line.batch.id, row=row, reason=reason, by=by, now=now)
    told: dict[str, str | int] = {"reason": reason.value, "seat": by.number}
    new = records.enter_again(
        record=_new_record(line, now), told=told, paper=evidence, by=by.actor, now=now
    )
    tell(new.person_id, new.id, Kind.RECORD_RETURNED, told, by=by, now=now)
    return new.id


def _on_the_table(card: BatchCard, row: int, now: datetime) -> _Line:
    """Fetch one held row and ask it again everything but whether it was taken down.

    Raises:
        NotComingBack: Something else speaks against it, or its fact is on file.

    """
    if row not in proposals.rows_that_come_back(card.id):
        raise NotComingBack
    law = catalogue.version(card.catalogue_version)
    item = law.items[card.item]
    setting = setting_of(item, card.agency_id, card.received_at, now)
    weigher = Weigher(setting, card.received_at, now)
    checked = Checker(setting).check(_line_of(card, row))
    alive = weigher.alive(checked.verdicts, weigher.facts(checked))
    line = _Line(batch=card, item=item, checked=checked, facts=alive.facts)
    if alive.people in ([], [None]) or checked.verdicts.findings or not _is_taken_down(line, now):
        raise NotComingBack
    return line


def _line_of(card: BatchCard, row: int) -> pl.DataFrame:
    """Return one row of a delivery."""
    line = Delivery(batch=card.id, received_at=card.received_at).row(row)
    if line.is_empty():
        raise NotComingBack
    return line


def _person(line: _Line) -> UUID:
    """Return whom the row is about; a fact that was taken down has its person here."""
    pair = line.facts.select("person_digest", "name_digest").row(0)
    person = people.known_by_digest([pair])[pair].person
    if person is None:
        raise NotComingBack
    return person


def _is_taken_down(line: _Line, now: datetime) -> bool:
    """Whether the fact, or one of its document, was taken down, and no version of it stands."""
    fact = line.facts["source_digest"][0]
    known = _person(line).bytes, fact, line.facts["document_digest"][0]
    return files.known([known], at=now).get(fact) is True


def _new_record(line: _Line, now: datetime) -> NewRecord:
    """Return the record that enters."""
    fact = line.facts.row(0, named=True)
    return NewRecord(
        person_id=_person(line),
        id=uuid7(now),
        item=line.item.id,
        catalogue_version=line.batch.catalogue_version,
        authority_id=line.batch.agency_id,
        batch_id=line.batch.id,
        source_digest=fact["source_digest"],
        adverse=line.item.is_adverse,
        **{code: fact[code] for code in (*DATES, *LIFE)},
        received_at=line.batch.received_at,
        noticed_on=None,
        usable_from_on=None,
        payload=fact["payload"],
        fulfilled_on=fact["fulfilled_on"],
    )
