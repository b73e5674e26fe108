"""The administrators' pages: posts and powers, given by two, taken by one; never people."""

import re
import shutil

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from recourse.agencies import queries, register
from recourse.agencies.machines import actions as machines
from recourse.agencies.proposals import queries as asked_for
from recourse.agencies.proposals.terms import ProposalState
from recourse.catalogue import actions as loading
from recourse.catalogue import queries as catalogues
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.ground.signing import public_bytes, thumbprint
from recourse.ledger import queries as log
from recourse.ledger.terms import HOUSEKEEPING
from recourse.officials import queries as officials
from recourse.people import actions as people
from recourse.people import queries as people_of
from recourse.people import tasks as people_tasks
from recourse.store.keys import vault
from tests.architecture.test_endpoints import PAGES, PUBLIC
from tests.faces.test_confirming import ASKS, LATE, hidden
from tests.faces.town import PURPOSE, logged_in
from tests.intake.office import ITEM
from tests.records.making import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME = "/en/desk/administration/"
TODAY = civil_date(NOON)


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def at(name, *arguments) -> str:
    with translation.override("en"):
        return reverse(f"desk:{name}", args=arguments)


@pytest.fixture
def first(town):
    return logged_in("administrator")


@pytest.fixture
def second(town):
    return logged_in("second-administrator")


@pytest.fixture
def office(town):
    return town.office.steward.agency


@pytest.fixture
def steward(office):
    return queries.seat_by_number(office.code, "11")


def newest():
    return asked_for.proposals(at=NOON)[0]


def led_to(shown):
    """Return where the page leads that shows a half this once."""
    return re.search(r'class="govuk-button" href="([^"]+)"', shown.content.decode())[1]


def sent(browser, address, /, **fields):
    """Send a form that is accepted; return where it leads."""
    answer = browser.post(address, fields)
    if answer.status_code == 200 and 'rc-key">' in answer.content.decode():
        return led_to(answer)
    assert answer.status_code == 302, words(answer)
    return answer.url


def test_a_seat_with_a_mandate_is_made_by_two_and_ended_by_one(first, second, office):
    fields = {"number": "55", "role": "data_steward", "unit_zh": "科", "unit_en": "Unit"}
    waiting = sent(first, at("new-seat", office.id), look_ups_a_day="500", **fields)
    assert "Another administrator decides on it" in words(first.get(waiting))
    assert "Approve it" not in words(first.get(waiting))
    assert first.post(f"{waiting}approve/").status_code == 403
    sent(second, f"{waiting}approve/")
    made = queries.seat_by_number(office.code, "55")
    waiting = sent(second, at("new-mandate", made.id), code=ITEM)
    page = words(first.get(waiting))
    assert "Work Safety Law, art." in page
    assert "May hand in" in page
    assert not queries.may_hand_in(made.id, ITEM, TODAY)
    sent(first, f"{waiting}approve/")
    assert queries.may_hand_in(made.id, ITEM, TODAY)

    sent(first, at("end-mandate", made.id, "item", ITEM))
    sent(first, at("end-seat", made.id), on="2026-12-31")

    assert not queries.may_hand_in(made.id, ITEM, TODAY)
    assert register.seat(made.id).valid_until_on.isoformat() == "2026-12-31"
    page = words(first.get(at("seat", made.id)))
    assert "31 December 2026" in page
    assert "it has no mandate" in page


def shown_in(page) -> str:
    """Return what a page shows this once."""
    return re.search(r'rc-key">([^<]+)<', page.content.decode())[1]


def halves(first, second, address, /, **fields):
    """Propose and approve what is shown in two halves; return where it waits, and both."""
    proposed = first.post(address, fields)
    assert "no-store" in proposed.headers["Cache-Control"]
    waiting = led_to(proposed)
    approved = second.post(f"{waiting}approve/")
    assert "no-store" in approved.headers["Cache-Control"]
    return waiting, shown_in(proposed), shown_in(approved)


def test_an_invitation_needs_the_code_of_one_and_the_link_of_the_other(
    first, second, steward, client
):
    waiting, code, address = halves(
        first, second, at("invite", steward.id), name="wang.fang", hours="72"
    )
    link = address.removeprefix("http://testserver")

    asked = client.get(link)
    wrong = client.post(asked.url, {"code": "0000-0000-0000"})

    assert wrong.status_code == 400
    assert "does not belong to the link" in words(wrong)
    assert "wang.fang" not in words(client.get(asked.url)), "a half says nothing of the seat"
    assert client.get("/en/login/officials/enrol/").status_code == 403
    assert client.post(asked.url, {"code": code.lower().replace("-", " ")}).status_code == 302
    assert "wang.fang" in words(client.get("/en/login/officials/enrol/"))
    assert second.post(f"{waiting}approve/").status_code == 409
    for page in (second.get(waiting), first.get(waiting), first.get(at("seat", steward.id))):
        text = page.content.decode()
        assert code not in text
        assert link.rstrip("/").rsplit("/", 1)[1] not in text
    assert officials.door_of(steward.id, now=NOON).invited == "wang.fang"
    sent(first, at("close-sign-in", steward.id))
    assert officials.door_of(steward.id, now=NOON).invited == ""
    assert client.get(link).status_code == 403
    assert client.get(asked.url).status_code == 403


def test_a_machines_secret_is_renewed_without_a_gap(first, second, steward):
    _, *old = halves(first, second, at("new-machine", steward.id), client_id="desk-1")
    _, *new = halves(first, second, at("new-secret", "desk-1"), overlap_hours="24")

    seats = [
        machines.let_in(client_id="desk-1", secret="".join(secret), by=SYSTEM, now=NOON).id
        for secret in (old, new)
    ]

    assert seats == [steward.id] * 2
    assert "Two, the earlier one until" in words(first.get(at("seat", steward.id)))
    sent(first, at("stop-old-secret", "desk-1"))
    sent(first, at("stop-machine", "desk-1"))
    assert not register.machine("desk-1", at=NOON).is_active


def test_an_address_is_given_by_two_and_removed_by_one(first, second, office):
    address = "https://office.example/recalls"
    waiting = sent(first, at("new-address", office.id), address=address)
    sent(second, f"{waiting}approve/")
    assert queries.webhook(office.id) == address

    sent(first, at("remove-address", office.id))

    assert queries.webhook(office.id) is None


def test_a_refusal_says_why_and_one_takes_back_ones_own(first, second, steward):
    refused = sent(first, at("new-mandate", steward.id), code="lic.special_operation")
    assert "Say why" in words(second.post(f"{refused}refuse/", {"why": " "}))
    sent(second, f"{refused}refuse/", why="岗位不需要")
    taken_back = sent(first, at("new-machine", steward.id), client_id="desk-1")
    assert second.post(f"{taken_back}withdraw/").status_code == 404
    sent(first, f"{taken_back}withdraw/")

    assert "岗位不需要" in words(first.get(refused))
    states = {one.state for one in asked_for.proposals(at=NOON)}
    assert states == {ProposalState.WITHDRAWN, ProposalState.REFUSED}
    assert len(register.mandates_of(steward.id, on=TODAY)) == 1


def test_what_the_rooms_refuse_is_said_in_the_form_and_nothing_is_written(first, office, steward):
    faults = [
        (at("new-seat", office.id), {"number": "11"}, "number of a seat is taken"),
        (at("new-seat", office.id), {"valid_from_on": "2026-11-22"}, "This day has passed"),
        (at("new-seat", office.id), {"valid_until_on": "2026-11-23"}, "must come after"),
        (at("new-address", office.id), {"address": "http://x.example"}, "Nothing can be sent"),
        (at("new-mandate", steward.id), {"code": PURPOSE}, "Choose one"),
        (at("invite", steward.id), {"name": "Wang Fang", "hours": "3"}, "Small letters"),
        (at("new-machine", steward.id), {"client_id": "a b"}, "Letters, digits"),
        (at("end-seat", steward.id), {"on": "2026-11-22"}, "This day has passed"),
        (at("end-mandate", steward.id, "item", "lic.teacher"), {}, "no such mandate"),
    ]
    whole = {"number": "56", "role": "auditor", "unit_zh": "科", "unit_en": "Unit"}
    for address, fields, said in faults:
        base = whole | {"look_ups_a_day": "1"} if "new-seat" in address else {}
        answer = first.post(address, base | fields)
        assert answer.status_code == 400, address
        assert said in words(answer), (address, words(answer))
    assert first.get(at("end-mandate", steward.id, "power", "lic.teacher")).status_code == 404
    assert asked_for.proposals(at=NOON) == []


def test_only_what_the_catalogue_gives_is_offered_each_with_its_law(first, office, steward):
    officer = queries.seat_by_number(office.code, "14")
    auditor = queries.seat_by_number(office.code, "15")

    items, purposes = (words(first.get(at("new-mandate", one.id))) for one in (steward, officer))

    assert "Work Safety Law" in items
    assert "Work Safety Law" in purposes
    assert "gives this seat nothing" in words(first.get(at("new-mandate", auditor.id)))
    assert "hands nothing in and looks nobody up" in words(first.get(at("seat", auditor.id)))


def test_no_page_names_who_holds_a_seat_but_the_seats_own(first, office, steward):
    people.open_account(login="x", kind="official", display_name="never.shown", by=SYSTEM, now=NOON)
    listed = words(first.get(HOME)) + words(first.get(at("agency", office.id)))

    assert "case-officer" not in listed
    assert "taken" in listed
    own = words(first.get(at("seat", steward.id)))
    assert "Sign-in name steward" in own
    assert "case-officer" not in own


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_small_and_costs_few_queries(
    first, office, steward, language, django_assert_max_num_queries
):
    sent(first, at("new-machine", steward.id), client_id="desk-1")
    names = [
        *(("agencies",), ("agency", office.id), ("seat", steward.id), ("proposals",)),
        *(("proposal", newest().id), ("new-seat", office.id), ("new-mandate", steward.id)),
        *(("keys",), ("versions",), ("version", catalogues.current().version), ("deeds",)),
    ]
    for name in names:
        address = at(*name).replace("/en/", f"/{language}/")
        first.get(address)
        with django_assert_max_num_queries(12):
            page = first.get(address)
        assert page.status_code == 200
        assert len(page.content) < 60_000, address


OWN = ("desk:home", "officials:")
"""Pages that are an official's whoever they are: their desk, and their own ways to sign in."""

ROLES = [
    *("steward", "signer", "case-officer", "agency-officer", "auditor"),
    *("counter-clerk", "person"),
]


def pages(*, administration: bool) -> list[tuple[str, str]]:
    """Return every address of the site that is not public: the administrators', or all others."""
    inside = [one for one in PAGES if one[1] not in PUBLIC]
    return [one for one in inside if ("/desk/administration/" in one[0]) is administration]


def test_nobody_else_opens_any_page_of_an_administrator(town):
    addresses = pages(administration=True)
    for login in ROLES:
        browser = logged_in(login)
        for address, name in addresses:
            assert browser.get(address).status_code in {403, 405}, (login, name)
            assert browser.post(address).status_code in {403, 405}, (login, name)

    assert len(addresses) > 20


def test_nothing_is_approved_from_a_desk_that_was_left_open(first, second, steward):
    waiting = sent(first, at("new-mandate", steward.id), code="lic.special_operation")
    with time_machine.travel(timezone.now() + LATE, tick=False):
        asked = second.post(f"{waiting}approve/")

        assert ASKS in words(asked)
        assert len(register.mandates_of(steward.id, on=TODAY)) == 1
        assert second.get(f"{waiting}approve/").url == waiting
        sent(second, f"{waiting}approve/", **hidden(asked))

    assert len(register.mandates_of(steward.id, on=TODAY)) == 2


def test_nothing_is_taken_from_a_desk_that_was_left_open(first, second, office, steward):
    waiting = sent(first, at("new-machine", steward.id), client_id="desk-1")
    second.post(f"{waiting}approve/")
    takings = [
        at("end-seat", steward.id),
        at("end-mandate", steward.id, "item", ITEM),
        at("close-sign-in", steward.id),
        at("stop-machine", "desk-1"),
        at("stop-old-secret", "desk-1"),
        at("remove-address", office.id),
    ]
    with time_machine.travel(timezone.now() + LATE, tick=False):
        for address in takings:
            assert ASKS in words(first.post(address)), address

        assert register.machine("desk-1", at=NOON).is_active
        assert queries.may_hand_in(steward.id, ITEM, TODAY)
        asked = first.post(at("stop-machine", "desk-1"))
        sent(first, at("stop-machine", "desk-1"), **hidden(asked))

    assert not register.machine("desk-1", at=NOON).is_active


def test_an_administrator_opens_no_file_no_case_no_batch_and_no_look_up(town, first):
    record = town.xiao.record
    named = [
        *(f"/en/my-file/records/{record}/", f"/en/desk/cases/{record}/"),
        *("/en/desk/uploads/", "/en/desk/cases/", "/en/desk/look-up/", "/en/desk/counter/"),
    ]
    assert {first.get(address).status_code for address in named} == {403}

    opened = {
        name
        for address, name in pages(administration=False)
        if first.get(address).status_code not in {403, 404, 405}
    }

    assert [name for name in sorted(opened) if not name.startswith(OWN)] == []


def test_the_desk_of_an_administrator_begins_with_the_agencies(first):
    assert first.get("/en/desk/").url == HOME
    menu = words(first.get(HOME))
    assert "Agencies" in menu
    assert "Proposals" in menu


def test_the_page_of_keys_names_keys_and_shows_none(town, first):
    receipts = thumbprint(public_bytes(vault().signing_key("receipt")))

    page = first.get(at("keys"))

    text = words(page)
    assert "identity-0001" in text
    assert "Receipts" in text
    assert receipts in text
    for name in vault().names():
        assert vault().by_name(name).hex() not in page.content.decode()


@pytest.fixture
def own_vault(tmp_path, settings):
    """Keys that are made here are nobody else's."""
    settings.KEY_DIR = tmp_path / "keys"


def test_a_new_key_for_identities_is_begun_here_and_the_worker_goes_on(own_vault, town, first):
    held = people_of.generations()[-1]

    sent(first, at("renew-key"))

    assert "being replaced" in words(first.get(at("keys")))
    assert first.post(at("renew-key")).status_code == 400
    assert len(people_of.generations()) == 2, "asked twice, begun once"
    assert jobs("people.rewrap") == 1
    people_tasks.rewrap(now=NOON)
    people_tasks.rewrap(now=NOON)
    old, new = people_of.generations()
    assert (old.people, new.people) == (0, held.people)
    assert people_of.identity_of(town.xiao.person).name == "陈晓"
    assert "recourse keys destroy identity-0001 --yes" in words(first.get(at("keys")))


def jobs(task):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [task])
        return cursor.fetchone()[0]


def test_versions_say_what_changed_in_both_languages_and_who_loaded_them(town, first, tmp_path):
    folder = tmp_path / "catalogue"
    shutil.copytree(settings.CATALOGUE_DIR, folder)
    changed = folder / "items" / f"{ITEM}.yaml"
    text = changed.read_text()
    lapsing = "valid_from_on: 2021-09-01\n    valid_until_on: 2027-01-20"
    text = text.replace("valid_from_on: 2021-09-01", lapsing)
    changed.write_text(text.replace("max_months: 12", "max_months: 11"))
    version = loading.load(folder=folder, by=SYSTEM, now=timezone.now())

    listed, english = first.get(at("versions")), first.get(at("version", version))
    chinese = first.get(at("version", version).replace("/en/", "/zh-hans/"))

    assert "in force" in words(listed)
    assert "Lapses within 90 days Work-safety penalty on a responsible person" in words(listed)
    assert "2027-01-20" in words(listed)
    assert "the operator’s command" in words(listed)
    assert "Shown at most: 12 months → 11 months" in words(english)
    assert "12个月 → 11个月" in words(chinese)
    assert first.get(at("version", "2020-01-01.1")).status_code == 404
    assert "first version" in words(first.get(at("version", catalogues.before(version))))


def test_what_was_done_here_is_read_from_the_log_page_by_page(town, first, second, steward):
    waiting = sent(first, at("new-machine", steward.id), client_id="desk-1")
    second.post(f"{waiting}approve/")
    sent(first, at("stop-machine", "desk-1"))

    page = words(first.get(at("deeds")))

    for told in ("A machine was enrolled", "A machine was stopped", "desk-1", "approved by"):
        assert told in page
    assert "Looked you up" not in page
    assert town.xiao.person.hex not in page.replace("-", "")
    seen, before = [], None
    for _page in range(20):
        cards, before = log.deeds(HOUSEKEEPING, limit=7, before=before)
        seen += [card.entry_id for card in cards]
        if before is None:
            break
    whole, _rest = log.deeds(HOUSEKEEPING, limit=1_000)
    assert seen == [card.entry_id for card in whole]
    assert len(seen) > 14
