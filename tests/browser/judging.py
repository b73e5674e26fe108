"""How a page is held against everything that holds for every page, at one load.

The browser loads a page once, as on a first visit, and is then made narrower, wider, larger in
print and of other colours; axe is put into the page once and asked again at each width. Of axe
only what it calls a violation is asked for, without the style sheets it would fetch again: that
halves its time and leaves no rule out that we hold.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

from tests.browser.sample import elsewhere

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

    from tests.browser.pages import Shown
    from tests.browser.sample import Sample

WIDTHS = (390, 320, 1280)
MOST_BYTES = 60 * 1024
LANG = {"zh-hans": "zh-Hans", "en": "en"}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
    "preload": False,
}
WAIVED = {"label-content-name-mismatch": "govuk-file-upload-button"}
"""govuk-frontend names its file button by label and contents, on purpose; axe sees a mismatch."""

AXE = f"""async () => (await axe.run(document, {json.dumps(RULES)})).violations.flatMap(
    fault => fault.nodes.map(node => [fault.id, node.html]))"""
WIDTH = "document.documentElement.scrollWidth"
LARGE = "size => document.documentElement.setAttribute('data-rc-text', size)"
NARROWEST = """Math.min(999, ...[...document.querySelectorAll('main dd, main th, main td')]
    .filter(one => one.innerText.trim().length > 3 && one.offsetWidth > 1).map(one => one.offsetWidth))"""
"""Of a fact or a cell, so that none is one letter wide."""
PART = "h1, h2, h3, p, li, dt, dd, th, td, legend, label"
SEEN = f"""() => [...document.querySelectorAll({json.dumps(PART)})].filter(one => one.closest('main')
    && !one.closest('.rc-no-print, .rc-filter, [hidden], template, video')
    && one.innerText.trim() && one.checkVisibility({{visibilityProperty: true}})
    && one.innerText.trim() !== one.querySelector('.govuk-button')?.innerText.trim()
    && getComputedStyle(one).color !== getComputedStyle(one).backgroundColor)
    .map(one => one.innerText.trim())"""
"""Which pieces of text can be seen, but for buttons and what is left off paper on purpose."""
FACTS = """() => ({h1: document.querySelectorAll('h1').length, lang: document.documentElement.lang,
    title: document.title})"""
SEND = """([to, fields, token]) => {
    const form = document.createElement('form');
    form.method = 'post'; form.action = to;
    for (const [name, value] of Object.entries({csrfmiddlewaretoken: token, ...fields})) {
        const field = document.createElement('input');
        field.name = name; field.value = value; form.append(field);
    }
    document.body.append(form); form.submit();
}"""
TOKEN = "recourse" * 4


@cache
def axe() -> str:
    """Return axe itself."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def violations(page: "Page") -> list[tuple[str, str]]:
    """Return what axe finds on a page that is all there, but for what is waived by name."""
    page.wait_for_load_state()
    page.evaluate(axe())
    return found(page)


def found(page: "Page") -> list[tuple[str, str]]:
    """Return what axe finds, once it is in the page."""
    return [
        (rule, html)
        for rule, html in page.evaluate(AXE)
        if rule not in WAIVED or WAIVED[rule] not in html
    ]


def width(page: "Page") -> int:
    """Return how wide a page is."""
    return page.evaluate(WIDTH)


@dataclass(slots=True)
class Reader:
    """A browser that begins every page as a first visit, and what it said and moved."""

    page: "Page"
    wire: "CDPSession"
    said: list[str]
    moved: list[int]
    address: str

    @classmethod
    def of(cls, page: "Page", address: str) -> "Reader":
        """Listen to all that a page says and moves."""
        wire = page.context.new_cdp_session(page)
        reader = cls(page, wire, [], [], address)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on(
            "Network.loadingFinished", lambda one: reader.moved.append(one["encodedDataLength"])
        )
        page.on("console", lambda said: reader.said.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda fault: reader.said.append(f"error: {fault}"))
        page.context.add_cookies([{"url": address, "name": "csrftoken", "value": TOKEN}])
        page.add_init_script(axe())
        return reader

    def open(self, shown: "Shown", sample: "Sample", language: str) -> int:
        """Have a page shown, and return its status."""
        place, form = shown.address(sample, language), shown.form(sample)
        if shown.first is not None:
            elsewhere(shown.first)
        if form is None:
            self._forget()
            return self.page.goto(self.address + place).status
        self.page.goto(f"{self.address}/{language}/accessibility/")
        self._forget()
        with self.page.expect_navigation() as led:
            self.page.evaluate(SEND, [place, form, TOKEN])
        return led.value.status

    def _forget(self) -> None:
        self.said.clear()
        self.moved.clear()

    def complaints(self, status: int) -> list[str]:
        """Return what the browser complained of, but not the status that was expected."""
        kinds = ("error", "warning", "assert")
        return [
            said
            for said in self.said
            if said.startswith(kinds) and (status == 200 or f"status of {status}" not in said)
        ]


def faults(reader: Reader, shown: "Shown", language: str, status: int) -> Iterator[str]:
    """Yield everything that is wrong with the page a reader has before them."""
    page = reader.page
    page.wait_for_load_state()
    if status != shown.status:
        yield f"was answered with {status}"
    yield from _facts(page, language)
    if sum(reader.moved) > MOST_BYTES:
        yield f"moves {sum(reader.moved):,} bytes"
    yield from reader.complaints(status)
    reader.said.clear()
    yield from _at_every_width(reader)
    yield from _in_other_colours(page)
    yield from reader.complaints(status)


def _facts(page: "Page", language: str) -> Iterator[str]:
    """Yield what is wrong with its heading and its language."""
    facts = page.evaluate(FACTS)
    if facts["h1"] != 1:
        yield f"has {facts['h1']} main headings"
    if facts["lang"] != LANG[language]:
        yield f"is in {facts['lang'] or 'no language'}"


def _at_every_width(reader: Reader) -> Iterator[str]:
    """Yield what is wrong at each width; 320 is also 1280 at 400 %."""
    page = reader.page
    for wide in WIDTHS:
        page.set_viewport_size({"width": wide, "height": 900})
        for rule, html in found(page):
            yield f"at {wide}: {rule}: {html}"
        if width(page) > wide:
            yield f"at {wide} is {width(page)} wide"
        if page.evaluate(NARROWEST) < 40:
            yield f"at {wide} has a fact {page.evaluate(NARROWEST)} wide"
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(LARGE, "large")
    if width(page) > 390:
        yield f"in large print is {width(page)} wide"
    page.evaluate(LARGE, "")


def _in_other_colours(page: "Page") -> Iterator[str]:
    """Yield what cannot be read on paper, or in the reader's own colours."""
    seen = page.evaluate(SEEN)
    for what, media in (
        ("paper", {"media": "print"}),
        ("own colours", {"forced_colors": "active"}),
    ):
        page.emulate_media(**media)
        if gone := len(seen) - len(now := page.evaluate(SEEN)):
            yield f"in {what} lacks {gone} pieces of text: {sorted(set(seen) - set(now))}"
        page.emulate_media(media="screen", forced_colors="none")
