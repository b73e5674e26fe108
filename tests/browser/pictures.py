"""`make screenshots`: a picture of every page, in both languages, on a telephone and a desk.

Not a test by name, so no run of the tests makes them; run by pytest all the same, which opens the
sample site as the tests do and ends it.
"""

import html
import os
from pathlib import Path

import pytest

from tests.browser import sample as samples
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.judging import Reader
from tests.browser.pages import LANGUAGES, PAGES

pytestmark = pytest.mark.timeout(3600)
FOLDER = Path(os.environ.get("RECOURSE_SCREENSHOTS", "screenshots"))
INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title>
<style>img {{ width: 24%; vertical-align: top; border: 1px solid #999 }}</style>
{figures}</html>
"""


def test_a_picture_of_every_page_is_taken(site, request):
    sample = samples.elsewhere(lambda: samples.furnished(site))
    browser = request.getfixturevalue("browser")
    FOLDER.mkdir(parents=True, exist_ok=True)
    figures = [figure(browser, sample, site.address, shown) for shown in PAGES]
    (FOLDER / "index.html").write_text(INDEX.format(figures="\n".join(figures)), "utf-8")

    assert len(list(FOLDER.glob("*.png"))) >= 4 * len(PAGES)


def figure(browser, sample, address, shown):
    """Take the four pictures of a page, and return what shows them beside each other."""
    names = []
    for language in LANGUAGES:
        context = browser.new_context()
        if key := sample.session_of(shown.visitor):
            context.add_cookies([{"url": address, "name": "sessionid", "value": key}])
        reader = Reader.of(context.new_page(), address)
        reader.open(shown, sample, language)
        for size in (PHONE, DESKTOP):
            reader.page.set_viewport_size(size)
            names.append(f"{shown.id}-{language}-{size['width']}.png")
            reader.page.screenshot(path=FOLDER / names[-1], full_page=True)
        context.close()
    pictures = "".join(f'<a href="{name}"><img src="{name}" alt="{name}"></a>' for name in names)
    return f"<h2>{html.escape(shown.id)}</h2><p>{pictures}</p>"
