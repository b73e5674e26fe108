"""When a notice counts as served, when use may begin, and by when a person may still act.

The rules this module enforces:

* opening a notice serves it that day;
* whoever agreed to electronic service is served on the day after the message about it
  left for their address without failing (Civil Procedure Law art. 90, through
  Administrative Penalty Law art. 61);
* a posted letter is served `LETTER_DEEMED_DAYS` after it was posted, unless it came back;
* while a person has their letters held back, nothing leaves and nothing counts as served by itself;
  what had left before counts at the earliest on the first day after;
* nothing else serves: who cannot be reached keeps a record that nobody else sees;
* others may be shown an adverse record from the day after the notice days have run.
"""

from datetime import date, timedelta

from recourse.ground.calendar import WorkingDays, add_months
from recourse.ground.counted import Rolled
from recourse.notice.errors import HeldBackForNoDay, HeldBackLately, HeldBackTooLong
from recourse.notice.terms import Channel, HeldBack
from recourse.people.terms import Contact
from recourse.records.terms import RecordCard

LETTER_DEEMED_DAYS = 30
"""Days after posting until a letter counts as served.

A design value: the law takes the day on the return receipt (Civil Procedure Law art. 91),
which a spool does not have; so the longest time it deems service by at home is waited for
(art. 95, thirty days).
"""

ELECTRONIC_DEEMED_DAYS = 1
MOST_ATTEMPTS = 8
LONGEST_HELD_BACK_DAYS = 30
"""For so many days in a row letters are held back at the most; a design value."""

RECONSIDER_DAYS = 60
SUE_MONTHS = 6
_DAY = timedelta(days=1)


def last_notice_day(served_on: date, *, working_days: int, calendar: WorkingDays) -> date:
    """Return the last day on which nobody but the person may see the record.

    Law:
        Civil Code art. 201 (the day of service is not counted); charter G2.

    """
    return calendar.add(served_on, working_days)


def usable_from(served_on: date, *, working_days: int, calendar: WorkingDays) -> date:
    """Return the first day on which others may be shown the record."""
    return last_notice_day(served_on, working_days=working_days, calendar=calendar) + _DAY


def deemed_on(channel: Channel, *, sent_on: date, agreed: bool) -> date | None:
    """Return the day on which something sent counts as served; None is never by itself.

    Args:
        channel: How it was sent.
        sent_on: Day on which it left without failing.
        agreed: Whether the person had agreed to electronic service by then.

    Law:
        Civil Procedure Law art. 90, 91, 95.

    """
    if channel is Channel.LETTER:
        return sent_on + timedelta(days=LETTER_DEEMED_DAYS)
    if agreed and channel in {Channel.EMAIL, Channel.SMS}:
        return sent_on + timedelta(days=ELECTRONIC_DEEMED_DAYS)
    return None


def held_back(first_on: date, until_on: date, *, before: HeldBack | None, today: date) -> HeldBack:
    """Return for which days letters are held back, if that may be.

    As many days as the last time lasted lie before the next time, so that nobody is out of reach
    for good. While it runs, its end may be moved.

    Args:
        first_on: Today, unless it runs already.
        until_on: First day on which letters leave again.
        before: The last time, if there was one.
        today: Civil date.

    Raises:
        HeldBackForNoDay: The last day is over.
        HeldBackTooLong: More than `LONGEST_HELD_BACK_DAYS`.
        HeldBackLately: It is too early for another time.

    Law:
        PIPL art. 17 (told in a manner that reaches the person); charter G2.

    """
    if until_on <= today:
        raise HeldBackForNoDay
    if before is not None and not before.holds(today):
        again_on = before.until_on + (before.until_on - before.from_on)
        if today < again_on:
            raise HeldBackLately(again_on=again_on.isoformat())
    start = before.from_on if before is not None and before.holds(today) else first_on
    if (until_on - start).days > LONGEST_HELD_BACK_DAYS:
        raise HeldBackTooLong(days=LONGEST_HELD_BACK_DAYS)
    return HeldBack(from_on=start, until_on=until_on)


def counts_on(deemed_on: date, held: HeldBack | None) -> date:
    """Return the day on which something sent counts as served, now that letters may be held back.

    It never counts on a day on which they are, but for the first one: what counted from the
    beginning of the day on which they asked is not undone, whenever it is written down.
    """
    if held is None or not held.from_on < deemed_on < held.until_on:
        return deemed_on
    return held.until_on


def ways(contact: Contact, *, agreed: bool, on_paper: bool) -> list[Channel]:
    """Return the channels besides the inbox on which a person is told.

    Paper goes to whoever did not agree to electronic service, if something hangs on service:
    then `on_paper` is true.
    """
    found = []
    if contact.email:
        found.append(Channel.EMAIL)
    if contact.mobile:
        found.append(Channel.SMS)
    if contact.postal and on_paper and not agreed:
        found.append(Channel.LETTER)
    return found


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: 2, 4, 8 … minutes."""
    return timedelta(minutes=2**attempts)


def notice_hangs_on(record: RecordCard, *, calendar: WorkingDays) -> tuple[int, ...]:
    """Return the years without a notice on which the first day of use of a record hangs."""
    if record.noticed_on is None or record.usable_from_on is None:
        return ()
    return calendar.provisional_years(record.noticed_on, record.usable_from_on - _DAY)


def reconsider_term(served_on: date, *, calendar: WorkingDays) -> Rolled:
    """Return the last day to ask for administrative reconsideration of the decision, and why.

    Law:
        Administrative Reconsideration Law art. 20 (60 days); Civil Code art. 201, 203.

    """
    return calendar.roll(served_on + timedelta(days=RECONSIDER_DAYS))


def sue_term(served_on: date, *, calendar: WorkingDays) -> Rolled:
    """Return the last day to take the decision to court, and why.

    Law:
        Administrative Litigation Law art. 46 (six months); Civil Code art. 202, 203.

    """
    return calendar.roll(add_months(served_on, SUE_MONTHS))
