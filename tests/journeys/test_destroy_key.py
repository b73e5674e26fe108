"""A key is destroyed when its day has come, and not before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.ground.identifiers import citizen_number
from recourse.ground.keydir import KeyDestroyed, KeyStillNeeded, NoSuchKey
from recourse.journeys.destroy_key import destroy_key
from recourse.people import actions as people
from recourse.people.errors import IdentityKeyInUse
from recourse.people.terms import DocumentType, Identity
from recourse.store.keys import vault
from tests.conftest import owner

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_vault(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"


def destroy(name, now=NOW):
    destroy_key(name=name, by=SYSTEM, now=now)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "name", "over_on"),
    [
        (lambda: vault().month_key(date(2026, 10, 5)), "month-2026-10", date(2026, 11, 1)),
        (lambda: vault().month_key(date(2026, 12, 5)), "month-2026-12", date(2027, 1, 1)),
        (lambda: vault().year_key(2026), "year-2026", date(2027, 1, 1)),
    ],
)
def test_a_period_has_its_key_until_its_last_second_and_not_one_longer(
    committed, make, name, over_on
):
    key = make()
    over_at = start_of(over_on)

    with pytest.raises(KeyStillNeeded):
        destroy(name, over_at - timedelta(seconds=1))
    assert vault().by_name(name) == key
    destroy(name, over_at)

    with pytest.raises(KeyDestroyed):
        vault().by_name(name)
    with pytest.raises(KeyDestroyed):
        destroy(name, over_at)
    with owner() as past_the_gate:
        (noted,) = past_the_gate.execute("SELECT count(*) FROM ledger_queue").fetchone()
    assert noted == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["identity-digest", "person-tag", "source-digest", "receipt"])
def test_a_key_that_is_always_needed_is_never_destroyed(name):
    key = vault().named(name)

    with pytest.raises(KeyStillNeeded):
        destroy(name, datetime(2126, 1, 1, tzinfo=UTC))

    assert vault().by_name(name) == key


@pytest.mark.django_db
def test_what_never_was_cannot_be_destroyed():
    with pytest.raises(NoSuchKey):
        destroy("month-2020-01")

    assert vault().destroyed() == []


@pytest.mark.slow
def test_a_generation_goes_when_nobody_needs_it(committed):
    number = citizen_number(region="000001", born_on=date(1990, 5, 1), sequence=7)
    li_na = Identity(document_type=DocumentType.CITIZEN, number=number, name="李娜")
    people.admit(identities=[li_na], by=SYSTEM, now=NOW)

    with pytest.raises(IdentityKeyInUse):
        destroy("identity-0001")
    people.rotate_identity_keys(by=SYSTEM, now=NOW)
    destroy("identity-0001")

    assert vault().destroyed() == ["identity-0001"]
