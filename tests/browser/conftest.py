"""A real site on a real port, and a real browser; slow to start, so one of each for a module."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import sample as samples
from tests.browser.judging import Reader
from tests.conftest import emptied

if TYPE_CHECKING:
    from tests.faces.town import Town

CHROMIUM = Path(os.environ.get("RECOURSE_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Site:
    """Where the town's pages are, and what they may be asked for."""

    address: str
    record: str = ""
    repairable: str = ""
    notice: str = ""
    look: str = ""
    batch: str = ""
    agency: str = ""
    post: str = ""
    proposal: str = ""
    version: str = ""


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[Site]:
    """Settle the town for good, serve it as an operator would, empty the tables afterwards."""
    from django.db import connection
    from django.utils import timezone

    from tests.faces import town as towns
    from tests.faces.test_desk import FAULTY, GOOD, handed_in

    with django_db_blocker.unblock(), emptied():
        town = towns.settle(timezone.now())
        batch = handed_in(towns.logged_in("steward"), GOOD + FAULTY).url
        named = administered(town)
        connection.close()
        with served() as address:
            yield Site(
                address=address,
                record=str(town.xiao.record),
                repairable=str(repairable(town, timezone.now())),
                notice=str(town.xiao.notice),
                look=str(looked_up(town, timezone.now())),
                batch=batch.removeprefix("/en/"),
                **named,
            )


def administered(town: "Town") -> dict[str, str]:
    """Have a machine of the steward's seat proposed; name what administrators' pages are about."""
    from recourse.agencies import queries
    from recourse.catalogue import queries as catalogue
    from tests.faces import town as towns
    from tests.faces.test_administration import led_to

    agency = town.office.steward.agency
    post = queries.seat_by_number(agency.code, "11").id
    sent = towns.logged_in("administrator").post(
        f"/en/desk/administration/seats/{post}/machines/new/", {"client_id": "bureau-1"}
    )
    return {
        "agency": str(agency.id),
        "post": str(post),
        "proposal": led_to(sent).removeprefix("/en/"),
        "version": catalogue.current().version,
    }


def repairable(town: "Town", now: datetime) -> UUID:
    """Enter a record whose least time is over, and return its identifier."""
    from recourse.catalogue import queries as catalogue
    from tests.notice.making import CONTENTS
    from tests.records.making import dates, entered

    today, in_force = now.date(), catalogue.current()
    decided = today - timedelta(days=150)
    made = entered(
        town.xiao.person,
        of=in_force.items["adv.work_safety_person"],
        catalogue_version=in_force.version,
        authority=town.office.steward.agency.id,
        on=dates(
            conduct_ended_on=decided - timedelta(days=10),
            decided_on=decided,
            served_on=decided,
            received_on=today,
        ),
        fields=CONTENTS,
        now=now,
    )
    return made.id


def looked_up(town: "Town", now: datetime) -> UUID:
    """Put a letter into the inbox that says who looked, and return its identifier."""
    from recourse.catalogue import queries as catalogue
    from recourse.ground.actor import SYSTEM
    from recourse.ground.uuid7 import uuid7
    from recourse.notice import actions as notices
    from recourse.notice.terms import Kind, NewNotice
    from tests.faces.town import PURPOSE

    entry = uuid7(now)
    letter = NewNotice(
        person_id=town.xiao.person,
        id=entry,
        record_id=None,
        kind=Kind.LOOK_UP,
        catalogue_version=catalogue.current().version,
        facts={
            "agency": str(town.office.steward.agency.id),
            "purpose": PURPOSE,
            "entry": str(entry),
            "at": now.isoformat(),
        },
        written_at=now,
    )
    notices.write_many(notices=[letter], by=SYSTEM, now=now)
    return entry


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """Serve the house in a process of its own, on a free port; end it by its own number."""
    port = port or free_port()
    command = [sys.executable, "-m", "recourse", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen) -> None:
    """Wait until the site answers; give up when its process has ended."""
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            threading.Event().wait(0.1)
        else:
            return
    pytest.fail("the site did not start")


@pytest.fixture(scope="module")
def browser(site) -> Iterator[Browser]:
    """Start Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def sample(site: Site) -> samples.Sample:
    """Let everybody do what leaves something to see, before any browser runs."""
    return samples.elsewhere(lambda: samples.furnished(site))


@pytest.fixture
def reader_for(
    sample: samples.Sample, browser: Browser, site: Site
) -> Iterator[Callable[[str], Reader]]:
    """Open a browser for somebody who has a session already."""
    opened: list[BrowserContext] = []

    def reader(visitor: str) -> Reader:
        opened.append(browser.new_context(viewport=PHONE))
        if key := sample.session_of(visitor):
            cookie = {"url": site.address, "name": "sessionid", "value": key}
            opened[-1].add_cookies([cookie])
        return Reader.of(opened[-1].new_page(), site.address)

    yield reader
    for context in opened:
        context.close()


@pytest.fixture
def visit(browser, site) -> Iterator["Visit"]:
    """Open pages as somebody; fail on anything the browser complains about."""
    visit = Visit(browser, site)
    yield visit
    visit.close()


class Visit:
    """Somebody with a browser."""

    def __init__(self, browser: Browser, site: Site) -> None:
        """Begin with no window open."""
        self.browser, self.site = browser, site
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def window(self, login: str = "", **options: object) -> Page:
        """Open a window, signed in as one of the ready-made roles if one is named."""
        context = self.browser.new_context(**({"viewport": DESKTOP} | options))
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self._complain(said.text, said.type))
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        if login:
            page.goto(f"{self.site.address}/en/login/")
            page.click(f"button[value={login}]")
            page.wait_for_load_state()
        return page

    def _complain(self, text: str, kind: str) -> None:
        """Note what the browser says, but not that a form was answered with 400."""
        if kind in {"error", "warning"} or "Error" in text:
            self.complaints += [] if "status of 400" in text else [text]

    def close(self) -> None:
        """Close every window; nothing may have been complained about."""
        for context in self._contexts:
            context.close()
        assert self.complaints == []
