"""A town for the pages: two people with a record each, a helper, a department with its seats."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from recourse.agencies import actions as agencies
from recourse.agencies.terms import MandateKind, Role
from recourse.faces.officials import sessions
from recourse.ground.actor import SYSTEM
from recourse.ground.words import Words
from recourse.people import actions as people
from recourse.people.terms import AccountKind
from tests.intake import office as offices
from tests.notice import making
from tests.notice.making import Told
from tests.records.making import NOON

BACKEND = "recourse.faces.ways_in.ReadyMadeRoles"
POSTS = (
    ("steward", Role.DATA_STEWARD),
    ("signer", Role.SECOND_SIGNER),
    ("case-officer", Role.CASE_OFFICER),
    ("agency-officer", Role.AGENCY_OFFICER),
    ("auditor", Role.AUDITOR),
    ("counter-clerk", Role.COUNTER_CLERK),
    ("administrator", Role.ADMINISTRATOR),
    ("second-administrator", Role.ADMINISTRATOR),
    ("second-counter-clerk", Role.COUNTER_CLERK),
)
PURPOSE = "work_safety.licence_eligibility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Who lives and works there; logins are those of the demo, and `neighbour`."""

    xiao: Told
    neighbour: Told
    office: offices.Office


def settle(now: datetime = NOON) -> Town:
    """Found the department, tell two people of a record each, open every login."""
    bureau = making.town(now)
    office = offices.found(now)
    xiao = making.told(bureau, sequence=1, name="陈晓", now=now)
    neighbour = making.told(bureau, sequence=2, name="李安", now=now)
    _person("person", xiao.person, "陈晓", now)
    _person("neighbour", neighbour.person, "李安", now)
    _person("helper", making.person("周平", sequence=3, now=now), "周平", now)
    for number, (login, role) in enumerate(POSTS, start=1):
        official(login, role, f"1{number}", office.steward.agency.id, now)
    official("other-steward", Role.DATA_STEWARD, "99", office.other_steward.agency.id, now)
    return Town(xiao=xiao, neighbour=neighbour, office=office)


def _person(login: str, person: UUID, name: str, now: datetime) -> None:
    people.open_account(
        login=login, kind=AccountKind.PERSON, person=person, display_name=name, by=SYSTEM, now=now
    )


def official(login: str, role: Role, number: str, agency: UUID, now: datetime) -> None:
    """Open the login of an official and give them a seat in an agency."""
    account = people.open_account(
        login=login, kind=AccountKind.OFFICIAL, display_name=login, by=SYSTEM, now=now
    )
    seat = agencies.create_seat(
        agency=agency,
        number=number,
        role=role,
        unit=Words(zh="综合科", en="General section"),
        account=account,
        by=SYSTEM,
        now=now,
    )
    kind, code = MandateKind.ITEM, offices.ITEM
    if role is Role.AGENCY_OFFICER:
        kind, code = MandateKind.PURPOSE, PURPOSE
    if role in {Role.DATA_STEWARD, Role.SECOND_SIGNER, Role.AGENCY_OFFICER}:
        agencies.give_mandate(seat=seat, kind=kind, code=code, by=SYSTEM, now=now)


def logged_in(login: str) -> Client:
    """Return a browser in which `login` is signed in."""
    client = Client()
    client.force_login(get_user_model().objects.get(login=login), backend=BACKEND)
    session = client.session
    session[sessions.CONFIRMED] = int(timezone.now().timestamp())
    session.save()
    return client
