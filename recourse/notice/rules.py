"""When a notice counts as served, when use may begin, and by when a person may still act.

The rules this module enforces:

* opening a notice serves it that day;
* whoever agreed to electronic service is served on the day after the message about it
  left for their address without failing (Civil Procedure Law art. 90, through
  Administrative Penalty Law art. 61);
* a posted letter is served `LETTER_DEEMED_DAYS` after it was posted, unless it came back;
* nothing else serves: who cannot be reached keeps a record that nobody else sees;
* others may be shown an adverse record from the day after the notice days have run.
"""

from datetime import date, timedelta

from recourse.ground.calendar import WorkingDays, add_months
from recourse.ground.counted import Rolled
from recourse.notice.terms import Channel
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
