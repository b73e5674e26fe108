"""From the start page to one's own file by way of the identity service, in a real browser."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Visit, free_port, wait_for
from tests.browser.judging import violations, width
from tests.conftest import emptied
from tests.faces import identity_service as services
from tests.faces.test_sign_in import UNKNOWN, XIAO

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def eid() -> Iterator[services.IdentityService]:
    """An identity service to which Xiao has shown her card."""
    with services.running() as running:
        yield running


@pytest.fixture(scope="module")
def site(eid, django_db_setup, django_db_blocker) -> Iterator[str]:
    """Settle the town, connect the house to the identity service, serve it."""
    from django.db import connection
    from django.utils import timezone

    from tests.faces import town as towns

    with django_db_blocker.unblock(), emptied():
        towns.settle(timezone.now())
        connection.close()
        port = free_port()
        connected = {
            "RECOURSE_OIDC_ISSUER": eid.issuer,
            "RECOURSE_OIDC_CLIENT_ID": services.CLIENT,
            "RECOURSE_OIDC_CLIENT_SECRET": services.SECRET,
            "RECOURSE_OIDC_ACR": services.STRONG,
            "RECOURSE_OIDC_RETURN_TO": f"http://127.0.0.1:{port}/login/answer/",
        }
        command = [sys.executable, "-m", "recourse", "serve", "--port", str(port)]
        with subprocess.Popen(
            command, env={**os.environ, **connected}, stdout=subprocess.DEVNULL
        ) as server:
            try:
                wait_for(port, server)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


@pytest.fixture(autouse=True)
def shown(eid) -> None:
    """Begin each test with an honest service and Xiao's card."""
    eid.person, eid.claims = dict(XIAO), {}


@pytest.fixture
def person(browser, site) -> Iterator[Visit]:
    visit = Visit(browser, site)
    yield visit
    visit.close()


def lead_in(page, site, language, link):
    """Go to one's file, and from the way in to the identity service and back."""
    page.goto(f"{site}/{language}/my-file/who-looked/")
    page.click(f"text={link}")
    page.wait_for_url("**/authorize?*")
    page.click("text=It is me")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_by_a_link_sees_their_file_and_signs_out(person, site, scripts):
    page = person.window(java_script_enabled=scripts)

    lead_in(page, site, "zh-hans", "用身份服务登录")

    page.wait_for_url(f"{site}/zh-hans/my-file/who-looked/")
    page.goto(f"{site}/zh-hans/my-file/")
    expect(page.locator("h1")).to_have_text("我的档案")
    expect(page.locator(".rc-header")).to_contain_text("陈晓")
    page.click("text=退出登录")
    page.goto(f"{site}/zh-hans/my-file/")
    expect(page).to_have_url(f"{site}/zh-hans/login/?next=/zh-hans/my-file/")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_on_the_way_is_accessible_and_fits_a_phone(person, site, eid, language):
    link = {"en": "Sign in with the identity service", "zh-hans": "用身份服务登录"}[language]
    page = person.window(viewport=PHONE)
    page.goto(f"{site}/{language}/login/")
    seen = [fits(page)]

    eid.person["document_number"] = UNKNOWN
    lead_in(page, site, language, link)
    page.wait_for_url(f"{site}/{language}/**/nothing-held/**")
    seen.append(fits(page))

    eid.person, eid.claims = dict(XIAO), {"nonce": "another"}
    lead_in(page, site, language, link)
    page.wait_for_url(f"{site}/{language}/**/refused/sign_in.not_trusted/")
    seen.append(fits(page))

    assert seen == [([], True)] * 3
    person.complaints = [said for said in person.complaints if "status of 403" not in said]


def fits(page) -> tuple[list, bool]:
    """Return what axe finds, and whether the page is no wider than the screen."""
    return violations(page), width(page) <= PHONE["width"]
