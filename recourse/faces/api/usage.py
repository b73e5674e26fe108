"""The person's own log in the form of Estonia's Data Tracker, for programs that read that form.

It answers about whoever is signed in to this browser, and about nobody else: there is no parameter
that names another person, and a machine's token opens nothing here. What is asked for (`userCode`)
must be the person's own number or is not asked for at all. The session is that of the person's own
pages, so it ends as they do, and shuts while somebody else's file is open.

No token of the identity service is taken: it was made for this site's own sign-in or for
another program, says so in its audience, and names the person differently to each.

Law:
    PIPL art. 44, 45(3). Form: Andmejälgija, kasutusteabe teenus 2.0.0 (findUsage, usagePeriod,
    heartbeat).

"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.security import SessionAuth

from recourse.agencies import queries as agencies
from recourse.faces import helping
from recourse.faces.api.errors import NotYourself, SignInNeeded
from recourse.faces.api.problems import language_of
from recourse.faces.api.schemas import ProblemOut
from recourse.faces.doors import oneself
from recourse.ground.words import Words
from recourse.journeys import who_looked
from recourse.journeys.who_looked import Look
from recourse.ledger import queries as ledger
from recourse.ledger.terms import Level
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.people.rules import normalise_number

MOST = 1_000
SYSTEM_NAME = Words(zh="有据", en="Recourse")
REFUSED = Words(zh="被拒绝：", en="Refused: ")
OWN_REFUSALS = frozenset({400, 401, 403, 422, 429, 500, 503})
router = Router(tags=["own"])


class SignedIn(SessionAuth):
    """Let the person in who is signed in to this browser."""

    def authenticate(self, request: HttpRequest, key: str | None) -> UUID:  # noqa: ARG002 - ninja's signature
        """Return who is signed in.

        Raises:
            SignInNeeded: Nobody, or an official: an official has no file.
            OnlyThemselves: They have somebody else's file open.

        """
        if not request.user.is_authenticated or request.user.person_id is None:
            raise SignInNeeded
        if helping.is_on(request):
            helping.at_work(request)
            raise OnlyThemselves
        return request.user.person_id


class FindUsageIn(Schema):
    """Which of the look-ups; `userCode` can only be the person's own."""

    period_start: datetime | None = Field(None, alias="periodStart")
    period_end: datetime | None = Field(None, alias="periodEnd")
    user_code: str | None = Field(None, alias="userCode", max_length=200)
    offset: int = Field(0, ge=0, le=2**31 - 1)
    limit: int = Field(MOST, ge=1, le=MOST)


class UsageOut(Schema):
    """One look-up: when, why, and who."""

    logtime: datetime
    action: str
    receiverCode: str  # noqa: N815 - the protocol's name
    receiverName: str  # noqa: N815
    receiverSystem: str  # noqa: N815


class FindUsageOut(Schema):
    """Look-ups of a period, newest first."""

    totalUsages: int  # noqa: N815 - the protocol's name
    usages: list[UsageOut]


class UsagePeriodOut(Schema):
    """Since when the log is kept; without an end it is kept until now."""

    periodStart: datetime  # noqa: N815 - the protocol's name


class HeartbeatOut(Schema):
    """Whether everything can be logged and answered."""

    status: Literal["OK", "FAIL"]
    message: str


@router.get(
    "/findUsage",
    auth=SignedIn(),
    response={200: FindUsageOut, OWN_REFUSALS: ProblemOut},
    operation_id="find_usage",
)
def find_usage(request: HttpRequest, asked: Annotated[FindUsageIn, Query()]) -> FindUsageOut:
    """Return who looked at the signed-in person; the reading is in their log like a visit."""
    person, now = _person(request), datetime.now(UTC)
    if asked.user_code is not None and not _is_theirs(person, asked.user_code):
        raise NotYourself
    opened = who_looked.who_looked(person=person, by=oneself(person), now=now)
    chosen = [one for one in opened.looks if _is_in(one.at, asked)]
    page = chosen[asked.offset : asked.offset + asked.limit]
    return FindUsageOut(totalUsages=len(chosen), usages=_usages(page, language_of(request)))


def _person(request: HttpRequest) -> UUID:
    """Return whom the door let in."""
    person = getattr(request, "auth", None)
    if not isinstance(person, UUID):
        raise SignInNeeded
    return person


def _is_theirs(person: UUID, code: str) -> bool:
    """Whether a number is that of the person's own document."""
    return people.identity_of(person).number == normalise_number(code)


def _is_in(at: datetime, asked: FindUsageIn) -> bool:
    """Whether an instant lies in the period; one without a zone counts as UTC."""
    begins, ends = (
        one and (one if one.tzinfo else one.replace(tzinfo=UTC))
        for one in (asked.period_start, asked.period_end)
    )
    return (begins is None or at >= begins) and (ends is None or at <= ends)


def _usages(looks: Sequence[Look], language: str) -> list[UsageOut]:
    """Return look-ups as the protocol writes them; one query."""
    codes = {one.id: one.code for one in agencies.agencies()} if looks else {}
    return [
        UsageOut(
            logtime=look.at,
            action=_action(look, language),
            receiverCode="" if look.agency_id is None else codes.get(look.agency_id, ""),
            receiverName=look.agency.to(language),
            receiverSystem=f"{SYSTEM_NAME.to(language)} · {look.unit.to(language)} {look.officer}",
        )
        for look in looks
    ]


def _action(look: Look, language: str) -> str:
    """Return why they looked, under which article, in which matter; and if they were refused."""
    refused = "" if look.refused is None else REFUSED.to(language)
    matter = f" · {look.matter}" if look.matter else ""
    return f"{refused}{look.purpose.to(language)} · {look.article.to(language)}{matter}"


@router.get(
    "/usagePeriod",
    auth=None,
    response={200: UsagePeriodOut, frozenset({500, 503}): ProblemOut},
    operation_id="usage_period",
)
def usage_period(request: HttpRequest) -> UsagePeriodOut:  # noqa: ARG001 - Django's signature
    """Return since when the log is kept; the same for everybody."""
    return UsagePeriodOut(periodStart=ledger.begun_at(now=datetime.now(UTC)))


@router.get(
    "/heartbeat",
    auth=None,
    response={200: HeartbeatOut, frozenset({500, 503}): ProblemOut},
    operation_id="heartbeat",
)
def heartbeat(request: HttpRequest) -> HeartbeatOut:  # noqa: ARG001 - Django's signature
    """Say whether everything can be logged and answered."""
    level = ledger.level_of(ledger.gauge(), now=datetime.now(UTC))
    if level is Level.REFUSING:
        return HeartbeatOut(status="FAIL", message="The log is behind; look-ups wait.")
    return HeartbeatOut(status="OK", message="The log is kept, and can be read.")
