"""Every address and every operation, asked for by every role: one table says who is let in."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from recourse.agencies import queries as agencies
from recourse.agencies.models import Machine as Row
from recourse.agencies.terms import Role
from recourse.faces.api import tokens
from recourse.ground.calendar import civil_date
from tests.architecture.house import ROOT
from tests.architecture.test_endpoints import (
    ALL,
    API_PUBLIC,
    EXAMPLES,
    PUBLIC,
    described,
    operations,
)
from tests.faces import town as towns
from tests.faces.api_office import EXACT
from tests.faces.test_desk_why_and_review import why
from tests.faces.test_helpers import helping
from tests.intake import office as offices

TABLE = yaml.safe_load((ROOT / "tests" / "architecture" / "doors.yaml").read_text())
LOGINS = {role.value: login for login, role in reversed(towns.POSTS)}
WHO = ["nobody", "person", "helper", *Role]
VARIABLE = re.compile(r"\{\w+\}")
CHANGE = {"record": EXACT, "learned_on": "2026-11-23"}
BODIES: dict[str, dict[str, object]] = {
    "propose_change": CHANGE | {"deed": "withdraw", "reason": "no_basis"},
    "report_fulfilled": {"record": EXACT, "fulfilled_on": "2026-11-23"},
    "acknowledge_recall": {"digest": "0" * 64},
}
ASKED = {"look_up_counts": {"from": "2026-11-01", "until": "2026-11-02"}}
Ask = Callable[[], HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """What is asked for: an address by a method, or an operation of the API."""

    name: str
    method: str
    address: str


@dataclass(slots=True)
class Browser:
    """A browser that is signed in, and begins each time as it was then."""

    client: Client
    cookies: Mapping[str, str]

    def ask(self, door: Door, **sent: object) -> HttpResponse:
        """Ask for something; whatever it did is undone."""
        self.client.cookies.clear()
        self.client.cookies.load(dict(self.cookies))
        return undone(lambda: getattr(self.client, door.method)(door.address, **sent))


def undone(ask: Ask) -> HttpResponse:
    """Return an answer, and take back what it did; the deed may be one that wants no other."""
    before = transaction.savepoint()
    try:
        return ask()
    finally:
        transaction.savepoint_rollback(before)


def open_to(part: str) -> dict[str, set[str]]:
    """Return who is let in where, by the table; each name stands in it once."""
    named = [(name, set(one["who"])) for one in TABLE[part] for name in one["open"]]
    assert len(named) == len(dict(named)), "a name stands twice in the table"
    assert set().union(*(who for _, who in named)) <= set(WHO), "nobody is called that"
    return dict(named)


@cache
def api() -> list[tuple[str, str, dict]]:
    return operations(described())


def outside_the_api() -> list[Door]:
    """Return every address, by each method, that is no operation of the API."""
    paths = {path for _, path, _ in api()}
    known = [re.compile(VARIABLE.sub("[^/]+", path)) for path in paths]
    return [
        Door(name, method, address)
        for address, name in ALL
        if not any(path.fullmatch(address) for path in known)
        for method in ("get", "post")
    ]


def is_let_in(answer: HttpResponse, code: str | None) -> bool:
    """Whether a door was passed: neither refused by it, nor sent to the way in."""
    if answer.status_code == 302:
        return "/login/?next=" not in answer.headers["Location"]
    if answer.status_code in {401, 403}:
        return code is not None and code in answer.content.decode()
    return True


def kept(client: Client) -> Browser:
    return Browser(client, {name: one.value for name, one in client.cookies.items()})


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands are turned away: what the server would write of each is written nowhere."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def everyone(own_vault, town, settings) -> dict[str, Browser]:
    """Return a browser for each role; the agency of all officials answers for the house."""
    settings.HOLDER = town.office.steward.agency.code
    person, helper = towns.logged_in("person"), towns.logged_in("neighbour")
    helping(town, person, helper, scope="ask")
    signed_in = {"nobody": Client(), "person": person, "helper": helper}
    signed_in |= {role: towns.logged_in(login) for role, login in LOGINS.items()}
    return {who: kept(client) for who, client in signed_in.items()}


@pytest.fixture
def own_vault(tmp_path, settings):
    """Keys that are made here are nobody else's."""
    settings.KEY_DIR = tmp_path / "keys"


@pytest.fixture
def case(town) -> UUID:
    """Return a case that both kinds of officers answer: why the department looked."""
    return why(town, town.office.steward.agency.id).id


def of_case(door: Door, case: UUID) -> Door:
    """Return what is asked for, about the case where the example names some other."""
    if not door.name.startswith(("desk:case", "case", "take_case", "accept_case")):
        return door
    return Door(door.name, door.method, door.address.replace(EXAMPLES["uuid"], str(case)))


def differences(
    part: str, doors: list[Door], public: set[str], asked: Callable[[Door], set[str]]
) -> list[tuple[Door, set[str]]]:
    """Return every door that lets in others than the table says, with whom it lets in."""
    told = {name: set(WHO) for name in public} | open_to(part)
    assert set(told) == {door.name for door in doors}, "the table and the house name other doors"
    answered = [(door, asked(door)) for door in doors]
    return [(door, let_in) for door, let_in in answered if let_in != told[door.name]]


@pytest.mark.django_db
@pytest.mark.slow
def test_every_address_lets_in_whom_the_table_names_and_nobody_else(everyone, case, quiet):
    """Whoever comes without signing in is all that a public page is asked by."""
    public = (set(PUBLIC) | set(TABLE["public_of_api"])) - set(open_to("addresses"))

    def asked(door: Door) -> set[str]:
        if door.name in public:
            return set(WHO) if is_let_in(everyone["nobody"].ask(door), None) else set()
        code = TABLE["met_inside"].get(door.name)
        return {who for who, one in everyone.items() if is_let_in(one.ask(door), code)}

    doors = [of_case(door, case) for door in outside_the_api()]
    taken = [door for door in doors if everyone["nobody"].ask(door).status_code != 405]

    assert differences("addresses", taken, public, asked) == []


def given(town, who: str) -> dict[str, str]:
    """Return the token of a machine that acts for a seat of this role, as some did before."""
    office = town.office.steward.agency
    login = get_user_model().objects.get(login=LOGINS[who])
    seat = agencies.seat_of_account(login.id, civil_date(timezone.now()))
    assert seat is not None
    assert seat.agency == office
    Row.objects.create(client_id=f"table-{who}", seat_id=seat.id, secret_digest=b"x")
    return {"Authorization": f"Bearer {tokens.issue(f'table-{who}', now=timezone.now())}"}


def example_of(path: str) -> str:
    """Return an address of an operation, well formed, for what is not there."""
    path = path.replace("{number}", "A-20261123-0001" if "/changes/" in path else EXAMPLES["batch"])
    return VARIABLE.sub(EXAMPLES["uuid"], path)


def sent(name: str) -> dict[str, object]:
    """Return what an operation needs to be told before it looks at who asks."""
    if name.startswith("hand_in"):
        file = SimpleUploadedFile("xzcf.csv", offices.csv_text([offices.row(1)]).encode())
        return {"data": {"item": offices.ITEM, "file": file}}
    if name in BODIES:
        return {"data": BODIES[name], "content_type": "application/json"}
    return {"data": ASKED.get(name, {})}


@pytest.mark.django_db
@pytest.mark.slow
def test_every_operation_lets_in_whom_the_table_names_and_nobody_else(everyone, town, case, quiet):
    tokens_of = {who: given(town, who) for who in LOGINS}
    doors = [
        of_case(Door(told["operationId"], method, example_of(path)), case)
        for method, path, told in api()
        if told["operationId"] not in TABLE["beside"]
    ]

    def asked(door: Door) -> set[str]:
        answers = {
            who: one.ask(door, headers=tokens_of.get(who), **sent(door.name))
            for who, one in everyone.items()
        }
        return {who for who, answer in answers.items() if is_let_in(answer, None)}

    public = {told["operationId"] for _, path, told in api() if path in API_PUBLIC}
    assert differences("operations", doors, public, asked) == []
