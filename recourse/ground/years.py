"""The days off of one year, and what a year that has its notice must add up to.

The rules this module enforces:

* a year holds one notice of the State Council: its days off with their names, the weekends
  worked for them, and who says so; a year without a notice is provisional and knows the
  statutory days only;
* a notice may reach back into the last week of December, for New Year's Day;
* a notice gives exactly as many working days off as the law does, so a day forgotten or
  added shows; days given besides, by a notice of their own, are counted as such.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from recourse.ground.words import Words

REACH = timedelta(days=7)
"""How far before 1 January a notice may reach; since 2004 it was three days at most."""

SATURDAY = 5
ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
STATUTORY = ((2025, 13), (2008, 11), (0, 10))
"""Days off that the law gives everybody, and since which year."""


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
    days_off: Mapping[date, Words]
    working_weekends: frozenset[date]
    extra_days_off: int = 0

    @property
    def given(self) -> int:
        """Return how many working days the year gives off, less the weekends worked for them."""
        off = sum(on.weekday() < SATURDAY for on in self.days_off)
        return off - len(self.working_weekends)


def is_within(on: date, year: int) -> bool:
    """Whether the notice for `year` may speak of `on`."""
    return on.year == year or (on.year == year - 1 and (on + REACH).year == year)


def statutory_days(year: int) -> int:
    """Return how many days off the law gives everybody in `year`.

    Law:
        Measures on Days Off for Festivals and Commemorations art. 2, as amended for 2008 and 2025.

    """
    return next(days for since, days in STATUTORY if year >= since)


def doubts(year: Year) -> Iterator[tuple[str, Words]]:
    """Yield why a year cannot be right, each with the key of its file that is at fault."""
    for month, day in ALWAYS_OFF:
        on = date(year.year, month, day)
        if on not in year.days_off:
            zh, en = f"缺少法定节假日{on}。", f"The statutory day off {on} is missing."
            yield "days_off", Words(zh=zh, en=en)
    due = statutory_days(year.year) + year.extra_days_off
    if year.status is YearStatus.PROVISIONAL:
        if year.working_weekends:
            zh, en = "没有通知，就没有调休上班。", "Without a notice no weekend is worked."
            yield "working_weekends", Words(zh=zh, en=en)
    elif year.given != due:
        zh = f"放假的工作日减去调休上班日为{year.given}天，应为{due}天。"
        en = f"Working days off, less weekends worked, come to {year.given}, not {due}."
        yield "days_off", Words(zh=zh, en=en)


def contradictions(before: Year, after: Year) -> Iterator[tuple[date, Words]]:
    """Yield the days that two notices that follow each other call both off and working."""
    both = before.days_off.keys() & after.working_weekends
    both |= before.working_weekends & after.days_off.keys()
    for on in sorted(both):
        zh, en = (
            f"{on}在上一年文件中安排不同。",
            f"The file of the year before says otherwise of {on}.",
        )
        yield on, Words(zh=zh, en=en)
