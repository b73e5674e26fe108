"""A town for tests of benefits: a department with two officers, a person with a certificate."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.uuid7 import uuid7
from recourse.journeys import benefits
from recourse.redress import actions as redress
from recourse.redress.terms import CaseCard, Decision, Filing, Ground, Kind, OfficerSaysNo, Outcome
from recourse.schemes.terms import ApplicationCard
from tests.records.making import NOON, dates, entered, person
from tests.redress.making import Office, office

RENEWAL, GAPS, THANKS = (
    *("renewal.special_operation", "gaps.special_operation"),
    "recognition.volunteer",
)
LATER = NOON + timedelta(hours=2)
DUE_AT = datetime(2026, 11, 30, 16, tzinfo=UTC)
"""The instant at which the five working days of `GAPS` are over, asked on Monday at noon."""

REFUSED = Decision(
    outcome=Outcome.REFUSED,
    words="没有看到培训证明。",
    reason=OfficerSaysNo(because="材料不足以说明参加过培训。"),
)
GRANTED = Decision(outcome=Outcome.GRANTED, words="材料齐全。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who works there, and who applies."""

    office: Office
    chen: UUID
    certificate: UUID

    @property
    def by(self) -> Actor:
        """The person as the doer."""
        return oneself(self.chen)


def oneself(who: UUID) -> Actor:
    """Return a person as the doer."""
    return Actor(kind=ActorKind.PERSON, id=who)


def settle(*, until: date = date(2027, 6, 30), status: str = "1") -> Town:
    """Load the catalogue, found the department, enter one certificate."""
    bureau = office()
    chen = person("陈晓")
    return Town(
        office=bureau, chen=chen, certificate=certificate(bureau, chen, until=until, status=status)
    )


def certificate(of: Office, who: UUID, *, until: date, status: str = "1") -> UUID:
    """Enter a certificate for special operations."""
    in_force = catalogue.current()
    return entered(
        who,
        of=in_force.items["lic.special_operation"],
        on=dates(conduct_ended_on=None, served_on=None, valid_until_on=until),
        fields={
            "name": "陈晓",
            "licence_doc_no": "示特〔2024〕7号",
            "status": status,
            "valid_until_on": until.isoformat(),
        },
        catalogue_version=in_force.version,
        authority=of.agency,
        now=NOON,
    ).id


def tried(town: Town, scheme: str, *, now: datetime = LATER, **given: object) -> benefits.Tried:
    """Try a scheme."""
    return benefits.try_benefit(scheme=scheme, given=given, person=town.chen, by=town.by, now=now)


def applied(
    town: Town, scheme: str, *, now: datetime = LATER, words: str = "", **given: object
) -> ApplicationCard:
    """Apply for a scheme."""
    return benefits.apply(
        scheme=scheme, given=given, words=words, person=town.chen, by=town.by, now=now
    )


def objected(town: Town, record: UUID, *, now: datetime = LATER) -> None:
    """Say that a record is wrong."""
    asked = Filing(kind=Kind.OBJECTION, words="不对。", ground=Ground.WRONG, record=record)
    redress.file(person=town.chen, asked=asked, by=town.by, now=now)


def decided(
    town: Town, case: CaseCard, decision: Decision, *, second: bool = False, now: datetime = LATER
) -> CaseCard:
    """Let an officer of the department decide a case; `second` is another one in another seat."""
    return redress.decide(
        person=town.chen,
        case=case.id,
        decision=decision,
        account=uuid7(now),
        by=town.office.colleague if second else town.office.officer,
        now=now,
    )


def reviewed(town: Town, case: CaseCard, *, now: datetime = LATER) -> CaseCard:
    """Ask for a review of a refusal."""
    asked = Filing(kind=Kind.REVIEW, words="请再看一次。", reviewed=case.id)
    return redress.file(person=town.chen, asked=asked, by=town.by, now=now)
