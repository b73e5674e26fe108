"""A small town for tests of cases: a department with two officers, a person with a usable record."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.terms import Role, SeatCard
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.notice import actions as notices
from recourse.redress import actions
from recourse.redress.terms import (
    CaseCard,
    Decision,
    Filing,
    Ground,
    Kind,
    NewFile,
    OfficerSaysNo,
    Outcome,
    Weighed,
    Weight,
)
from tests.notice.making import told, town
from tests.records.making import NOON, dates

PDF = b"%PDF-1.7\n%synthetic\n"
PNG = b"\x89PNG\r\n\x1a\nsynthetic"
TUESDAY = datetime(2026, 12, 15, 4, tzinfo=UTC)
"""Noon in Qingdao, when the record of `standing_record` may be seen by others."""

DUE_ON = date(2026, 12, 18)
DUE_AT = datetime(2026, 12, 18, 16, tzinfo=UTC)
"""The instant at which three working days from Tuesday are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A department with two case officers in two seats."""

    agency: UUID
    officer: SeatCard
    colleague: SeatCard
    steward: SeatCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A person with a record that others may see."""

    person: UUID
    record: UUID

    @property
    def by(self) -> Actor:
        """The person as the doer."""
        return Actor(kind=ActorKind.PERSON, id=self.person)


def office(now: datetime = NOON) -> Office:
    """Load the catalogue and found the department with its seats."""
    agency = town(now)

    def seat(number: str, role: Role) -> SeatCard:
        made = agencies.create_seat(
            agency=agency,
            number=number,
            role=role,
            unit=Words(zh="异议处理科", en="Objections section"),
            by=SYSTEM,
            now=now,
        )
        return seats.seat(made)

    return Office(
        agency=agency,
        officer=seat("0201", Role.CASE_OFFICER),
        colleague=seat("0202", Role.CASE_OFFICER),
        steward=seat("0101", Role.DATA_STEWARD),
    )


def standing_record(of: Office, *, sequence: int = 1, name: str = "陈晓") -> Contested:
    """Enter a record, serve its notice at once; after ten working days others may see it."""
    how = dates(conduct_ended_on=date(2026, 9, 1), decided_on=date(2026, 11, 2))
    one = told(of.agency, sequence=sequence, name=name, on=how)
    notices.open_notice(person=one.person, notice=one.notice, by=SYSTEM, now=NOON)
    return Contested(person=one.person, record=one.record)


def objection(
    about: Contested,
    *,
    ground: Ground = Ground.WRONG,
    words: str = "我不是负责人。",
    evidence: tuple[NewFile, ...] = (),
    now: datetime = TUESDAY,
) -> CaseCard:
    """File an objection."""
    asked = Filing(kind=Kind.OBJECTION, words=words, ground=ground, record=about.record)
    return actions.file(person=about.person, asked=asked, evidence=evidence, by=about.by, now=now)


def refusal(*files: UUID) -> Decision:
    """Return a refusal by an officer, that weighs every file."""
    return Decision(
        outcome=Outcome.REFUSED,
        words="现场检查记录写明您是主管人员。",
        reason=OfficerSaysNo(because="检查记录有您的签字。"),
        weighed={file: Weighed(Weight.DOES_NOT_PROVE, "没有写明日期。") for file in files},
    )


def granted(*files: UUID) -> Decision:
    """Return a decision for the person."""
    return Decision(
        outcome=Outcome.GRANTED,
        words="核查后，这条记录不应当报送。",
        weighed={file: Weighed(Weight.PROVES, "盖章的证明。") for file in files},
    )


def decide(
    case: CaseCard,
    decision: Decision,
    by: SeatCard,
    *,
    account: UUID | None = None,
    now: datetime = TUESDAY + timedelta(hours=2),
) -> CaseCard:
    """Decide a case as a seat."""
    return actions.decide(
        person=case.person_id,
        case=case.id,
        decision=decision,
        account=account or uuid7(now),
        by=by,
        now=now,
    )
