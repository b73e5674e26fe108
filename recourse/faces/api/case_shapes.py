"""The shapes of cases that wait for an answer; none of them names whose case it is."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema

from recourse.agencies.terms import SeatCard
from recourse.faces.api.change_shapes import LineOut
from recourse.faces.api.schemas import WordsOut, words
from recourse.journeys.answer_case import OpenCase, RecordSide
from recourse.redress.terms import FileCard, QueueLine
from recourse.redress.wording import GROUNDS, KINDS, STATES

TakenBy = Literal["this seat", "another seat", "nobody"]


class WaitingOut(Schema):
    """One case of the queue: what is asked, and by when it must be answered."""

    id: UUID
    number: str
    kind: str
    kind_in_words: WordsOut
    filed_at: datetime
    due_on: date
    silence_decides_at: datetime
    accept_due_on: date | None
    taken_by: TakenBy

    @classmethod
    def of(cls, line: QueueLine, seat: SeatCard) -> "WaitingOut":
        """Return the shape of a line."""
        return cls(
            id=line.id,
            number=line.number,
            kind=line.kind,
            kind_in_words=words(KINDS[line.kind]),
            filed_at=line.filed_at,
            due_on=line.due.on,
            silence_decides_at=line.due.at,
            accept_due_on=None if line.accept_due is None else line.accept_due.on,
            taken_by=_taken_by(line.taken_by, seat),
        )


def _taken_by(taker: UUID | None, seat: SeatCard) -> TakenBy:
    if taker is None:
        return "nobody"
    return "this seat" if taker == seat.id else "another seat"


class CasesOut(Schema):
    """A page of cases by due date; `after` asks for the next, and is null on the last."""

    cases: list[WaitingOut]
    after: str | None


class FileOut(Schema):
    """A file of evidence from outside; it is opened at the desk."""

    id: UUID
    media_type: str
    size_bytes: int
    sha256: str
    added_at: datetime

    @classmethod
    def of(cls, card: FileCard) -> "FileOut":
        """Return the shape of a card."""
        return cls(
            id=card.id,
            media_type=card.media_type,
            size_bytes=card.size_bytes,
            sha256=card.sha256.hex(),
            added_at=card.added_at,
        )


class SubjectOut(Schema):
    """The record a case is about, without the name in it."""

    item: str
    item_in_words: WordsOut
    state: WordsOut
    contents: list[LineOut]

    @classmethod
    def of(cls, side: RecordSide) -> "SubjectOut":
        """Return the shape of a record beside its case."""
        return cls(
            item=side.item.id,
            item_in_words=words(side.item.name),
            state=words(side.state),
            contents=[
                LineOut(field=words(one.name), value=words(one.value)) for one in side.contents
            ],
        )


class CaseOut(Schema):
    """One case: what its person says, beside the record.

    `at_the_desk` says that it asks who the record is about, so that an officer must open it.
    """

    id: UUID
    number: str
    kind: str
    kind_in_words: WordsOut
    ground: str | None
    ground_in_words: WordsOut | None
    state: str
    state_in_words: WordsOut
    says: str
    filed_at: datetime
    due_on: date
    silence_decides_at: datetime
    accept_due_on: date | None
    accepted_at: datetime | None
    taken_by: TakenBy
    at_the_desk: bool
    files: list[FileOut]
    subject: SubjectOut | None

    @classmethod
    def of(cls, opened: OpenCase, seat: SeatCard) -> "CaseOut":
        """Return the shape of an open case."""
        card, asks_who = opened.whole.card, opened.identity is not None
        return cls(
            id=card.id,
            number=card.number,
            kind=card.kind,
            kind_in_words=words(KINDS[card.kind]),
            ground=card.ground,
            ground_in_words=None if card.ground is None else words(GROUNDS[card.ground]),
            state=card.state,
            state_in_words=words(STATES[card.state]),
            says=card.words,
            filed_at=card.filed_at,
            due_on=card.due.on,
            silence_decides_at=card.due.at,
            accept_due_on=None if card.accept_due is None else card.accept_due.on,
            accepted_at=card.accepted_at,
            taken_by=_taken_by(None if opened.taken_by is None else opened.taken_by.id, seat),
            at_the_desk=asks_who,
            files=[FileOut.of(one) for one in opened.whole.files],
            subject=None if asks_who or opened.record is None else SubjectOut.of(opened.record),
        )


class TakenOut(Schema):
    """Which case was taken on or accepted."""

    id: UUID
