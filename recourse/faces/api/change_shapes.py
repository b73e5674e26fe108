"""The shapes of changes after entry."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from recourse.faces.api.schemas import PaperIn, WordsOut, words
from recourse.intake.amendments.terms import DEED_WORDS, REASON_WORDS, AmendmentCard
from recourse.journeys.amend_record import Exact, Proposal
from recourse.notice.terms import Row
from recourse.people.terms import DocumentType

Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
DocumentCode = Literal["01", "02", "03", "04", "05", "06", "99"]
Value = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00]*$")]


class ExactIn(Schema):
    """What names one record; less than all of it names none."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    item: Code
    document_type: DocumentCode
    document_number: Text
    number: Text
    decided_on: date

    def named(self) -> Exact:
        """Return what names the record."""
        return Exact(
            item=self.item,
            document_type=DocumentType(self.document_type),
            document_number=self.document_number,
            number=self.number,
            decided_on=self.decided_on,
        )


class RowIn(Schema):
    """A row of the department's own batch, as a spreadsheet numbers it; the heading is row 1."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    batch: Annotated[str, Field(pattern=r"^B-\d{8}-\d{4,9}$")]
    row: Annotated[int, Field(ge=2, le=2**31 - 1)]


RecordIn = ExactIn | RowIn
"""One record of the department's own: by all that names it, or by its row."""


class ChangeIn(Schema):
    """What is to become of a record, and why; the reasons are a closed set."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    record: RecordIn
    deed: Literal["withdraw", "revoke", "correct"]
    reason: Literal[
        "wrong_person",
        "no_basis",
        "not_served",
        "twice",
        "by_court",
        "on_review",
        "by_itself",
        "unlawful",
        "mistyped",
        "dates",
        "facts",
    ]
    learned_on: date
    values: dict[Code, Value] | None = None
    paper: PaperIn | None = None


class FulfilmentIn(Schema):
    """That the duties of a decision are fulfilled, and by when."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    record: RecordIn
    fulfilled_on: date
    paid_wan_yuan: Text = ""
    measure: Text = ""

    def told(self) -> dict[str, str]:
        """Return what was paid or done."""
        return {"paid_wan_yuan": self.paid_wan_yuan, "measure": self.measure}


class FulfilledOut(Schema):
    """Whether the report repaired the record at once; otherwise that follows by itself."""

    repaired: bool


class ChangeOut(Schema):
    """Where a change stands; nothing of whom it concerns."""

    number: str
    item: str
    deed: str
    reason: str
    deed_in_words: WordsOut
    reason_in_words: WordsOut
    state: Literal["proposed", "done", "dropped"]
    learned_on: date
    due_on: date
    proposed_at: datetime
    closed_at: datetime | None
    must_sign: Literal["another seat", "nobody"]
    receipt: str

    @classmethod
    def of(cls, card: AmendmentCard) -> "ChangeOut":
        """Return the shape of a card."""
        return cls(
            number=card.number,
            item=card.item,
            deed=card.deed,
            reason=card.reason,
            deed_in_words=words(DEED_WORDS[card.deed]),
            reason_in_words=words(REASON_WORDS[card.reason]),
            state=card.state.value,
            learned_on=card.learned_on,
            due_on=card.due_on,
            proposed_at=card.proposed_at,
            closed_at=card.closed_at,
            must_sign="another seat" if card.state == "proposed" else "nobody",
            receipt=card.receipt,
        )


class ChangesOut(Schema):
    """A page of changes, newest first; `before` asks for the next, and is null on the last."""

    changes: list[ChangeOut]
    before: str | None


class LineOut(Schema):
    """One line of a record as people read it."""

    field: WordsOut
    value: WordsOut


class DifferenceOut(Schema):
    """What a correction would change in one field."""

    field: WordsOut
    was: WordsOut
    will_be: WordsOut


class ProposedOut(Schema):
    """What a change would do to one record; once it is closed, of whom it was is not known."""

    change: ChangeOut
    contents: list[LineOut]
    differences: list[DifferenceOut]
    paper: dict[str, str]
    is_contested: bool
    is_over: bool

    @classmethod
    def of(cls, opened: Proposal) -> "ProposedOut":
        """Return the shape of what was opened."""
        sent = opened.sent
        return cls(
            change=ChangeOut.of(opened.card),
            contents=_lines(() if sent is None else sent.contents),
            differences=[
                DifferenceOut(field=words(one.name), was=words(one.was), will_be=words(one.now))
                for one in opened.changes
            ],
            paper=dict(opened.paper),
            is_contested=sent is not None and sent.is_contested,
            is_over=sent is None or sent.is_over,
        )


def _lines(rows: Sequence[Row]) -> list[LineOut]:
    return [LineOut(field=words(row.name), value=words(row.value)) for row in rows]
