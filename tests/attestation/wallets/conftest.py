"""A person with a statement, offered to a wallet; one hour after the town's noon."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from recourse.attestation.terms import Kind, Statement
from recourse.attestation.wallets import actions
from recourse.attestation.wallets.terms import Offer
from recourse.ground.actor import Actor, ActorKind
from tests.attestation.saying import kept, statement, vouched
from tests.attestation.wallets.wallet import Wallet
from tests.notice import making
from tests.records.making import NOON, person

NOW = NOON + timedelta(hours=1)


@dataclass
class Offered:
    """Whose statement was offered, and what their page shows."""

    person: UUID
    statement: Statement
    offer: Offer

    @property
    def wallet(self) -> Wallet:
        return Wallet.reads(self.offer.link)

    def redeemed(self) -> Wallet:
        wallet = self.wallet
        wallet.redeem(self.offer.pin)
        return wallet


def offered(of: UUID, said: Statement, *, now=NOW) -> Offer:
    by = Actor(kind=ActorKind.PERSON, id=of)
    return actions.offer(person=of, statement=said, by=by, now=now)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.STATUS_DIR = tmp_path / "status"
    settings.ISSUER_DIR = tmp_path / "issuer"
    vouched(NOW)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def xiao(db, clock) -> UUID:
    return person("陈晓")


@pytest.fixture
def catalogue(db, clock) -> None:
    making.town()


@pytest.fixture
def held(xiao) -> Offered:
    said = kept(xiao, statement(Kind.NO_VIOLATION, now=NOW), now=NOW)
    return Offered(xiao, said, offered(xiao, said))
