"""What the pages of a look-up show, made from terms of the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recourse.agencies.terms import SeatCard
from recourse.catalogue.terms import Answer as Kind
from recourse.catalogue.terms import Catalogue
from recourse.disclosure.desks import A_PAGE
from recourse.disclosure.terms import Answer, AtDesk, Shown
from recourse.faces.desk.cases import Clock, clock
from recourse.faces.shelf import Use, use
from recourse.ground.calendar import WorkingDays
from recourse.ground.words import Words
from recourse.notice.terms import Row
from recourse.notice.wording import same, value
from recourse.redress.terms import QueueLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRecord:
    """One record, as far as the purpose may see it."""

    item: Words
    rows: Sequence[Row]
    statement: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """What a question came to."""

    use: Use
    matter: str
    found: bool
    is_yes_or_no: bool
    records: Sequence[ShownRecord]
    entry: UUID
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One line of a seat's own look-ups; whom it was about is not kept here."""

    asked: AtDesk
    purpose: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyRow:
    """One question why somebody looked, that the agency has to answer."""

    id: UUID
    number: str
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPage:
    """What was asked at a seat's desk."""

    seat: SeatCard
    rows: Sequence[AskedRow]
    waiting: Sequence[WhyRow]
    older_than: UUID | None


def uses_of_seat(purposes: Sequence[str], catalogue: Catalogue) -> list[Use]:
    """Return the purposes of a seat that the catalogue has switched on."""
    named = (catalogue.purposes.get(code) for code in purposes)
    return [use(catalogue, purpose) for purpose in named if purpose and purpose.enabled]


def answer_page(answer: Answer, matter: str, catalogue: Catalogue) -> AnswerPage:
    """Return an answer as an official reads it."""
    purpose = catalogue.purposes[answer.purpose]
    return AnswerPage(
        use=use(catalogue, purpose),
        matter=matter,
        found=answer.found,
        is_yes_or_no=purpose.answer is Kind.YES_NO,
        records=[_shown(record, catalogue) for record in answer.records or ()],
        entry=answer.receipt.entry_id,
        as_of=answer.as_of,
    )


def _shown(shown: Shown, catalogue: Catalogue) -> ShownRecord:
    """Return a record's fields in words."""
    item = catalogue.items[shown.item]
    rows = [
        Row(name=field.name, value=value(field, shown.fields[field.code], catalogue))
        for field in item.fields
        if shown.fields.get(field.code)
    ]
    return ShownRecord(item=item.name, rows=rows, statement=shown.statement)


def why_rows(lines: Sequence[QueueLine], *, calendar: WorkingDays, now: datetime) -> list[WhyRow]:
    """Return the questions that an agency has to answer, with their last days."""
    return [
        WhyRow(
            id=line.id,
            number=line.number,
            clock=clock(line.due, line.filed_at, calendar=calendar, now=now),
        )
        for line in lines
    ]


def asked_page(
    seat: SeatCard, asked: Sequence[AtDesk], catalogue: Catalogue, *, waiting: Sequence[WhyRow]
) -> AskedPage:
    """Return a seat's own look-ups, and which questions about look-ups wait."""
    rows = [AskedRow(asked=one, purpose=_named(one.purpose, catalogue)) for one in asked]
    older = asked[-1].entry if len(asked) == A_PAGE else None
    return AskedPage(seat=seat, rows=rows, waiting=waiting, older_than=older)


def _named(purpose: str, catalogue: Catalogue) -> Words:
    """Return the name of a purpose; its code where the catalogue has dropped it."""
    known = catalogue.purposes.get(purpose)
    return same(purpose) if known is None else known.name
