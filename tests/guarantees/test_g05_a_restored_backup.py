"""G5: Everything ends.

… erasure destroys its key and survives a restored backup: what was erased is erased again before
anybody is served, whatever was restored, and wherever a process was killed.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import add_months, first_of_month, start_of
from recourse.journeys import erasing
from recourse.journeys.open_own_file import own_certificate
from recourse.people import actions as people
from recourse.people import queries as people_queries
from recourse.records import actions
from recourse.records import queries as records
from recourse.records.terms import Why
from recourse.store.keys import vault
from tests.guarantees.city import (
    FINE,
    LICENCE,
    NOON,
    fine_row,
    hand_in,
    licence_row,
    open_letters,
    person_of,
)
from tests.guarantees.restoring import House, copy_of, dump, restored, this_house
from tests.residents import LIN, ZHAO

pytestmark = pytest.mark.storage


@dataclass(frozen=True, kw_only=True)
class Night:
    """A house whose backup is older than what it has erased since."""

    house: House
    backup: Path
    older_keys: Path
    erased: set[UUID]
    kept: set[UUID]


@pytest.fixture
def fines(city):
    """Wang's fine, Zhao's fine, Lin's open-ended licence, and Zhao's that ends with the year."""
    hand_in(city.folder, FINE, [fine_row(ZHAO)], by=city.steward, signer=city.signer)
    row = licence_row(ZHAO, valid_until_on="2026-12-31")
    hand_in(city.folder, LICENCE, [row], by=city.school_steward, signer=city.school_signer)
    open_letters(city.zhao)
    by_item = {card.item: card.id for card in records.file_of(city.zhao, at=NOON)}
    return by_item[FINE], by_item[LICENCE]


@pytest.fixture
def night(city, fines, tmp_path):
    """Back up; then erase by decision, by a day that moved, and by a day with its month's key."""
    zhaos_fine, zhaos_licence = fines
    house = this_house()
    backup, older_keys = dump(tmp_path), copy_of(house.keys, "older-keys")
    erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)
    actions.end_early(person=city.zhao, record=zhaos_fine, why=Why.WITHDRAWN, by=SYSTEM, now=NOON)
    last = max(
        records.outside_of(city.zhao, record, at=NOON).erase_on
        for record in (zhaos_fine, zhaos_licence)
    )
    over = start_of(add_months(first_of_month(last), 1))
    erasing.erase_due(by=SYSTEM, now=over)
    return Night(
        house=house,
        backup=backup,
        older_keys=older_keys,
        erased={city.fine, zhaos_fine, zhaos_licence},
        kept={city.licence},
    )


def test_three_ways_to_end_leave_nothing_to_read_in_the_house_itself(night):
    assert night.house.readable() == night.kept
    assert night.house.faults() == []


def test_with_the_keys_as_they_are_a_restored_backup_brings_nothing_back(night):
    with restored(night.backup) as database:
        house = night.house.at(database)
        back, faults = house.readable(), house.faults()

        done = house.replay()

        assert back & night.erased, "the attack is real: the backup holds what was erased"
        assert len(faults) > done == len(journal_lines(house))
        assert house.readable() == night.kept
        assert house.faults() == []


def test_with_keys_from_an_older_copy_it_brings_nothing_back_by_the_handbooks_commands(night):
    with restored(night.backup) as database:
        house = night.house.at(database).with_keys(night.older_keys)
        back = house.readable()
        before = house.run("erase", "verify", "--journal")

        done = house.run("erase", "replay")

        after = house.run("erase", "verify", "--journal")
        assert back == night.erased | night.kept, "the attack is real: all of it can be read"
        assert before.returncode == 1
        assert (done.returncode, done.stderr.count("erased again")) == (0, 1), done.stderr
        assert house.readable() == night.kept
        assert house.readable() & night.erased == set()
        assert (after.returncode, after.stdout.splitlines()[-1]) == (0, "Everything fits.")


@pytest.mark.parametrize("command", [("worker", "--once"), ("erase", "run", "--once")])
def test_whoever_begins_to_work_on_a_restored_backup_erases_again_first(night, command):
    with restored(night.backup) as database:
        house = night.house.at(database).with_keys(night.older_keys)

        done = house.run(*command)

        assert done.returncode == 0, done.stderr
        assert house.readable() == night.kept


def test_replaying_twice_leaves_what_replaying_once_leaves(night):
    with restored(night.backup) as database:
        house = night.house.at(database)
        house.replay()

        assert house.replay() == 0
        assert house.readable() == night.kept


def test_site_and_worker_may_replay_at_the_same_moment(night):
    with restored(night.backup) as database:
        house = night.house.at(database)
        with house.inside(), ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(in_a_thread, erasing.replay) for _ in range(2)]:
                done.result()

        assert house.readable() == night.kept
        assert house.faults() == []


def in_a_thread(replay):
    """Replay over a connection of the thread's own, and close it."""
    from django.db import connection

    try:
        return replay(by=SYSTEM, now=NOON)
    finally:
        connection.close()


def test_a_vault_from_an_older_copy_alone_brings_no_key_back(night):
    house = night.house.with_keys(night.older_keys)
    assert any("month" in name for name in returned_keys(night)), "the attack is real"

    faults = house.faults()

    done = house.replay()

    assert len(faults) == done > 0
    assert returned_keys(night) == set()
    assert house.faults() == []


def returned_keys(night: Night) -> set[str]:
    """Return which keys that this house destroyed lie in the older copy."""
    gone = {path.stem for path in night.house.keys.glob("*.destroyed")}
    return gone & {path.stem for path in night.older_keys.glob("*.key")}


def test_a_restored_record_tells_of_the_first_erasure_and_its_certificate_reads_as_before(night):
    line = journal_lines(night.house)[0]
    which = {"person": UUID(line["person"]), "record": UUID(line["record"])}
    issued = own_certificate(**which, by=SYSTEM, now=NOON).file
    with restored(night.backup) as database:
        house = night.house.at(database)
        house.replay()

        with house.inside():
            again = own_certificate(**which, by=SYSTEM, now=NOON).file

    assert again == issued


def journal_lines(house: House) -> list[dict[str, str]]:

    return [
        json.loads(line) for line in (house.journal / "erasures.jsonl").read_text().splitlines()
    ]


KILL = """
import os, signal, sys
from datetime import UTC, datetime
from uuid import UUID
from recourse.ground.actor import SYSTEM
from recourse.ground.keydir import KeyDirectory
from recourse.journeys import erasing
from recourse.journeys.destroy_key import destroy_key
from recourse.store import journal

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

after, what, *which = sys.argv[1:]
if after == "before the journal":
    journal.erasures().__class__.append = die
elif after == "between journal and database":
    journal.claim = die
elif after == "before the commit":
    from django.db import transaction
    from django.db.backends.base.base import BaseDatabaseWrapper
    BaseDatabaseWrapper.commit = die
now = datetime.fromisoformat(which.pop())
if what == "record":
    person, record = map(UUID, which)
    erasing.erase_record(person=person, record=record, by=SYSTEM, now=now)
else:
    destroy_key(name=which[0], by=SYSTEM, now=now)
"""
AFTER_THE_LINE = ["between journal and database", "before the commit"]


def killed(house: House, moment: str, what: str, *which: object) -> None:
    """Erase in a process that is killed at `moment`."""
    done = house.python(KILL, moment, what, *which)

    assert done.returncode == -9, done.stderr


@pytest.mark.parametrize("moment", AFTER_THE_LINE)
def test_a_process_killed_after_the_line_leaves_a_record_that_the_next_start_erases(city, moment):
    house = this_house()
    killed(house, moment, "record", city.wang, city.fine, NOON.isoformat())
    assert house.readable() == {city.fine, city.licence}
    assert len(house.faults()) == 2, "a line that was not done, a record that can be read"

    assert house.replay() == 1

    assert house.readable() == {city.licence}
    assert records.history_of(city.wang, city.fine)[-1].at == NOON


def test_a_process_killed_after_the_line_is_done_in_a_restored_backup_too(city, tmp_path):
    house, backup = this_house(), dump(tmp_path)
    older = copy_of(house.keys, "older-keys")
    killed(house, AFTER_THE_LINE[0], "record", city.wang, city.fine, NOON.isoformat())
    with restored(backup) as database:
        house = house.at(database).with_keys(older)

        house.replay()

        assert house.readable() == {city.licence}


def test_a_process_killed_before_the_line_has_erased_nothing_and_may_be_asked_again(city):
    house = this_house()
    killed(house, "before the journal", "record", city.wang, city.fine, NOON.isoformat())
    assert house.replay() == 0
    assert house.readable() == {city.fine, city.licence}

    erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)

    assert house.readable() == {city.licence}


def test_whoever_was_killed_after_the_line_may_be_asked_again_before_the_replay(city):
    house = this_house()
    killed(house, AFTER_THE_LINE[1], "record", city.wang, city.fine, NOON.isoformat())

    erasing.erase_record(person=city.wang, record=city.fine, by=SYSTEM, now=NOON)

    assert house.replay() == 1
    assert house.readable() == {city.licence}
    assert house.faults() == []
    erasures = [one for one in records.history_of(city.wang, city.fine) if one.kind == "erased"]
    assert len(erasures) == 1


@pytest.mark.parametrize("moment", AFTER_THE_LINE)
def test_a_process_killed_while_a_key_dies_leaves_a_key_that_the_next_start_destroys(city, moment):
    house = this_house()
    month = records.outside_of(city.lin, city.licence, at=NOON).key_month
    name = f"month-{month:%Y-%m}"
    over = start_of(add_months(month, 1))
    killed(house, moment, "key", name, over.isoformat())

    assert house.replay() == 1

    assert not (house.keys / f"{name}.key").exists()
    assert (house.keys / f"{name}.destroyed").exists()
    assert city.licence not in house.readable()


def test_identities_of_a_restored_backup_stay_readable_when_an_old_generation_dies_again(
    city, tmp_path
):
    """A destroyed generation would take the names of everybody in the backup with it."""
    house, backup = this_house(), dump(tmp_path)
    older = copy_of(house.keys, "older-keys")
    people.rotate_identity_keys(by=SYSTEM, now=NOON)
    people.retire_identity_key(name="identity-0001", by=SYSTEM, now=NOON)
    with restored(backup) as database:
        house = house.at(database).with_keys(older)

        assert house.replay() == 1

        with house.inside():
            assert people_queries.identity_of(city.lin).name == LIN.name
        assert not (older / "identity-0001.key").exists()


def test_what_the_backup_never_had_is_passed_over(city, tmp_path):
    backup, house = dump(tmp_path), this_house()
    hand_in(city.folder, FINE, [fine_row(ZHAO)], by=city.steward, signer=city.signer)
    zhao = person_of(ZHAO)
    (later,) = records.file_of(zhao, at=NOON)
    erasing.erase_record(person=zhao, record=later.id, by=SYSTEM, now=NOON)
    with restored(backup) as database:
        house = house.at(database)

        assert house.replay() == 1

        assert house.readable() == {city.fine, city.licence}
        assert house.faults() == []


def test_a_record_whose_own_day_erased_it_needs_no_line_for_every_backup_has_that_day(city):
    erase_on = records.outside_of(city.wang, city.fine, at=NOON).erase_on

    done = erasing.erase_due(by=SYSTEM, now=start_of(erase_on))

    assert done >= 1
    assert city.fine not in this_house().readable()
    journalled = {line.get("record") for line in journal_lines(this_house())}
    assert str(city.fine) not in journalled
    assert erase_on > date(2026, 11, 23) + timedelta(days=30)
    assert f"month-{erase_on:%Y-%m}" in vault().names(), "its month is not over yet"
