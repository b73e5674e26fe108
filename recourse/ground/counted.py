"""How a day was counted, so that it can explain itself in both languages.

A count is told in stretches: days counted, weekends and named days off left out, weekends
worked for them. Long counts are told without their ordinary weekends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from recourse.ground.words import Words

_DAY = timedelta(days=1)
_FEW = 12
"""Stretches that are told one by one; of more, ordinary weekends are folded in."""

WEEKDAYS = (
    Words(zh="星期一", en="Monday"),
    Words(zh="星期二", en="Tuesday"),
    Words(zh="星期三", en="Wednesday"),
    Words(zh="星期四", en="Thursday"),
    Words(zh="星期五", en="Friday"),
    Words(zh="星期六", en="Saturday"),
    Words(zh="星期日", en="Sunday"),
)


class DayKind(StrEnum):
    """What a day is to whoever counts working days."""

    WORKING = "working"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"

    @property
    def counts(self) -> bool:
        """Whether such a day is a working day."""
        return self is DayKind.WORKING or self is DayKind.MAKE_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days in a row that count alike, or are left out for the same reason.

    Attributes:
        first_on: First day.
        last_on: Last day, included.
        kind: What its days are; of a folded stretch, `working`.
        name: Of a day off, its name.
        first: Number of the first working day in it; 0 if none counts.
        last: Number of the last working day in it; 0 if none counts.
        weekends_between: Whether ordinary weekends inside it are left out.

    """

    first_on: date
    last_on: date
    kind: DayKind
    name: Words | None = None
    first: int = 0
    last: int = 0
    weekends_between: bool = False

    @property
    def days(self) -> Words:
        """Return its days as they are written."""
        if self.first_on == self.last_on:
            return Words(zh=f"{self.first_on}", en=f"{self.first_on}")
        return Words(zh=f"{self.first_on}至{self.last_on}", en=f"{self.first_on} to {self.last_on}")

    @property
    def says(self) -> Words:
        """Return what became of its days, in words."""
        days = self.days
        if self.kind is DayKind.WEEKEND:
            return Words(zh=f"{days.zh}不计：周末。", en=f"Skipped: {days.en}, weekend.")
        if self.kind is DayKind.DAY_OFF and self.name is not None:
            zh, en = f"{days.zh}不计：{self.name.zh}放假。", f"Skipped: {days.en}, {self.name.en}."
            return Words(zh=zh, en=en)
        number = _number(self.first, self.last)
        if self.kind is DayKind.MAKE_UP:
            day = WEEKDAYS[self.first_on.weekday()]
            zh = f"{number.zh}：{days.zh}，{day.zh}调休上班。"
            en = f"{number.en}: {days.en}, a {day.en} worked in place of a day off."
            return Words(zh=zh, en=en)
        zh, en = ("，周末不计", ", without weekends") if self.weekends_between else ("", "")
        return Words(zh=f"{number.zh}：{days.zh}{zh}。", en=f"{number.en}: {days.en}{en}.")


def _number(first: int, last: int) -> Words:
    """Return which days of the count are meant."""
    if first == last:
        return Words(zh=f"第{first}日", en=f"Day {first}")
    return Words(zh=f"第{first}至{last}日", en=f"Days {first} to {last}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The last of some working days after a day, and how it was found.

    Attributes:
        start_on: Day 0: the day it starts, which is not counted.
        working_days: How many were counted.
        last_on: The last of them.
        stretches: Every day from the day after `start_on` to `last_on`, in order.
        provisional: Years without a notice on which the count hangs.

    """

    start_on: date
    working_days: int
    last_on: date
    stretches: tuple[Stretch, ...]
    provisional: tuple[int, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether the day may still move when a notice comes out."""
        return bool(self.provisional)

    def lines(self) -> Iterator[Words]:
        """Yield how the day was counted, a sentence or two at a time.

        Law:
            Civil Code art. 201 (the first day is not counted), 203 (the last one ends at 24:00).

        """
        yield Words(
            zh=f"第0日：{self.start_on}，当日不计（《民法典》第二百零一条）。",
            en=f"Day 0: {self.start_on}, not counted (Civil Code art. 201).",
        )
        for stretch in folded(self.stretches):
            yield stretch.says
        yield last_day(self.last_on)
        if self.provisional:
            yield provisional_words(self.provisional)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """The last day of a person's own term, moved on where it fell on a day off.

    Attributes:
        term_on: The day on which the term would end.
        last_on: The day on which it ends: that day, or the next working day.
        stretches: The days off between the two.
        provisional: Years without a notice on which it hangs.

    """

    term_on: date
    last_on: date
    stretches: tuple[Stretch, ...]
    provisional: tuple[int, ...]

    @property
    def is_provisional(self) -> bool:
        """Whether the day may still move when a notice comes out."""
        return bool(self.provisional)

    def lines(self) -> Iterator[Words]:
        """Yield how the day was found, a sentence at a time.

        Law:
            Civil Code art. 203.

        """
        zh, en = f"期间到{self.term_on}届满。", f"The term would end on {self.term_on}."
        yield Words(zh=zh, en=en)
        for stretch in self.stretches:
            yield stretch.says
        if self.stretches:
            yield Words(
                zh="期间的最后一日是法定休假日的，顺延（《民法典》第二百零三条）。",
                en="A term that ends on a day off ends on the next working day"
                " (Civil Code art. 203).",
            )
        yield last_day(self.last_on)
        if self.provisional:
            yield provisional_words(self.provisional)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Until when something must be done, and how that was counted.

    Attributes:
        due_on: The last day.
        due_at: The instant at which it has passed: 24:00 of that day in China.
        counted: How it was counted, and whether a year on the way is provisional.

    """

    due_on: date
    due_at: datetime
    counted: Counted

    @property
    def is_provisional(self) -> bool:
        """Whether the day may still move when a notice comes out."""
        return self.counted.is_provisional


def stretches(days: Iterable[tuple[date, DayKind, Words | None]]) -> tuple[Stretch, ...]:
    """Return days in a row as stretches, each as long as the reason stays the same."""
    found: list[Stretch] = []
    number = 0
    for (kind, name, _), group in groupby(days, key=_alike):
        ons = [on for on, _, _ in group]
        before, number = number, number + len(ons) * kind.counts
        found.append(
            Stretch(
                first_on=ons[0],
                last_on=ons[-1],
                kind=kind,
                name=name,
                first=before + 1 if kind.counts else 0,
                last=number if kind.counts else 0,
            )
        )
    return tuple(found)


def _alike(day: tuple[date, DayKind, Words | None]) -> tuple[DayKind, Words | None, date | None]:
    """Return what days of one stretch have in common; a weekend worked stands by itself."""
    on, kind, name = day
    return kind, name, on if kind is DayKind.MAKE_UP else None


def folded(parts: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches as they are told: of many, ordinary weekends inside working days."""
    if len(parts) <= _FEW:
        return list(parts)
    found: list[Stretch] = []
    for place, part in enumerate(parts):
        after = parts[place + 1] if place + 1 < len(parts) else None
        if part.kind is DayKind.WEEKEND and found and after is not None:
            if found[-1].kind is after.kind is DayKind.WORKING:
                continue
        elif part.kind is DayKind.WORKING and found and found[-1].kind is DayKind.WORKING:
            found[-1] = replace(
                found[-1], last_on=part.last_on, last=part.last, weekends_between=True
            )
            continue
        found.append(part)
    return found


def last_day(on: date) -> Words:
    """Return the last day in words, and the hour at which it ends."""
    day = WEEKDAYS[on.weekday()]
    return Words(
        zh=f"最后一日：{on}（{day.zh}），当日24时截止。",
        en=f"Last day: {on}, a {day.en}; it ends at 24:00.",
    )


def years_in_words(years: Sequence[int]) -> Words:
    """Return some years as they are written in a sentence."""
    return Words(
        zh="、".join(f"{year}年" for year in years), en=" and ".join(str(year) for year in years)
    )


def provisional_aside(years: Sequence[int]) -> Words:
    """Return the same as `provisional_words`, to stand in brackets behind a day."""
    named = years_in_words(years)
    return Words(
        zh=f"暂定，{named.zh}放假安排尚未公布",
        en=f"provisional: the days off of {named.en} are not announced yet",
    )


def provisional_words(years: Sequence[int]) -> Words:
    """Return that a day hangs on years whose days off are not announced yet."""
    named = years_in_words(years)
    return Words(
        zh=f"{named.zh}的放假安排尚未公布，日期可能变动。",
        en=f"The days off of {named.en} are not announced yet: the day may still move.",
    )
