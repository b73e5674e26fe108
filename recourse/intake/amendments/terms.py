"""Words of amendments: deeds, reasons, states, and the certification of what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from recourse.ground.words import Words


class Deed(StrEnum):
    """What a department asks to be done to a record it sent."""

    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    CORRECT = "correct"


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    PROPOSED = "proposed"
    DONE = "done"
    DROPPED = "dropped"


class Reason(StrEnum):
    """Why; a closed set, so that nobody writes about a person here."""

    WRONG_PERSON = "wrong_person"
    NO_BASIS = "no_basis"
    NOT_SERVED = "not_served"
    TWICE = "twice"
    BY_COURT = "by_court"
    ON_REVIEW = "on_review"
    BY_ITSELF = "by_itself"
    UNLAWFUL = "unlawful"
    MISTYPED = "mistyped"
    DATES = "dates"
    FACTS = "facts"


class ComesBack(StrEnum):
    """Why a fact that was taken down may come back; a closed set."""

    MISTAKEN = "mistaken"
    UPHELD = "upheld"
    ANEW = "anew"
    UNREPAIRED = "unrepaired"


REASONS_OF: Mapping[Deed, tuple[Reason, ...]] = {
    Deed.WITHDRAW: (Reason.WRONG_PERSON, Reason.NO_BASIS, Reason.NOT_SERVED, Reason.TWICE),
    Deed.REVOKE: (Reason.BY_COURT, Reason.ON_REVIEW, Reason.BY_ITSELF, Reason.UNLAWFUL),
    Deed.CORRECT: (Reason.MISTYPED, Reason.DATES, Reason.FACTS),
}
DEED_WORDS: Mapping[Deed, Words] = {
    Deed.WITHDRAW: Words(zh="撤回", en="Withdraw"),
    Deed.REVOKE: Words(zh="因决定被撤销而撤下", en="Take down: the decision was revoked"),
    Deed.CORRECT: Words(zh="更正", en="Correct"),
}
STATE_WORDS: Mapping[AmendmentState, Words] = {
    AmendmentState.PROPOSED: Words(zh="待复核签署", en="Waits for a second signature"),
    AmendmentState.DONE: Words(zh="已办结", en="Done"),
    AmendmentState.DROPPED: Words(zh="已放弃", en="Dropped"),
}
REASON_WORDS: Mapping[Reason, Words] = {
    Reason.WRONG_PERSON: Words(zh="不是这个人的", en="It is about somebody else"),
    Reason.NO_BASIS: Words(zh="依法不应当归集", en="No law lets it be kept"),
    Reason.NOT_SERVED: Words(
        zh="决定没有依法送达", en="The decision was not served as the law asks"
    ),
    Reason.TWICE: Words(zh="重复报送", en="It was sent twice"),
    Reason.BY_COURT: Words(zh="法院撤销了原决定", en="A court annulled the decision"),
    Reason.ON_REVIEW: Words(
        zh="复议机关撤销了原决定", en="The decision was revoked on reconsideration"
    ),
    Reason.BY_ITSELF: Words(
        zh="作出决定的机关自行撤销", en="The department revoked its own decision"
    ),
    Reason.UNLAWFUL: Words(zh="原决定被确认违法", en="The decision was held unlawful"),
    Reason.MISTYPED: Words(zh="录入有误", en="It was mistyped"),
    Reason.DATES: Words(zh="日期有误", en="Dates were wrong"),
    Reason.FACTS: Words(zh="内容有误", en="Its contents were wrong"),
}
COMES_BACK_WORDS: Mapping[ComesBack, Words] = {
    ComesBack.MISTAKEN: Words(zh="此前撤下有误", en="It was taken down by mistake"),
    ComesBack.UPHELD: Words(
        zh="复议或者诉讼维持了原决定", en="The decision was upheld on review or in court"
    ),
    ComesBack.ANEW: Words(zh="依法重新作出了决定", en="The decision was made anew"),
    ComesBack.UNREPAIRED: Words(
        zh="修复所依据的材料不真实", en="The papers for the repair were not true"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentCard:
    """What may be known of an amendment; nothing of whom it concerns."""

    id: UUID
    number: str
    agency_id: UUID
    seat_id: UUID
    item: str
    deed: Deed
    reason: Reason
    learned_on: date
    due_on: date
    state: AmendmentState
    proposed_at: datetime
    signed_by_id: UUID | None
    closed_at: datetime | None
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom and what an amendment concerns; sealed while it waits, and gone once it is done."""

    person: UUID
    record: UUID
    values: Mapping[str, str]
    paper: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a department keeps the three working days, counted in amendments, never in people."""

    agency_id: UUID
    on_time: int
    late: int
    open_late: int
