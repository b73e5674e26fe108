"""What may be told: no small number, and none from which one could be computed back.

The rules this module enforces:

* a count of one to nine is not told; nothing at all is nobody, and is told;
* where parts stand beside a total and one of them is not told, the total counts those that are
  told alone, rounded down to whole tens: it says nothing that they do not say. So whoever knows
  this rule, too, is left with every number from one to nine, whatever the numbers are;
* of departments, amounts are told as ranges and parts as shares in steps of five hundredths,
  rounded down, so that figures of departments and of the house cannot be subtracted;
* of a department's answers, a small part counts as the one number from one to nine that makes the
  share least; and where fewer than three departments had any, none of theirs are told, for they
  would be the house's own.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from recourse.ground.calendar import add_months, first_of_month
from recourse.ground.words import Words
from recourse.oversight.statistics.terms import Cell, Line, Share

SMALL = 10
STEP = 5
BANDS = (SMALL, 50, 200, 1_000, 5_000, 20_000)
LIVE = 2
"""Live figures are told by the third border and those above it."""

NONE = Words(zh="没有", en="none")
FEW = Words(zh=f"少于{SMALL}", en=f"fewer than {SMALL}")
NOT_TOLD = Words(zh="不公布", en="not told")
FEWEST_DEPARTMENTS = 3
RIPE = timedelta(days=7)
"""A month is counted so long after its end: until then a recall may still be confirmed in time."""

FIRST_BACK_MONTHS = 12


def told(of_whom: str, counts: Mapping[str, int]) -> Line:
    """Return counts that make a total as they may be told."""
    shown = {what: None if _is_small(count) else count for what, count in counts.items()}
    is_exact = None not in shown.values()
    total = sum(count or 0 for count in shown.values())
    return Line(
        of_whom=of_whom,
        cells=tuple(Cell(what=what, count=count) for what, count in shown.items()),
        total=total if is_exact else total // SMALL * SMALL,
        is_exact=is_exact,
    )


def _is_small(count: int) -> bool:
    return 0 < count < SMALL


def band(count: int) -> Words:
    """Return an amount as a range."""
    return _between(count, count)


def _between(least: int, most: int) -> Words:
    """Return the range that holds an amount of which no more is to be said."""
    if most < SMALL:
        return FEW if most else NONE
    low = max((one for one in BANDS if one <= least), default=0)
    high = min((one for one in BANDS if one > most), default=0)
    if not high:
        return Words(zh=f"{low:,}以上", en=f"{low:,} or more")
    if not low:
        return Words(zh=f"少于{high:,}", en=f"fewer than {high:,}")
    return Words(zh=f"{low:,}至{high - 1:,}", en=f"{low:,} to {high - 1:,}")


def coarsely(count: int) -> Words:
    """Return an amount that is told live: only its size, so that no single one can be watched."""
    return next(
        (
            Words(zh=f"少于{most:,}", en=f"fewer than {most:,}")
            for most in BANDS[LIVE:]
            if count < most
        ),
        Words(zh=f"{BANDS[-1]:,}以上", en=f"{BANDS[-1]:,} or more"),
    )


def share(part: int, whole: int) -> Share:
    """Return a part of a whole as a share; of fewer than ten there is none."""
    rounded = _hundredths(part, whole) if whole >= SMALL else None
    return Share(band=band(whole), at_least=rounded)


def answered(answered: int, unanswered: int, *, departments: int) -> Share:
    """Return how many cases a department answered, beside what is told of the house.

    Args:
        answered: Cases it answered.
        unanswered: Cases that silence decided.
        departments: How many had any.

    """
    if departments < FEWEST_DEPARTMENTS:
        return Share(band=NOT_TOLD, at_least=None)
    least = [1 if _is_small(count) else count for count in (answered, unanswered)]
    most = [SMALL - 1 if _is_small(count) else count for count in (answered, unanswered)]
    rounded = _hundredths(least[0], least[0] + most[1]) if sum(least) >= SMALL else None
    return Share(band=_between(sum(least), sum(most)), at_least=rounded)


def _hundredths(part: int, whole: int) -> int:
    return part * 100 // whole // STEP * STEP


def due(frozen: Sequence[date], *, today: date) -> list[date]:
    """Return the months to be counted now, the earliest first; each only once.

    Args:
        frozen: First days of the months that were counted.
        today: Civil date.

    """
    over = first_of_month(today - RIPE)
    first = add_months(max(frozen), 1) if frozen else add_months(over, -FIRST_BACK_MONTHS)
    months = []
    while first < over:
        months.append(first)
        first = add_months(first, 1)
    return months
