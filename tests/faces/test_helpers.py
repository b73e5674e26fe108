"""Helpers on the pages: seen on every page, told of, and kept out of what was not entrusted."""

import re
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from recourse.faces.doors import oneself
from recourse.ground.calendar import end_of
from recourse.journeys import ask, entrust
from recourse.ledger import queries as ledger
from recourse.notice import queries as notices
from recourse.people import queries as people
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.terms import NewEntrustment, Scope
from recourse.people.models import Session
from recourse.redress import queries as cases
from recourse.redress.terms import State, Via
from tests.architecture.test_endpoints import endpoints
from tests.faces.test_own_cases import at, object_to, pdf, words
from tests.faces.test_portal import MOST_BYTES, moved_bytes, statements
from tests.faces.town import logged_in
from tests.records.making import NOON

HOUR = timedelta(hours=1)
MINE = "/en/my-file/helpers/"
ACCEPT = "/en/my-file/helping/accept/"
LAST = date(2027, 2, 23)
MOST_QUERIES = 18


@pytest.fixture
def as_helper(town):
    """Return the browser of the neighbour, who is to help."""
    return logged_in("neighbour")


def named(browser, *, scope="read", months="3", **more) -> str:
    """Name a helper on the pages and return the code."""
    page = browser.post(f"{MINE}new/", {"scope": scope, "months": months, **more})
    assert page.status_code == 200, words(page)
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.content.decode())[0]


def accepted(browser, code: str):
    """Type the code, read what is asked, accept."""
    assert browser.post(ACCEPT, {"code": code}).url == ACCEPT
    return browser.post(ACCEPT, {"agreed": "on", "then": "accept"})


def newest(town, *, is_offer: bool = False):
    """Return the one entrustment that goes on; time stands still, so order says nothing."""
    (card,) = [
        one
        for one in entrustments.entrusted_by(town.xiao.person)
        if one.ended_at is None and (one.accepted_at is None) is is_offer
    ]
    return card


def helping(town, as_person, as_helper, **more):
    """Let the neighbour help, open the file, and return the entrustment."""
    accepted(as_helper, named(as_person, **more))
    card = newest(town)
    as_helper.post(f"/en/my-file/helping/{card.id}/")
    return card


@contextmanager
def clock_at(instant):
    with time_machine.travel(instant, tick=False):
        yield


def kinds_of(person):
    return [one.kind.value for one in ledger.entries_of(people.tag_of(person), 60, None)]


def test_from_naming_a_helper_to_ending_it_in_both_languages(town, as_person, as_helper):
    code = named(as_person)
    offer = as_helper.post(ACCEPT, {"code": code.lower()}, follow=True)
    done = as_helper.post(ACCEPT, {"agreed": "on", "then": "accept"})
    card = entrustments.entrusted_by(town.xiao.person)[0]
    opened = as_helper.post(f"/en/my-file/helping/{card.id}/", follow=True)
    chinese = as_helper.get("/zh-hans/my-file/")

    assert "Help 陈晓?" in words(offer)
    assert "You are a helper now" in words(done)
    assert "You are helping 陈晓 until 23 February 2027." in words(opened)
    assert "The file of 陈晓" in words(opened)
    assert "您正在为陈晓代办，最后一天是2027年2月23日。" in words(chinese)
    assert "查看档案和信件" in words(chinese)
    mine = words(as_person.get(MINE))
    assert "李安" in mine
    assert "Last day: 23 February 2027." in mine
    as_person.post(f"{MINE}{card.id}/end/")
    assert "You ended it on" in words(as_person.get(MINE))
    after = as_helper.get("/en/my-file/")
    assert after.status_code == 403
    assert "Your help has ended" in words(after)
    assert "李安" not in words(as_person.get(MINE))
    assert "陈晓" not in words(as_helper.get("/en/my-file/"))


def test_every_turn_is_told_by_a_letter_and_stands_in_the_log(town, as_person, as_helper):
    card = helping(town, as_person, as_helper)
    as_helper.post("/en/my-file/helping/leave/")
    as_helper.post(f"/en/my-file/helping/{card.id}/stop/")
    helping(town, as_person, as_helper)
    second = newest(town)
    as_person.post(f"{MINE}{second.id}/end/")

    told = [one.facts["what"] for one in notices.inbox_of(town.xiao.person) if not one.record_id]
    theirs = [
        one.facts["what"] for one in notices.inbox_of(town.neighbour.person) if not one.record_id
    ]
    assert sorted(told) == ["accepted", "accepted", "ended", "laid_down", "named", "named"]
    assert theirs == ["no_longer"]
    kinds = kinds_of(town.xiao.person)
    for kind, count in (("helper-named", 2), ("helper-accepted", 2), ("helper-ended", 2)):
        assert kinds.count(kind) == count
    assert "helper-offer-read" in kinds
    assert {"helping-begun", "helping-ended"} <= set(kinds_of(town.neighbour.person))
    inbox = words(as_person.get("/en/my-file/inbox/"))
    assert "About help with a file: Your helper accepted" in inbox
    for one in notices.inbox_of(town.xiao.person):
        for language in ("en", "zh-hans"):
            page = as_person.get(f"/{language}/my-file/inbox/{one.id}/")
            assert page.status_code == 200


def test_each_look_of_a_helper_stands_in_the_persons_log_by_name(town, as_person, as_helper):
    helping(town, as_person, as_helper)
    for address in ("", "inbox/", f"records/{town.xiao.record}/", "who-looked/"):
        as_helper.get(f"/en/my-file/{address}")

    log = words(as_person.get("/en/my-file/who-looked/"))
    seen_by_helper = words(as_helper.get("/en/my-file/who-looked/"))

    for look in (
        "Your helper opened your file (李安)",
        "Your helper opened your inbox (李安)",
        "Your helper opened one of your records (李安)",
        "Your helper opened your list of look-ups (李安)",
    ):
        assert look in log
    assert "Your helper opened your file" in seen_by_helper
    assert "Your helper opened your file (李安)" not in seen_by_helper


def test_a_letter_that_a_helper_reads_is_not_served(town, as_person, as_helper):
    helping(town, as_person, as_helper)

    page = as_helper.get(f"/en/my-file/inbox/{town.xiao.notice}/")

    assert page.status_code == 200
    card = notices.notice_of(town.xiao.person, town.xiao.notice)
    assert (card.opened_at, card.served_on) == (None, None)
    as_person.get(f"/en/my-file/inbox/{town.xiao.notice}/")
    assert notices.notice_of(town.xiao.person, town.xiao.notice).served_on == date(2026, 11, 23)


def test_before_accepting_nothing_is_seen_but_whose_it_is(town, as_person, as_helper):
    code = named(as_person, scope="ask")
    card = entrustments.entrusted_by(town.xiao.person)[0]

    begun = as_helper.post(f"/en/my-file/helping/{card.id}/")
    offer = as_helper.post(ACCEPT, {"code": code}, follow=True)
    unticked = as_helper.post(ACCEPT, {"then": "accept"})
    record = as_helper.get(at(town, "").replace("//", "/"))

    assert begun.status_code == 404
    assert "未履行安全生产管理职责" not in offer.content.decode()
    assert unticked.status_code == 400
    assert record.status_code == 404
    assert entrustments.held_by(town.neighbour.person) == []


def test_one_second_after_the_last_day_nothing_is_seen(town, as_person, as_helper):
    helping(town, as_person, as_helper)
    over = end_of(LAST)

    with clock_at(over - timedelta(seconds=1)):
        as_helper.cookies.clear()
        again = logged_in("neighbour")
        card = entrustments.entrusted_by(town.xiao.person)[0]
        opened = again.post(f"/en/my-file/helping/{card.id}/", follow=True)
        assert "You are helping 陈晓" in words(opened)
    with clock_at(over):
        for address in ("", "records/", f"records/{town.xiao.record}/", "inbox/"):
            page = again.get(f"/en/my-file/{address}")
            assert "陈晓" not in words(page)
            assert "未履行安全生产管理职责" not in words(page)
        assert again.post(f"/en/my-file/helping/{card.id}/").status_code == 403


def test_a_request_that_comes_after_the_end_does_nothing_on_either_file(town, as_person, as_helper):
    card = helping(town, as_person, as_helper, scope="ask")
    as_person.post(f"{MINE}{card.id}/end/")

    answer = as_helper.post(at(town, "not-me"))

    assert answer.status_code == 403
    assert cases.cases_of(town.xiao.person, at=NOON + HOUR) == []
    assert cases.cases_of(town.neighbour.person, at=NOON + HOUR) == []


def test_a_reader_reads_and_asks_for_nothing(town, as_person, as_helper):
    helping(town, as_person, as_helper, scope="read")

    record = words(as_helper.get(f"/en/my-file/records/{town.xiao.record}/"))

    assert "What you can do" not in record
    for address in (
        at(town, "objection", "ground"),
        at(town, "repair", "start"),
        at(town, "not-me"),
        at(town, "erasure", "words"),
    ):
        for ask_it in (as_helper.get, as_helper.post):
            answer = ask_it(address)
            assert answer.status_code == 403, address
            assert "did not ask you to do this" in words(answer)


def test_an_objection_by_a_helper_says_so_everywhere(town, as_person, as_helper):
    helping(town, as_person, as_helper, scope="ask")

    sent = object_to(town, as_helper, files=[pdf()])

    assert sent.status_code == 302
    (card,) = cases.cases_of(town.xiao.person, at=NOON + HOUR)
    assert (card.via, card.state) == (Via.HELPER, State.OPEN)
    page = words(as_person.get(f"/en/my-file/cases/{card.id}/"))
    assert "Sent; the time to answer began (your helper)" in page
    assert "提出事项，开始计算期限（您的代办人）" in words(
        as_person.get(f"/zh-hans/my-file/cases/{card.id}/")
    )
    letter = next(one for one in notices.inbox_of(town.xiao.person) if one.kind == "message")
    assert "By somebody who helps you" in words(as_person.get(f"/en/my-file/inbox/{letter.id}/"))
    log = words(as_person.get("/en/my-file/who-looked/"))
    assert "A case was opened (by your helper) (李安)" in log


def test_what_only_the_person_may_do_is_refused_to_every_helper(town, as_person, as_helper):
    helping(town, as_person, as_helper, scope="ask")
    object_to(town, as_helper)
    (card,) = cases.cases_of(town.xiao.person, at=NOON + HOUR)

    alone = {
        MINE: "get",
        f"{MINE}new/": "post",
        ACCEPT: "get",
        f"/en/my-file/cases/{card.id}/take-back/": "post",
        at(town, "take-down"): "post",
        at(town, "statement"): "post",
        at(town, "statement/take-back"): "post",
        "/en/my-file/inbox/hold-back/": "post",
        "/en/my-file/inbox/hold-back/end/": "post",
        at(town, "erasure", "words"): "get",
        at(town, "erasure", "check"): "post",
        "/en/my-file/another-form/form/": "get",
        "/en/my-file/another-form/check/": "post",
    }

    for address, method in alone.items():
        assert getattr(as_helper, method)(address).status_code == 403, address
    assert cases.case_of(town.xiao.person, card.id, at=NOON + HOUR).state is State.OPEN
    assert len(entrustments.entrusted_by(town.xiao.person)) == 1


def test_one_case_opens_that_case_and_nothing_else(town, as_person, as_helper):
    object_to(town, as_person)
    (card,) = cases.cases_of(town.xiao.person, at=NOON + HOUR)
    as_person.post(at(town, "repair", "start"))
    helping(town, as_person, as_helper, scope="case", case=str(card.id))

    case = as_helper.get(f"/en/my-file/cases/{card.id}/")
    added = as_helper.post(f"/en/my-file/cases/{card.id}/files/", {"file": pdf()})

    assert card.number in words(case)
    assert "You are helping 陈晓" in words(case)
    assert added.status_code == 302
    for address in (
        *("", "records/", "inbox/", "who-looked/", "cases/"),
        f"records/{town.xiao.record}/",
        f"inbox/{town.xiao.notice}/",
        f"cases/{uuid4()}/",
        f"cases/{card.id}/review/words/",
    ):
        answer = as_helper.get(f"/en/my-file/{address}")
        assert answer.status_code == 403, address


def test_the_one_case_is_ones_own_and_open(town, as_person, as_helper):
    theirs = ask.say_not_me(
        person=town.neighbour.person,
        record=town.neighbour.record,
        language="en",
        by=oneself(town.neighbour.person),
        now=NOON + HOUR,
    )
    object_to(town, as_person)

    answer = as_person.post(f"{MINE}new/", {"scope": "case", "months": "1", "case": str(theirs.id)})
    unnamed = as_person.post(f"{MINE}new/", {"scope": "case", "months": "1"})

    assert answer.status_code == unnamed.status_code == 400
    assert "Choose one of your open cases" in words(answer)
    assert "Choose the case they may help with" in words(unnamed)
    with pytest.raises(Exception, match=r"redress\.no_such_case"):
        entrust.name_helper(
            person=town.xiao.person,
            new=NewEntrustment(scope=Scope.CASE, last_on=LAST, case=theirs.id),
            by=oneself(town.xiao.person),
            now=NOON + HOUR,
        )


def test_a_forged_session_opens_nobodys_file(town, as_person, as_helper):
    accepted(as_helper, named(as_person))
    card = entrustments.entrusted_by(town.xiao.person)[0]
    stranger = logged_in("person")  # whose own file it is, and who helps nobody
    for forged in (str(card.id), str(uuid4())):
        session = stranger.session
        session["helping"] = forged
        session.save()

        answer = stranger.get("/en/my-file/")

        assert answer.status_code == 403
        assert "helping" not in stranger.session


@pytest.mark.parametrize("nonsense", ["", "x", "7"])
def test_a_spoilt_session_opens_nobodys_file(town, as_helper, nonsense):
    session = as_helper.session
    session["helping"] = nonsense
    session.save()

    assert as_helper.get("/en/my-file/").status_code == 403
    assert "helping" not in as_helper.session


def test_signing_in_as_somebody_else_leaves_no_file_open(town, as_person, as_helper):
    helping(town, as_person, as_helper)

    as_helper.post("/en/logout/")
    as_helper.force_login(
        get_user_model().objects.get(login="neighbour"),
        backend="recourse.faces.ways_in.ReadyMadeRoles",
    )

    assert "You are helping" not in words(as_helper.get("/en/my-file/"))


@pytest.mark.parametrize(
    "login", ["steward", "signer", "case-officer", "agency-officer", "auditor"]
)
def test_no_official_helps_in_their_seat(town, as_person, login):
    official = logged_in(login)
    code = named(as_person)
    card = entrustments.entrusted_by(town.xiao.person)[0]

    for address in (MINE, ACCEPT, f"{MINE}new/"):
        assert official.get(address).status_code == 403
    assert official.post(ACCEPT, {"code": code}).status_code == 403
    assert official.post(f"/en/my-file/helping/{card.id}/").status_code == 403
    session = official.session
    session["helping"] = str(card.id)
    session.save()
    assert official.get("/en/my-file/").status_code == 403
    assert "You are helping" not in words(official.get("/en/desk/"))


def test_wrong_codes_all_look_alike(town, as_person, as_helper):
    used = named(as_person)
    accepted(logged_in("neighbour"), used)
    taken_back = named(as_person)
    gone = newest(town, is_offer=True)
    as_person.post(f"{MINE}{gone.id}/end/")

    pages = [
        as_helper.post(ACCEPT, {"code": code}) for code in (used, taken_back, "AAAA-BBBB-CCCC")
    ]

    assert {page.status_code for page in pages} == {400}
    said = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages]
    assert said[0] == said[1] == said[2]
    own = as_person.post(ACCEPT, {"code": named(as_person)})
    assert "You made this code yourself" in words(own)


def test_a_code_is_in_no_table_and_no_session(town, as_person, as_helper):
    code = named(as_person)
    as_helper.post(ACCEPT, {"code": code})

    kept = " ".join(str(one.get_decoded()) for one in Session.objects.all())

    assert code not in kept
    assert code.replace("-", "") not in kept


def test_an_offer_can_be_left_alone(town, as_person, as_helper):
    as_helper.post(ACCEPT, {"code": named(as_person)})

    left = as_helper.post(ACCEPT, {"then": "leave"})

    assert left.url == MINE
    assert "Twelve letters and digits" in words(as_helper.get(ACCEPT))
    assert entrustments.held_by(town.neighbour.person) == []


def test_too_many_helpers_is_said_beside_the_question(town, as_person):
    for _ in range(5):
        named(as_person)

    page = as_person.post(f"{MINE}new/", {"scope": "read", "months": "1"})

    assert page.status_code == 400
    assert "You can have 5 helpers at the same time" in words(page)


@pytest.mark.parametrize(
    "given", [{}, {"scope": "kin", "months": "1"}, {"scope": "read", "months": "13"}]
)
def test_nothing_else_can_be_entrusted(town, as_person, given):
    page = as_person.post(f"{MINE}new/", given)

    assert page.status_code == 400
    assert entrustments.entrusted_by(town.xiao.person) == []


def test_helpers_pages_are_small_and_ask_little(town, as_person, as_helper):
    helping(town, as_person, as_helper, scope="ask")
    as_helper.get("/en/my-file/")

    for address in ("", "records/", f"records/{town.xiao.record}/", "who-looked/", "inbox/"):
        with CaptureQueriesContext(connection) as asked:
            page = as_helper.get(f"/en/my-file/{address}")

        assert page.status_code == 200
        assert len(statements(asked)) <= MOST_QUERIES, (address, statements(asked))
        assert moved_bytes(page.content.decode()) <= MOST_BYTES
    as_helper.post("/en/my-file/helping/leave/")
    for browser in (as_person, as_helper):
        assert moved_bytes(browser.get(MINE).content.decode()) <= MOST_BYTES


OPEN_TO_HELPERS = {
    *("home", "records", "record", "certificate", "who-looked", "not-applied", "not-me"),
    *("inbox", "letter", "letter-pdf", "cases", "case", "case-sent", "case-file", "add-file"),
    "case-certificate",
    *("drop-file", "leave-file"),
    *(f"{deed}-{kind}" for deed in ("ask", "forget") for kind in ("objection", "repair")),
    *(f"{deed}-{kind}" for deed in ("ask", "forget") for kind in ("review", "why")),
}


def test_a_page_that_is_not_listed_is_shut_to_helpers(town, as_person, as_helper):
    helping(town, as_person, as_helper, scope="ask")
    pages = [
        (address, name.removeprefix("portal:"))
        for address, name in endpoints(get_resolver().url_patterns)
        if name.startswith("portal:") and name.removeprefix("portal:") not in OPEN_TO_HELPERS
    ]

    assert len(pages) > 8
    for address, name in pages:
        for method in (as_helper.get, as_helper.post):
            assert method(address).status_code in {403, 404, 405}, name
