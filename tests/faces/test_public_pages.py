"""Pages that anybody may read, the way in and the way out."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from tests.faces.town import logged_in

PAGES = [
    "",
    "catalogue/",
    "catalogue/adv.work_safety_person/",
    "rights/",
    "rights/object/",
    "guides/object/",
    "guides/repair/",
    "recipients/",
    "statistics/",
    "check/status/",
    "learn/",
    "learn/record/",
    "exemplars/",
    "pages/",
    "accessibility/",
    "verify/",
    "login/",
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_public_page_opens_in_both_languages(client, town, page, language):
    answer = client.get(f"/{language}/{page}")

    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="zh-Hans"' in html if language == "zh-hans" else '<html lang="en"' in html
    assert re.search("打分、评级或排名|score, grade or rank", html)


def test_the_bare_address_leads_to_chinese(client, town):
    assert client.get("/").url == "/zh-hans/"


@pytest.mark.parametrize("page", PAGES)
def test_the_language_links_keep_the_page_and_its_question(client, town, page):
    html = client.get(f"/zh-hans/{page}?a=1").content.decode()

    assert f'href="/en/{page}?a=1" lang="en" hreflang="en"' in html


def test_the_catalogue_shows_every_item_every_exclusion_and_its_data(client, town):
    from recourse.catalogue import queries

    catalogue = queries.current()

    html = client.get("/en/catalogue/").content.decode()

    for item in catalogue.items.values():
        assert f"/en/catalogue/{item.id}/" in html
    assert all(
        f'key">{shut.what.en}' in html for shut in catalogue.exclusions if "'" not in shut.what.en
    )
    assert 'href="/api/v1/catalogue"' in html


def test_every_item_has_a_page_in_both_languages(client, town):
    from recourse.catalogue import queries

    for item in queries.current().items:
        for language in ("zh-hans", "en"):
            assert client.get(f"/{language}/catalogue/{item}/").status_code == 200


def test_an_item_that_is_not_there_is_not_found(client, town):
    assert client.get("/en/catalogue/adv.nonsense/").status_code == 404


def test_every_ready_made_role_signs_in_and_gets_a_new_session_key(client, town):
    for role, home in (("person", "/en/my-file/"), ("auditor", "/en/desk/")):
        client.get("/en/login/")
        client.session.save()
        before = client.session.session_key

        answer = client.post("/en/login/", {"role": role})

        assert answer.url == home
        assert client.session.session_key != before


def test_nobody_signs_in_under_a_login_that_is_not_ready_made(client, town):
    assert get_user_model().objects.filter(login="neighbour").exists()

    answer = client.post("/en/login/", {"role": "neighbour"})

    assert answer.status_code == 400
    assert "<title>Error: Sign in" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_signing_in_never_leads_to_another_site(client, town):
    answer = client.post("/en/login/", {"role": "person", "next": "https://example.org/"})

    assert answer.url == "/en/my-file/"


def test_outside_the_demo_there_is_no_role_to_choose_and_no_session_lives_on(
    client, town, settings
):
    browser = logged_in("person")
    settings.DEMO = False

    page = client.get("/en/login/").content.decode()
    answer = client.post("/en/login/", {"role": "person"})

    assert '<form method="post" id="roles"' not in page
    assert "service hall" in page
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200
    assert browser.get("/en/my-file/").status_code == 302


def test_signing_out_ends_the_session_and_needs_a_form(as_person):
    assert as_person.get("/en/logout/").status_code == 405

    as_person.post("/en/logout/")

    assert as_person.get("/en/my-file/").status_code == 302


def test_large_print_is_kept_and_can_be_taken_back(client, town):
    answer = client.post("/en/text-size/", {"text": "large", "next": "/en/rights/"})
    assert answer.url == "/en/rights/"
    assert 'data-rc-text="large"' in client.get("/en/rights/").content.decode()

    client.post("/en/text-size/", {"text": "normal", "next": "/en/rights/"})

    assert "data-rc-text" not in client.get("/en/rights/").content.decode()


@pytest.mark.parametrize(
    "next_page", ["https://example.org/", "//example.org", "javascript:alert(1)"]
)
def test_the_print_switch_never_leads_to_another_site(client, town, next_page):
    answer = client.post("/en/text-size/", {"text": "large", "next": next_page})

    assert answer.url == "/en/"


def test_every_page_forbids_foreign_scripts_styles_frames_and_unsafe_writing(client, town):
    policy = client.get("/en/").headers["Content-Security-Policy"]

    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ):
        assert part in policy


def test_no_page_carries_a_script_or_a_style_of_its_own(client, town):
    for page in PAGES:
        html = client.get(f"/zh-hans/{page}").content.decode()

        assert not re.search(r"<style|style=|\son[a-z]+=|<script(?! src=)", html)


def test_addresses_are_made_in_the_language_of_the_page():
    with translation.override("en"):
        assert reverse("public:rights") == "/en/rights/"


def test_the_catalogue_is_searched_by_word_in_either_language_without_scripts(client, town):
    for language, word, says in (
        ("en", "Is my salary collected?", "1 thing that is never collected"),
        ("zh-hans", "工资", "1类信息从不收集"),
    ):
        html = client.get(f"/{language}/catalogue/", {"word": word}).content.decode()

        assert says in html
        assert re.search("第42条|art. 42", html)
        assert f'value="{word}"' in html


def test_a_word_that_nothing_carries_says_what_that_means_and_what_to_do(client, town):
    html = client.get("/en/catalogue/?word=%3Cb%3Exyzzy&domain=nonsense").content.decode()

    assert "“&lt;b&gt;xyzzy”" in html
    assert "may not be collected" in html
    assert "Try another word" in html
    assert "Choose any domain" not in html


def test_all_pages_names_every_page_that_anybody_may_open(client, town):
    html = client.get("/en/pages/").content.decode()

    for link in set(re.findall(r"<main.*</main>", html, re.DOTALL)[0].split('"')):
        if link.startswith("/en/"):
            assert client.get(link).status_code in {200, 302}, link
    for page in PAGES:
        if "?" not in page and not page.startswith("catalogue/adv"):
            assert f'href="/en/{page}"' in html, page


def test_robots_and_finders_of_weaknesses_are_told_where_to_go(client, town, settings):
    robots = client.get("/robots.txt").content.decode()
    plain = client.get("/.well-known/security.txt")
    settings.SECURITY_CONTACT = "mailto:safety@example.org"
    own = client.get("/.well-known/security.txt").content.decode()

    assert "Disallow: /zh-hans/my-file/" in robots
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in plain.content.decode().splitlines())
    assert said["Contact"].startswith("https://")
    assert client.get(said["Contact"].removeprefix(settings.PUBLIC_URL)).status_code == 200
    assert said["Expires"] == "2027-04-30T16:00:00+00:00"
    assert "Contact: mailto:safety@example.org\n" in own


def test_a_page_that_is_not_there_helps_to_find_another(client, town):
    answer = client.get("/en/nonsense/")

    html = answer.content.decode()
    assert answer.status_code == 404
    assert 'action="/en/catalogue/"' in html
    assert 'href="/en/pages/"' in html
