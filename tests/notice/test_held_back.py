"""Letters held back for some days: nothing leaves, nothing is served, nobody loses a right."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date, start_of
from recourse.ledger import queries as ledger
from recourse.notice import actions, queries, rules
from recourse.notice.errors import (
    HeldBackForNoDay,
    HeldBackLately,
    HeldBackTooLong,
    NotHeldBack,
)
from recourse.notice.terms import HeldBack, Served
from recourse.people import queries as people
from recourse.people.terms import Contact
from recourse.records import queries as files
from recourse.records.terms import State
from recourse.store.gate import one_person
from tests.notice import making
from tests.notice.making import told
from tests.records.making import NOON, TODAY, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
EMAIL = Contact(email="chen@example.org")
PAPER = Contact(postal="示例市市北区一号")
UNTIL = TODAY + 10 * DAY


@pytest.fixture
def bureau():
    return making.town()


@pytest.fixture
def spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path
    return tmp_path


def hold(who, until_on=UNTIL, *, now=NOON) -> HeldBack:
    return actions.hold_back(person=who, until_on=until_on, by=SYSTEM, now=now)


def worker(now: datetime) -> None:
    """Do what the worker does at an instant."""
    actions.serve_deemed(by=SYSTEM, now=now)
    actions.send_waiting(by=SYSTEM, now=now)


def served(case):
    return queries.notice_of(case.person, case.notice).served_on


def state_at(case, at):
    return files.outside_of(case.person, case.record, at=at).state


def test_nothing_leaves_before_the_first_instant_of_the_day_after(bureau, spool):
    case = told(bureau, contact=EMAIL, agreed=True)
    hold(case.person)

    for at in (NOON, NOON + DAY, start_of(UNTIL) - SECOND):
        worker(at)
        assert mail.outbox == []
    worker(start_of(UNTIL))

    assert len(mail.outbox) == 1
    assert served(case) is None
    worker(start_of(UNTIL + DAY))
    assert served(case) == UNTIL + DAY


def test_what_the_person_was_not_told_of_is_seen_by_nobody_meanwhile(bureau, spool):
    case = told(bureau, contact=EMAIL, agreed=True)
    hold(case.person, TODAY + 30 * DAY)

    for days in range(60):
        worker(NOON + days * DAY)

    served_on = TODAY + 31 * DAY
    usable = files.outside_of(case.person, case.record, at=NOON).usable_from_on
    assert served(case) == served_on
    assert usable > served_on + 13 * DAY, "ten working days after service"
    assert state_at(case, start_of(usable) - SECOND) is State.UNSEEN
    assert state_at(case, start_of(usable)) is State.STANDING


def test_what_left_shortly_before_counts_on_the_first_day_after(bureau, spool):
    case = told(bureau, contact=EMAIL, agreed=True)
    worker(NOON)
    hold(case.person, now=NOON + SECOND)

    for at in (NOON + DAY, start_of(UNTIL) - SECOND):
        worker(at)
        assert served(case) is None
    worker(start_of(UNTIL) + 5 * DAY)

    assert served(case) == UNTIL


def test_a_paper_letter_that_is_on_its_way_does_not_serve_meanwhile(bureau, spool):
    case = told(bureau, contact=PAPER)
    worker(NOON)
    late = NOON + 25 * DAY
    hold(case.person, civil_date(late) + 10 * DAY, now=late)

    worker(NOON + 31 * DAY)
    before = served(case)
    worker(late + 10 * DAY)

    assert before is None
    assert served(case) == civil_date(late) + 10 * DAY


@pytest.mark.parametrize("ran_first", [True, False])
def test_what_counted_that_morning_counts_whether_or_not_the_worker_had_run(
    bureau, spool, ran_first
):
    case = told(bureau, contact=EMAIL, agreed=True)
    worker(NOON)
    if ran_first:
        worker(NOON + DAY - timedelta(hours=1))

    hold(case.person, now=NOON + DAY)
    worker(NOON + DAY + SECOND)

    assert served(case) == TODAY + DAY


def test_opening_a_letter_serves_it_as_always(bureau, spool):
    case = told(bureau, contact=EMAIL, agreed=True)
    hold(case.person)

    actions.open_notice(person=case.person, notice=case.notice, by=SYSTEM, now=NOON + DAY)

    notice = queries.notice_of(case.person, case.notice)
    assert (notice.served_on, notice.served_how) == (TODAY + DAY, Served.OPENED)


def test_letters_come_again_at_once_when_the_person_says_so(bureau, spool):
    case = told(bureau, contact=EMAIL, agreed=True)
    hold(case.person)
    worker(NOON)

    actions.let_come(person=case.person, by=SYSTEM, now=NOON + DAY)
    worker(NOON + DAY)

    assert len(mail.outbox) == 1
    worker(NOON + 2 * DAY)
    assert served(case) == TODAY + 2 * DAY
    log = [str(entry.kind) for entry in ledger.entries_of(people.tag_of(case.person))]
    assert log.count("letters-held-back") == log.count("letters-let-come") == 1


def test_other_people_get_their_letters(bureau, spool):
    chen = told(bureau, contact=EMAIL, agreed=True)
    li = told(bureau, sequence=2, name="李雷", contact=Contact(email="li@example.org"), agreed=True)
    hold(chen.person)

    worker(NOON)

    assert [message.to for message in mail.outbox] == [["li@example.org"]]
    assert queries.held_back_of(li.person) is None


@pytest.mark.parametrize(
    ("until_on", "refused"),
    [
        (TODAY, HeldBackForNoDay),
        (TODAY - DAY, HeldBackForNoDay),
        (TODAY + 31 * DAY, HeldBackTooLong),
        (date.max, HeldBackTooLong),
    ],
)
def test_it_is_for_one_to_thirty_days(until_on, refused):
    chen = person("陈晓")

    with pytest.raises(refused):
        hold(chen, until_on)

    assert queries.held_back_of(chen) is None
    assert hold(chen, TODAY + 30 * DAY).until_on == TODAY + 30 * DAY


def test_while_it_runs_the_last_day_may_be_moved_but_the_thirty_days_stay():
    chen = person("陈晓")
    hold(chen, TODAY + 10 * DAY)

    moved = hold(chen, TODAY + 30 * DAY, now=NOON + 9 * DAY)

    assert moved == HeldBack(from_on=TODAY, until_on=TODAY + 30 * DAY)
    with pytest.raises(HeldBackTooLong):
        hold(chen, TODAY + 31 * DAY, now=NOON + 9 * DAY)


def test_as_many_days_lie_before_the_next_time_and_one_second_decides():
    chen = person("陈晓")
    hold(chen, TODAY + 10 * DAY)
    again = start_of(TODAY + 20 * DAY)

    with pytest.raises(HeldBackLately) as refused:
        hold(chen, TODAY + 25 * DAY, now=again - SECOND)

    assert refused.value.facts == {"again_on": "2026-12-13"}
    assert hold(chen, TODAY + 25 * DAY, now=again).from_on == TODAY + 20 * DAY


def test_what_is_not_held_back_is_not_ended():
    chen = person("陈晓")
    with pytest.raises(NotHeldBack):
        actions.let_come(person=chen, by=SYSTEM, now=NOON)
    hold(chen)

    with pytest.raises(NotHeldBack):
        actions.let_come(person=chen, by=SYSTEM, now=start_of(UNTIL))


def test_not_even_past_the_action_is_it_for_longer():
    chen = person("陈晓")
    row = "INSERT INTO letters_held_back_of_one VALUES (%s, %s, %s)"

    with (
        pytest.raises(IntegrityError, match="letters_held_back_for_days"),
        transaction.atomic(),
        one_person(chen),
        connection.cursor() as cursor,
    ):
        cursor.execute(row, [chen, TODAY, TODAY + 31 * DAY])


days = st.dates(date(2026, 1, 1), date(2028, 1, 1))


@given(days, days, st.integers(0, 30))
def test_holding_back_never_makes_anything_count_earlier(deemed_on: date, start: date, length: int):
    held = HeldBack(from_on=start, until_on=start + length * DAY)

    counts = rules.counts_on(deemed_on, held)

    assert counts >= deemed_on
    assert counts == start or not held.holds(counts)
