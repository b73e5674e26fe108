"""An official looks one fact up at their desk, and the person sees it at once."""

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from recourse.agencies import actions as agencies
from recourse.agencies import queries as agency_queries
from recourse.agencies.terms import MandateKind, Role
from recourse.disclosure import desks
from recourse.disclosure.errors import MatterNumber, SeatNotValid
from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.signing import public_bytes
from recourse.ground.words import Words
from recourse.journeys import who_looked
from recourse.journeys.look_up_at_desk import look_up_at_desk
from recourse.ledger import queries as ledger
from recourse.ledger import sequencer
from recourse.ledger.terms import Gauge
from recourse.people import actions as people
from recourse.people.terms import AccountKind
from recourse.store.keys import vault
from recourse_verify import receipts as gate
from tests.conftest import owner
from tests.disclosure import town as towns
from tests.disclosure.town import NOON, SAFETY, TEACHING
from tests.faces.town import logged_in, official
from tests.residents import STRANGER, WANG, ZHAO

pytestmark = pytest.mark.slow
ITS_OWN = r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Za-z]{64}"
"""What each page has for itself: the entry in the log, and the token of its forms."""

MATTER = {"matter": "AQ-2026-0711", "purpose": SAFETY}


def named(who, **changed):
    return {
        **MATTER,
        "document_type": who.document_type.value,
        "document_number": who.number,
        "name": who.name,
        **changed,
    }


@pytest.fixture
def town(committed):
    with time_machine.travel(NOON + timedelta(seconds=1), tick=False):
        found = towns.found()
        _seat("officer", found.safety_agency, SAFETY)
        with sequencer.connect() as connection:
            sequencer.drain(connection, now=NOON)
        yield found


def _seat(login, agency, purpose):
    account = people.open_account(
        login=login, kind=AccountKind.OFFICIAL, display_name=login, by=SYSTEM, now=NOON
    )
    seat = agencies.create_seat(
        agency=agency,
        number="0099",
        role=Role.AGENCY_OFFICER,
        unit=Words(zh="许可科", en="Licensing section"),
        account=account,
        by=SYSTEM,
        now=NOON,
    )
    agencies.give_mandate(seat=seat, kind=MandateKind.PURPOSE, code=purpose, by=SYSTEM, now=NOON)
    return seat


@pytest.fixture
def desk(town):
    return logged_in("officer")


def looks_of(person):
    by = Actor(kind=ActorKind.PERSON, id=person)
    return who_looked.who_looked(person=person, by=by, now=NOON + timedelta(seconds=2)).looks


def test_matter_and_law_come_before_the_person(desk):
    first = desk.get("/en/desk/look-up/").content.decode()
    assert "Work Safety Law" in first
    assert "document_number" not in first

    second = desk.post("/en/desk/look-up/", MATTER).content.decode()
    assert "document_number" in second
    assert "Work Safety Law" in second
    assert "the look-up is in their log" in second


def test_yes_and_the_person_sees_seat_purpose_and_matter_at_once(desk, town):
    answer = desk.post("/en/desk/look-up/person/", named(WANG))

    assert answer.status_code == 200
    assert re.search(r"<h1[^>]*>Yes</h1>", answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    (look,) = looks_of(town.wang)
    assert (look.matter, look.officer) == ("AQ-2026-0711", "0099")
    assert look.refused is None
    assert "Work Safety Law" in look.article.en


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nobody_known_another_name_and_an_empty_file_are_answered_alike(desk, language):
    def asked(who, **changed):
        page = desk.post(f"/{language}/desk/look-up/person/", named(who, **changed))
        return re.sub(ITS_OWN, "…", page.content.decode())

    assert asked(STRANGER) == asked(WANG, name="别的名字") == asked(ZHAO)


def test_another_purpose_than_the_seats_is_not_even_asked(desk, town):
    answer = desk.post("/en/desk/look-up/person/", named(WANG, purpose=TEACHING))

    assert answer.status_code == 400
    assert "Your seat may not ask for this purpose" in answer.content.decode()
    assert list(looks_of(town.wang)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"matter": ""}, "Fill in the number of the matter"),
        ({"matter": "a b"}, "Write a number without spaces"),
        ({"matter": "000000199001010019"}, "No document number"),
        ({"matter": "110101-19900101-0019"}, "No document number"),
        ({"matter": "3/E12345678"}, "No document number"),
        ({"matter": "王磊"}, "Write a number without spaces"),
        ({"matter": "王磊-7"}, "must not name the person"),
        ({"purpose": ""}, "Choose the purpose"),
        ({"document_number": ""}, "Fill in the number of the document"),
        ({"document_number": f"{WANG.number[:-1]}0"}, "check digit"),
        ({"name": ""}, "Fill in the name"),
        ({"name": "\0"}, "Null characters are not allowed"),
        ({"document_type": "77"}, "Choose the kind of document"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_form_with_a_fault_asks_nobody_anything(desk, town, change, says):
    answer = desk.post("/en/desk/look-up/person/", named(WANG, **change))

    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert desks.asked_at(_seat_id()) == []
    assert list(looks_of(town.wang)) == []


def _seat_id() -> UUID:
    with owner() as connection:
        return connection.execute("SELECT id FROM seat WHERE number = '0099'").fetchone()[0]


def test_the_receipt_checks_against_the_published_key_and_names_nobody(desk):
    desk.post("/en/desk/look-up/person/", named(WANG))

    sent = desk.get("/en/desk/look-up/receipt.json")

    receipt = json.loads(sent.content)
    gate.check(receipt, public=public_bytes(vault().signing_key("receipt")))
    assert WANG.number not in sent.content.decode()


def test_the_receipt_is_gone_after_half_an_hour(desk):
    desk.post("/en/desk/look-up/person/", named(WANG))

    with time_machine.travel(NOON + timedelta(minutes=31), tick=False):
        assert desk.get("/en/desk/look-up/receipt.json").status_code == 404


def test_the_desk_lists_matters_and_never_people(desk):
    desk.post("/en/desk/look-up/person/", named(WANG))
    with time_machine.travel(NOON + timedelta(seconds=2), tick=False):
        desk.post("/en/desk/look-up/person/", named(ZHAO, matter="AQ-2026-0712"))

    page = desk.get("/en/desk/look-ups/").content.decode()

    assert page.index("AQ-2026-0712") < page.index("AQ-2026-0711")
    for who in (WANG, ZHAO):
        assert who.number not in page
        assert who.name not in page


def test_another_desk_sees_nothing_of_it(desk, town):
    desk.post("/en/desk/look-up/person/", named(WANG))
    _seat_of_another_agency(town)

    page = logged_in("teacher-officer").get("/en/desk/look-ups/").content.decode()

    assert "AQ-2026-0711" not in page
    assert "Nothing has been asked at this desk yet" in page


def _seat_of_another_agency(town):
    with owner() as connection:
        found = connection.execute(
            "SELECT agency_id FROM seat WHERE id = %s", [town.teaching_seat]
        ).fetchone()
    _seat("teacher-officer", found[0], TEACHING)


def test_a_desk_that_has_spent_its_budget_is_refused_and_the_person_sees_the_attempt(desk, town):
    with owner() as connection:
        connection.execute("UPDATE seat SET look_ups_a_day = 0 WHERE number = '0099'")

    answer = desk.post("/en/desk/look-up/person/", named(WANG))

    assert answer.status_code == 429
    (look,) = looks_of(town.wang)
    assert look.refused is not None


def test_a_seat_that_lost_its_official_between_door_and_answer_is_refused(town):
    seat = agency_queries.seat_of_account(_account("officer"), NOON.date())
    with owner() as connection:
        connection.execute("UPDATE seat SET account_id = NULL WHERE number = '0099'")

    told = look_up_at_desk(
        purpose=SAFETY, matter="AQ-1", identity=WANG, by=seat, now=NOON + timedelta(seconds=1)
    )

    assert isinstance(told.outcome.refused, SeatNotValid)
    assert len(looks_of(town.wang)) == 1


def test_past_the_form_too_a_matter_that_names_somebody_is_refused_and_kept_nowhere(desk, town):
    seat = agency_queries.seat_of_account(_account("officer"), NOON.date())

    told = look_up_at_desk(
        purpose=SAFETY, matter="王磊-7", identity=WANG, by=seat, now=NOON + timedelta(seconds=1)
    )

    assert isinstance(told.outcome.refused, MatterNumber)
    assert [look.matter for look in looks_of(town.wang)] == [""]
    assert [line.matter for line in desks.asked_at(seat.id)] == [""]


def _account(login: str) -> UUID:
    with owner() as connection:
        found = connection.execute("SELECT id FROM account WHERE login = %s", [login])
        return found.fetchone()[0]


def test_nothing_is_disclosed_while_the_log_is_behind(desk, town, monkeypatch):
    monkeypatch.setattr(ledger, "gauge", lambda: Gauge(waiting=10**6, oldest_at=None))

    answer = desk.post("/en/desk/look-up/person/", named(WANG))

    assert answer.status_code == 503
    assert list(looks_of(town.wang)) == []


def test_nobody_else_comes_to_this_desk(town):
    official("auditor", Role.AUDITOR, "77", town.safety_agency, NOON)
    for address in ("look-up/", "look-up/person/", "look-ups/", "look-up/receipt.json"):
        assert logged_in("auditor").get(f"/en/desk/{address}").status_code == 403


def test_what_need_not_be_kept_is_dropped(desk):
    desk.post("/en/desk/look-up/person/", named(WANG))
    seat = _seat_id()

    assert desks.forget(now=NOON + desks.KEPT) == 0
    assert len(desks.asked_at(seat)) == 1
    assert desks.forget(now=NOON + desks.KEPT + timedelta(hours=2)) == 1
    assert desks.asked_at(seat) == []
