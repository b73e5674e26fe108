"""Civil dates and working days of China.

The rules this module enforces:

* a civil date is the date in Asia/Shanghai at that instant;
* the day something starts is not counted (Civil Code art. 201);
* a period in months ends on the corresponding day, or on the last day of the month where
  there is none (Civil Code art. 202);
* working days are those of the State Council's yearly notice; a year without a notice is
  provisional: weekends and statutory days off only.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

CHINA = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_SATURDAY = 5


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


class YearStatus(StrEnum):
    """Where the working days of a year come from."""

    NOTICE = "notice"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The working days of one year, as far as they differ from Monday to Friday."""

    year: int
    status: YearStatus
    source: str
    days_off: frozenset[date]
    working_weekends: frozenset[date]

    def __post_init__(self) -> None:
        """Refuse days of another year, and a working day that no weekend gave up."""
        days = self.days_off | self.working_weekends
        if any(on.year != self.year for on in days):
            raise ValueError(f"the calendar of {self.year} names a day of another year")
        if any(on.weekday() < _SATURDAY for on in self.working_weekends):
            raise ValueError(f"{self.year}: a working weekend must be a Saturday or Sunday")
        if self.days_off & self.working_weekends:
            raise ValueError(f"{self.year}: a day cannot be both off and working")


def read_year(path: Path) -> Year:
    """Read one year's file.

    Raises:
        ValueError: The file does not say what a year's file must say.

    """
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Year(
            year=int(raw["year"]),
            status=YearStatus(raw["status"]),
            source=str(raw["source"]),
            days_off=frozenset(_dates(on for off in raw["days_off"] for on in off["dates"])),
            working_weekends=frozenset(_dates(raw["working_weekends"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: {error!r}") from error


def _dates(values: Iterable[object]) -> Iterable[date]:
    """Pass dates on and refuse everything else."""
    for value in values:
        if type(value) is not date:
            raise TypeError(f"{value!r} is not a date")
        yield value


class WorkingDays:
    """Which days are working days, and how to count them."""

    def __init__(self, years: Iterable[Year]) -> None:
        """Keep the exceptions of `years`; every other day goes by its weekday."""
        self._years: Mapping[int, Year] = {year.year: year for year in years}
        self._days_off = frozenset[date]().union(*(y.days_off for y in self._years.values()))
        self._working_weekends = frozenset[date]().union(
            *(y.working_weekends for y in self._years.values())
        )

    @classmethod
    def load(cls, folder: Path) -> "WorkingDays":
        """Read every `YYYY.yaml` in `folder`.

        Raises:
            ValueError: A file does not say what a year's file must say.

        """
        return cls(read_year(path) for path in sorted(folder.glob("[0-9][0-9][0-9][0-9].yaml")))

    @property
    def years(self) -> Mapping[int, Year]:
        """The years that have a file."""
        return self._years

    def is_working(self, on: date) -> bool:
        """Whether `on` is a working day."""
        if on.weekday() < _SATURDAY:
            return on not in self._days_off
        return on in self._working_weekends

    def add(self, on: date, days: int) -> date:
        """Return the last of `days` working days after `on`; `on` itself is not counted.

        Args:
            on: Day on which the period starts to run.
            days: Working days, 0 or more; 0 is `on` itself.

        Raises:
            ValueError: `days` is negative.

        Law:
            Civil Code art. 201 (the day it starts is not counted).

        """
        if days < 0:
            raise ValueError(f"days must be 0 or more, got {days}")
        while days:
            on += _DAY
            days -= self.is_working(on)
        return on

    def is_provisional(self, year: int) -> bool:
        """Whether the State Council's notice for `year` has not been loaded."""
        known = self._years.get(year)
        return known is None or known.status is YearStatus.PROVISIONAL
