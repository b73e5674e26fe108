"""Civil dates and working days of China.

The rules this module enforces:

* a civil date is the date in Asia/Shanghai at that instant;
* the day something starts is not counted (Civil Code art. 201);
* a period in months ends on the corresponding day, or on the last day of the month where
  there is none (Civil Code art. 202);
* a person's own term that would end on a day off ends on the next working day; a last day
  ends at 24:00, or at close of business where there is one (Civil Code art. 203);
* the end of a disclosure never moves to a later day: it is no term in which anybody must act;
* working days are those of the State Council's yearly notice; a year without a notice is
  provisional: weekends and statutory days off only.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from recourse.ground import year_files
from recourse.ground.counted import Counted, DayKind, Deadline, Rolled, stretches
from recourse.ground.words import Words
from recourse.ground.years import REACH, SATURDAY, Year, YearStatus

CHINA = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


def civil_date(at: datetime) -> date:
    """Return the date in China at the instant `at`.

    Raises:
        ValueError: `at` is naive; an instant without its zone has no date.

    """
    if at.tzinfo is None:
        raise ValueError("an aware instant is needed")
    return at.astimezone(CHINA).date()


def start_of(on: date) -> datetime:
    """Return the instant (UTC) at which the civil date `on` begins in China."""
    return datetime.combine(on, time.min, CHINA).astimezone(UTC)


def end_of(on: date, *, closes: time | None = None) -> datetime:
    """Return the instant (UTC) at which a term whose last day is `on` has run out.

    Args:
        on: The last day.
        closes: Close of business in China, where something can be done in business hours only;
            without it the day ends at 24:00.

    Law:
        Civil Code art. 203.

    """
    if closes is None:
        return start_of(on + _DAY)
    return datetime.combine(on, closes, CHINA).astimezone(UTC)


@lru_cache(maxsize=65_536)  # the rows of a file share a few hundred days
def add_months(on: date, months: int) -> date:
    """Return the corresponding day `months` later, or the last day of that month.

    Law:
        Civil Code art. 202.

    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def first_of_month(on: date) -> date:
    """Return the first day of the month of `on`."""
    return on.replace(day=1)


class WorkingDays:
    """Which days are working days, and how to count them."""

    def __init__(self, years: Iterable[Year]) -> None:
        """Keep the exceptions of `years`; every other day goes by its weekday."""
        self._years: Mapping[int, Year] = {year.year: year for year in years}
        self._names: dict[date, Words] = {}
        for year in self._years.values():
            self._names.update(year.days_off)
        self._days_off = frozenset(self._names)
        self._working_weekends = frozenset[date]().union(
            *(year.working_weekends for year in self._years.values())
        )

    @classmethod
    def load(cls, folder: Path) -> "WorkingDays":
        """Read every `YYYY.yaml` in `folder`.

        Raises:
            Unreadable: A file does not say what a year's file must say.

        """
        return cls(year_files.read_year(path) for path in year_files.files_of(folder))

    @property
    def years(self) -> Mapping[int, Year]:
        """The years that have a file."""
        return self._years

    def is_working(self, on: date) -> bool:
        """Whether `on` is a working day."""
        if on.weekday() < SATURDAY:
            return on not in self._days_off
        return on in self._working_weekends

    def kind(self, on: date) -> DayKind:
        """Return what `on` is: a working day, one worked for another, a weekend, a day off."""
        if self.is_working(on):
            return DayKind.WORKING if on.weekday() < SATURDAY else DayKind.MAKE_UP
        return DayKind.DAY_OFF if on in self._days_off else DayKind.WEEKEND

    def add(self, on: date, days: int) -> date:
        """Return the last of `days` working days after `on`; `on` itself is not counted.

        Args:
            on: Day on which the period starts to run.
            days: Working days, 0 or more; 0 is `on` itself.

        Raises:
            ValueError: `days` is negative.
            OverflowError: The day lies beyond the year 9999.

        Law:
            Civil Code art. 201 (the day it starts is not counted).

        """
        if days < 0:
            raise ValueError(f"days must be 0 or more, got {days}")
        off, weekends = self._days_off, self._working_weekends
        while days:  # `is_working`, written out: this is on hot paths
            on += _DAY
            days -= on not in off if on.weekday() < SATURDAY else on in weekends
        return on

    def count(self, on: date, days: int) -> Counted:
        """Return the same day as `add`, and how it was counted.

        Raises:
            ValueError: `days` is negative.
            OverflowError: The day lies beyond the year 9999.

        """
        last = self.add(on, days)
        return Counted(
            start_on=on,
            working_days=days,
            last_on=last,
            stretches=stretches(self._kinds(on, last)),
            provisional=self.provisional_years(on, last),
        )

    def next_working(self, on: date) -> date:
        """Return `on`, or the first working day after it.

        A person's own term ends no earlier; nothing else moves by this rule.

        Law:
            Civil Code art. 203.

        """
        while not self.is_working(on):
            on += _DAY
        return on

    def roll(self, on: date) -> Rolled:
        """Return the same day as `next_working`, and why it is that day."""
        last = self.next_working(on)
        skipped = self._kinds(on - _DAY, last - _DAY)
        return Rolled(
            term_on=on,
            last_on=last,
            stretches=stretches(skipped),
            provisional=self.provisional_years(on - _DAY, last),
        )

    def _kinds(self, after: date, until: date) -> Iterator[tuple[date, DayKind, Words | None]]:
        """Yield each day after `after` up to `until` with what it is and what it is called."""
        while after < until:
            after += _DAY
            kind = self.kind(after)
            yield after, kind, self._names[after] if kind is DayKind.DAY_OFF else None

    def is_provisional(self, year: int) -> bool:
        """Whether the State Council's notice for `year` has not been loaded."""
        known = self._years.get(year)
        return known is None or known.status is YearStatus.PROVISIONAL

    def provisional_years(self, after: date, until: date) -> tuple[int, ...]:
        """Return the years without a notice on which the days after `after` to `until` hang.

        The last week of December hangs on the notice of the next year as well: New Year's
        Day may take days from it, or have a weekend in it worked.
        """
        if until <= after:
            return ()
        first = (after + _DAY).year
        last = until.year + (until > date(until.year, 12, 31) - REACH)
        return tuple(year for year in range(first, last + 1) if self.is_provisional(year))


class Whose(StrEnum):
    """Who has to act by a deadline."""

    AUTHORITY = "authority"
    PERSON = "person"


def deadline(*, start_at: datetime, working_days: int, calendar: WorkingDays) -> Deadline:
    """Return the deadline of so many working days after the day of an instant in China.

    Args:
        start_at: Instant at which the term starts to run; its day is not counted.
        working_days: How many working days it lasts, 0 or more.
        calendar: Which days are working days.

    Raises:
        ValueError: `start_at` is naive, or `working_days` negative.

    Law:
        Civil Code art. 201, 203 (the last day ends at 24:00).

    """
    counted = calendar.count(civil_date(start_at), working_days)
    return Deadline(due_on=counted.last_on, due_at=end_of(counted.last_on), counted=counted)


def recomputed(*, old_due_on: date, new_due_on: date, whose: Whose) -> date:
    """Return the last day that holds once a notice has been loaded, never worse for the person.

    What the authority must do is due earlier at most, for its silence decides for the
    person; what the person may do can be done later at most.

    Args:
        old_due_on: The last day as it was told.
        new_due_on: The last day as it is counted now.
        whose: Who has to act.

    Law:
        Charter G4.

    """
    choose = min if whose is Whose.AUTHORITY else max
    return choose(old_due_on, new_due_on)
