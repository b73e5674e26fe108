"""Gate and log hold as many look-ups, every day, for every agency; whoever touches one is found."""

import asyncio
import json
import logging
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from recourse.disclosure import comparing, queries, tasks
from recourse.disclosure.comparing import Both
from recourse.disclosure.errors import NoSuchPeriod, YearIsClosed
from recourse.disclosure.rules import Day
from recourse.faces.api.errors import Malformed
from recourse.faces.cli.ledger import ledger as command
from recourse.ground import identifiers
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date, end_of, start_of
from recourse.ground.keydir import KeyDestroyed, KeyDirectory
from recourse.journeys.look_up import look_up_many
from recourse.ledger import actions as ledger
from recourse.ledger import sequencer
from tests.conftest import owner
from tests.disclosure import town as the_town
from tests.disclosure.town import NOON, TEACHING, Town, ask
from tests.residents import LIN, STRANGER, WANG

ON = date(2026, 11, 23)
A_DAY = timedelta(days=1)
MOMENT = timedelta(milliseconds=1)
NEXT_MORNING = end_of(ON) + timedelta(minutes=1)
SAFETY_AGENCY = identifiers.credit_code(sequence=1)


@pytest.fixture
def town(committed) -> Town:
    return the_town.found(NOON - 2 * A_DAY)


def look_up(town: Town, *asks, now=NOON) -> None:
    async def carry() -> None:
        trips = await queries.connect()
        try:
            day = Day(town.day.catalogue, civil_date(now))
            await look_up_many(asks, connection=trips, day=day, slot=1, now=now)
        finally:
            await trips.close()

    asyncio.run(carry())


def number_what_waits() -> None:
    with sequencer.connect() as numbering:
        sequencer.drain(numbering, now=NOON)


def three(town: Town) -> None:
    """One answered, one about somebody unknown, one refused; by one agency."""
    look_up(town, ask(WANG), ask(STRANGER), ask(WANG, purpose=TEACHING))


def past_the_house(sql: str, *arguments: object) -> None:
    with owner() as attacker:
        done = attacker.execute(sql, arguments or None)
        assert done.rowcount == 1


@pytest.mark.parametrize("numbered", [False, True])
def test_every_question_counts_answered_missed_or_refused_waiting_or_numbered(town, numbered):
    three(town)
    look_up(town, ask(LIN, client="school-1", purpose=TEACHING))
    ledger.note(kind="own-file", tag=b"t" * 16, by=SYSTEM, now=NOON, facts={})
    if numbered:
        number_what_waits()

    compared = comparing.compare(ON)

    assert compared.of(town.safety_agency) == Both(3, 3)
    assert (compared.counted, compared.found, compared.fits) == (4, 4, True)


def test_a_machine_that_is_not_on_the_list_and_a_question_about_nobody_count_too(town):
    look_up(town, ask(WANG, client="gone-1"), ask(None, fault=Malformed()))

    compared = comparing.compare(ON)

    assert compared.of(UUID(int=0)) == Both(1, 1)
    assert (compared.counted, compared.fits) == (2, True)


def test_a_day_begins_and_ends_at_midnight_in_china(town):
    for at in (start_of(ON) - MOMENT, start_of(ON), end_of(ON) - MOMENT, end_of(ON)):
        look_up(town, ask(WANG), now=at)

    days = [comparing.compare(ON + A_DAY * step) for step in (-1, 0, 1)]

    assert [(day.counted, day.found) for day in days] == [(1, 1), (2, 2), (1, 1)]


ATTACKS = {
    "an entry is deleted": "DELETE FROM ledger_entry WHERE leaf_index ="
    " (SELECT max(leaf_index) FROM ledger_entry)",
    "an entry is moved to another day": "UPDATE ledger_entry SET entry_id ="
    " '01900000-0000-7000-8000-000000000000' WHERE leaf_index ="
    " (SELECT max(leaf_index) FROM ledger_entry)",
    "a look-up is taken off the counter": "UPDATE look_ups_spent SET spent = spent - 1",
    "what an entry says is destroyed": "UPDATE ledger_entry SET sealed = 'x' WHERE leaf_index ="
    " (SELECT max(leaf_index) FROM ledger_entry)",
    "an entry is put in twice": "INSERT INTO ledger_entry SELECT log_id, leaf_index + 1, entry_id,"
    " person_tag, at, key_id, sealed, commitment FROM ledger_entry WHERE leaf_index ="
    " (SELECT max(leaf_index) FROM ledger_entry)",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_whoever_touches_the_log_or_the_counter_makes_the_day_not_fit(town, attack):
    three(town)
    number_what_waits()

    past_the_house(attack)

    compared = comparing.compare(ON)
    assert not compared.fits
    assert not compared.of(town.safety_agency).fits


def test_a_copy_of_another_days_entry_does_not_fill_a_gap(town):
    look_up(town, ask(WANG), now=NOON - A_DAY)
    look_up(town, ask(WANG))
    number_what_waits()

    past_the_house(
        "UPDATE ledger_entry e SET sealed = o.sealed, commitment = o.commitment"
        " FROM ledger_entry o WHERE e.leaf_index = (SELECT max(leaf_index) FROM ledger_entry)"
        " AND o.leaf_index = e.leaf_index - 1"
    )

    assert comparing.compare(ON).of(town.safety_agency) == Both(1, 0)


def test_one_agencys_gap_is_not_filled_by_anothers_surplus(town):
    look_up(town, ask(WANG), ask(LIN, client="school-1", purpose=TEACHING))
    past_the_house("UPDATE look_ups_spent SET spent = 2 WHERE agency_id = %s", town.safety_agency)
    past_the_house("UPDATE look_ups_spent SET spent = 0 WHERE agency_id <> %s", town.safety_agency)

    compared = comparing.compare(ON)

    assert (compared.counted, compared.found) == (2, 2)
    assert not compared.fits


def test_a_day_is_compared_once_when_it_is_over(town):
    three(town)
    assert comparing.standing(now=NOON) is None
    assert comparing.due(now=end_of(ON) - MOMENT) == [ON - A_DAY]

    assert comparing.due(now=end_of(ON)) == [ON]
    tasks.compare(now=NEXT_MORNING)
    tasks.compare(now=NEXT_MORNING)

    standing = comparing.standing(now=NEXT_MORNING)
    assert standing.fits
    assert standing.newest == (ON, NEXT_MORNING, 3, 3, True)


def test_days_that_the_worker_missed_are_compared_later(town):
    tasks.compare(now=NEXT_MORNING)
    late = NEXT_MORNING + 3 * A_DAY

    assert comparing.standing(now=late).is_late
    assert comparing.due(now=late) == [ON + A_DAY, ON + 2 * A_DAY, ON + 3 * A_DAY]

    tasks.compare(now=late)
    assert comparing.standing(now=late).fits


def test_a_day_that_does_not_fit_is_said_aloud_stays_and_is_compared_again(town, caplog):
    three(town)
    past_the_house("UPDATE look_ups_spent SET spent = 4")
    with caplog.at_level(logging.ERROR):
        tasks.compare(now=NEXT_MORNING)
    assert "on 2026-11-23 the gate counted 4 look-ups and the log holds 3" in caplog.text

    assert comparing.due(now=NEXT_MORNING + timedelta(hours=23)) == []
    tomorrow = NEXT_MORNING + A_DAY
    tasks.compare(now=tomorrow)
    standing = comparing.standing(now=tomorrow)
    assert standing.newest.fits
    assert [(one.day, one.compared_at) for one in standing.differing] == [(ON, tomorrow)]

    past_the_house("UPDATE look_ups_spent SET spent = 3")
    tasks.compare(now=tomorrow + A_DAY)
    assert comparing.standing(now=tomorrow + A_DAY).fits
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM look_ups_compared WHERE day = %s", [ON])
        assert cursor.fetchone() == (3,)


@pytest.mark.parametrize("table", ["look_ups_compared", "look_ups_compared_of_agency"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET counted = found", "DELETE FROM {}"])
def test_the_application_cannot_change_what_was_compared(town, table, deed):
    from recourse.store.dsn import dsn

    with (
        psycopg.connect(dsn(role="recourse_app")) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute(deed.format(table))


def test_an_agency_is_told_of_its_own_days_alone(town):
    three(town)
    look_up(town, ask(LIN, client="school-1", purpose=TEACHING))
    tasks.compare(now=NEXT_MORNING)

    (own,) = comparing.of_agency(town.safety_agency, since=ON, until=ON + A_DAY)
    (nobodys,) = comparing.of_agency(UUID(int=7), since=ON, until=ON + A_DAY)

    assert (own.day, own.compared_at, own.both) == (ON, NEXT_MORNING, Both(3, 3))
    assert nobodys.both == Both(0, 0)
    assert comparing.of_agency(town.safety_agency, since=ON + A_DAY, until=ON + 2 * A_DAY) == []


@pytest.mark.parametrize("length", [-1, 0, 367])
def test_a_period_that_is_none_is_refused(length):
    with pytest.raises(NoSuchPeriod):
        comparing.days(since=ON, until=ON + A_DAY * length)
    assert len(comparing.days(since=ON, until=ON + A_DAY * 366)) == 366


def reconcile(*words: str):
    return CliRunner().invoke(command, ["reconcile", "--agency", SAFETY_AGENCY, *words])


def test_the_command_names_the_days_that_differ(town):
    three(town)
    period = ("--from", "2026-11-22", "--until", "2026-11-24")

    sound = reconcile(*period)
    past_the_house("UPDATE look_ups_spent SET spent = 5")
    broken = reconcile(*period, "--json")

    assert sound.exit_code == 0
    assert [line.split()[-1] for line in sound.stdout.splitlines()] == ["fits", "fits"]
    told = json.loads(broken.stdout)
    assert (broken.exit_code, told["differing"]) == (1, ["2026-11-23"])
    assert told["days"][1] == {"day": "2026-11-23", "counted": 5, "found": 3, "fits": False}


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-11-24", "--until", "2026-11-23"),
        ("--from", "2026-11-24", "--until", "2026-11-25", "--agency", "NONE"),
    ],
)
def test_the_command_refuses_in_both_languages(town, words):
    told = reconcile(*words)

    assert told.exit_code == 1
    assert "。" in told.stderr
    assert ". " in told.stderr


def test_a_year_whose_key_is_destroyed_is_not_said_to_differ(town, monkeypatch):
    three(town)
    past_the_house("UPDATE look_ups_spent SET spent = 4")
    tasks.compare(now=NEXT_MORNING)

    def gone(*_: object) -> bytes:
        raise KeyDestroyed(name="year-2026")

    monkeypatch.setattr(KeyDirectory, "year_key", gone)
    with pytest.raises(YearIsClosed):
        comparing.compare(ON)
    told = reconcile("--from", "2026-11-23", "--until", "2026-11-24")
    tasks.compare(now=NEXT_MORNING + A_DAY)

    assert (told.exit_code, "destroyed" in told.stderr) == (1, True)
    (differing,) = comparing.standing(now=NEXT_MORNING + A_DAY).differing
    assert differing.compared_at == NEXT_MORNING


def test_a_comparison_belongs_to_the_transaction(town):
    from recourse.disclosure import actions

    with transaction.atomic():
        actions.keep_comparison(compared=comparing.compare(ON), by=SYSTEM, now=NOON)
        transaction.set_rollback(True)

    assert comparing.standing(now=NOON) is None
