"""Officials in a real browser: from the operator's link to a passkey, or to codes without scripts."""

import base64
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from recourse.officials import codes
from tests.browser.conftest import PHONE, Visit, served
from tests.browser.judging import violations, width
from tests.conftest import emptied
from tests.officials import bureau

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DOOR = "login/officials/"
MAKE = {"en": "Set up a passkey", "zh-hans": "设置通行密钥"}
PROVE = {"en": "Sign in with a passkey", "zh-hans": "用通行密钥登录"}
PERFECT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[str]:
    """Settle the town and a bureau whose seats wait for officials; serve it under its name."""
    from django.db import connection
    from django.utils import timezone

    from tests.faces import town as towns

    with django_db_blocker.unblock(), emptied():
        towns.settle(timezone.now())
        bureau.found(timezone.now())
        connection.close()
        with served() as address:
            yield address.replace("127.0.0.1", "localhost")


@pytest.fixture
def official(browser, site) -> Iterator[Visit]:
    visit = Visit(browser, site)
    yield visit
    visit.complaints = [said for said in visit.complaints if "status of 4" not in said]
    visit.close()


def invited(site: str, language: str = "en", seat: str = "0101", name: str = "wang.fang") -> str:
    """Have the operator print a link."""
    command = [sys.executable, "-m", "recourse", "agencies", "invite", f"trial/{seat}", name]
    printed = subprocess.run([*command, "--site", site], capture_output=True, text=True, check=True)
    assert re.fullmatch(rf"{site}/zh-hans/{DOOR}invitation/[\w-]{{43}}/\n", printed.stdout)
    return printed.stdout.strip().replace("/zh-hans/", f"/{language}/")


def with_device(page: Page, **traits: bool) -> str:
    """Give the browser a device that keeps passkeys; return its identifier."""
    page.rc_cdp = page.context.new_cdp_session(page)
    page.rc_cdp.send("WebAuthn.enable")
    made = page.rc_cdp.send("WebAuthn.addVirtualAuthenticator", {"options": PERFECT | traits})
    return made["authenticatorId"]


def take_seat(page: Page, link: str, language: str = "en") -> None:
    page.goto(link)
    page.fill("#label", "Office computer")
    page.click(f"button:has-text('{MAKE[language]}')")
    page.wait_for_selector(".rc-codes")


def sign_in(page: Page, site: str, language: str = "en") -> None:
    page.goto(f"{site}/{language}/{DOOR}")
    page.click(f"button:has-text('{PROVE[language]}')")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_link_to_a_passkey_out_and_in_again(official, site, language):
    page = official.window()
    device = with_device(page)

    take_seat(page, invited(site, language), language)
    assert page.locator(".rc-codes li").count() == 10
    page.click({"en": "text=I have kept them", "zh-hans": "text=已经保存"}[language])
    page.wait_for_url(f"{site}/{language}/desk/uploads/")
    page.click({"en": "text=Sign out", "zh-hans": "text=退出登录"}[language])
    page.goto(f"{site}/{language}/desk/uploads/")
    page.click({"en": "text=Sign in as an official", "zh-hans": "text=工作人员登录"}[language])
    page.click(f"button:has-text('{PROVE[language]}')")

    page.wait_for_url(f"{site}/{language}/desk/uploads/")
    kept = page.rc_cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})
    (passkey,) = kept["credentials"]
    assert passkey["isResidentCredential"]
    assert passkey["rpId"] == "localhost"
    assert passkey["signCount"] == 2
    page.goto(f"{site}/{language}/{DOOR}confirm/?next=/{language}/desk/changes/")
    assert violations(page) == []
    page.click({"en": "text=Confirm with your passkey", "zh-hans": "text=用通行密钥确认"}[language])
    page.wait_for_url(f"{site}/{language}/desk/changes/")


def test_an_official_adds_a_second_device_and_removes_the_first(official, site):
    page = official.window()
    first = with_device(page)
    take_seat(page, invited(site))
    page.goto(f"{site}/en/{DOOR}ways-in/")
    page.rc_cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    with_device(page)

    page.fill("#label", "Blue key")
    page.click("button:has-text('Add a passkey')")
    expect(page.locator(".rc-deeds").first).to_contain_text("Blue key")
    page.click(".rc-deeds li:has-text('Office computer') button")

    expect(page.locator(".rc-deeds").first).not_to_contain_text("Office computer")
    sign_in(page, site)
    page.wait_for_url(f"{site}/en/desk/uploads/")
    page.goto(f"{site}/en/{DOOR}ways-in/")
    expect(page.locator("table")).to_contain_text("signed in")


def test_a_device_that_does_not_verify_its_official_is_not_taken(official, site):
    page = official.window()
    with_device(page, isUserVerified=False)
    page.goto(invited(site))

    page.click(f"button:has-text('{MAKE['en']}')")

    expect(page.locator("[data-rc-passkey-failed]")).to_be_visible()
    expect(page.locator("form[data-rc-passkey] button")).to_be_enabled()


def test_a_device_without_a_passkey_says_so_and_the_form_stays(official, site):
    page = official.window()
    with_device(page)

    sign_in(page, site)

    expect(page.locator("[data-rc-passkey-failed]")).to_be_visible()
    expect(page.locator("#id_code")).to_be_visible()


def test_a_device_whose_counter_goes_back_is_not_let_in_again(official, site):
    page = official.window()
    device = with_device(page)
    take_seat(page, invited(site))
    given = {"authenticatorId": device}
    (copied,) = page.rc_cdp.send("WebAuthn.getCredentials", given)["credentials"]
    sign_in(page, site)
    page.wait_for_url(f"{site}/en/desk/uploads/")

    page.rc_cdp.send("WebAuthn.removeVirtualAuthenticator", given)
    copy = with_device(page)
    page.rc_cdp.send("WebAuthn.addCredential", {"authenticatorId": copy, "credential": copied})
    sign_in(page, site)

    expect(page.locator(".govuk-error-summary")).to_contain_text("You are not signed in")


def test_codes_work_from_the_link_to_the_desk_without_scripts(official, site):
    page = official.window(java_script_enabled=False, viewport=PHONE)
    page.goto(invited(site, seat="0102", name="li.lei"))
    assert not page.locator("form[data-rc-passkey]").is_visible()
    assert page.locator("[data-rc-passkey-missing]").is_visible()
    page.click("text=Use codes of an app instead")
    written = page.locator("li .rc-mono").inner_text().replace(" ", "")
    secret = base64.b32decode(written)
    assert page.locator(".rc-qr svg").is_visible()

    used = code(secret)
    page.fill("#id_code", used)
    page.click("text=Check the code and finish")
    recovery = page.locator(".rc-codes li").first.inner_text()
    page.click("text=I have kept them")
    assert page.url.endswith("/en/desk/uploads/")
    page.goto(f"{site}/en/")
    page.click("text=Sign out")
    page.goto(f"{site}/en/{DOOR}")
    type_in(page, "trial/0102", "li.lei", used)  # a moment ago
    expect(page.locator(".govuk-error-summary")).to_contain_text("You are not signed in")
    type_in(page, "trial/0102", "li.lei", code(secret, steps=1))
    page.wait_for_url(f"{site}/en/desk/uploads/")

    page.goto(f"{site}/en/")
    page.click("text=Sign out")
    page.goto(f"{site}/en/{DOOR}")
    type_in(page, "trial/0102", "li.lei", recovery)
    page.wait_for_url(f"{site}/en/{DOOR}ways-in/")
    assert "9 codes left." in page.locator("main").inner_text()


def type_in(page: Page, seat: str, name: str, code: str) -> None:
    """Sign in with a code."""
    for field, text in (("#id_seat", seat), ("#id_name", name), ("#id_code", code)):
        page.fill(field, text)
    page.click("button:has-text('Sign in with a code')")


def code(secret: bytes, steps: int = 0) -> str:
    """Return what a code app shows now, or so many steps later."""
    return codes.code_at(secret, codes.step_of(datetime.now(UTC)) + steps)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_at_the_door_is_accessible_and_fits_every_screen(official, site, language):
    page = official.window(viewport=PHONE)
    with_device(page)
    faults = {}

    def look(name: str) -> None:
        faults[name] = (violations(page), [wide for wide in (320, 390, 1280) if spills(page, wide)])

    page.goto(invited(site, language))
    look("enrol")
    page.goto(f"{site}/{language}/{DOOR}enrol/codes/")
    look("codes")
    take_seat(page, f"{site}/{language}/{DOOR}enrol/", language)
    look("recovery codes")
    page.goto(f"{site}/{language}/{DOOR}ways-in/")
    look("ways in")
    page.context.clear_cookies()
    page.goto(f"{site}/{language}/{DOOR}")
    look("sign in")
    page.click("form[novalidate] button")
    look("sign in, with what is missing")
    page.goto(f"{site}/{language}/{DOOR}invitation/{'x' * 43}/")
    look("refused")

    assert {name: found for name, found in faults.items() if found != ([], [])} == {}


def spills(page: Page, wide: int) -> bool:
    """Whether the page is wider than a screen, also in large print."""
    page.set_viewport_size({"width": wide, "height": 900})
    page.evaluate("document.documentElement.setAttribute('data-rc-text', 'large')")
    large = width(page) > wide and wide == PHONE["width"]
    page.evaluate("document.documentElement.removeAttribute('data-rc-text')")
    return large or width(page) > wide
