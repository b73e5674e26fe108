"""A letter with a code from a counter: it opens one file once, and says of nobody what they have."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recourse.ground.identifiers import citizen_number
from recourse.ledger import queries as log
from recourse.notice import queries as inbox
from recourse.notice.account import Turn
from recourse.notice.queries import letter_of
from recourse.people import queries as people
from recourse.people.letter_codes import actions, rules
from recourse.people.letter_codes.errors import NoSuchCode
from recourse.people.models import LetterAttempt, LetterCodeRow, Session
from recourse.store.gate import one_person
from tests.faces.test_officials import main_of
from tests.faces.town import logged_in

COUNTER, DOOR, HERE = "/en/desk/counter/letter/", "/en/login/letter/", "/en/my-file/sessions/"
UNKNOWN = citizen_number(region="000001", born_on=date(1971, 3, 9), sequence=77)


def shown_to_clerk(person, **changes):
    """Return what the clerk types from the document of `person`."""
    who = people.identity_of(person)
    document = {"document_type": who.document_type.value, "document_number": who.number}
    return document | {"name": who.name, "present": "on"} | changes


def printed(person, **changes) -> str:
    """Have the clerk print a letter, and return its code."""
    answer = logged_in("counter-clerk").post(COUNTER, shown_to_clerk(person, **changes))
    assert answer.status_code == 200, answer.content
    return re.search(r'<li class="rc-mono">([0-9A-Z-]{14})</li>', answer.content.decode())[1]


def come(client: Client, person, code: str, **changes):
    who = people.identity_of(person)
    typed = {"document_type": who.document_type.value, "document_number": who.number, "code": code}
    return client.post(DOOR, typed | changes)


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

    answer = come(client, me, f" {code.lower().replace('-', ' ')} ")

    assert answer.url == "/en/my-file/"
    assert "Nobody else can see it yet" in client.get("/en/my-file/").content.decode()
    assert client.get(f"/en/my-file/records/{town.neighbour.record}/").status_code == 404
    assert "with a code from a counter" in client.get(HERE).content.decode()
    assert set(told(me)) == {Turn.CODE_ISSUED, Turn.CODE_USED}
    assert kinds(me)[:4].count("letter-code-used") == 1
    assert {"letter-code-issued", "person-signed-in"} <= set(kinds(me))
    again = Client()
    assert come(again, me, code).status_code == 403
    assert not is_in(again)


@pytest.mark.parametrize("turn", list(Turn))
def test_the_letters_say_what_happened_and_name_no_code(town, turn):
    from recourse.ground.actor import SYSTEM
    from recourse.journeys import come_in_by_letter

    me = town.xiao.person
    come_in_by_letter.tell(me, turn, by=SYSTEM, now=timezone.now())
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
        "wrong": (me, "AAAA-BBBB-CCCC", {}),
        "nothing that is a code": (me, "?", {}),
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
    assert come(client, me, fresh).status_code == 302  # and none of that used it up


def test_after_five_wrong_ones_a_document_waits_known_or_not(town, client):
    me = town.xiao.person
    code = printed(me)
    for number in (people.identity_of(me).number, UNKNOWN):
        answers = [come(Client(), me, "WRON-GWRO-NGWR", document_number=number) for _ in range(6)]
        assert [one.status_code for one in answers] == [403] * 5 + [429]
    assert come(client, me, code).status_code == 429
    with time_machine.travel(timezone.now() + rules.A_WHILE, tick=False):
        assert come(client, me, code).status_code == 302
        assert len(LetterAttempt.objects.all()) == 11


def test_it_works_for_seven_days_and_old_ones_are_forgotten(town, client):
    from recourse.ground.actor import SYSTEM

    me, start = town.xiao.person, timezone.now()
    code = printed(me)
    with time_machine.travel(start + timedelta(days=7), tick=False):
        assert come(client, me, code).status_code == 403
    assert actions.forget(by=SYSTEM, now=start + timedelta(days=371)) == 1
    assert actions.forget(by=SYSTEM, now=start + timedelta(days=372)) == 1


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


def test_the_clerk_learns_nothing_and_others_print_nothing(town):
    clerk = logged_in("counter-clerk")
    known = clerk.post(COUNTER, shown_to_clerk(town.xiao.person))
    unknown = clerk.post(COUNTER, shown_to_clerk(town.xiao.person, document_number=UNKNOWN))
    misnamed = clerk.post(COUNTER, shown_to_clerk(town.xiao.person, name="周平"))

    pages = {re.sub(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", "", main_of(one)) for one in (known, unknown)}
    assert len(pages) == 1
    assert misnamed.status_code == 200
    assert len(told(town.xiao.person)) == 1
    assert logged_in("steward").post(COUNTER, {}).status_code == 403
    assert clerk.post(COUNTER, shown_to_clerk(town.xiao.person, present="")).status_code == 400


def test_the_code_is_in_no_table(town, client):
    code = printed(town.xiao.person)
    come(client, town.neighbour.person, code)
    with one_person(town.xiao.person):
        kept = str(LetterCodeRow.objects.values_list())

    assert code not in kept
    assert code.replace("-", "") not in kept
    assert code not in " ".join(row.session_data for row in Session.objects.all())
