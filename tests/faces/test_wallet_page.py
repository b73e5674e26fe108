"""The page on which a person puts a statement into a wallet."""

import re
from html import unescape
from uuid import UUID

import pytest

from recourse.journeys import put_into_wallet as journey
from recourse.ledger import queries as ledger
from recourse.ledger.terms import Kind as Deed
from recourse.people import queries as people
from tests.attestation.saying import kept, statement, taken_back, vouched
from tests.attestation.wallets.conftest import NOW
from tests.attestation.wallets.wallet import Wallet
from tests.faces.town import logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(town, monkeypatch, settings, tmp_path):
    settings.ISSUER_DIR, settings.STATUS_DIR = tmp_path / "issuer", tmp_path / "status"
    vouched(NOW)
    said = kept(town.xiao.person, statement(now=NOW), now=NOW)
    monkeypatch.setattr(journey, "statement_of", lambda *_, **__: said)
    return said


def page_of(said, language: str = "en") -> str:
    return f"/{language}/my-file/statements/{said.id}/wallet/"


def words(page) -> str:
    """Return what a page says, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def wallet_of(page) -> tuple[Wallet, str]:
    """Return a wallet that read the link on a page, and the digits on it."""
    text = page.content.decode()
    (link,) = re.findall(r'href="(openid-credential-offer:[^"]+)"', text)
    (pin,) = re.findall(r'<li class="rc-mono">(\d{6})</li>', text)
    return Wallet.reads(unescape(link)), pin


def test_a_person_puts_a_statement_into_a_wallet_and_sees_it_there(town, said, as_person):
    before = words(as_person.get(page_of(said)))
    wallet, pin = wallet_of(as_person.post(page_of(said)))
    wallet.redeem(pin)
    wallet.fetch(5)
    after = words(as_person.get(page_of(said)))

    assert "No wallet has fetched it." in before
    assert "5 copies, fetched on 23 November 2026" in after
    assert wallet.key.thumbprint() in after
    assert "No adverse record within the items named: Work safety" in after
    assert deeds(town.xiao.person)[:2] == [Deed.OWN_WALLETS, Deed.WALLET_FETCHED]


def test_what_was_fetched_with_an_offer_that_two_wallets_had_is_shown_as_over(
    town, said, as_person
):
    page = as_person.post(page_of(said))
    (wallet, pin), (other, _) = wallet_of(page), wallet_of(page)
    wallet.redeem(pin)
    wallet.fetch(2)
    other.ask_token(pin)
    other.ask_token(pin)

    assert "They hold no more." in words(as_person.get(page_of(said)))
    assert "这些副本已失效。" in words(as_person.get(page_of(said, "zh-hans")))


def deeds(person: UUID) -> list:
    return [entry.kind for entry in ledger.entries_of(people.tag_of(person), limit=9)]


def test_the_code_and_the_digits_are_shown_this_once(said, as_person):
    shown = as_person.post(page_of(said))
    wallet, pin = wallet_of(shown)
    again = as_person.get(page_of(said)).content.decode()

    assert "<svg" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert wallet.code not in again
    assert pin not in again
    assert pin not in wallet.code


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_over_is_not_offered(town, said, as_person, language):
    taken_back(town.xiao.person, said, now=NOW)
    page = as_person.get(page_of(said, language))
    answer = as_person.post(page_of(said, language))

    assert page.status_code == 200
    assert {"en": "No wallet can have it", "zh-hans": "不能再放入钱包"}[language] in words(page)
    assert answer.status_code == 409
    assert "openid-credential-offer" not in answer.content.decode()


def test_nobody_else_opens_it(said, as_person):
    for login in ("neighbour", "steward", "helper"):
        browser = logged_in(login)
        assert browser.get(page_of(said)).status_code in {403, 404}
        assert browser.post(page_of(said)).status_code in {403, 404}


def test_the_page_is_small_and_costs_few_statements(said, as_person, django_assert_max_num_queries):
    as_person.get(page_of(said))
    with django_assert_max_num_queries(12):
        page = as_person.get(page_of(said, "zh-hans"))

    assert len(page.content) < 60_000
