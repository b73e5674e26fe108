"""Every page in a real browser, at one load: accessible, of one width, small, uncomplaining.

`pages.py` says which pages there are, `judging.py` what holds for each of them.
"""

import json
import re
import subprocess
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import pytest
from django.urls import LocalePrefixPattern, get_resolver

from recourse.faces import errors
from tests.architecture.test_endpoints import endpoints
from tests.browser import sample as samples
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.judging import LANG, faults
from tests.browser.pages import LANGUAGES, NO_PAGES, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT_ONCE = 12
"""So many pages are held against everything in one test, so that no test takes long."""
JAR = Path(__file__).parent.parent / "markup/node_modules/vnu-jar/build/dist/vnu.jar"
MARKS = re.compile(
    r"SAVEPOINT|RELEASE|BEGIN|COMMIT|SET |SELECT set_config|.*FROM \"catalogue_version\""
)
"""Of transactions, of the role and of the gate: what every connection says, whatever the page."""


def batches():
    """Return the pages by who has them open, a dozen at a time."""
    for visitor, mine in groupby(sorted(PAGES, key=lambda one: one.visitor), lambda p: p.visitor):
        pages = list(mine)
        for first in range(0, len(pages), AT_ONCE):
            name = f"{visitor or 'anybody'}-{first // AT_ONCE + 1}"
            yield pytest.param(pages[first : first + AT_ONCE], id=name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pages", list(batches()))
def test_every_page_holds(sample, reader_for, pages, language):
    reader = reader_for(pages[0].visitor)
    found = []
    for shown in pages:
        status = reader.open(shown, sample, language)
        found += [(shown.id, fault) for fault in faults(reader, shown, language, status)]

    assert not found, listed(found)


def listed(found):
    """Return every fault on a line of its own."""
    return "\n".join(": ".join(map(str, one)) for one in found)


def test_a_page_that_says_we_broke_holds_too(reader_for):
    reader = reader_for("")
    body = errors.broken(None).content.decode()
    reader.page.route("**/en/", lambda route: route.fulfill(status=500, body=body))
    status = reader.page.goto(f"{reader.address}/en/").status
    (broken,) = (one for one in PAGES if one.id == "public-home")

    found = list(faults(reader, broken, "zh-hans", status))

    assert found == ["was answered with 500"]


def test_every_address_below_a_language_is_a_page_here_or_says_why_not():
    patterns = get_resolver().url_patterns
    below = [one for one in patterns if isinstance(one.pattern, LocalePrefixPattern)]
    names = {name for _, name in endpoints(below)}
    shown = {one.name for one in PAGES}

    assert names
    assert shown | set(NO_PAGES) == names
    assert not shown & set(NO_PAGES)


def test_on_paper_every_page_is_valid_asks_little_and_has_a_title_of_its_own(sample, tmp_path):
    titles, wrong = defaultdict(set), []

    def walk():
        for language in LANGUAGES:
            for shown in PAGES:
                address, html, asked = opened(sample, shown, language)
                title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
                titles[title and title[1]].add(re.sub(r"[0-9a-f-]{36}|[?].*", "", address))
                (tmp_path / f"{shown.id}.{language}.html").write_text(html, "utf-8")
                if f'<html lang="{LANG[language]}"' not in html:
                    wrong.append((shown.id, language, "says no language"))
                if len(asked) > shown.queries:
                    wrong.append(
                        (
                            shown.id,
                            language,
                            f"asks {len(asked)} times",
                            *(one[:99] for one in asked),
                        )
                    )

    samples.elsewhere(walk)

    wrong += [(title, *where) for title, where in titles.items() if len(where) > 1]
    wrong += invalid(tmp_path)
    assert not wrong, listed(wrong)


def opened(sample, shown, language):
    """Open a page without a browser; return where it is, its text and what it asked for."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from recourse.catalogue import queries as catalogue

    visitor, place = sample.browsers[shown.visitor], shown.address(sample, language)
    form = shown.form(sample)
    if shown.first is not None:
        shown.first()
    catalogue.current()  # it asks again every few seconds, whatever the page
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.get(place) if form is None else visitor.post(place, form)
    statements = [one["sql"] for one in asked if not MARKS.match(one["sql"])]
    return place, answer.content.decode(), statements


def invalid(folder):
    """Return what the Nu Html Checker says of every page in a folder, in one run."""
    if not JAR.exists():
        pytest.skip("the Nu Html Checker is not installed; `sh tools/system.sh` installs it")
    command = ["java", "-Xss1m", "-jar", str(JAR), "--errors-only", "--format", "json", "--stdout"]
    pages = sorted(map(str, folder.glob("*.html")))
    done = subprocess.run([*command, *pages], capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)["messages"]
    return sorted({(Path(one["url"]).name, one["message"]) for one in said})


@pytest.mark.parametrize("visitor", ["person", "steward"])
def test_every_page_works_without_scripts(sample, site, browser, visitor):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    cookie = {"url": site.address, "name": "sessionid", "value": sample.session_of(visitor)}
    context.add_cookies([cookie])
    page = context.new_page()
    for shown in PAGES:
        if shown.visitor == visitor and shown.sent is None:
            answer = page.goto(site.address + shown.address(sample, "zh-hans"))
            assert answer.status == shown.status, shown.id
            assert page.locator("nav a").first.is_visible(), shown.id
    context.close()


def test_the_filter_is_a_plain_form_that_works_without_scripts(visit, site):
    page = visit.window("person", java_script_enabled=False)
    page.goto(f"{site.address}/en/my-file/who-looked/")

    page.select_option("#period", "3")
    page.click("text=Show")

    assert "period=3" in page.url
    assert page.input_value("#period") == "3"


def test_period_and_organisation_stand_in_one_line_on_a_wide_screen(visit, site):
    page = visit.window("person")
    for language in LANGUAGES:
        page.goto(f"{site.address}/{language}/my-file/who-looked/")

        period, who, show = (
            page.locator(f".rc-filter {one}").bounding_box()
            for one in ("#period", "#who", "button")
        )

        assert abs(period["y"] - who["y"]) < 2
        assert period["x"] + period["width"] < who["x"]
        assert who["x"] + who["width"] < show["x"] < who["x"] + who["width"] + 40


@pytest.mark.parametrize(
    ("language", "says", "link"),
    [
        ("zh-hans", "有单位查询了您", "看看是谁查的"),
        ("en", "An agency looked you up", "See who looked"),
    ],
)
def test_a_letter_about_a_look_up_says_who_when_and_why_and_leads_to_what_they_saw(
    visit, site, language, says, link
):
    page = visit.window("person")
    page.goto(f"{site.address}/{language}/my-file/inbox/")
    page.click(f"main a:has-text('{says}')")

    assert page.locator("h1").inner_text() == says
    text = page.locator("main").inner_text()
    for told in {
        "zh-hans": ("查询单位", "查询时间", "《安全生产法》第", "12345", site.look),
        "en": ("Who looked", "When", "Work Safety Law, art.", "12345", site.look),
    }[language]:
        assert told in text
    page.click(f"main a:has-text('{link}')")
    assert page.url.endswith("/my-file/who-looked/")


def test_a_wrong_form_takes_the_focus_to_what_is_wrong(visit, site):
    page = visit.window("steward")
    page.goto(f"{site.address}/en/desk/uploads/new/")

    page.click("text=Hand in and check")

    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"


def test_the_menu_opens_on_a_phone(visit, site):
    page = visit.window("person", viewport=PHONE)
    page.goto(f"{site.address}/zh-hans/my-file/")
    assert not page.locator("nav a").first.is_visible()

    page.click("text=菜单")

    assert page.locator("nav a").first.is_visible()


def test_large_print_enlarges_and_stays(visit, site):
    page = visit.window(viewport=PHONE)
    page.goto(f"{site.address}/en/rights/")
    before = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    )

    page.click("text=Large print")

    page.goto(f"{site.address}/en/accessibility/")
    after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert after > before * 1.3


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(visit, site):
    page = visit.window("person")
    page.goto(f"{site.address}/en/my-file/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_the_policy_stops_a_foreign_script_and_unsafe_writing(visit, site):
    page = visit.window()
    page.goto(f"{site.address}/en/")

    stopped = page.evaluate(
        "() => { try { document.body.innerHTML = '<p>x</p>'; return false } catch { return true } }"
    )

    assert stopped
    visit.complaints.clear()


def test_colours_forced_by_the_reader_leave_the_mark_and_the_timeline(visit, site):
    page = visit.window("person", forced_colors="active", viewport=DESKTOP)
    page.goto(f"{site.address}/en/my-file/")

    assert page.locator(".rc-brand svg").is_visible()
    assert page.locator(".rc-timeline li").count() >= 2
