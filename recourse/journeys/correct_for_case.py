"""A department corrects a record because a case said so: which record, what was found, by when.

The decision that a record is to be corrected leaves it silent until its source has corrected it,
and opens a case of its own against the source's clock. The steward sees the record as their own
department sent it and what the officer found; what the person said is for who decides. Once the
change is signed, the record's new version takes its place and the case is closed with it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue.terms import Item
from recourse.intake.amendments import actions as amendments
from recourse.journeys.amend_record import Exact, OwnSent, sent_of
from recourse.ledger import actions as ledger
from recourse.people import queries as people
from recourse.records import queries as files
from recourse.records import rules
from recourse.records.terms import RecordCard
from recourse.redress import queries
from recourse.redress.errors import CaseOver, NotYours
from recourse.redress.terms import CaseCard, Happening, Kind, State

OF_RECORDS = (Kind.OBJECTION, Kind.CORRECTION, Kind.REPAIR, Kind.REVIEW, Kind.ERASURE)
"""Kinds of cases that may hang on what a department sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCorrect:
    """A record that its department must correct.

    Attributes:
        case: The case, without a word of the person.
        item: What the record is about.
        sent: The record as its department sent it.
        found: What the officer found, in their words; empty if that case is erased.

    """

    case: CaseCard
    item: Item
    sent: OwnSent
    found: str


def open_correction(*, case: UUID, by: SeatCard, now: datetime) -> ToCorrect:
    """Open one record that must be corrected; the person finds the opening in their log.

    Raises:
        NotYours: There is no such correction of this department, or the seat is no steward's.
        CaseOver: It was corrected, or silence has decided.
        NoMandate: The seat may not, or no longer, hand in the item.

    Law:
        Shandong Social Credit Regulations art. 39, 40; charter G6, G8.

    """
    with transaction.atomic(durable=True):
        card, record = _asked(case, by, now)
        sent = sent_of(record, _exact(record))
        facts = {"record": str(record.id), "case": card.number}
        tag = people.tag_of(record.person_id)
        ledger.note(kind="sender-looked", tag=tag, by=by.actor, now=now, facts=facts)
        found = _found(record.person_id, case, now)
    return ToCorrect(case=card, item=sent.item, sent=sent, found=found)


def exact_of(*, case: UUID, by: SeatCard, now: datetime) -> Exact:
    """Return what names the record of a case, to begin its change with; no page shows it.

    Whoever begins has the record found first, and that writes the opening down.

    Raises:
        Refused: Any refusal of `open_correction`.

    """
    return _exact(_asked(case, by, now)[1])


def _asked(case: UUID, by: SeatCard, now: datetime) -> tuple[CaseCard, RecordCard]:
    """Return an open correction of the seat's own department, and its record."""
    if by.role is not Role.DATA_STEWARD:
        raise NotYours
    person = queries.person_of(case, authority=by.agency.id)
    card = queries.case_of(person, case, at=now)
    if card.kind is not Kind.CORRECTION or card.record_id is None:
        raise NotYours
    if card.state is not State.OPEN:
        raise CaseOver
    record = files.record_of(person, card.record_id, at=now)
    amendments.refuse_whoever_may_not(item=record.item, by=by, now=now)
    return card, record


def _exact(record: RecordCard) -> Exact:
    """Return what names a record."""
    who = people.identity_of(record.person_id)
    return Exact(
        item=record.item,
        document_type=who.document_type,
        document_number=who.number,
        number=rules.document_number_in(record.fields),
        decided_on=record.decided_on,
    )


def _found(person: UUID, case: UUID, now: datetime) -> str:
    """Return what the officer wrote who decided that the record is to be corrected."""
    after = next(
        (
            event.facts.get("after", "")
            for event in queries.timeline_of(person, case)
            if event.kind is Happening.FILED
        ),
        "",
    )
    before = next((one for one in queries.cases_of(person, at=now) if one.number == after), None)
    if before is None:
        return ""
    decision = queries.case_of(person, before.id, at=now).decision
    return "" if decision is None else decision.words
