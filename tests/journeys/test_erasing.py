"""Everything ends: what is due is erased, one thing at a time, and what was begun is finished."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from recourse.attestation import actions as attestation
from recourse.faces.cli.erase import erase as command
from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import start_of
from recourse.journeys import erasing, tasks
from recourse.notice import actions as notices
from recourse.people.terms import Contact
from recourse.records import actions, queries
from recourse.records.errors import AlreadyOver
from recourse.records.terms import Happening, State, Why
from recourse.redress import actions as redress
from recourse.schemes import actions as schemes
from recourse.store import journal, queue
from recourse.store.keys import vault
from tests.notice.making import told, town
from tests.records.making import NOON, dates, entered, person

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_vault(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"
    settings.SPOOL_DIR = tmp_path / "spool"


def due(now, **how):
    return erasing.erase_due(by=SYSTEM, now=now, **how)


def contents(who, record, at=NOON):
    return queries.outside_of(who, record.id, at=at).has_contents


@pytest.mark.django_db
@pytest.mark.storage
def test_a_record_is_erased_on_its_day_and_not_a_second_before():
    chen = person("陈晓")
    new = entered(chen)
    day = start_of(new.erase_on)

    assert due(day - timedelta(seconds=1)) == 0
    assert contents(chen, new)
    assert due(day) == 1

    assert not contents(chen, new)
    last = queries.history_of(chen, new.id)[-1]
    assert (last.kind, last.at) == (Happening.ERASED, day)
    card = queries.record_of(chen, new.id, at=day)
    assert (card.state, card.ended_at, card.ends_on) == (State.ERASED, None, new.ends_on)
    assert due(day + DAY) == 0


@pytest.mark.django_db
def test_a_record_that_ended_early_is_erased_on_its_earlier_day_with_a_line():
    chen = person("陈晓")
    new = entered(chen)
    actions.end_early(person=chen, record=new.id, why=Why.WITHDRAWN, by=SYSTEM, now=NOON)
    day = start_of(queries.outside_of(chen, new.id, at=NOON).erase_on)

    due(day)

    (line,) = [one for one in journal.erasures().lines() if one.erased == "record"]
    assert line.facts["record"] == str(new.id)
    card = queries.outside_of(chen, new.id, at=day)
    assert (card.ended_why, card.ended_at, card.has_contents) == (Why.WITHDRAWN, NOON, False)


@pytest.mark.django_db
def test_a_job_takes_so_many_and_the_next_goes_on():
    chen = person("陈晓")
    on = [dates(decided_on=date(2026, 11, day), served_on=date(2026, 11, 20)) for day in (1, 2, 3)]
    new = [entered(chen, on=one) for one in on]
    last = start_of(max(one.erase_on for one in new))

    assert [due(last, limit=2), due(last, limit=2), due(last, limit=2)] == [2, 1, 0]

    assert not any(contents(chen, one) for one in new)


@pytest.mark.django_db
def test_what_is_due_longest_goes_first():
    chen, li = person("陈晓", sequence=1), person("李安", sequence=2)
    later = entered(chen)
    first = entered(li, on=dates(conduct_ended_on=date(2026, 5, 1)))

    due(start_of(later.erase_on), limit=1)

    assert (contents(li, first), contents(chen, later)) == (False, True)


@pytest.mark.slow
def test_the_key_of_a_month_or_a_delivery_goes_when_it_is_over_and_that_of_a_year_stays(committed):
    for name in ("month-2026-10", "month-2026-11", "delivery-2026-10", "year-2025", "receipt"):
        vault().named(name)

    assert due(datetime(2026, 11, 23, tzinfo=UTC)) == 2

    assert vault().destroyed() == ["delivery-2026-10", "month-2026-10"]
    assert {line.facts["key"] for line in journal.erasures().lines()} == set(vault().destroyed())
    assert {"month-2026-11", "year-2025", "receipt"} <= set(vault().names())


@pytest.mark.django_db
def test_a_letter_nobody_has_fetched_goes_with_its_record(tmp_path):
    case = told(town(), contact=Contact(postal="示例路1号"))
    notices.send_waiting(by=SYSTEM, now=NOON)
    notices.send_waiting(by=SYSTEM, now=NOON)
    assert len(list((tmp_path / "spool" / "letter").iterdir())) == 1

    erasing.erase_record(person=case.person, record=case.record, by=SYSTEM, now=NOON)

    assert list((tmp_path / "spool" / "letter").iterdir()) == []
    assert notices.serve_deemed(by=SYSTEM, now=NOON + 31 * DAY) == 1, "no letter, nothing to serve"


@pytest.mark.django_db
def test_nothing_is_erased_twice():
    chen = person("陈晓")
    new = entered(chen)
    erasing.erase_record(person=chen, record=new.id, by=SYSTEM, now=NOON)

    with pytest.raises(AlreadyOver):
        erasing.erase_record(person=chen, record=new.id, by=SYSTEM, now=NOON)

    assert len(journal.erasures().lines()) == 1
    assert due(start_of(new.erase_on)) == 0


@pytest.mark.django_db
def test_the_worker_asks_again_while_there_is_more(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "A_JOB", 1)
    monkeypatch.setattr(queue, "defer", asked.append)
    chen = person("陈晓")
    new = entered(chen)

    tasks.erase(now=start_of(new.erase_on))
    tasks.erase(now=start_of(new.erase_on))

    assert asked == ["erasing.run"]


@pytest.mark.django_db
def test_the_command_says_how_much_was_erased(monkeypatch):
    chen = person("陈晓")
    new = entered(chen)
    import time_machine

    with time_machine.travel(start_of(new.erase_on), tick=False):
        answer = CliRunner().invoke(command, ["run", "--once"])

    assert (answer.exit_code, answer.output) == (0, "erased: 1\n")
    assert not contents(chen, new)


def test_a_check_of_nothing_is_not_understood():
    assert CliRunner().invoke(command, ["verify"]).exit_code == 2


@pytest.mark.django_db
def test_whatever_the_journal_names_has_somebody_who_erases_it():
    assert set(erasing.ERASERS) == {
        journal.KEY,
        actions.JOURNALLED,
        redress.JOURNALLED,
        attestation.JOURNALLED,
        schemes.JOURNALLED,
    }
