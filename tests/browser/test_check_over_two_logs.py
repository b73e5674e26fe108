"""The page that needs no network follows a chain over a log that was set back and went on."""

import json

import pytest
from playwright.sync_api import sync_playwright

from recourse.faces.public.log import OFFLINE
from recourse.ground.signing import public_bytes, public_jwk
from recourse.ledger import evidence
from recourse.store.keys import vault
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_check_it_yourself import answer
from tests.ledger.conftest import ORIGIN
from tests.ledger.conftest import place as place  # noqa: PLC0414 - a fixture
from tests.ledger.conftest import signs as signs  # noqa: PLC0414 - a fixture
from tests.ledger.test_going_on import LATER, LIN, WANG, backup, go_on, log, note, restore
from tests.ledger.test_going_on import where as where  # noqa: PLC0414 - a fixture

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("committed", "where"),
]


@pytest.fixture
def bundle(place):
    """A person's log of a year that went on, as they carry it away."""
    log(place, LIN, WANG)
    saved = backup()
    log(place, WANG)
    restore(saved)
    note(LIN)
    go_on(place)
    log(place, LIN)
    note(LIN)
    return json.loads(evidence.bundle_of(LIN, now=LATER))


@pytest.fixture
def page(bundle):
    """Open the page once the log is made: the browser's loop and Django's database do not mix."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        page = chromium.new_context(offline=True, locale="en-GB").new_page()
        page.goto(OFFLINE.as_uri())
        yield page
        chromium.close()


def forgeries(year):
    """Name what a house could do to it, and what the page says of it."""
    yield {**year, "continued": []}, "no head of the log"
    yield {**year, "continued": [*year["continued"], year["checkpoint"]]}, "different years"
    yield {**year, "entries": year["entries"][1:]}, "an entry is missing"
    yield {**year, "entries": year["entries"][:-1]}, "not those that the account says"
    moved = [{**one, "log": ORIGIN} for one in year["entries"]]
    yield {**year, "entries": moved}, "not in the log"


def test_a_chain_over_two_logs_fits_and_every_forgery_of_it_is_named(page, bundle, signs, tmp_path):
    keys = [str(signs.signers(f"{ORIGIN}{letter}")[0].key) for letter in ("", "b")]
    jwk = public_jwk(public_bytes(vault().signing_key("receipt")))
    file = tmp_path / "my-log.json"

    def said(told):
        file.write_text(json.dumps(told), "utf-8")
        return answer(page, file, "\n".join(keys), jwk)

    (year,) = bundle["years"]
    assert "Everything fits" in said(bundle)
    for forged, expected in forgeries(year):
        assert expected in said({**bundle, "years": [forged]})
