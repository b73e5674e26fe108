"""Key pages by keyboard alone, as a screen reader hears them, and on a slow line.

What a page says to who listens is kept in `snapshots/`, with dates, numbers and identifiers in
one spelling each, so that no day and no chance changes it. When a page is meant to say something
else, write them anew and read the difference before you keep it:

    RECOURSE_SNAPSHOTS=write .venv/bin/python -m pytest tests/browser/test_keyboard.py
"""

import os
import re
from difflib import unified_diff
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import LANGUAGES, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY = {
    *("public-login", "public-verify", "portal-home", "portal-record", "portal-who-looked"),
    *("portal-ask-objection-faulty", "portal-statements", "desk-upload", "desk-held-row"),
    *("desk-cases", "desk-look-up"),
}
PLACES = [
    pytest.param(list(mine), id=visitor or "anybody")
    for visitor, mine in groupby(
        sorted((one for one in PAGES if one.id in KEY), key=lambda one: one.visitor),
        lambda one: one.visitor,
    )
]
SIZES = {"zh-hans": PHONE, "en": DESKTOP}
"""The menu is folded in one language and open in the other, so that both are walked through."""

KEPT = Path(__file__).parent / "snapshots"
ANEW = "RECOURSE_SNAPSHOTS"
HOW = f"If this is meant: {ANEW}=write .venv/bin/python -m pytest {{}}, and read the difference."
SPELLINGS = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "ID"),
    (re.compile(r"(?<![A-Z])[A-Z]-\d+(-[0-9A-Z]{4}){2}"), "NUMBER"),
    (re.compile(r"\b(January|February|March|April|May|June|July|August)\b"), "Month"),
    (re.compile(r"\b(September|October|November|December)\b"), "Month"),
    (re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"), "Weekday"),
    (re.compile(r"星期[一二三四五六日]"), "星期一"),
    (re.compile(r"(?<!level=)\d+"), "0"),
    (re.compile(r" \(provisional: [^)]*\)|（暂定[^）]*）"), ""),
    (re.compile(r"\b0( working)? (day|month|year|hour|minute)s?\b"), r"0\1 \2s"),
)
"""What varies from day to day, and the one spelling it is kept in."""

BEGIN = """() => {
    const near = one => [one, ...(one.labels || [])];
    const look = one => near(one).flatMap(it => [null, '::before', '::after'].map(part => {
        const css = getComputedStyle(it, part);
        const drawn = css.outlineStyle !== 'none' && parseFloat(css.outlineWidth) > 0
            && !/transparent|, 0\\)/.test(css.outlineColor);
        return [drawn && css.outline, css.boxShadow, css.backgroundColor].join();
    })).join();
    const groups = {};
    const alone = one => {  // of a group of radios Tab reaches one; arrows reach the others
        if (one.type !== 'radio') return true;
        const group = [...document.getElementsByName(one.name)];
        return one === (group.find(it => it.checked) || group[0]);
    };
    document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');
    const stops = [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, video, [tabindex], [role=button], [role=link]'
    )].filter(one => !one.disabled && one.type !== 'hidden' && one.getAttribute('tabindex') !== '-1'
        && one.checkVisibility({visibilityProperty: true}) && alone(one));
    const before = stops.map(look);
    window.walk = {stops, reached: [], unseen: []};
    window.walk.named = one => `${one.tagName} ${one.id || one.name || one.textContent.trim()}`;
    document.addEventListener('focusin', ({target}) => {
        const at = stops.indexOf(target);
        window.walk.reached.push(at < 0 ? window.walk.named(target) : at);
        if (at >= 0 && look(target) === before[at]) window.walk.unseen.push(window.walk.named(target));
    });
    return stops.map(window.walk.named);
}"""
"""Find the stops in reading order, and note which is reached and whether its focus is seen."""
IN_MAIN = """() => [window.walk.stops.findIndex(one => document.querySelector('main').contains(one)),
    window.walk.reached.at(-1)]"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pages", PLACES)
def test_tab_reaches_everything_once_in_reading_order_and_is_seen(
    sample, reader_for, pages, language
):
    reader = reader_for(pages[0].visitor)
    reader.page.set_viewport_size(SIZES[language])
    for shown in pages:
        stops = begun(reader, shown, sample, language)

        press(reader, *["Tab"] * (len(stops) + 2))

        reached, unseen = reader.page.evaluate("[window.walk.reached, window.walk.unseen]")
        around = [*range(len(stops)), 0]
        assert reached[: len(around)] == around, (shown.id, stops)
        assert unseen == [], shown.id


@pytest.mark.parametrize("pages", PLACES)
def test_the_first_stop_skips_to_what_the_page_is_about(sample, reader_for, pages):
    reader = reader_for(pages[0].visitor)
    for shown in pages:
        stops = begun(reader, shown, sample, "en")

        press(reader, "Tab", "Enter", "Tab")

        assert stops[0] == "A Skip to main content", shown.id
        first, last = reader.page.evaluate(IN_MAIN)
        assert last == first > 1, shown.id


def begun(reader, shown, sample, language):
    """Stand at the top of a page, and return its stops in reading order."""
    reader.open(shown, sample, language)
    reader.page.wait_for_load_state()
    return reader.page.evaluate(BEGIN)


def press(reader, *keys):
    """Press keys one after another."""
    for key in keys:
        reader.page.keyboard.press(key)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pages", PLACES)
def test_a_page_says_what_is_kept_of_it_to_who_listens(sample, reader_for, pages, language):
    reader = reader_for(pages[0].visitor)
    changed = []
    for shown in pages:
        reader.open(shown, sample, language)
        reader.page.wait_for_load_state()
        said = in_one_spelling(reader.page.locator("main").aria_snapshot())
        kept = KEPT / f"{shown.id}.{language}.yml"
        if os.environ.get(ANEW) == "write":
            kept.write_text(said, "utf-8")
        changed += unified_diff(
            (kept.read_text("utf-8") if kept.exists() else "").splitlines(),
            said.splitlines(),
            f"{kept.name} as kept",
            f"{kept.name} as shown",
            lineterm="",
        )

    assert not changed, "\n".join([*changed, HOW.format("tests/browser/test_keyboard.py")])


def in_one_spelling(said):
    """Return what a page says with everything that varies from day to day spelled alike."""
    for varying, spelling in SPELLINGS:
        said = varying.sub(spelling, said)
    return said + "\n"


def test_every_snapshot_is_of_a_page_that_is_looked_at():
    kept = {one.name for one in KEPT.iterdir()}

    assert kept == {f"{one}.{language}.yml" for one in KEY for language in LANGUAGES}


def test_on_a_slow_line_the_file_is_read_before_any_script_arrives(sample, reader_for):
    reader = reader_for("person")
    page, held = reader.page, []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"\.js\b"), hold)
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000}
    reader.wire.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": 50_000})
    (home,) = (one for one in PAGES if one.id == "portal-home")
    (record,) = (one for one in PAGES if one.id == "portal-record")

    with page.expect_request(re.compile(r"\.js\b")):
        page.goto(reader.address + home.address(sample, "en"), wait_until="commit")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main p").first).to_be_visible()
    expect(page.locator("footer")).to_be_visible()
    assert held, "no script was asked for, so none was late"
    page.locator(f"main a[href='{record.address(sample, 'en')}']").first.click(no_wait_after=True)
    expect(page.locator(".rc-timeline").last).to_be_visible()
    assert page.url.endswith(record.address(sample, "en"))
    assert page.evaluate("document.readyState") != "complete"
    for route in held:
        route.abort()
