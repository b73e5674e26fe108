"""A statement goes from its page into a wallet, is taken back there, and is erased there."""

import pytest
import time_machine

from recourse.attestation import actions as room
from recourse.attestation.status import publishing, rules
from recourse.attestation.wallets import queries
from recourse.ground.actor import SYSTEM
from recourse.journeys import issue_statement as journey
from recourse.journeys import put_into_wallet
from tests.attestation.making import DAY, SAFETY, TAX, choice, themselves
from tests.attestation.saying import vouched
from tests.attestation.wallets.conftest import NOW
from tests.attestation.wallets.test_flow import opened
from tests.attestation.wallets.wallet import Wallet
from tests.notice import making
from tests.records.making import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(db, settings, tmp_path):
    """Issue a statement over two domains to somebody without any record."""
    settings.STATUS_DIR, settings.ISSUER_DIR = tmp_path / "status", tmp_path / "issuer"
    with time_machine.travel(NOW, tick=False):
        making.town()
        vouched(NOW)
        xiao = person("陈晓")
        asked = choice(SAFETY, TAX)
        yield journey.issue(person=xiao, choice=asked, by=themselves(xiao), now=NOW)


def wallet_of(card) -> Wallet:
    offer = put_into_wallet.put_into_wallet(
        person=card.person, statement=card.id, by=themselves(card.person), now=NOW
    )
    wallet = Wallet.reads(offer.link)
    wallet.redeem(offer.pin)
    return wallet


def test_what_is_issued_is_fetched_and_what_is_taken_back_is_revoked(issued, settings):
    made = opened(wallet_of(issued).fetch(2)[0])
    journey.take_back(
        person=issued.person, statement=issued.id, by=themselves(issued.person), now=NOW
    )
    publishing.publish_due(now=NOW)
    place = made[1]["status"]["status_list"]
    list_id = int(place["uri"].rpartition("/")[2])
    array = publishing.published_in(publishing.file_of(list_id)).array

    said = issued.statement
    assert made[2]["statement_id"] == issued.number
    assert made[2]["finding"] == said.finding
    assert made[2]["period_to"] == said.period.last.isoformat()
    assert made[2]["name"] == "陈晓"
    assert rules.status_at(array, place["idx"]) == 1


def test_a_statement_over_two_domains_is_two_credentials(issued):
    wallet = wallet_of(issued)
    names = wallet.offer["credential_configuration_ids"]

    domains = [opened(wallet.fetch(1, name)[0])[2]["domain"] for name in names]

    assert domains == [SAFETY, TAX]


def test_what_is_erased_is_forgotten_here_too(issued):
    wallet_of(issued).fetch(2)
    before = queries.fetched_of(issued.person, issued.id)
    room.erase_next(by=SYSTEM, now=NOW + 62 * DAY)

    assert len(before) == 1
    assert queries.fetched_of(issued.person, issued.id) == []
