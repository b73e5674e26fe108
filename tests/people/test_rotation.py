"""Rotating the vault's key: everybody is re-wrapped, nobody is lost, nothing is read."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import connection, transaction

from recourse.ground.actor import SYSTEM
from recourse.ground.identifiers import citizen_number
from recourse.ground.keydir import KeyDestroyed, KeyDirectory, NoSuchKey
from recourse.people import actions, envelopes, queries
from recourse.people.errors import IdentityKeyInUse
from recourse.people.terms import Contact, DocumentType, Identity
from recourse.store.keys import vault
from tests.conftest import owner

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
pytestmark = [pytest.mark.slow, pytest.mark.storage]


@pytest.fixture(autouse=True)
def own_vault(tmp_path, settings):
    """A vault for each test: keys made or destroyed here are nobody else's."""
    settings.KEY_DIR = tmp_path / "keys"


def crowd(size: int) -> list[Identity]:
    return [
        Identity(
            document_type=DocumentType.CITIZEN,
            number=citizen_number(
                region=f"0{at // 1000:05d}", born_on=date(1980, 1, 1), sequence=at % 1000
            ),
            name=f"王{at}",
        )
        for at in range(size)
    ]


def admit(identities):
    return actions.admit(identities=identities, by=SYSTEM, now=NOW)


def rotate() -> int:
    return actions.rotate_identity_keys(by=SYSTEM, now=NOW)


def key_names() -> dict[str, int]:
    with owner() as past_the_gate:
        rows = past_the_gate.execute("SELECT key_name, count(*) FROM person GROUP BY key_name")
        return dict(rows.fetchall())


def test_everybody_is_wrapped_anew_and_still_opens(committed, monkeypatch):
    monkeypatch.setattr(actions, "REWRAP_AT_ONCE", 3)
    identities = crowd(10)
    people = admit(identities)
    contact = Contact(email="a@example.cn")
    actions.keep_contact(person=people[0], contact=contact, by=SYSTEM, now=NOW)

    assert rotate() == 10

    assert key_names() == {"identity-0002": 10}
    assert [queries.identity_of(person) for person in people] == identities
    assert queries.contact_of(people[0]) == contact
    assert admit(crowd(11)[10:])
    assert key_names() == {"identity-0002": 11}


def test_what_is_sealed_is_not_touched(committed):
    admit(crowd(2))
    sealed = "SELECT person_id, sealed FROM person ORDER BY person_id"
    with owner() as past_the_gate:
        before = past_the_gate.execute(sealed).fetchall()

        rotate()

        assert past_the_gate.execute(sealed).fetchall() == before


def test_a_rotation_cut_short_is_finished_and_no_newer_one_begins(committed, monkeypatch):
    monkeypatch.setattr(actions, "REWRAP_AT_ONCE", 3)
    people = admit(crowd(10))
    rewrap, left = envelopes.rewrap, iter(range(7))

    def dies_at_the_eighth(*args, **more):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return rewrap(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(envelopes, "rewrap", dies_at_the_eighth)
        with pytest.raises(KeyboardInterrupt):
            rotate()
    assert key_names() == {"identity-0001": 4, "identity-0002": 6}
    assert all(queries.identity_of(person) for person in people)

    assert rotate() == 4

    assert key_names() == {"identity-0002": 10}
    assert vault().current("identity")[0] == "identity-0002"


def test_a_rotation_killed_from_outside_is_finished_by_the_next(committed):
    admit(crowd(3_000))
    script = (
        "from recourse.faces.cli.house import open_house; open_house()\n"
        "from datetime import datetime, UTC\n"
        "from recourse.people import actions\n"
        "from recourse.ground.actor import SYSTEM\n"
        "actions.REWRAP_AT_ONCE = 50\n"
        "print('ready', flush=True)\n"
        "actions.rotate_identity_keys(by=SYSTEM, now=datetime(2026, 11, 23, tzinfo=UTC))\n"
    )
    environment = {**os.environ, "RECOURSE_KEY_DIR": str(settings.KEY_DIR)}
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.15)
    process.kill()
    process.wait()
    process.stdout.close()

    rotate()

    (name,) = key_names()
    assert key_names() == {name: 3_000}
    assert name == vault().current("identity")[0]


def test_rotating_again_goes_on_to_the_next_generation(committed):
    admit(crowd(2))

    assert [rotate(), rotate()] == [2, 2]

    assert key_names() == {"identity-0003": 2}


def test_a_generation_in_use_is_not_retired_and_one_that_is_done_is_gone_for_good(committed):
    (person,) = admit(crowd(1))
    retire = {"name": "identity-0001", "by": SYSTEM, "now": NOW}
    with pytest.raises(IdentityKeyInUse):
        actions.retire_identity_key(**retire)
    vault().rotate("identity")
    with pytest.raises(IdentityKeyInUse):
        actions.retire_identity_key(**retire)

    assert rotate() == 1
    actions.retire_identity_key(**retire)

    with pytest.raises(KeyDestroyed):
        vault().by_name("identity-0001")
    assert queries.identity_of(person)
    with pytest.raises(KeyDestroyed):
        actions.retire_identity_key(**retire)
    with pytest.raises(NoSuchKey):
        actions.retire_identity_key(name="identity-0009", by=SYSTEM, now=NOW)


def test_retiring_waits_for_whoever_is_being_let_in(committed):
    admit(crowd(1))
    rotate()
    let_in, may_commit = threading.Event(), threading.Event()
    refusals = []

    def slow_batch():
        with transaction.atomic():
            under_old = KeyDirectory(settings.KEY_DIR).by_name("identity-0001")
            actions._hold_generations(actions.KEEP)
            _write_under("identity-0001", under_old)
            let_in.set()
            may_commit.wait(10)
        connection.close()

    def retire():
        try:
            actions.retire_identity_key(name="identity-0001", by=SYSTEM, now=NOW)
        except IdentityKeyInUse as refused:
            refusals.append(refused)
        connection.close()

    batch = threading.Thread(target=slow_batch)
    batch.start()
    assert let_in.wait(10)
    retiring = threading.Thread(target=retire)
    retiring.start()
    retiring.join(0.3)
    assert retiring.is_alive()
    may_commit.set()
    retiring.join(10)
    batch.join(10)

    assert len(refusals) == 1
    assert vault().by_name("identity-0001")


def _write_under(name: str, key: bytes) -> None:
    """Write one person whose data key a given generation wraps."""
    from uuid import uuid4

    person, identity = uuid4(), crowd(2)[1]
    envelope = envelopes.close(person, identity, Contact(), under=(name, key))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO person (person_id, sealed, wrapped_key, key_name, created_at)"
            " VALUES (%s, %s, %s, %s, %s)",
            [person, *envelope, NOW],
        )


def test_the_door_of_rotation_shows_nothing_that_opens_and_changes_nothing_but_the_wrapping(
    committed,
):
    (person,) = admit(crowd(1))
    vault().rotate("identity")

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM person_wrapped_before('identity-0002', 10)")
        columns = [column.name for column in cursor.description]
        cursor.execute(
            "SELECT person_rewrap(%s::uuid[], %s::bytea[], 'identity-0001')",
            [[person], [bytes(60)]],
        )

    assert columns == ["person_id", "wrapped_key", "key_name"]
    assert queries.identity_of(person)
