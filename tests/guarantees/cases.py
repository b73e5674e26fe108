"""Cases brought in a city under attack: by its people, answered by two officers of the bureau."""

from datetime import datetime
from uuid import UUID

from recourse.agencies.terms import Role, SeatCard
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.uuid7 import uuid7
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
)
from tests.guarantees.city import NOON, City, seat

GRANTED = Decision(outcome=Outcome.GRANTED, words="核查后，这条记录不应当报送。")
REFUSED = Decision(
    outcome=Outcome.REFUSED,
    words="检查记录写明您是主管人员。",
    reason=OfficerSaysNo(because="检查记录有您的签字。"),
)


def officer(city: City, number: str = "0201") -> SeatCard:
    """Return a new case officer of the bureau."""
    return seat(city.steward.agency.id, number, Role.CASE_OFFICER)


def oneself(person: UUID) -> Actor:
    """Return a person as the doer."""
    return Actor(kind=ActorKind.PERSON, id=person)


def objection(
    city: City,
    *,
    ground: Ground = Ground.WRONG,
    evidence: tuple[NewFile, ...] = (),
    now: datetime = NOON,
) -> CaseCard:
    """Let Wang object to the fine."""
    asked = Filing(kind=Kind.OBJECTION, words="不是我。", ground=ground, record=city.fine)
    return actions.file(
        person=city.wang, asked=asked, evidence=evidence, by=oneself(city.wang), now=now
    )


def repair(city: City, *, now: datetime = NOON) -> CaseCard:
    """Let Wang ask for repair of the fine."""
    asked = Filing(kind=Kind.REPAIR, words="已经改正。", record=city.fine, promised=True)
    return actions.file(person=city.wang, asked=asked, by=oneself(city.wang), now=now)


def decide(case: CaseCard, decision: Decision, by: SeatCard, *, now: datetime) -> CaseCard:
    """Decide a case."""
    return actions.decide(
        person=case.person_id,
        case=case.id,
        decision=decision,
        account=uuid7(now),
        by=by,
        now=now,
    )
