"""Pages are asked for at one hour after the town's noon."""

from datetime import timedelta

import pytest
import time_machine

from recourse.faces.sign_in import provider
from tests.faces import identity_service as services
from tests.faces import town as towns
from tests.records.making import NOON


@pytest.fixture
def town(db):
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        yield towns.settle()


@pytest.fixture
def as_person(town):
    return towns.logged_in("person")


@pytest.fixture
def as_steward(town):
    return towns.logged_in("steward")


@pytest.fixture
def as_signer(town):
    return towns.logged_in("signer")


@pytest.fixture
def service(settings):
    """Connect the house to an identity service of its own, which a test may spoil."""
    provider.described_in.cache_clear()
    with services.running() as running:
        settings.IDENTITY_SERVICE = running.settings()
        yield running
