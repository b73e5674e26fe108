"""The shapes of what goes in and out; they become the OpenAPI description."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from recourse.disclosure import recalls
from recourse.disclosure.comparing import DayOfAgency
from recourse.disclosure.terms import Changed, Recall
from recourse.ground.words import Words
from recourse.intake.terms import BatchCard, FindingCard, RuleCount


class WordsOut(Schema):
    """The same text in both languages."""

    zh: str
    en: str


class SaysOut(Schema):
    """What was refused, under which provision (empty: our own rule), and what to do next."""

    says: str
    law: str
    do: str


class FaultOut(Schema):
    """What is wrong with one field of a correction, by which rule."""

    field: str
    rule: str
    zh: SaysOut
    en: SaysOut


class ProblemOut(Schema):
    """A refusal (RFC 9457), in both languages, with the provision it rests on."""

    type: str
    title: str
    status: int
    code: str
    zh: SaysOut
    en: SaysOut
    entry: UUID | None = Field(None, description="Entry of the log that tells of it.")
    fields: list[str] | None = Field(None, description="Where the request is malformed.")
    faults: list[FaultOut] | None = Field(None, description="What is wrong, field by field.")


class OAuthErrorOut(Schema):
    """An error of the token endpoint (RFC 6749 section 5.2)."""

    error: Literal["invalid_request", "invalid_client", "unsupported_grant_type"]
    error_description: str


class TokenOut(Schema):
    """An access token (RFC 6749 section 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class LookUpIn(Schema):
    """One question about one person, for one purpose, in one matter."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    purpose: Annotated[str, Field(max_length=200, examples=["work_safety.licence_eligibility"])]
    document_type: Annotated[str, Field(max_length=200, examples=["01"])]
    document_number: Annotated[str, Field(max_length=200)]
    name: Annotated[str, Field(max_length=200)]
    matter_number: Annotated[str, Field(max_length=200, examples=["AQ-2026-0711"])]


class ReceiptOut(Schema):
    """What the agency keeps: how its question was logged, with our signature.

    The leaf is the canonical JSON (RFC 8785) of `at`, `commitment`, `entry`, `iss` and `log`.
    It stands at `index` of an RFC 6962 tree of `size` leaves, a power of two; `path` leads from it
    to the root.
    `jws` signs `iss`, `root` and `size`.
    """

    at: datetime
    commitment: str
    entry: UUID
    iss: str
    log: int
    index: int
    size: int
    path: list[str]
    jws: str


class ShownOut(Schema):
    """One record: only the fields that the purpose names, and what its person says beside it."""

    item: str
    fields: dict[str, str]
    statement: str | None = None


class LookUpOut(Schema):
    """The smallest answer. `records` comes only where the purpose names fields."""

    purpose: str
    as_of: datetime
    found: bool
    receipt: ReceiptOut
    records: list[ShownOut] | None = None
    repeats: UUID | None = Field(
        None, description="Entry of the same question, if it was asked under its name before."
    )


class RefusedLookUpOut(ProblemOut):
    """A refused look-up; it is in the log like an answered one."""

    receipt: ReceiptOut | None = None


class DayCountOut(Schema):
    """One civil day of an agency's look-ups: counted at the gate, found in the log."""

    day: date
    counted: int
    found: int
    fits: bool
    compared_at: datetime


class CountsOut(Schema):
    """An agency's look-ups by day, answered or refused; never whom they were about."""

    agency: str = Field(description="Unified social credit code.")
    days: list[DayCountOut] = Field(description="As each was compared last.")
    differing: list[date] = Field(description="Days on which gate and log do not fit.")
    not_compared: list[date] = Field(description="Days of the period that were not compared.")

    @classmethod
    def of(cls, agency: str, told: Sequence[DayOfAgency], period: Sequence[date]) -> "CountsOut":
        """Return a period of an agency."""
        compared = {one.day for one in told}
        return cls(
            agency=agency,
            days=[
                DayCountOut(
                    day=one.day,
                    counted=one.both.counted,
                    found=one.both.found,
                    fits=one.both.fits,
                    compared_at=one.compared_at,
                )
                for one in told
            ],
            differing=[one.day for one in told if not one.both.fits],
            not_compared=[day for day in period if day not in compared],
        )


class BatchOut(Schema):
    """A batch and its account: accepted + duplicate + held + refused = rows."""

    number: str
    item: str
    catalogue_version: str
    file_name: str
    file_sha256: str
    size_bytes: int
    state: str
    refusal: str
    rows: int
    accepted: int
    duplicate: int
    held: int
    refused: int
    dropped_columns: list[str]
    received_at: datetime
    checked_at: datetime | None
    signed_at: datetime | None
    entered_at: datetime | None
    receipt: str

    @classmethod
    def of(cls, card: BatchCard) -> "BatchOut":
        """Return the shape of a card."""
        taken = {name: getattr(card, name) for name in cls.model_fields if name != "file_sha256"}
        return cls(**{**taken, "file_sha256": card.file_sha256.hex(), "state": str(card.state)})


class BatchesOut(Schema):
    """A page of batches, newest first; `before` asks for the next, and is null on the last."""

    batches: list[BatchOut]
    before: str | None


class RuleCountOut(Schema):
    """How many rows break one rule."""

    rule: str
    outcome: str
    says: WordsOut
    do: WordsOut
    law: WordsOut
    rows: int
    columns: list[str]

    @classmethod
    def of(cls, count: RuleCount) -> "RuleCountOut":
        """Return the shape of a count."""
        return cls(
            rule=count.rule,
            outcome=count.outcome.name.lower(),
            says=words(count.says),
            do=words(count.do),
            law=words(count.law),
            rows=count.rows,
            columns=list(count.columns),
        )


class FindingOut(Schema):
    """One fault of one row; never the value."""

    id: int
    row: int
    column: str
    rule: str
    outcome: str
    says: WordsOut
    do: WordsOut

    @classmethod
    def of(cls, card: FindingCard) -> "FindingOut":
        """Return the shape of a card."""
        return cls(
            id=card.id,
            row=card.row,
            column=card.column,
            rule=card.rule,
            outcome=card.outcome.name.lower(),
            says=words(card.says),
            do=words(card.do),
        )


class FindingsOut(Schema):
    """A page of findings: by rule over the whole batch, then one by one after `after`."""

    by_rule: list[RuleCountOut]
    findings: list[FindingOut]


class RecallOut(Schema):
    """One look-up of yours rests on a record that no longer holds. It names nobody."""

    number: int
    recall: UUID
    entry: UUID = Field(description="Entry of the log, as on your receipt of the look-up.")
    matter_number: str | None = Field(description="As you gave it at the look-up.")
    changed: Changed
    since: datetime
    told_at: datetime
    digest: str = Field(description="Name it when you acknowledge.")
    zh: SaysOut
    en: SaysOut
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, recall: Recall) -> "RecallOut":
        """Return the shape of a recall."""
        whole = {**recalls.whole(recall), "acknowledged_at": recall.acknowledged_at}
        return cls.model_validate(whole)


class RecallsOut(Schema):
    """A page of recalls, in the order of their numbers."""

    recalls: list[RecallOut]


class AcknowledgementIn(Schema):
    """What whoever acknowledges has read."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PaperIn(Schema):
    """Number, day and author of a paper."""

    model_config = {"extra": "forbid"}  # noqa: RUF012 - what pydantic reads

    document_no: Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
    decided_on: date
    authority_name: Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]

    def kept(self) -> dict[str, str]:
        """Return the paper as a record keeps it."""
        return {
            "document_no": self.document_no,
            "decided_on": self.decided_on.isoformat(),
            "authority_name": self.authority_name,
        }


class ReturningOut(Schema):
    """Rows that come back after they were taken down, by their numbers alone."""

    rows: list[int]


def words(text: Words) -> WordsOut:
    """Return the shape of a text."""
    return WordsOut(zh=text.zh, en=text.en)
