"""A letter with a code from a counter: it opens one file once, and says of nobody what they have."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recourse.ground.actor import SYSTEM, Actor, ActorKind
from recourse.ground.calendar import civil_date, end_of
from recourse.ground.identifiers import citizen_number
from recourse.ground.uuid7 import uuid7
from recourse.journeys.tell_of_account import tell_of_account
from recourse.ledger import queries as log
from recourse.notice import actions as notices
from recourse.notice import queries as inbox
from recourse.notice.account import Turn
from recourse.notice.models import Dispatch
from recourse.notice.queries import letter_of
from recourse.notice.terms import Kind
from recourse.people import actions as people_actions
from recourse.people import queries as people
from recourse.people.letter_codes import actions, rules
from recourse.people.letter_codes.errors import NoSuchCode, NothingBegun
from recourse.people.letter_codes.handing_out import actions as handing_out
from recourse.people.models import LetterAttempt, LetterCodeRow, Session
from recourse.people.terms import Contact
from recourse.store.gate import one_person
from tests.faces.test_officials import main_of
from tests.faces.town import logged_in

COUNTER, DOOR, HERE = "/en/desk/counter/letter/", "/en/login/letter/", "/en/my-file/sessions/"
SECOND = f"{COUNTER}second/"
UNKNOWN = citizen_number(region="000001", born_on=date(1971, 3, 9), sequence=77)
WRONG = ("WRON-GWRO", "NGWR-0NG0")


def shown_to_clerk(person, **changes):
    """Return what a clerk types from the document of `person`."""
    who = people.identity_of(person)
    document = {"document_type": who.document_type.value, "document_number": who.number}
    return document | {"name": who.name, "present": "on"} | changes


def half_on(answer) -> str:
    """Return the half that a page shows; it shows one."""
    assert answer.status_code == 200, answer.content
    (half,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", main_of(answer))
    return half


def printed(person, **changes) -> tuple[str, str]:
    """Have two clerks print a letter each, and return both halves."""
    shown = shown_to_clerk(person, **changes)
    first = half_on(logged_in("counter-clerk").post(COUNTER, shown))
    return first, half_on(logged_in("second-counter-clerk").post(SECOND, shown))


def come(client: Client, person, code: tuple[str, str], **changes):
    who = people.identity_of(person)
    typed = {"document_type": who.document_type.value, "document_number": who.number}
    return client.post(DOOR, typed | {"one": code[0], "other": code[1]} | changes)


def is_in(client: Client) -> bool:
    return client.get("/en/my-file/").status_code == 200


def kinds(person) -> list[str]:
    return [entry.kind.value for entry in log.entries_of(people.tag_of(person), 20)]


def told(person) -> list[str]:
    return [str(one.facts["what"]) for one in inbox.inbox_of(person) if "what" in one.facts]


def test_a_code_opens_ones_own_file_once_and_one_is_told_of_it(town, client):
    me = town.xiao.person
    code = printed(me)
    assert told(me)[0] == Turn.CODE_ISSUED

    answer = come(client, me, tuple(f" {half.lower().replace('-', ' ')} " for half in code))

    assert answer.url == "/en/my-file/"
    assert "Nobody else can see it yet" in client.get("/en/my-file/").content.decode()
    assert client.get(f"/en/my-file/records/{town.neighbour.record}/").status_code == 404
    assert "with a code from a counter" in client.get(HERE).content.decode()
    assert set(told(me)) == {Turn.CODE_ISSUED, Turn.CODE_USED}
    assert kinds(me)[:4].count("letter-code-used") == 1
    assert {"letter-code-begun", "letter-code-issued", "person-signed-in"} <= set(kinds(me))
    again = Client()
    assert come(again, me, code).status_code == 403
    assert not is_in(again)


@pytest.mark.parametrize("turn", list(Turn))
def test_the_letters_say_what_happened_and_name_no_code(town, turn):
    me = town.xiao.person
    tell_of_account(me, turn, by=SYSTEM, now=timezone.now())
    letter = letter_of(inbox.inbox_of(me)[0], None)

    assert letter.lead.zh
    assert "12345" in letter.sections[1].paragraphs[0].en


def test_two_hours_end_it_in_any_case_and_half_an_hour_without_a_page(town, client):
    start, me = timezone.now(), town.xiao.person
    come(client, me, printed(me))
    for minutes in (29, 58, 87, 116):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=120), tick=False):
        assert not is_in(client)
        come(client, me, printed(me))
        assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=150), tick=False):
        assert not is_in(client)


def test_whatever_does_not_fit_reads_the_same_costs_the_same_and_lets_nobody_in(town, client):
    me, other = town.xiao.person, town.neighbour.person
    used, mine = printed(me), printed(me)  # the newer one voids the older
    come(Client(), me, mine)
    fresh = printed(me)
    tries = {
        "voided": (me, used, {}),
        "used": (me, mine, {}),
        "of another": (other, fresh, {}),
        "unknown": (me, fresh, {"document_number": UNKNOWN}),
        "no number": (me, fresh, {"document_number": "'; --"}),
        "wrong": (me, WRONG, {}),
        "one half, twice": (me, (fresh[0], fresh[0]), {}),
        "the other half of before": (me, (fresh[0], used[1]), {}),
        "nothing that is a code": (me, ("?", "?"), {}),
    }
    seen = {}
    for name, (person, code, changes) in tries.items():
        browser = Client()
        with CaptureQueriesContext(connection) as asked:
            answer = come(browser, person, code, **changes)
        page = re.sub(r'value="[^"]*"|selected|<option[^>]*>', "", main_of(answer))
        seen[name] = (answer.status_code, page, len(asked))
        assert not is_in(browser), name

    assert len(set(seen.values())) == 1, {name: (one[0], one[2]) for name, one in seen.items()}
    assert come(client, me, fresh[::-1]).status_code == 302  # and none of that used it up


def test_a_right_code_lets_in_however_many_wrong_ones_others_have_tried(town, client, monkeypatch):
    me = town.xiao.person
    code = printed(me)
    monkeypatch.setattr(rules, "A_DAY", 3)
    for number in (people.identity_of(me).number, UNKNOWN):
        answers = [come(Client(), me, WRONG, document_number=number) for _ in range(5)]
        assert [one.status_code for one in answers] == [403] * 3 + [429] * 2
    assert kinds(me).count("letter-code-tried") == 1

    assert come(client, me, code).status_code == 302

    assert LetterAttempt.objects.filter(is_refused=True).count() == 6


def test_ever_new_numbers_write_no_more_than_so_many_rows_an_hour(town, client, monkeypatch):
    me = town.xiao.person
    code = printed(me)
    monkeypatch.setattr(rules, "AN_HOUR", 2)
    answers = [
        come(Client(), me, WRONG, document_number=f"{UNKNOWN[:-1]}{last}").status_code
        for last in range(4)
    ]
    assert answers == [403, 403, 429, 429]

    assert come(client, me, code).status_code == 302

    with time_machine.travel(timezone.now() + rules.HOUR, tick=False):
        assert come(Client(), me, WRONG).status_code == 403
    assert LetterAttempt.objects.filter(is_refused=True).count() == 3


def test_it_works_to_the_end_of_the_day_that_is_printed_and_old_ones_are_forgotten(town, client):
    me, start = town.xiao.person, timezone.now()
    code = printed(me)
    over = end_of(civil_date(start) + timedelta(days=7))
    with time_machine.travel(over, tick=False):
        assert come(client, me, code).status_code == 403
    with time_machine.travel(over - timedelta(seconds=1), tick=False):
        again = come(client, me, code)
        assert again.status_code == 302
    assert actions.forget(by=SYSTEM, now=start + timedelta(days=372)) == 3
    assert actions.forget(by=SYSTEM, now=over + timedelta(days=365)) == 1


def test_a_person_voids_a_code_and_nobody_else_does(town, client, as_person):
    me = town.xiao.person
    code = printed(me)
    page = as_person.get(HERE).content.decode()
    (void,) = re.findall(r'action="(/en/my-file/letter-codes/[0-9a-f-]{36}/void/)"', page)
    id_ = re.search(r"[0-9a-f-]{36}", void)[0]
    with pytest.raises(NoSuchCode):
        actions.void(person=me, id=id_, by=town.office.steward.actor, now=timezone.now())

    assert logged_in("helper").post(void).status_code == 404
    assert as_person.post(void).url == HERE

    assert come(client, me, code).status_code == 403
    assert as_person.post(void).status_code == 404


def test_a_clerk_alone_makes_no_code_and_holds_half_of_one(town, client):
    me, first = town.xiao.person, logged_in("counter-clerk")
    second, shown = logged_in("second-counter-clerk"), shown_to_clerk(me)
    one = half_on(first.post(COUNTER, shown))

    alone = first.post(SECOND, shown)
    misread = second.post(SECOND, shown | {"name": "周平"})
    with time_machine.travel(timezone.now() + rules.WAITS, tick=False):
        late = logged_in("second-counter-clerk").post(SECOND, shown)

    assert [answer.status_code for answer in (alone, misread, late)] == [409] * 3
    assert "Nobody else at your counter" in main_of(alone)
    assert told(me) == []
    assert come(Client(), me, (one, one)).status_code == 403
    other = half_on(second.post(SECOND, shown))
    assert second.post(SECOND, shown).status_code == 409  # gone on with once
    assert "letter-code-refused" in kinds(me)
    assert come(client, me, (one, other)).status_code == 302


def test_nobody_goes_on_in_another_seat_of_theirs_or_from_another_counter(town):
    me = town.xiao.person
    now, who = timezone.now(), people.identity_of(me)
    official = uuid7(now)
    first, other = (
        Actor(kind=ActorKind.SEAT, id=uuid7(now), agency=town.office.steward.agency.id)
        for _ in range(2)
    )
    elsewhere = replace(other, agency=uuid7(now))
    begun = handing_out.begin(identity=who, official=official, by=first, now=now)

    for seat, sits in ((other, official), (elsewhere, None)):
        outcome = handing_out.go_on(identity=who, official=sits, by=seat, now=now)
        assert isinstance(outcome, NothingBegun)
    assert isinstance(begun, str)


@pytest.mark.parametrize(
    ("limit", "says"), [("SEAT_A_DAY", "This seat"), ("AGENCY_A_DAY", "Your agency")]
)
def test_a_day_has_so_many_letters_and_the_refusal_says_so_and_stands_in_the_log(
    town, monkeypatch, limit, says
):
    me, clerk = town.xiao.person, logged_in("counter-clerk")
    monkeypatch.setattr(rules, limit, 2)
    shown = [shown_to_clerk(me), shown_to_clerk(me, document_number=UNKNOWN), shown_to_clerk(me)]

    answers = [clerk.post(COUNTER, one) for one in shown]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert says in main_of(answers[-1])
    assert kinds(me)[0] == "letter-code-refused"
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert logged_in("counter-clerk").post(COUNTER, shown[0]).status_code == 200


def test_the_clerks_learn_nothing_not_by_the_cost_either_and_others_print_nothing(town):
    me, seen = town.xiao.person, []
    first, second = logged_in("counter-clerk"), logged_in("second-counter-clerk")
    for changes in ({}, {"document_number": UNKNOWN}, {"name": "周平"}):
        shown = shown_to_clerk(me, **changes)
        for clerk, address in ((first, COUNTER), (second, SECOND)):
            clerk.get(address)
        with CaptureQueriesContext(connection) as asked:
            pages = [first.post(COUNTER, shown), second.post(SECOND, shown)]
        text = [re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", main_of(page)) for page in pages]
        cost = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
        seen.append((*text, len(cost)))

    assert len(set(seen)) == 1, [one[-1] for one in seen]
    assert len(told(me)) == 1
    assert kinds(me).count("letter-code-missed") == 1  # with another name; X sees that, too
    with one_person(actions.NOBODY):
        assert not LetterCodeRow.objects.exists()
    assert logged_in("steward").post(COUNTER, {}).status_code == 403
    assert first.post(COUNTER, shown_to_clerk(me, present="")).status_code == 400


def test_warnings_go_on_every_way_and_on_paper_whatever_was_agreed(town, settings, tmp_path):
    me = town.xiao.person
    settings.SPOOL_DIR = tmp_path
    now, by = timezone.now(), Actor(kind=ActorKind.PERSON, id=me)
    contact = Contact(email="xiao@example.org", mobile="13900000000", postal="示例路1号")
    people_actions.keep_contact(person=me, contact=contact, by=by, now=now)
    people_actions.agree_to_electronic_service(person=me, by=by, now=now)
    notices.hold_back(person=me, until_on=civil_date(now) + timedelta(days=9), by=by, now=now)
    printed(me)

    notices.send_waiting(by=SYSTEM, now=now)

    (warning,) = [one for one in inbox.inbox_of(me) if one.kind is Kind.ACCOUNT]
    with one_person(me):
        sent = Dispatch.objects.filter(person_id=me, notice_id=warning.id, state="sent")
        assert set(sent.values_list("channel", flat=True)) == {"inbox", "email", "sms", "letter"}


def test_by_a_letter_one_reads_and_asks_but_lets_nobody_else_in(town, client, as_person):
    me = town.xiao.person
    come(client, me, printed(me))
    printed(me)
    (void,) = re.findall(
        r'action="(/en/my-file/letter-codes/[0-9a-f-]{36}/void/)"',
        as_person.get(HERE).content.decode(),
    )
    refused = {
        "helpers/new/": ("get", "post"),
        "helping/accept/": ("get", "post"),
        f"helping/{actions.NOBODY}/": ("post",),
        "inbox/hold-back/": ("post",),
        "contact/": ("post",),
        "contact/service/": ("post",),
        "contact/language/": ("post",),
        "contact/email/prove/": ("post",),
        void.removeprefix("/en/my-file/"): ("post",),
    }
    for address, methods in refused.items():
        for method in methods:
            answer = getattr(client, method)(f"/en/my-file/{address}")
            assert answer.status_code == 403, address
            assert "You came in with a code from a counter" in answer.content.decode()
    for address in ("", "helpers/", "inbox/hold-back/", "sessions/", "contact/"):
        page = main_of(client.get(f"/en/my-file/{address}"))
        assert "You came in with a code from a counter" in page, address
        assert void not in page
        assert "Name a helper<" not in page
    objection = f"/en/my-file/records/{town.xiao.record}/objection/ground/"
    for address in ("/en/my-file/take-away/my-file.json", objection, "/en/my-file/who-looked/"):
        assert client.get(address).status_code == 200, address
    assert client.post(f"{HERE}end/", {"which": "others"}).url == HERE


def test_the_code_is_in_no_table(town, client):
    code = printed(town.xiao.person)
    come(client, town.neighbour.person, code)
    with one_person(town.xiao.person):
        kept = str(LetterCodeRow.objects.values_list())

    sessions = " ".join(row.session_data for row in Session.objects.all())
    for half in code:
        assert half not in kept + sessions
        assert half.replace("-", "") not in kept + sessions
