"""Anybody checks a statement in their own browser: the same cases as off line, and nothing leaves."""

import io
import re
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
import segno

from tests.browser.conftest import DESKTOP, PHONE, Site, served
from tests.browser.judging import violations, width
from tests.conftest import emptied
from tests.verifier import hostile, sealing
from tests.verifier.carrying import SAYS, Credential, Signer, code, status_list

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LANGUAGES = ["zh-hans", "en"]
DAY = 24 * 3600
RUN = """
async ({ at, issuer, anchor, chains, cases }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const trust = { issuer, anchors: RC.fromPem(anchor), chains: chains.map(RC.fromPem), at };
  const found = [];
  for (const one of cases) {
    const list = async () => {
      if (one.status === null) throw new RC.Wrong("list-missing");
      return one.status;
    };
    let holds = false, why;
    try {
      const told = await RC.check(one.text ?? bytes(one.bytes), trust);
      const standing = await RC.standing(told, trust, list);
      why = standing.why;
      holds = standing.is === "good" && told.recipients.every((who) => who === one.recipient);
    } catch (fault) {
      why = fault instanceof RC.Wrong ? fault.code : `CRASH ${fault.stack}`;
    }
    found.push([one.name, holds, why]);
  }
  return found;
}
"""


class City:
    """The city whose site is open: its keys, as it issues today."""

    def __init__(self):
        from recourse.attestation import issuer

        self.now = int(time.time())
        ours, seal = issuer.issuer(), issuer.seal()
        self.url, self.anchor, self.holder = ours.url, ours.anchor, ours.key
        self.statements = Signer(ours.key, list(ours.chain))
        self.seal = Signer(seal.key, list(seal.chain))
        self.list = f"{self.url}/status/1"
        self.place = {"status_list": {"idx": 7, "uri": self.list}}

    def credential(self, *, bound=True, shown=None, **claims):
        told = {
            "iss": self.url,
            "vct": f"{self.url}/vct/no-violation/1",
            "iat": self.now - DAY,
            "exp": self.now + 31 * DAY,
            "status": self.place,
        } | claims
        return Credential(self, claims=told, bound=bound).text(shown=shown)

    def code(self, **claims):
        told = {1: self.url, 6: self.now - DAY, 4: self.now + 31 * DAY, 65535: self.place}
        return code(self, told | claims)

    def page(self, **changed):
        today = datetime.now(UTC)
        yesterday = (today - timedelta(days=1)).replace(microsecond=0)
        last = (today + timedelta(days=30)).date()
        told = {"valid_until": last.isoformat(), "as_of": yesterday.isoformat()}
        content = sealing.content(
            issuer=self.url, status={"uri": self.list, "index": 7}, **(told | changed)
        )
        inside = self.credential(bound=False) if "number" in changed else ""
        files = (("statement.json", content), ("statement.sd-jwt", inside))
        return sealing.sealed(sealing.printed(*files), by=self.seal)

    def status(self, revoked=()):
        return status_list(self, revoked, sub=self.list, iat=self.now - 60, exp=self.now + 2 * DAY)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """Serve a house that has its catalogue and its certificates, and knows nobody."""
    from django.conf import settings
    from django.db import connection

    from recourse.attestation.issuer import make_demo_authority
    from recourse.catalogue import actions as catalogue
    from recourse.ground.actor import SYSTEM

    now = datetime.now(UTC)
    make_demo_authority(now)
    with django_db_blocker.unblock(), emptied():
        catalogue.load(folder=settings.CATALOGUE_DIR, by=SYSTEM, now=now)
        connection.close()
        with served() as address:
            yield Site(address)


@pytest.fixture(scope="module")
def open_city(site):
    return City()


@pytest.fixture
def visitor(visit, site, open_city):
    """Open the page, answer for the status list, and keep what the browser asked for."""

    def opened(language="en", *, revoked=(), status=None, **options):
        page = visit.window(**options)
        asked = []
        page.on("request", lambda request: asked.append((request.method, request.url)))

        def answer(route):
            if status is not None:
                route.fulfill(status=status, body="")
            else:
                route.fulfill(body=open_city.status(revoked))

        page.route("**/status/*", answer)
        page.goto(f"{site.address}/{language}/verify/")
        page.wait_for_selector("#verify:not([hidden])")
        asked.clear()
        page.asked = asked
        return page

    return opened


def cleared(page):
    page.evaluate("document.getElementById('verify-answer').replaceChildren()")


def paste(page, text):
    cleared(page)
    page.fill("#verify-text", text)
    page.click("#verify button.govuk-button:not([type=button])")
    return said(page)


def choose(page, name, data, kind="application/pdf"):
    cleared(page)
    page.set_input_files(
        "#verify input[type=file]", {"name": name, "mimeType": kind, "buffer": data}
    )
    return said(page)


def said(page):
    page.wait_for_selector("#verify-answer .rc-box")
    return page.locator("#verify-answer").inner_text()


def test_the_browser_judges_every_case_as_the_command_does(visitor):
    page = visitor()
    cases = [
        case
        for case in (
            *hostile.credentials(),
            *hostile.statuses(),
            *hostile.codes(),
            *sealing.papers(),
        )
        if not case.name.startswith("too large")
    ]
    wanted = hostile.exported(cases)
    found = page.evaluate(RUN, wanted)

    assert [one for one in found if one[2].startswith("CRASH")] == []
    judged = {name: holds for name, holds, _ in found}
    assert {one["name"]: one["holds"] for one in wanted["cases"]} == judged
    codes = set(
        page.evaluate("JSON.parse(document.getElementById('verify-words').textContent).refusals")
    )
    assert {why for _, holds, why in found if not holds} - {"standing"} <= codes


FLIP = """
async ({ at, issuer, anchor, chains, whole, step }) => {
  const trust = { issuer, anchors: RC.fromPem(anchor), chains: chains.map(RC.fromPem), at };
  const bytes = Uint8Array.from(atob(whole), (letter) => letter.charCodeAt(0));
  let held = 0, broken = 0, tried = 0;
  for (let place = 0; place < bytes.length; place += step, tried++) {
    bytes[place] ^= 1 << (place % 8);
    try {
      await RC.check(bytes, trust);
      held += 1;
    } catch (fault) {
      if (!(fault instanceof RC.Wrong)) broken += 1;
    }
    bytes[place] ^= 1 << (place % 8);
  }
  return { held, broken, tried };
}
"""


def test_one_flipped_bit_anywhere_is_found_in_the_browser_too(visitor):
    page = visitor()
    told = hostile.exported([])
    whole = b64encode(sealing.good()).decode()

    found = page.evaluate(FLIP, told | {"whole": whole, "step": 61})

    assert found.pop("tried") > 400
    assert found == {"held": 0, "broken": 0}


def test_every_reason_that_the_scripts_know_has_words(visitor):
    from recourse.faces.static_files import FOLDER

    page = visitor()
    words = page.evaluate("JSON.parse(document.getElementById('verify-words').textContent)")
    text = "".join(one.read_text() for one in sorted((FOLDER / "rc" / "verify").glob("*.js")))
    named = set(re.findall(r'Wrong\("([a-z-]+)"', text))
    named |= set(re.findall(r'CODE = "([a-z-]+)"', text))
    named |= set(re.findall(r'need\([^\n]*, "([a-z-]+)"', text))

    assert len(named) > 20
    assert named - set(words["refusals"]) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_answers_on_a_phone_and_on_a_wide_screen(visitor, open_city, language):
    words = {
        "zh-hans": ("真实，现在有效", "柳晓𬱟", "没有不利记录", "没有被撤回", "谁签发"),
        "en": ("still good", "柳晓𬱟", "No adverse record", "not called back", "Who signed"),
    }[language]
    for screen in (PHONE, DESKTOP):
        page = visitor(language, viewport=screen)
        for give in (
            lambda page=page: paste(page, open_city.credential()),
            lambda page=page: paste(page, open_city.code()),
            lambda page=page: choose(page, "statement.pdf", open_city.page()),
        ):
            answer = give()
            for word in words:
                assert word in answer
            assert width(page) <= screen["width"]
        assert violations(page) == []
        page.evaluate("document.documentElement.setAttribute('data-rc-text', 'large')")
        assert width(page) <= screen["width"]


def test_of_a_credential_the_day_is_said_and_no_hour_that_it_does_not_say(visitor, open_city):
    page = visitor()

    paste(page, open_city.credential())
    said = page.locator("dt:text-is('As of') + dd").all_inner_texts()

    assert said == ["27 November 2026"]


WORDS = {"zh": "安全培训", "en": "Safety training"}
BUREAU = {"zh": "示例市应急管理局", "en": "Sample City Emergency Bureau"}
ENTRY = {"title": WORDS, "authority": BUREAU, "decided_on": "2026-03-02"}
KINDS = {
    "report": (
        {
            "sections": [
                {"domain": "x", "name": WORDS, "entries": [ENTRY | {"marks": ["disputed"]}]}
            ]
        },
        ("Safety training · Sample City Emergency Bureau · 2 March 2026 · objected to",),
    ),
    "correction": (
        {"correction": ENTRY | {"what": "withdrawn", "on": "2026-11-03"}},
        ("Record that no longer holds", "withdrawn, 3 November 2026"),
    ),
    "benefit-eligibility": (
        {"benefit": {"scheme": "library", "name": WORDS, "rule_version": "2026.1"}},
        ("Benefit", "Safety training"),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_statement_is_said_in_words(visitor, open_city, kind):
    members, words = KINDS[kind]
    text = open_city.page(kind=kind, finding="", domains=[], period=None, **members)

    answer = choose(visitor(), "statement.pdf", text)

    for word in words:
        assert word in answer


def test_nothing_leaves_the_device_but_the_question_for_the_list(visitor, open_city, site):
    page = visitor()
    paste(page, open_city.credential())
    page.fill("#verify-text", "")
    with_credential = open_city.page(number=SAYS["statement_id"])
    assert "still good" in choose(page, "statement.pdf", with_credential)

    assert page.asked == [("GET", f"{site.address}/status/1")] * 2


def test_what_was_called_back_is_genuine_and_not_good(visitor, open_city):
    page = visitor(revoked={7})

    assert "not good any more" in paste(page, open_city.credential())
    assert "It was called back" in said(page)


def test_without_the_list_it_is_genuine_and_nobody_can_tell(visitor, visit, open_city):
    page = visitor(status=503)

    answer = paste(page, open_city.code())

    assert "cannot be told now" in answer
    assert "service hall" in answer
    visit.complaints = [one for one in visit.complaints if "503" not in one]


def test_another_sites_list_is_not_fetched(visitor, open_city):
    page = visitor()
    elsewhere = {"status_list": {"idx": 7, "uri": "https://elsewhere.example/status/1"}}

    assert "kept by another site" in paste(page, open_city.credential(status=elsewhere))
    assert page.asked == []


def test_a_changed_file_and_somebody_elses_are_refused_with_what_to_do(visitor, open_city):
    page = visitor()
    assert "Nothing was given" in paste(page, " ")
    whole = open_city.page()
    place = whole.index(b"/MediaBox")
    changed = whole[: place + 12] + b"1" + whole[place + 13 :]

    assert "changed after it was sealed" in choose(page, "statement.pdf", changed)
    assert "Do not rely on it" in said(page)
    assert violations(page) == []
    assert "not vouch" in paste(page, Credential(hostile.city()).text())


def test_one_made_for_somebody_and_one_from_a_wallet_say_so(visitor, open_city):
    page = visitor()

    answer = paste(page, open_city.credential(aud="https://office.example/"))

    assert "made for https://office.example/ alone" in answer
    assert "copy from a wallet" in answer
    assert "ill good" in answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_credential_cut_out_of_a_paper_is_compared_with_a_document_or_refused(
    visitor, open_city, language
):
    page = visitor(language)
    compare, whose = {
        "zh-hans": ("核对", "没有写明是谁的"),
        "en": ("Compare name and last four digits", "does not say whose it is"),
    }[language]

    assert compare in paste(page, open_city.credential(bound=False))
    assert whose in paste(page, open_city.credential(bound=False, shown=[0, 1, 2, 3, 4]))
    assert page.locator("#verify-answer .rc-box--stop").count() == 1
    assert len(page.asked) == 1


def test_without_a_place_in_a_list_nobody_can_tell(visitor, open_city):
    page = visitor()
    page_text = open_city.page()
    assert "still good" in choose(page, "statement.pdf", page_text)
    nowhere = Credential(open_city, claims={"iss": open_city.url}, drop=("status", "exp", "iat"))

    answer = paste(page, nowhere.text())

    assert "cannot be told now" in answer
    assert "No list is kept" in answer


def test_what_others_wrote_is_text_and_nothing_else(visitor, open_city):
    page = visitor()
    hostile_name = "<img src=x onerror=alert(1)>"
    text = open_city.page(
        subject={"name": hostile_name, "id_last4": "002X"}, recipient={"address": "x", "name": "y"}
    )

    assert hostile_name in choose(page, "s.pdf", text)
    assert page.locator("#verify-answer img").count() == 0


STUB = """
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return globalThis.seen ? [{ rawValue: globalThis.seen }] : []; }
};
"""
CAMERA = """
navigator.mediaDevices.getUserMedia = async () => {
  if (!globalThis.allowed) throw new Error("no");
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
"""


def picture(text):
    file = io.BytesIO()
    segno.make(text, micro=False).save(file, kind="png", scale=3)
    return file.getvalue()


def test_a_picture_of_the_code_is_read_where_the_browser_can(visitor, open_city):
    page = visitor()
    image = picture(open_city.code())
    assert "cannot read codes" in choose(page, "code.png", image, "image/png")
    assert page.locator("#verify-scan").is_hidden()

    page.add_init_script(STUB)
    page.reload()
    page.wait_for_selector("#verify:not([hidden])")
    assert "no code in the picture" in choose(page, "code.png", image, "image/png")
    assert "no code in the picture" in choose(page, "broken.png", b"x", "image/png")
    page.evaluate("text => { globalThis.seen = text }", open_city.code())
    assert "still good" in choose(page, "again.png", image, "image/png")


def test_the_camera_reads_a_code_and_is_refused_kindly(visitor, open_city):
    page = visitor()
    page.add_init_script(STUB + CAMERA)
    page.reload()
    page.click("#verify-scan")
    assert "camera cannot be used" in said(page)

    cleared(page)
    page.evaluate("globalThis.allowed = true")
    page.click("#verify-scan")
    page.wait_for_selector("#verify-stop:visible")
    page.click("#verify-stop")
    assert page.locator("#verify-video").is_hidden()
    page.click("#verify-scan")
    page.evaluate("text => { globalThis.seen = text }", open_city.code())

    assert "still good" in said(page)
    assert page.locator("#verify-video").is_hidden()
    assert page.input_value("#verify-text").startswith("RC1:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_it_says_plainly_what_to_do(visit, site, open_city, language):
    page = visit.window(java_script_enabled=False, viewport=PHONE)
    page.goto(f"{site.address}/{language}/verify/")

    words = {"zh-hans": ("不运行脚本", "12345"), "en": ("runs no scripts", "recourse-verify")}
    for word in words[language]:
        assert page.get_by_text(word).first.is_visible()
    assert page.locator("form#verify").is_hidden()


def test_the_address_on_the_paper_leads_to_the_page(visit, site, open_city):
    page = visit.window(locale="zh-CN")
    page.goto(f"{site.address}/verify")

    assert page.url.endswith("/zh-hans/verify/")
    assert page.locator("footer a[href$='/verify/']").count() == 1
