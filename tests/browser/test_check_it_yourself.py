"""A person downloads their log and checks it on a page without a network; a forged one is named."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from recourse_verify.main import main as verify
from tests.browser.conftest import PHONE
from tests.browser.judging import violations, width

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def logged(site, tmp_path):
    """Number, sign and publish what the town has logged."""
    from django.conf import settings

    from recourse.ledger.publishing.signer import LogSigner, listening

    signs = LogSigner(
        settings.SIGNER_DIR, house=settings.LOG_NAME, clock=datetime.now(UTC).timestamp
    )

    def publish():
        for command in ("sequence", "publish"):
            subprocess.run(
                [sys.executable, "-m", "recourse", "ledger", command, "--once"], check=True
            )

    with listening(signs, settings.SIGNER_DIR) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        yield publish
        serving.shutdown()
        thread.join()


def download(page, name, folder, link):
    with page.expect_download() as got:
        page.click(f"main a:has-text('{link}')")
    file = folder / name
    got.value.save_as(file)
    return file


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_person_checks_their_own_log_without_a_network(visit, site, logged, tmp_path, language):
    words = {
        "zh-hans": ("下载我的日志", "下载网页"),
        "en": ("Download my log", "Download the page"),
    }
    page = visit.window("person", viewport=PHONE)
    page.goto(f"{site.address}/{language}/my-file/who-looked/")
    logged()
    bundle = download(page, "my-log.json", tmp_path, words[language][0])
    page.goto(f"{site.address}/{language}/check/")
    assert violations(page) == []
    assert width(page) <= PHONE["width"]
    checker = download(page, "check.html", tmp_path, words[language][1])
    vkeys, jwk = (page.locator("pre.rc-key").nth(n).inner_text() for n in (0, 1))
    told = json.loads(bundle.read_text("utf-8"))
    entries = told["years"][0]["entries"]
    assert entries[0]["index"] is not None

    alone = visit.window(
        viewport=PHONE, offline=True, locale="zh-CN" if language == "zh-hans" else "en-GB"
    )
    alone.goto(checker.as_uri())
    assert violations(alone) == []
    fits = {"zh-hans": "全部相符", "en": "Everything fits"}[language]
    assert fits in answer(alone, bundle, vkeys, jwk)

    for name, spoil, expected in forgeries(language):
        forged = tmp_path / f"{name}.json"
        changed = json.loads(bundle.read_text("utf-8"))
        spoil(changed["years"][0])
        forged.write_text(json.dumps(changed, ensure_ascii=False), "utf-8")
        said = answer(alone, forged, vkeys, jwk)
        assert fits not in said, name
        assert expected in said, (name, said)
        assert holds(forged, vkeys, jwk, tmp_path) == 1, name
    assert fits not in answer(alone, bundle, vkeys.replace("A", "B"), jwk)
    assert holds(bundle, vkeys, jwk, tmp_path) == 0


def forgeries(language):
    """Name what a house could do to a person's list, and what the page says of it."""
    zh = language == "zh-hans"
    missing = "接不上" if zh else "does not follow"

    def withheld(year):
        year["entries"][0].pop("opening")
        year["entries"][0]["commitment"] = base64.b64encode(bytes(32)).decode()

    yield "exchanged for nobody's", withheld, "不在日志里" if zh else "not in the log"

    def waiting(year):
        year["entries"][0]["index"] = None

    yield "held back", waiting, "前面的却没有" if zh else "one before it waits"

    def unsigned(year):
        year["checkpoint"] = None

    yield "of no log", unsigned, "没有日志的签名" if zh else "no head of the log"
    yield "left out", lambda year: year["entries"].pop(1), missing
    yield "cut short", lambda year: year["entries"].pop(), "对账单" if zh else "account"
    yield "swapped", lambda year: year["entries"].reverse(), missing

    def moved(year):
        year["entries"][0]["index"] += 1

    yield "moved", moved, "不在日志里" if zh else "not in the log"

    def edited(year):
        opening = bytearray(base64.b64decode(year["entries"][0]["opening"]))
        opening[-1] = ord("\t")  # still JSON
        year["entries"][0]["opening"] = base64.b64encode(opening).decode()

    yield "edited", edited, "不在日志里" if zh else "not in the log"

    def resigned(year):
        head, body, signature = year["account"].split(".")
        year["account"] = f"{head}.{body}.{signature[:-4]}AAAA"

    yield "resigned", resigned, ""

    def shrunk(year):
        year["checkpoint"] = re.sub(r"\n\d+\n", "\n1\n", year["checkpoint"], count=1)

    yield "shrunk", shrunk, "签名" if zh else "signature"


def answer(page, bundle, vkeys, jwk, policy=""):
    page.set_input_files("#bundle", bundle)
    page.fill("#vkeys", vkeys)
    page.fill("#key", jwk)
    page.fill("#policy", policy)
    page.click("button")
    page.wait_for_selector("#answer:not([hidden]) h2")
    return page.locator("#answer").inner_text()


def holds(bundle, vkeys, jwk, folder):
    """Ask the verifier of auditors for a second opinion."""
    key = folder / "key.jwk"
    key.write_text(jwk)
    trusted = [part for one in vkeys.split() for part in ("--vkey", one)]
    return verify(["chain", str(bundle), "--key", str(key), *trusted])


def test_the_page_runs_its_own_lines_and_no_others():
    from recourse.faces.public.log import OFFLINE

    text = OFFLINE.read_text("utf-8")
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in text
    assert "default-src 'none'" in text
    assert not re.search(r"https?://|fetch|XMLHttp|import\(", text)


def test_a_proof_of_one_entry_is_checked_by_the_verifier(visit, site, logged, tmp_path, capsys):
    page = visit.window("person")
    own = f"{site.address}/en/my-file/who-looked/"
    page.goto(own)
    logged()
    told = page.request.get(f"{own}my-log.json").json()["years"][0]["entries"]
    first, newest = (
        json.loads(base64.b64decode(told[place]["opening"])[32:])["id"] for place in (0, -1)
    )
    vkeys = page.request.get(f"{site.address}/log/{datetime.now(UTC).year}/vkeys").text()
    trusted = [part for one in vkeys.split() for part in ("--vkey", one)]
    file = tmp_path / "x.tlog-proof"
    file.write_text(page.request.get(f"{own}{first}/proof/").text(), "utf-8")

    assert verify(["proof", str(file), *trusted]) == 0
    assert first in capsys.readouterr().out
    assert page.request.get(f"{own}{newest}/proof/").status == 409
    assert page.request.get(f"{own}{site.record}/proof/").status == 404
    stranger = visit.window("case-officer")
    assert stranger.request.get(f"{own}{first}/proof/").status == 403


def test_an_auditor_rebuilds_the_whole_log_from_the_site(site, logged, capsys):
    logged()
    year = datetime.now(UTC).year
    log = f"{site.address}/log/{year}"
    with urlopen(f"{log}/vkeys") as answer:  # noqa: S310 - of loopback
        vkey = answer.read().decode().split()[0]

    assert verify(["fsck", log, "--vkey", vkey, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] > 0
    for path in ("policy", "tile/0/../policy", "tile/0/000.p/0/x", ".checkpoint.new", "%2e%2e/x"):
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{log}/{path}")  # noqa: S310 - of loopback
        assert refused.value.code == 404
        refused.value.close()
