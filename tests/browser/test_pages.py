"""Every page in a real browser: accessible, never wider than the screen, without complaints."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PUBLIC = [
    "",
    "catalogue/",
    "catalogue/?word=tax",
    "catalogue/?word=xyzzy",
    "catalogue/adv.work_safety_person/",
    "rights/",
    "rights/object/",
    "rights/challenge/",
    "guides/object/",
    "guides/repair/",
    "statistics/",
    "learn/",
    "learn/notice/",
    "exemplars/",
    "pages/",
    "nowhere/",
    "check/status/",
    "recipients/",
    "api-documentation/",
    "api-documentation/problems/",
    "api-documentation/problems/api.token_needed/",
    "accessibility/",
    "login/",
    "login/letter/",
    "login/with-identity-service/signed-out/",
]
PORTAL = [
    "my-file/",
    "my-file/records/",
    "my-file/records/{record}/",
    "my-file/records/{record}/statement/",
    "my-file/who-looked/",
    "my-file/take-away/",
    "my-file/sessions/",
    "my-file/contact/",
    "my-file/inbox/",
    "my-file/inbox/hold-back/",
    "my-file/inbox/{notice}/",
    "my-file/inbox/{look}/",
]
DESK = [
    *("desk/uploads/", "desk/uploads/new/", "{batch}", "{batch}findings/", "{batch}returning/"),
    *("desk/changes/", "desk/changes/find/"),
    *("{batch}held/", "{batch}held/5/", "{batch}held/file/"),
    *("desk/answers/", "desk/performance/", "desk/performance/?months=3"),
]
ADMINISTRATION = [
    *("desk/administration/", "desk/administration/agencies/{agency}/"),
    *("desk/administration/seats/{post}/", "desk/administration/agencies/{agency}/new-seat/"),
    *("desk/administration/seats/{post}/mandates/new/", "desk/administration/seats/{post}/end/"),
    *("desk/administration/proposals/", "{proposal}", "desk/administration/keys/"),
    *("desk/administration/catalogue/", "desk/administration/catalogue/{version}/"),
    "desk/administration/deeds/",
]
BY_ROLE = {
    "": PUBLIC,
    "person": PORTAL,
    "steward": DESK,
    "signer": ["{batch}", "login/officials/confirm/"],
    "case-officer": ["desk/", "desk/cases/"],
    "agency-officer": ["desk/", "desk/cases/", "desk/look-up/", "desk/look-ups/"],
    "auditor": ["desk/", "nowhere/"],
    "administrator": ADMINISTRATION,
    "second-administrator": ["{proposal}"],
    "counter-clerk": ["desk/", "desk/counter/", "desk/counter/letter/"],
}
LANGUAGES = ["zh-hans", "en"]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
WAIVED = {"label-content-name-mismatch": ".govuk-file-upload-button"}
"""govuk-frontend names its file button by label and contents, on purpose; axe sees a mismatch."""


def addresses(site, login, language):
    return [f"{site.address}/{language}/{page.format(**vars(site))}" for page in BY_ROLE[login]]


def width(page):
    return page.evaluate("document.documentElement.scrollWidth")


def violations(page):
    """Return what axe finds on a page that is all there, but for what is waived by name."""
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (fault["id"], node["html"])
        for fault in found
        for node in fault["nodes"]
        if WAIVED.get(fault["id"], "\0").lstrip(".") not in node["html"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("login", BY_ROLE)
def test_every_page_is_accessible(visit, site, login, language):
    page = visit.window(login)
    for address in addresses(site, login, language):
        page.goto(address)
        assert violations(page) == [], address
    visit.complaints = [said for said in visit.complaints if "status of 404" not in said]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("login", BY_ROLE)
def test_no_page_is_wider_than_the_screen_also_in_large_print(visit, site, login, language):
    page = visit.window(login)
    for address in addresses(site, login, language):
        page.goto(address)
        for wide in (320, 390, 1280):
            page.set_viewport_size({"width": wide, "height": 900})
            assert width(page) <= wide, (address, wide)
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.setAttribute('data-rc-text', 'large')")
        assert width(page) <= PHONE["width"], (address, "large print")
    visit.complaints = [said for said in visit.complaints if "status of 404" not in said]


@pytest.mark.parametrize("login", ["person", "steward"])
def test_every_page_works_without_scripts(visit, site, login):
    page = visit.window(login, java_script_enabled=False, viewport=PHONE)
    for address in addresses(site, login, "zh-hans"):
        assert page.goto(address).ok
        assert page.locator("h1").count() == 1
        assert page.locator("nav a").first.is_visible()


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
