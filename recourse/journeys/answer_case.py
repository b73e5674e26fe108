"""An officer answers a case: opens it, reads its files, accepts, extends, decides.

The person finds each opening in their log, in the same transaction: it is a look at their
file. Whose case it is an officer learns only where that is the question. What is decided is
first shown as the letter the person will get; nothing of it is kept until it is signed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item
from recourse.ground.words import Words
from recourse.journeys import benefits, who_looked
from recourse.journeys.benefits import OwnApplication
from recourse.journeys.own_file import state_of
from recourse.journeys.who_looked import Look
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Kind as Entry
from recourse.notice import letters
from recourse.notice.terms import Letter, Row
from recourse.people import queries as people
from recourse.people.terms import Identity
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.redress import actions, queries, rules, telling
from recourse.redress.errors import NotYours
from recourse.redress.terms import CaseCard, Decision, FileCard, Ground, WholeCase
from recourse.store import deeds
from recourse.store.gate import one_person

NAMES_SOMEBODY = ("name",)
"""Fields that an officer reads only where it is the question who the record is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSide:
    """The record a case is about, as its person sees it; without their name unless it matters."""

    card: RecordCard
    item: Item
    state: Words
    contents: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case on the desk of a seat.

    Attributes:
        whole: The case, its files, its timeline and what else is open about the record.
        record: The record next to it.
        benefit: The application that it answers, with what was put in.
        look: The look-up it asks about.
        identity: Whose case it is, only where that is the question.
        taken_by: The seat that has taken it on.
        seats: The seats that did anything in it, by their code in the timeline.

    """

    whole: WholeCase
    record: RecordSide | None
    benefit: OwnApplication | None
    look: Look | None
    identity: Identity | None
    taken_by: SeatCard | None
    seats: dict[str, SeatCard]


def open_case(*, case: UUID, by: SeatCard, now: datetime) -> OpenCase:
    """Open a case for a seat that may answer it; the person finds the opening in their log.

    Raises:
        NotYours: There is no such case of this agency, or it is for another kind of seat.

    Law:
        PIPL art. 6, 44; charter G6, G7.

    """
    person = queries.person_of(case, authority=by.agency.id)
    with one_person(person, durable=True):
        whole = queries.whole_case(person, case, at=now)
        _need_role(whole.card, by)
        is_identity = _asks_who(whole)
        record = _record(whole.card, now, with_name=is_identity)
        benefit = benefits.beside_case(whole.card, at=now)
        look = (
            None if whole.card.entry_id is None else who_looked.look_of(person, whole.card.entry_id)
        )
        identity = people.identity_of(person) if is_identity else None
        ledger.note(
            kind=Entry.CASE_OPENED,
            tag=people.tag_of(person),
            by=by.actor,
            now=now,
            facts=_facts(whole.card, is_identity=is_identity),
        )
    taken_by = queries.taken_by(case)
    seats = {seat.id: seat for seat in agencies.seats(_seat_ids(whole, taken_by))}
    return OpenCase(
        whole=whole,
        record=record,
        benefit=benefit,
        look=look,
        identity=identity,
        taken_by=None if taken_by is None else seats.get(taken_by),
        seats={seat.actor.code: seat for seat in seats.values()},
    )


def _need_role(card: CaseCard, by: SeatCard) -> None:
    """Refuse a seat of another kind."""
    if not rules.may_answer(card.kind, by.role):
        raise NotYours


def _asks_who(whole: WholeCase) -> bool:
    """Whether the question is who the record is about, here or in the case under review."""
    grounds = {whole.card.ground, whole.reviewed.ground if whole.reviewed else None}
    return Ground.NOT_ME in grounds


def _facts(card: CaseCard, *, is_identity: bool) -> dict[str, str | int]:
    """Return what the log keeps of an opening."""
    facts: dict[str, str | int] = {"case": card.number, "asks": str(card.kind)}
    return facts | ({"identity": 1} if is_identity else {})


def _seat_ids(whole: WholeCase, taken_by: UUID | None) -> set[UUID]:
    """Return the seats that are named on the page."""
    codes = {event.by for event in whole.timeline if event.by.startswith("seat:")}
    named = {UUID(code.removeprefix("seat:")) for code in codes}
    decided = {one.decided_by for one in (whole.card, whole.reviewed) if one is not None}
    return {one for one in (named | decided | {taken_by}) if one is not None}


def _record(card: CaseCard, now: datetime, *, with_name: bool) -> RecordSide | None:
    """Return the record a case is about, read with the catalogue it was entered under."""
    if card.record_id is None:
        return None
    record = records.record_of(card.person_id, card.record_id, at=now)
    shown = record if with_name else _nameless(record)
    known = catalogue.version(record.catalogue_version)
    item = letters.item_of(record, known)
    return RecordSide(
        card=shown,
        item=item,
        state=state_of(record),
        contents=letters.contents(shown, item, known),
    )


def _nameless(record: RecordCard) -> RecordCard:
    """Return a record without the fields that name its person."""
    fields = {code: text for code, text in record.fields.items() if code not in NAMES_SOMEBODY}
    return replace(record, fields=fields)


@transaction.atomic(durable=True)
def open_file(*, case: UUID, file: UUID, by: SeatCard, now: datetime) -> tuple[FileCard, bytes]:
    """Open a file of a case: what it is, and what it holds. Each opening is in the person's log.

    Raises:
        NotYours: There is no such case of this agency, or it is for another kind of seat.
        NoSuchFile: There is no such file in this case, or it is erased.

    """
    person = queries.person_of(case, authority=by.agency.id)
    with one_person(person):
        _need_role(queries.case_of(person, case, at=now), by)
        content = actions.open_file(person=person, case=case, id=file, by=by.actor, now=now)
        cards = {one.id: one for one in queries.files_of(person, case)}
    return cards[file], content


@deeds.deed()
def take(*, case: UUID, by: SeatCard, now: datetime) -> None:
    """Take a case on, so that two officers do not do the same work.

    Raises:
        NotYours: There is no such open case of this agency, or it is for another kind of seat.

    """
    person = queries.person_of(case, authority=by.agency.id)
    _need_role(queries.case_of(person, case, at=now), by)
    actions.take(case=case, by=by, now=now)


@deeds.deed()
def accept(*, case: UUID, by: SeatCard, now: datetime) -> None:
    """Accept an application for repair; the person is written to.

    Raises:
        Refused: Any refusal of `redress.actions.accept`.

    """
    person = queries.person_of(case, authority=by.agency.id)
    actions.accept(person=person, case=case, by=by, now=now)


@transaction.atomic(durable=True)
def extend(*, case: UUID, reason: str, by: SeatCard, now: datetime) -> None:
    """Let the clock run longer for a reason of the closed set; the person is written to.

    Raises:
        Refused: Any refusal of `redress.actions.extend`.

    """
    person = queries.person_of(case, authority=by.agency.id)
    actions.extend(person=person, case=case, reason=reason, by=by, now=now)


@transaction.atomic(durable=True)
def preview(
    *, case: UUID, decision: Decision, account: UUID, by: SeatCard, now: datetime
) -> Letter:
    """Return the letter that a decision would send, with every refusal it would meet.

    Raises:
        Refused: Any refusal of `redress.actions.decide`.

    """
    person = queries.person_of(case, authority=by.agency.id)
    rehearsed = actions.rehearse(
        person=person, case=case, decision=decision, account=account, by=by, now=now
    )
    return telling.preview(case=rehearsed, by=by, now=now)


@transaction.atomic(durable=True)
def sign(*, case: UUID, decision: Decision, account: UUID, by: SeatCard, now: datetime) -> None:
    """Decide a case: its effect, its letter and its place in the log, in one transaction.

    Raises:
        Refused: Any refusal of `redress.actions.decide`.

    Law:
        Shandong Social Credit Regulations art. 39, 41; PIPL art. 24, 50; charter G12.

    """
    person = queries.person_of(case, authority=by.agency.id)
    actions.decide(person=person, case=case, decision=decision, account=account, by=by, now=now)
