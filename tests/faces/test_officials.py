"""Officials at the door, over HTTP: invitation, passkey, codes, limits, and who stays outside."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from recourse.agencies import actions as agencies
from recourse.ground.actor import SYSTEM
from recourse.officials import actions
from recourse.officials.models import Passkey as PasskeyRow
from recourse.people.models import Account, Session
from recourse.people.sessions.terms import BEGUN
from tests.faces.town import logged_in
from tests.officials import bureau
from tests.officials.authenticator import HOST, Passkey
from tests.officials.bureau import CODE, NAME

pytestmark = pytest.mark.slow

DOOR = "/en/login/officials/"
ENROL, CODES, OWN = f"{DOOR}enrol/", f"{DOOR}enrol/codes/", f"{DOOR}ways-in/"


@pytest.fixture
def clock(db):
    """The time of day, which a test may move on."""
    with time_machine.travel(bureau.NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def seat(clock, settings):
    settings.PASSKEY_HOST = HOST
    return bureau.found(bureau.NOW)[0]


def link_to(seat, name: str = NAME, hours: int = 72) -> str:
    token = actions.invite(seat=seat.id, name=name, hours=hours, by=SYSTEM, now=bureau.NOW)
    return f"{DOOR}invitation/{token}/"


def options(answer) -> str:
    """Return what the page asks the browser."""
    return html.unescape(re.search(r'data-rc-passkey="([^"]*)"', answer.content.decode())[1])


def enrolled(seat, client: Client, passkey: Passkey | None = None, name: str = NAME) -> Passkey:
    """Take the seat with a passkey in this browser."""
    passkey = passkey or Passkey()
    client.get(link_to(seat, name))
    made = passkey.made(options(client.get(ENROL)))
    answer = client.post(ENROL, {"answer": made, "label": "钥匙"})
    assert answer.status_code == 200, answer.content
    return passkey


def come(client: Client, passkey: Passkey, **lies: object):
    """Sign in by passkey."""
    asked = options(client.get(DOOR))
    return client.post(f"{DOOR}passkey/", {"answer": passkey.proven(asked, **lies)})


def is_in(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def shown_codes(answer) -> list[str]:
    return re.findall(r'<li class="rc-mono">([A-Z0-9-]+)</li>', answer.content.decode())


def test_from_the_link_to_a_passkey_and_in_again(seat, client):
    passkey = Passkey()
    answer = client.get(link_to(seat))
    assert answer.url == ENROL
    page = client.get(ENROL)
    assert "Trial Bureau" in page.content.decode()

    answer = client.post(ENROL, {"answer": passkey.made(options(page)), "label": "Blue  key"})

    assert len(shown_codes(answer)) == 10
    assert is_in(client)
    client.post("/en/logout/")
    assert not is_in(client)
    assert come(client, passkey).url == "/en/desk/"
    assert is_in(client)
    assert "Blue key" in client.get(OWN).content.decode()


def test_from_the_link_to_a_code_app_and_in_again_by_code_and_by_recovery_code(seat, client, clock):
    client.get(link_to(seat))
    secret = secret_on(client.get(CODES))
    assert secret == secret_on(client.get(CODES))  # the picture stays the same until it was used
    wrong = client.post(CODES, {"code": "000000"})
    assert wrong.status_code == 400
    assert "That is not the code" in wrong.content.decode()
    recovery = shown_codes(client.post(CODES, {"code": bureau.code_at(bureau.NOW, secret)}))
    assert is_in(client)

    client.post("/en/logout/")
    clock.shift(timedelta(minutes=1))
    typed = {"seat": f"{CODE}/0101", "name": NAME}
    code = bureau.code_at(bureau.later(minutes=1), secret)
    assert client.post(DOOR, typed | {"code": code}).url == "/en/desk/"
    assert is_in(client)

    client.post("/en/logout/")
    assert client.post(DOOR, typed | {"code": recovery[0]}).url == OWN
    assert is_in(client)


def secret_on(answer) -> bytes:
    """Return the secret that a page shows for a code app."""
    import base64

    written = re.search(r"secret=([A-Z2-7]+)", answer.content.decode())[1]
    return base64.b32decode(written)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_in_the_readers_language(seat, client, language):
    client.get(link_to(seat).replace("/en/", f"/{language}/"))
    says = {"zh-hans": "通行密钥", "en": "passkey"}[language]
    assert says in client.get(f"/{language}/login/officials/enrol/").content.decode()
    assert says in client.get(f"/{language}/login/officials/").content.decode()


def test_opening_the_link_uses_nothing_up(seat, client):
    link = link_to(seat)

    assert [Client().get(link).status_code for _ in range(3)] == [302, 302, 302]
    assert Client().head(link).status_code in {302, 405}
    assert client.get(link).status_code == 302


def test_a_link_that_is_used_expired_or_foreign_opens_nothing(seat, client, clock):
    used, other = link_to(seat), Client()
    other.get(used)
    other.get(CODES)
    secret = secret_on(other.get(CODES))
    client.get(used)
    other.post(CODES, {"code": bureau.code_at(bureau.NOW, secret)})

    assert client.get(ENROL).status_code == 403  # opened before, used by somebody else since
    assert client.post(ENROL, {"answer": "{}"}).status_code == 403
    assert client.post(CODES, {"code": "123456"}).status_code == 403
    assert Client().get(used).status_code == 403
    assert Client().get(f"{DOOR}invitation/{'x' * 43}/").status_code == 403
    assert Client().get(f"{DOOR}invitation/x%00x/").status_code == 400
    fresh = link_to(seat, hours=1)
    clock.shift(timedelta(hours=1))
    answer = Client().get(fresh)
    assert answer.status_code == 403
    assert "was used before, has expired" in answer.content.decode()


def test_without_a_link_there_is_no_enrolment(seat, client):
    for page in (ENROL, CODES):
        assert client.get(page).status_code == 403
        assert client.post(page, {"answer": "{}", "code": "123456"}).status_code == 403


def test_the_link_is_in_no_address_after_it_and_its_token_not_in_the_session(seat, client):
    link = link_to(seat)

    answer = client.get(link)

    token = link.split("/")[-2]
    assert token not in answer.url
    assert token not in str(dict(client.session))
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_passkey_made_for_one_page_is_not_taken_by_another(seat, client):
    passkey = enrolled(seat, client)
    asked = options(client.get(OWN))

    answer = client.post(f"{DOOR}passkey/", {"answer": passkey.proven(asked)})

    assert answer.status_code == 403
    made = Passkey().made(options(client.get(OWN)))
    assert client.post(f"{OWN}passkeys/", {"answer": made}).status_code == 302
    assert client.post(f"{OWN}passkeys/", {"answer": made}).status_code == 400


def test_an_answer_is_believed_once(seat, client):
    passkey = enrolled(seat, client)
    thief = Client()
    asked = options(thief.get(DOOR))
    answer = passkey.proven(asked)
    assert thief.post(f"{DOOR}passkey/", {"answer": answer}).status_code == 302
    thief.post("/en/logout/")

    again = [browser.post(f"{DOOR}passkey/", {"answer": answer}) for browser in (thief, Client())]

    assert [one.status_code for one in again] == [403, 403]
    assert not is_in(thief)


def test_an_answer_is_believed_only_in_the_browser_that_was_asked(seat, client):
    passkey = enrolled(seat, client)
    answer = passkey.proven(options(Client().get(DOOR)))

    client.get(DOOR)
    assert client.post(f"{DOOR}passkey/", {"answer": answer}).status_code == 403


def test_under_another_name_no_passkey_is_asked_for(seat, client, settings):
    settings.PASSKEY_HOST = "records.example"
    client.get(link_to(seat))

    for page in (DOOR, ENROL):
        text = client.get(page).content.decode()
        assert "data-rc-passkey=" not in text
        assert "under this address" in text


def test_a_question_waits_ten_minutes(seat, client, clock):
    passkey, browser = enrolled(seat, client), Client()
    asked = options(browser.get(DOOR))
    clock.shift(timedelta(minutes=10, seconds=1))

    answer = browser.post(f"{DOOR}passkey/", {"answer": passkey.proven(asked)})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "lies",
    [{"origin": "https://evil.example"}, {"handle": bytes(16)}, {"count": 0}, {"framed": True}],
    ids=str,
)
def test_a_lying_answer_lets_nobody_in_and_is_answered_like_any_other(seat, client, lies):
    passkey, browser = enrolled(seat, client), Client()
    come(Client(), passkey)
    unknown = come(Client(), Passkey(handle=passkey.handle))

    answer = come(browser, passkey, **lies)

    assert answer.status_code == unknown.status_code == 403
    assert main_of(answer) == main_of(unknown)
    assert not is_in(browser)


def main_of(answer) -> str:
    """Return the page without what is new each time."""
    text = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]
    return re.sub(r'data-rc-passkey="[^"]*"|value="[^"]*"', "", text)


def test_a_known_and_an_unknown_name_read_the_same_also_when_they_must_wait(seat, client):
    enrolled(seat, client)

    def tried(name: str):
        typed = {"seat": f"{CODE}/0101", "name": name, "code": "000000"}
        return [Client().post(DOOR, typed) for _ in range(7)]

    known, unknown = tried(NAME), tried("nobody.here")

    assert [one.status_code for one in known] == [403] * 5 + [429] * 2
    assert [main_of(one) for one in known] == [main_of(one) for one in unknown]


def test_a_code_that_was_typed_is_not_shown_again(seat, client):
    typed = {"seat": f"{CODE}/0101", "name": "somebody", "code": "135791"}

    page = client.post(DOOR, typed).content.decode()

    assert "135791" not in page
    assert 'value="somebody"' in page


def test_signing_in_forgets_the_session_before_it(seat, client):
    """A session somebody slipped into this browser beforehand is worth nothing afterwards."""
    passkey = enrolled(seat, client)
    browser = Client()
    asked = options(browser.get(DOOR))
    browser.get("/en/")
    slipped = browser.session.session_key
    held = browser.session
    held["left"] = "behind"
    held.save()

    browser.post(f"{DOOR}passkey/", {"answer": passkey.proven(asked)})

    assert browser.session.session_key != slipped
    assert "left" not in browser.session
    assert not Session.objects.filter(session_key=slipped).exists()
    thief = Client()
    thief.cookies["sessionid"] = slipped
    assert not is_in(thief)


def test_accepting_an_invitation_begins_a_new_session_too(seat, client):
    client.get(link_to(seat))
    before = client.session.session_key
    enrolled(seat, client)

    assert client.session.session_key != before
    assert "invitation" not in client.session


def test_signing_in_again_gives_a_new_key_and_signing_out_ends_it(seat, client):
    passkey = enrolled(seat, client)
    keys = {client.session.session_key}
    for _ in range(2):
        come(client, passkey)
        keys.add(client.session.session_key)
    assert len(keys) == 3

    client.post("/en/logout/")

    assert not Session.objects.filter(session_key__in=keys).exists()


def test_half_an_hour_without_a_page_ends_the_session(seat, client, clock):
    enrolled(seat, client)
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        assert is_in(client)

    clock.shift(timedelta(minutes=30))

    assert client.get(OWN).url == f"/en/login/?next={OWN}"


def test_ten_hours_end_the_session_in_any_case(seat, client, clock):
    enrolled(seat, client)
    for _ in range(29):
        clock.shift(timedelta(minutes=20))
        assert is_in(client)

    clock.shift(timedelta(minutes=20))

    assert not is_in(client)


def test_a_session_that_does_not_say_when_it_began_is_over(seat, client):
    enrolled(seat, client)
    session = client.session
    del session[BEGUN]
    session.save()

    assert not is_in(client)


def test_closing_the_way_in_ends_the_session_at_once_and_an_invitation_does_not_revive_it(
    seat, client
):
    enrolled(seat, client)
    actions.close(seat=seat.id, by=SYSTEM, now=bureau.NOW)
    assert not is_in(client)

    renewed = Client()
    enrolled(seat, renewed)

    assert is_in(renewed)
    assert not is_in(client)


def test_a_seat_that_ends_closes_its_desk(seat, client, clock):
    clock.move_to(bureau.NOW + timedelta(hours=14, minutes=45))  # a quarter to midnight in China
    enrolled(seat, client)
    tomorrow = bureau.later(days=1).date()
    agencies.end_seat(seat=seat.id, on=tomorrow, by=SYSTEM, now=bureau.NOW)
    assert is_in(client)

    clock.shift(timedelta(minutes=15))

    assert client.get(OWN).status_code == 403
    assert client.get("/en/desk/").status_code == 403


def test_an_official_removes_a_passkey_and_only_this_session_stays(seat, client):
    first = enrolled(seat, client)
    elsewhere = Client()
    come(elsewhere, first)
    second = Passkey()
    client.post(f"{OWN}passkeys/", {"answer": second.made(options(client.get(OWN)))})
    lost = PasskeyRow.objects.get(credential_id=first.credential_id)
    assert is_in(elsewhere)

    client.post(f"{OWN}passkeys/{lost.id}/remove/")

    assert is_in(client)
    assert not is_in(elsewhere)
    assert come(Client(), first).status_code == 403
    assert come(Client(), second).status_code == 302


def test_the_last_way_in_is_not_removed_and_it_is_said(seat, client):
    enrolled(seat, client)
    only = PasskeyRow.objects.get()

    answer = client.post(f"{OWN}passkeys/{only.id}/remove/")

    assert answer.status_code == 409
    assert "This is your only way to sign in" in answer.content.decode()
    assert PasskeyRow.objects.exists()


def test_another_officials_passkey_looks_as_if_it_were_not_there(seat, client):
    enrolled(seat, client)
    other = bureau.seats.seat_by_number(CODE, "0102")
    stranger = Client()
    enrolled(other, stranger, name="li.lei")
    mine = PasskeyRow.objects.get(account_id=Account.objects.get(display_name=NAME).id)

    assert stranger.post(f"{OWN}passkeys/{mine.id}/remove/").status_code == 404
    assert "li.lei" not in client.get(OWN).content.decode()


def test_a_code_app_and_new_recovery_codes_are_set_up_by_whoever_has_a_passkey(seat, client, clock):
    enrolled(seat, client)
    page = client.get(f"{OWN}codes/")
    secret = secret_on(page)

    done = client.post(f"{OWN}codes/", {"code": bureau.code_at(bureau.NOW, secret)})
    renewed = shown_codes(client.post(f"{OWN}recovery-codes/"))

    assert done.url == OWN
    assert "You have set up no code app" not in client.get(OWN).content.decode()
    typed = {"seat": f"{CODE}/0101", "name": NAME, "code": renewed[3]}
    assert Client().post(DOOR, typed).status_code == 302
    assert client.post(f"{OWN}codes/", {"code": "x"}).status_code == 400
    assert client.post(f"{OWN}codes/remove/").url == OWN
    assert is_in(client)


def test_a_quarter_of_an_hour_later_it_is_confirmed_again_before_anything_changes(
    seat, client, clock
):
    enrolled(seat, client)
    clock.shift(timedelta(minutes=15))
    made = {"answer": Passkey().made(options_or_none(client.get(OWN)))}
    only = PasskeyRow.objects.get()

    for page, sent in (
        ("passkeys/", made),
        (f"passkeys/{only.id}/remove/", {}),
        ("codes/remove/", {}),
        ("recovery-codes/", {}),
        ("codes/", {}),
    ):
        answer = client.post(f"{OWN}{page}", sent)
        assert "Confirm that it is you" in answer.content.decode(), page
    assert PasskeyRow.objects.count() == 1


def options_or_none(answer) -> str:
    """Return a question, also where the page asks none."""
    found = re.search(r'data-rc-passkey="([^"]*)"', answer.content.decode())
    if found:
        return html.unescape(found[1])
    return '{"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}}'


def test_signing_in_never_leads_to_another_site(seat, client):
    passkey = enrolled(seat, client)
    asked = options(client.get(DOOR))

    answer = client.post(
        f"{DOOR}passkey/", {"answer": passkey.proven(asked), "next": "//evil.example/"}
    )

    assert answer.url == "/en/desk/"


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (DOOR, {"seat": "a/1", "name": "b", "code": "1"}),
        (f"{DOOR}passkey/", {"answer": "{}"}),
        (ENROL, {"answer": "{}"}),
        (CODES, {"code": "123456"}),
        (f"{OWN}passkeys/", {"answer": "{}"}),
        (f"{OWN}codes/", {"code": "123456"}),
        (f"{OWN}codes/remove/", {}),
        (f"{OWN}recovery-codes/", {}),
        (f"{OWN}passkeys/00000000-0000-0000-0000-000000000007/remove/", {}),
    ],
)
def test_no_form_is_taken_from_another_site(seat, page, sent):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(page, sent)

    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.content.decode()


def test_what_nobody_types_breaks_nothing(seat, client):
    for sent in (
        {},
        {"seat": "x" * 201, "name": "y", "code": "z"},
        {"seat": "a\0b", "name": "y", "code": "1"},
        {"seat": "/", "name": "//", "code": "１２３４５６"},
        {"seat": f"{CODE}/0101", "name": "\u202e" * 9, "code": "动" * 40},
    ):
        assert client.post(DOOR, sent).status_code in {400, 403}
    assert client.post(f"{DOOR}passkey/", {"answer": "\0"}).status_code == 403
    assert client.post(f"{DOOR}passkey/").status_code == 403
    client.get(link_to(seat))
    assert client.post(ENROL, {"answer": "[" * 9_000}).status_code == 400


def test_no_person_and_no_ready_made_login_has_ways_in(town, as_person):
    assert as_person.get(OWN).status_code == 403
    official = logged_in("auditor")
    assert official.get(OWN).status_code == 403
    assert "Signing in" not in official.get("/en/desk/").content.decode()


def test_no_official_comes_in_as_a_person_and_no_person_as_an_official(town):
    from recourse.faces.ways_in import IdentityService, Officials

    people, officials = (
        Account.objects.filter(kind=kind).values_list("id", flat=True)
        for kind in ("person", "official")
    )

    assert [Officials().get_user(one) for one in people] == [None] * len(people)
    assert all(Officials().get_user(one) for one in officials)
    assert Officials().authenticate(None) is None
    assert [IdentityService().get_user(one) for one in officials] == [None] * len(officials)


def test_officials_sign_in_outside_the_demo_and_the_ready_made_logins_do_not(
    seat, client, settings
):
    settings.DEMO = False
    enrolled(seat, client)

    assert is_in(client)
    answer = Client().post("/en/login/", {"role": "steward"})
    assert "_auth_user_id" not in Client().session
    assert answer.status_code == 200
    page = Client().get("/en/login/?next=/en/desk/").content.decode()
    assert f"{DOOR}?next=%2Fen%2Fdesk%2F" in page
    assert "Sign in as an official" in page


def test_a_page_of_ones_own_ways_in_costs_few_statements(
    seat, client, django_assert_max_num_queries
):
    enrolled(seat, client)

    with django_assert_max_num_queries(12):
        client.get(OWN)
