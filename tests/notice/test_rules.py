"""When a notice counts as served, and what follows from that."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground.calendar import WorkingDays
from recourse.notice import rules
from recourse.notice.terms import Channel
from recourse.people.terms import Contact

CALENDAR = WorkingDays.load(settings.CALENDAR_DIR)
days = st.dates(date(2015, 1, 1), date(2026, 12, 31))


def test_ten_working_days_after_a_monday_in_november():
    served_on = date(2026, 11, 23)

    last = rules.last_notice_day(served_on, working_days=10, calendar=CALENDAR)
    first = rules.usable_from(served_on, working_days=10, calendar=CALENDAR)

    assert (last, first) == (date(2026, 12, 7), date(2026, 12, 8))


@given(days, st.integers(0, 30))
def test_use_begins_on_the_day_after_the_last_notice_day_and_never_on_the_day_of_service(on, n):
    last = rules.last_notice_day(on, working_days=n, calendar=CALENDAR)
    first = rules.usable_from(on, working_days=n, calendar=CALENDAR)

    assert first == last + timedelta(days=1) > on
    working = [on + timedelta(days=day) for day in range(1, (last - on).days + 1)]
    assert sum(map(CALENDAR.is_working, working)) == n


@given(days, days, st.integers(0, 30))
def test_later_service_never_lets_use_begin_earlier(one, other, n):
    early, late = sorted([one, other])

    assert rules.usable_from(early, working_days=n, calendar=CALENDAR) <= rules.usable_from(
        late, working_days=n, calendar=CALENDAR
    )


@pytest.mark.parametrize(
    ("channel", "agreed", "deemed"),
    [
        (Channel.EMAIL, True, date(2026, 11, 24)),
        (Channel.SMS, True, date(2026, 11, 24)),
        (Channel.EMAIL, False, None),
        (Channel.SMS, False, None),
        (Channel.INBOX, True, None),
        (Channel.LETTER, False, date(2026, 12, 23)),
    ],
)
def test_only_a_posted_letter_or_a_message_one_agreed_to_is_ever_deemed_served(
    channel, agreed, deemed
):
    assert rules.deemed_on(channel, sent_on=date(2026, 11, 23), agreed=agreed) == deemed


def test_paper_goes_to_whoever_did_not_agree_when_something_hangs_on_it():
    contact = Contact(email="a@example.org", mobile="13900000000", postal="示例路1号")

    assert rules.ways(contact, agreed=False, on_paper=True) == [
        Channel.EMAIL,
        Channel.SMS,
        Channel.LETTER,
    ]
    assert rules.ways(contact, agreed=True, on_paper=True) == [Channel.EMAIL, Channel.SMS]
    assert rules.ways(contact, agreed=False, on_paper=False) == [Channel.EMAIL, Channel.SMS]
    assert rules.ways(Contact(), agreed=False, on_paper=True) == []


def test_the_terms_against_the_decision_are_those_of_the_law():
    served_on = date(2026, 11, 16)

    assert rules.reconsider_term(served_on, calendar=CALENDAR).last_on == date(2027, 1, 15)
    assert rules.sue_term(served_on, calendar=CALENDAR).last_on == date(
        2027, 5, 17
    )  # the 16th is a Sunday


@given(days)
def test_a_persons_term_never_ends_on_a_day_off_and_never_early(served_on):
    until = rules.reconsider_term(served_on, calendar=CALENDAR).last_on

    assert CALENDAR.is_working(until)
    assert until >= served_on + timedelta(days=60)


def test_attempts_wait_twice_as_long_each_time():
    waits = [rules.wait_after(attempts) for attempts in range(1, rules.MOST_ATTEMPTS + 1)]

    assert waits[0] == timedelta(minutes=2)
    assert all(later == 2 * sooner for sooner, later in pairwise(waits))
