"""The whole way in a real browser: a statement is taken, asked for, and shown to who may ask."""

import base64
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from recourse.attestation.wallets import actions as wallets
from recourse_verify.asking import serving
from recourse_verify.asking.desk import Desk, Opened
from recourse_verify.asking.lists import Kept
from recourse_verify.asking.registrations import registration_from
from recourse_verify.asking.signing import make_key, request_for, signed
from recourse_verify.trust import Trust
from tests.browser.conftest import free_port, served
from tests.browser.judging import violations, width
from tests.conftest import emptied

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REQUEST = "food_drug.food_safety_post"


@dataclass(frozen=True)
class Place:
    """The city's site, a statement offered twice, and a registered bakery that asks."""

    address: str
    folder: Path
    bakery: str
    port: int
    offers: list


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Place]:
    """Found a city that offers a statement and has registered a bakery."""
    from django.conf import settings
    from django.db import connection

    port, at, folder = free_port(), free_port(), tmp_path_factory.mktemp("bakery")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), emptied():
        patch.setenv("RECOURSE_PUBLIC_URL", f"http://127.0.0.1:{port}")
        patch.setattr(settings, "PUBLIC_URL", f"http://127.0.0.1:{port}")
        offers = offered(2)
        bakery = registered(folder, f"http://127.0.0.1:{at}")
        connection.close()
        with served(port) as address:
            yield Place(address, folder, bakery, at, offers)


def offered(count: int) -> list:
    """Return offers of statements to a person of the city."""
    from django.utils import timezone

    from recourse.attestation import issuer
    from recourse.attestation.terms import Period
    from recourse.catalogue import actions as catalogue
    from recourse.config.settings import CATALOGUE_DIR
    from recourse.ground.actor import SYSTEM, Actor, ActorKind
    from recourse.ground.calendar import add_months, civil_date
    from tests.attestation.saying import kept, statement
    from tests.records.making import person

    now = timezone.now()
    issuer.make_demo_authority(now)
    catalogue.load(folder=CATALOGUE_DIR, by=SYSTEM, now=now)
    xiao, today = person("陈晓"), civil_date(now)
    by, made = Actor(kind=ActorKind.PERSON, id=xiao), []
    for _ in range(count):
        said = replace(
            statement(now=now, domains=("food_drug", "work_safety")),
            period=Period(first=add_months(today, -48), last=today),
        )
        kept(xiao, said, now=now)
        made.append(wallets.offer(person=xiao, statement=said, by=by, now=now))
    return made


def registered(folder: Path, address: str) -> str:
    """Register a bakery, with a key and a certificate of its own; return its identifier."""
    from cryptography import x509
    from django.utils import timezone

    from recourse.attestation import issuer
    from recourse.attestation.recipients import actions
    from recourse.attestation.recipients.certificates import demo_root, vouch_in_demo
    from recourse.ground.actor import SYSTEM
    from recourse.ground.calendar import civil_date
    from recourse.ground.identifiers import credit_code
    from recourse.ground.words import Words

    now = timezone.now()
    key = make_key(folder / "key.pem")
    asked = x509.load_pem_x509_csr(request_for(key, address=address))
    chain = [vouch_in_demo(asked, address=address, now=now)]
    deed: dict[str, Any] = {"by": SYSTEM, "now": now}
    code = credit_code(kind="91", sequence=815)
    name = Words(zh="面包坊", en="Bakery")
    bakery = actions.register(code=code, name=name, address=address, **deed)
    period = {"valid_from_on": civil_date(now), "valid_until_on": civil_date(now) + timedelta(9)}
    actions.permit(recipient=bakery, request=REQUEST, **period, **deed)
    actions.certify(recipient=bakery, chain=chain, root=demo_root(now), **deed)
    (folder / "own.pem").write_bytes(chain[0].public_bytes(Encoding.PEM))
    (folder / "anchor.pem").write_bytes(issuer.issuer().anchor.public_bytes(Encoding.PEM))
    return str(bakery)


@contextmanager
def asking(site: Place) -> Iterator[str]:
    """Run the bakery's own tool, as the bakery would; yield the address of its desk."""
    folder = site.folder
    options = {
        "--registration": f"{site.address}/recipients/{site.bakery}/{REQUEST}.jwt",
        "--anchor": folder / "anchor.pem",
        "--key": folder / "key.pem",
        "--certificate": folder / "own.pem",
        "--address": f"http://127.0.0.1:{site.port}",
        "--port": site.port,
        "--desk-port": 0,
        "--wallet": f"{site.address}/en/demo/wallet/",
    }
    given = [str(part) for option in options.items() for part in option]
    command = [sys.executable, "-m", "recourse_verify.main", "ask", *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tool:
        try:
            assert tool.stdout is not None
            yield tool.stdout.readline().split()[1]
        finally:
            tool.terminate()


def paste(page, text):
    page.fill("#said", text)
    page.click("text='Open'")


def take(page, offer):
    paste(page, offer.link)
    fetch(page, offer)


def fetch(page, offer):
    page.fill("#digits", offer.pin)
    page.click("text='Take it'")
    page.wait_for_selector("[data-rc-wallet-said]:has-text('You hold it now')")


def rows(page, name):
    """Return what a list says: each key with its value."""
    keys = page.locator(f"{name} dt").all_inner_texts()
    return dict(zip(keys, page.locator(f"{name} dd").all_inner_texts(), strict=True))


def check(page):
    """Look at the page as it is now: accessible, and never wider than the screen."""
    assert violations(page) == []
    for wide in (320, 1280):
        page.set_viewport_size({"width": wide, "height": 900})
        assert width(page) <= wide


def test_a_statement_is_taken_asked_for_and_shown_and_only_what_was_asked(visit, site):
    page, desk = visit.window(), visit.window()
    page.goto(f"{site.address}/en/demo/wallet/")
    take(page, site.offers[0])
    check(page)
    assert page.locator("[data-rc-wallet-held] > li").count() == 2

    with asking(site) as address:
        desk.goto(address)
        desk.click("#ask")
        desk.wait_for_selector("#link[href]", state="visible")
        page.goto(desk.get_attribute("#link", "href"))
        page.wait_for_selector("[data-rc-wallet-request]", state="visible")
        check(page)
        told = rows(page, "[data-rc-wallet-request-facts]")
        shown = rows(page, "[data-rc-wallet-shown]")
        text = page.inner_text("[data-rc-wallet-request]")
        page.click("text='Show it'")
        page.wait_for_selector("text='It was shown, once. This wallet keeps no list of where.'")
        desk.wait_for_selector("#answer", state="visible")
        answer, about = rows(desk, "#answer"), rows(desk, "#about")
        assert violations(desk) == []

    assert told["Who asks"].startswith("Bakery")
    assert "Food Safety Law, art. 135(1) and 135(3)" in told["Under"]
    assert set(shown) == {
        *("Domain", "Period from", "Period to", "As of", "Finding", "Name"),
        "Last four characters of the document",
    }
    assert (shown["Domain"], shown["Finding"]) == ("Food and drugs", "No adverse record")
    assert re.fullmatch(r"\d{1,2} \w+ \d{4}|\d{1,2}/\d{1,2}/\d{4}", shown["As of"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answer["截至 As of"])
    assert "You may refuse" in text
    assert "12345" in text
    assert (answer["姓名 Name"], answer["证件号码后四位 Last four"]) == ("陈晓", "0018")
    assert answer["领域 Domain"] == "食品药品 Food and drugs"
    assert about["依据 Under"].endswith("Food Safety Law, art. 135(1) and 135(3)")
    left = page.locator("[data-rc-wallet-held] dd:last-of-type").all_inner_texts()
    assert sorted(count for count in left if len(count) == 1) == ["4", "5"]
    assert site.address not in page.inner_text("[data-rc-wallet-held]")


def test_who_refuses_does_so_by_keyboard_in_chinese_and_nobody_is_told(visit, site):
    page = visit.window()
    page.goto(f"{site.address}/zh-hans/demo/wallet/")
    sent = []
    page.on("request", lambda asked: sent.append(asked.url))

    with asking(site) as address:
        desk = visit.window()
        desk.goto(address)
        desk.click("#ask")
        desk.wait_for_selector("#link[href]", state="visible")
        page.focus("#said")
        page.keyboard.insert_text(desk.get_attribute("#link", "href"))
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-rc-wallet-request]", state="visible")
        check(page)
        nothing = page.is_visible("text='您没有合适的证明。对方不会知道，只会看到没有人应答。'")
        hidden = page.is_hidden("[data-rc-wallet-show]")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("text='没有出示任何内容，也没有告诉任何人。'")
        assert desk.inner_text("#said").startswith("等待")

    assert nothing
    assert hidden
    assert not [url for url in sent if "/answer/" in url]


class Altered(Desk):
    """A bakery that sends wallets something else than it may."""

    alter: Callable[[dict], dict] = staticmethod(lambda claims: claims)
    taken: tuple[str, ...] = ()

    def request(self, name, *, wallet_nonce=None):
        body = super().request(name, wallet_nonce=wallet_nonce).split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return signed(self.alter(claims), key=self._key, chain=self._chain)

    def take(self, name, body):
        self.taken += (name,)
        super().take(name, body)


def asks_more(claims):
    query = json.loads(json.dumps(claims["dcql_query"]))
    query["credentials"][0]["claims"].append({"path": ["birth_year"]})
    return claims | {"dcql_query": query}


def all_domains(claims):
    query = json.loads(json.dumps(claims["dcql_query"]))
    del query["credentials"][0]["claims"][0]["values"]
    return claims | {"dcql_query": query}


HOSTILE = {
    "asks more": (asks_more, "more than they may"),
    "all domains": (all_domains, "more than they may"),
    "unregistered": (lambda claims: claims | {"verifier_info": []}, "not registered"),
    "altered registration": (
        lambda claims: (
            claims
            | {
                "verifier_info": [
                    {"format": "jwt", "data": claims["verifier_info"][0]["data"][:-8] + "AAAAAAAA"}
                ]
            }
        ),
        "did not sign",
    ),
    "answer elsewhere": (
        lambda claims: claims | {"response_uri": "https://evil.example/answer"},
        "go to somebody else",
    ),
    "replayed": (lambda claims: claims | {"wallet_nonce": "old"}, "made for somebody else"),
    "over": (lambda claims: claims | {"exp": claims["iat"] - 1}, "Nothing is asked here"),
    "another name": (lambda claims: claims | {"client_id": "x509_hash:AAAA"}, "not who was"),
}


def hostile_desk(site: Place, folder: Path, port: int) -> Altered:
    """Return the desk of a bakery, or of somebody with another certificate."""
    from cryptography import x509

    from recourse_verify.asking.signing import client_id_of, key_in

    chain = x509.load_pem_x509_certificates((folder / "own.pem").read_bytes())
    anchor = x509.load_pem_x509_certificate((site.folder / "anchor.pem").read_bytes())
    trust = Trust(anchors=[anchor])
    mine = x509.load_pem_x509_certificates((site.folder / "own.pem").read_bytes())
    kept = Kept(issuer=site.address)
    token = f"{site.address}/recipients/{site.bakery}/{REQUEST}.jwt"

    def registration(at: datetime) -> object:
        text = kept.text(token, at=at)
        return registration_from(text, client_id=client_id_of(mine[0]), trust=trust, at=at)

    return Altered(
        address=f"http://127.0.0.1:{port}",
        key=key_in((folder / "key.pem").read_bytes()),
        chain=chain,
        trust=trust,
        registration=registration,
        lists=kept,
        wallet="openid4vp://",
        clock=lambda: datetime.now().astimezone(),
    )


@contextmanager
def open_to_wallets(desk: Desk, port: int) -> Iterator[None]:
    with serving.for_wallets(desk, host="127.0.0.1", port=port) as door:
        threading.Thread(target=door.serve_forever, daemon=True).start()
        yield
        door.shutdown()


def test_the_wallet_shows_nothing_to_who_asks_for_more_or_is_somebody_else(visit, site, tmp_path):
    from tests.attestation.test_recipients import made

    page = visit.window()
    page.goto(f"{site.address}/en/demo/wallet/#{site.offers[1].link}")
    fetch(page, site.offers[1])
    desk = hostile_desk(site, site.folder, site.port)
    with open_to_wallets(desk, site.port):
        for alter, why in HOSTILE.values():
            desk.alter = alter
            assert_refused(page, desk.ask(), why)
        stale = desk.ask()
        desk._questions.clear()
        assert_refused(page, stale, "Nothing is asked here")
    visit.complaints = [said for said in visit.complaints if "status of 404" not in said]

    key = make_key(tmp_path / "key.pem")
    thief = made(key, host="127.0.0.1").public_bytes(Encoding.PEM)
    (tmp_path / "own.pem").write_bytes(thief)
    port = free_port()
    other = hostile_desk(site, tmp_path, port)
    with open_to_wallets(other, port):
        assert_refused(page, other.ask(), "not who was registered")

    assert (desk.taken, other.taken) == ((), ())


def assert_refused(page, opened: Opened, why: str) -> None:
    """The wallet says why, and offers nothing to press."""
    paste(page, opened.link)
    page.wait_for_selector(f"[data-rc-wallet-said]:has-text('{why}')")
    assert page.is_hidden("[data-rc-wallet-request]")
