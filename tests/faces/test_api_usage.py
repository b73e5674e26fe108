"""The person's own log as Estonia's Data Tracker reads it; and every kind of problem, explained."""

import pytest
from django.test import Client

from recourse.ground.refused import REFUSALS
from recourse.ledger import queries as log
from recourse.people import queries as people
from recourse.people.rules import normalise_number
from tests.faces import api_office
from tests.faces.test_helpers import helping
from tests.faces.test_own_cases import looked
from tests.faces.town import logged_in
from tests.records.making import NOON

USAGE = "/api/data-tracker/findUsage"
EVERY_ACCESS = [
    ("/api/data-tracker/usagePeriod", "periodStart"),
    ("/api/data-tracker/heartbeat", "status"),
]


def own_visits(person) -> int:
    entries = log.entries_of(people.tag_of(person))
    return sum(str(one.kind) == "own-log" for one in entries)


def test_whoever_is_signed_in_reads_who_looked_at_them_and_the_log_says_so(town, as_person):
    looked(town)
    looked(town, "lookup-refused")

    answer = as_person.get(USAGE, headers={"Accept-Language": "en"})

    told = answer.json()
    assert (told["totalUsages"], answer["Cache-Control"]) == (2, "no-store")
    refused, answered = told["usages"]
    assert set(answered) == {
        "logtime", "action", "receiverCode", "receiverName", "receiverSystem"
    }  # fmt: skip
    assert refused["action"].startswith("Refused: ")
    assert answered["receiverCode"] == town.office.steward.agency.code
    assert answered["receiverName"] == town.office.steward.agency.name.en
    assert own_visits(town.xiao.person) == 1


def test_a_period_and_a_page_are_what_was_asked_for(town, as_person):
    entries = [looked(town), looked(town)]

    page = as_person.get(USAGE, {"limit": 1, "offset": 1}).json()
    past = as_person.get(USAGE, {"periodEnd": "2020-01-01T00:00:00"}).json()
    now = as_person.get(USAGE, {"periodStart": NOON.isoformat()}).json()

    assert (page["totalUsages"], len(page["usages"])) == (len(entries), 1)
    assert (past["totalUsages"], past["usages"]) == (0, [])
    assert now["totalUsages"] == len(entries)
    assert as_person.get(USAGE, {"limit": 0}).json()["fields"] == ["query.limit"]


def test_nobody_is_answered_about_anybody_else(town, as_person):
    looked(town)
    mine = people.identity_of(town.xiao.person).number
    theirs = people.identity_of(town.neighbour.person).number

    assert as_person.get(USAGE, {"userCode": mine}).status_code == 200
    answer = as_person.get(USAGE, {"userCode": theirs})

    assert (answer.status_code, answer.json()["code"]) == (403, "api.not_yourself")
    assert normalise_number(theirs) not in answer.content.decode()
    assert own_visits(town.neighbour.person) == 0


def test_without_the_persons_own_session_nothing_is_answered(town):
    machines = api_office.enrol(town.office, NOON)
    token = machines.steward._given(None)

    for browser in (Client(), logged_in("steward"), logged_in("case-officer")):
        answer = browser.get(USAGE)
        assert (answer.status_code, answer.json()["code"]) == (401, "api.sign_in_needed")
    assert Client().get(USAGE, headers=token).status_code == 401
    assert Client().get(USAGE, {"userCode": "x"}, headers={"X-Road-UserId": "x"}).status_code == 401


def test_it_is_shut_while_somebody_elses_file_is_open(town, as_person):
    browser = logged_in("neighbour")
    helping(town, as_person, browser)
    before = own_visits(town.xiao.person)

    answer = browser.get(USAGE)

    assert answer.status_code == 403
    assert own_visits(town.xiao.person) == before


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "member"), EVERY_ACCESS)
def test_since_when_and_whether_it_runs_anybody_may_ask(address: str, member: str):
    assert Client(headers={"host": "localhost"}).get(address).json()[member]


@pytest.mark.django_db
def test_the_type_of_a_problem_is_an_address_that_explains_it(settings):
    http = Client(headers={"host": "localhost"})
    refused = http.get("/api/v1/batches").json()
    assert refused["type"].startswith(settings.PUBLIC_URL)

    told = http.get(refused["type"].removeprefix(settings.PUBLIC_URL)).json()

    assert (told["code"], told["type"]) == ("api.token_needed", refused["type"])
    assert told["zh"]["do"]
    assert told["en"]["says"] == refused["title"]


@pytest.mark.django_db
def test_every_kind_of_problem_is_listed_once_and_left_open_where_it_varies():
    http = Client(headers={"host": "localhost"})

    told = http.get("/api/problems").json()["problems"]

    assert [one["code"] for one in told] == sorted(REFUSALS)
    assert not [one["code"] for one in told if "{" in one["zh"]["says"] + one["en"]["do"]]
    assert http.get("/api/problems/no.such").status_code == 404


@pytest.mark.django_db
def test_a_browser_is_led_to_a_page_and_the_title_speaks_the_readers_language():
    http = Client(headers={"host": "localhost"})

    page = http.get("/api/problems/api.token_needed", headers={"Accept": "text/html"})
    told = http.get("/api/v1/batches", headers={"Accept-Language": "zh-CN"})

    assert page.status_code == 303
    assert http.get(page.url).status_code == 200
    assert told.json()["title"] == told.json()["zh"]["says"]
    assert told["Content-Language"] == "zh-hans"
