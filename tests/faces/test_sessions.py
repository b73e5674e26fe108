"""Where somebody is signed in: seen by them alone, ended at once, and kept as little as can be."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from recourse.ledger import queries as log
from recourse.people import queries as people
from recourse.people.models import Session
from recourse.people.sessions import actions, rules
from recourse.people.sessions.errors import NoSuchSession
from recourse.people.sessions.terms import Browser, Way
from tests.faces.test_officials import OWN as WAYS_IN
from tests.faces.test_officials import clock, come, enrolled, is_in, seat  # noqa: F401 - fixtures

HERE = "/en/my-file/sessions/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 MicroMessenger/8.0"
OFFICE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def come_in(browser: str = OFFICE, role: str = "person") -> Client:
    """Sign in by the page of the demo."""
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR="203.0.113.7")
    assert client.post("/en/login/", {"role": role}).status_code == 302
    return client


def ends(page) -> list[str]:
    """Return where the page ends other sessions."""
    return re.findall(r'action="(/en/[^"]+/sessions/[0-9a-f-]{36}/end/)"', page.content.decode())


def kinds(person) -> list[str]:
    return [entry.kind.value for entry in log.entries_of(people.tag_of(person), 20)]


@pytest.mark.parametrize(
    ("said", "is_read_as"),
    [
        (PHONE, Browser("WeChat", "Android")),
        (OFFICE, Browser("Edge", "Windows")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
            ("Safari", "iPhone"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", ("Firefox", "Linux")),
        ("<script>alert(1)</script>" * 500, Browser("", "")),
        ("", Browser("", "")),
    ],
)
def test_of_a_browser_two_words_are_kept_and_none_of_its_own(said, is_read_as):
    assert rules.browser_of(said) == is_read_as


def test_a_person_sees_each_session_and_ends_one_of_them_at_once(town):
    here, phone = come_in(), come_in(PHONE)

    page = here.get(HERE)
    (other,) = ends(page)
    answer = here.post(other)

    text = page.content.decode()
    assert "WeChat on Android" in text
    assert "Edge on Windows" in text
    assert text.count("you are here") == 1
    assert answer.url == HERE
    assert phone.get("/en/my-file/").status_code == 302
    assert here.get(HERE).status_code == 200
    assert here.post(other).status_code == 404
    assert kinds(town.xiao.person)[:3] == ["sessions-ended", "person-signed-in", "person-signed-in"]
    assert "203.0.113" not in "".join(
        row.session_data + row.browser for row in Session.objects.all()
    )


def test_all_others_end_or_all_of_them(town):
    here, others = come_in(), [come_in(PHONE), come_in(PHONE)]

    assert here.post(f"{HERE}end/", {"which": "others"}).url == HERE
    assert [one.get(HERE).status_code for one in (here, *others)] == [200, 302, 302]
    late = come_in(PHONE)
    assert here.post(f"{HERE}end/", {"which": "all"}).url == "/en/"
    assert [one.get(HERE).status_code for one in (here, late)] == [302, 302]
    assert not Session.objects.filter(account_id__isnull=False).exists()


def test_nobody_elses_session_is_seen_or_ended(town):
    mine, theirs = come_in(), come_in(PHONE, role="helper")
    of = {name: get_user_model().objects.get(login=name) for name in ("person", "helper")}
    (foreign,) = Session.objects.filter(account_id=of["helper"].id)

    assert "WeChat" not in mine.get(HERE).content.decode()
    assert mine.post(f"{HERE}{foreign.session_id}/end/").status_code == 404
    by = town.office.steward.actor
    with pytest.raises(NoSuchSession):
        actions.end_all(account=of["helper"].id, by=by, now=timezone.now())
    assert theirs.get(HERE).status_code == 200


def test_a_page_made_while_its_session_ends_does_not_bring_it_back(town):
    client = come_in()
    kept = client.session
    kept["more"] = "1"  # loaded, as by a page that is being made
    Session.objects.filter(session_key=kept.session_key).delete()

    with pytest.raises(UpdateError):
        kept.save()

    assert client.get(HERE).status_code == 302


def test_two_hours_without_a_page_and_ten_hours_in_all_end_it(town):
    client, start = come_in(), timezone.now()
    for hours in (1, 2.5, 4, 5.5, 7, 8.5, 9.9):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert client.get(HERE).status_code == 200
    with time_machine.travel(start + timedelta(hours=10), tick=False):
        assert client.get(HERE).status_code == 302
    idle = come_in()
    with time_machine.travel(start + timedelta(hours=2), tick=False):
        assert idle.get(HERE).status_code == 302
        assert ends(come_in().get(HERE)) == []


def test_the_one_before_is_named_at_the_next_sign_in(town):
    assert "first time" in come_in().get(HERE).content.decode()
    later = timezone.now() + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        page = come_in().get("/en/my-file/").content.decode()

    assert "Before this time, you came in on 23 November 2026" in page


def test_a_code_from_paper_lasts_shorter_than_every_other_way():
    assert all(rules.HOURS[Way.LETTER_CODE] <= hours for hours in rules.HOURS.values())


def test_an_official_sees_and_ends_their_own(seat, client):  # noqa: F811 - fixtures
    passkey, elsewhere = enrolled(seat, client), Client()
    come(elsewhere, passkey)

    (other,) = ends(client.get(WAYS_IN))
    client.post(other)

    assert not is_in(elsewhere)
    assert is_in(client)
    assert client.post(f"{WAYS_IN}sessions/end/", {"which": "all"}).url == "/en/"
    assert not is_in(client)
