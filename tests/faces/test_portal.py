"""A person's own pages: theirs alone, small, and saying what the law asks."""

import gzip
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recourse.catalogue import queries as catalogues
from recourse.faces.static_files import compress_all
from recourse.ground.actor import SYSTEM
from recourse.journeys import erasing
from tests.faces.town import logged_in
from tests.records.making import NOON

MOST_QUERIES = 12
MOST_BYTES = 60 * 1024


def addresses(town):
    return [
        "my-file/",
        "my-file/records/",
        f"my-file/records/{town.xiao.record}/",
        "my-file/who-looked/",
        "my-file/inbox/",
        f"my-file/inbox/{town.xiao.notice}/",
    ]


def moved_bytes(html: str) -> int:
    """Return what a first visit moves: the page as it is, style sheets and scripts packed."""
    compress_all()
    assets = re.findall(r'(?:href|src)="/static/([^"?]+)', html)
    files = [Path(str(finders.find(name))) for name in assets]
    return len(html.encode()) + sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def statements(asked) -> list[str]:
    """Return what was asked of the database; savepoints mark places and ask nothing.

    The gate is shut by a statement only inside the transaction of a test; a page's ends with it.
    """
    marks = ("SAVEPOINT", "RELEASE", "SELECT set_config('recourse.person', '', true)")
    return [one["sql"] for one in asked if not one["sql"].startswith(marks)]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages_small_and_with_few_queries(town, as_person, language):
    catalogues.current()
    letter = f"my-file/inbox/{town.xiao.notice}/"
    for address in [*addresses(town), letter]:  # the first opening serves, the second does not
        catalogues.current()  # it asks again every few seconds, of which a slow machine has many
        with CaptureQueriesContext(connection) as asked:
            answer = as_person.get(f"/{language}/{address}")

        assert answer.status_code == 200, address
        assert len(statements(asked)) <= MOST_QUERIES, (address, statements(asked))
        assert moved_bytes(answer.content.decode()) <= MOST_BYTES


def test_no_cache_keeps_a_page_about_a_person(town, as_person):
    for address in addresses(town):
        assert as_person.get(f"/en/{address}").headers["Cache-Control"] == "no-store"


def test_whoever_is_not_signed_in_is_led_to_the_way_in(client, town):
    for address in addresses(town):
        answer = client.get(f"/en/{address}")

        assert answer.url == f"/en/login/?next=/en/{address}"


@pytest.mark.parametrize(
    "login", ["steward", "signer", "case-officer", "agency-officer", "auditor"]
)
def test_no_official_opens_anybodys_file(town, login):
    official = logged_in(login)

    for address in addresses(town):
        assert official.get(f"/en/{address}").status_code == 403


def test_a_neighbours_record_and_letter_look_as_if_they_were_not_there(town, as_person):
    for room, theirs in (("records", town.neighbour.record), ("inbox", town.neighbour.notice)):
        nowhere = uuid4()

        answer = as_person.get(f"/en/my-file/{room}/{theirs}/")
        missing = as_person.get(f"/en/my-file/{room}/{nowhere}/")

        assert answer.status_code == missing.status_code == 404
        assert plain(answer, theirs) == plain(missing, nowhere)


def plain(answer, identifier):
    """Return a page without its own address and its form tokens."""
    html = answer.content.decode().replace(str(identifier), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_the_home_page_says_what_is_new_and_until_when_to_check_it(as_person):
    english = as_person.get("/en/my-file/").content.decode()
    chinese = as_person.get("/zh-hans/my-file/").content.decode()

    assert "Nobody else can see it yet" in english
    assert "until 7 December 2026" in english
    assert "2026年12月7日" in chinese


def test_a_record_says_what_it_says_who_sent_it_why_and_what_to_do(town, as_person):
    html = as_person.get(f"/en/my-file/records/{town.xiao.record}/").content.decode()

    for text in (
        "未履行安全生产管理职责",
        "Sample City Emergency Management Bureau",
        "No. 示应急罚〔2026〕7号, of 2 November 2026",
        "Work Safety Law",
        "Say it is wrong, or not about me",
        "Who may see it",
        "Ask for administrative reconsideration",
    ):
        assert text in html


def test_looking_at_the_inbox_serves_nothing_and_opening_a_letter_does(town, as_person):
    before = as_person.get("/en/my-file/inbox/").content.decode()

    letter = as_person.get(f"/en/my-file/inbox/{town.xiao.notice}/").content.decode()

    after = as_person.get("/en/my-file/inbox/").content.decode()
    assert "Not opened" in before
    assert "You were served with this letter on 23 November 2026." in letter
    assert "Opened on 23 November 2026" in after


def test_asking_only_for_the_head_of_a_letter_does_not_serve_it(town, as_person):
    assert as_person.head(f"/en/my-file/inbox/{town.xiao.notice}/").status_code == 405

    assert "Not opened" in as_person.get("/en/my-file/inbox/").content.decode()


def test_a_letter_is_opened_by_its_own_person_only(town, as_person):
    as_person.get(f"/en/my-file/inbox/{town.neighbour.notice}/")

    assert "Not opened" in logged_in("neighbour").get("/en/my-file/inbox/").content.decode()


def test_an_erased_record_shows_its_certificate_and_hands_it_over(town, as_person):
    address = f"/en/my-file/records/{town.xiao.record}/"
    before = as_person.get(address).content.decode()
    refused = as_person.get(f"{address}certificate/")
    erasing.erase_record(person=town.xiao.person, record=town.xiao.record, by=SYSTEM, now=NOON)

    page = as_person.get(address).content.decode()
    file = as_person.get(f"{address}certificate/")

    assert "Certificate of erasure" not in before
    assert refused.status_code == 409
    for text in (
        "Certificate of erasure",
        "were erased from our database on 23 November 2026",
        "nobody can read it there either",
        f"/en/my-file/records/{town.xiao.record}/certificate/",
        "Its contents are erased. Only these dates remain.",
    ):
        assert text in page
    assert file.headers["Content-Disposition"] == (
        f'attachment; filename="erasure-{town.xiao.record}.json"'
    )
    assert file.json()["record"] == str(town.xiao.record)
    assert file.headers["Cache-Control"] == "no-store"


def test_the_certificate_is_read_in_chinese_too(town, as_person):
    erasing.erase_record(person=town.xiao.person, record=town.xiao.record, by=SYSTEM, now=NOON)

    page = as_person.get(f"/zh-hans/my-file/records/{town.xiao.record}/").content.decode()

    assert "删除证明" in page
    assert "已于2026年11月23日从数据库中删除" in page


def test_a_neighbours_certificate_looks_as_if_it_was_not_there(town, as_person):
    erasing.erase_record(
        person=town.neighbour.person, record=town.neighbour.record, by=SYSTEM, now=NOON
    )

    theirs = as_person.get(f"/en/my-file/records/{town.neighbour.record}/certificate/")

    assert theirs.status_code == 404
