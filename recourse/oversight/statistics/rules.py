"""What may be told: no small number, and none from which one could be computed back.

The rules this module enforces:

* a count of one to nine is not told; nothing at all is nobody, and is told;
* where parts stand beside their total, a part that is not told is never alone, and those that
  are not told make ten at least: the smallest others are held back with them;
* where all of them could only be what they are, one more is held back;
* a total below ten is not told, nor any of its parts; nor is one that would still give a part away;
* of departments, amounts are told as ranges and parts as shares in steps of five hundredths,
  rounded down, so that figures of departments and of the house cannot be subtracted.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from recourse.ground.calendar import add_months, first_of_month
from recourse.ground.words import Words
from recourse.oversight.statistics.terms import Cell, Line, Share

SMALL = 10
STEP = 5
BANDS = (SMALL, 50, 200, 1_000, 5_000, 20_000)
NONE = Words(zh="没有", en="none")
FEW = Words(zh=f"少于{SMALL}", en=f"fewer than {SMALL}")
RIPE = timedelta(days=7)
"""A month is counted so long after its end: until then a recall may still be confirmed in time."""

FIRST_BACK_MONTHS = 12


def told(of_whom: str, counts: Mapping[str, int]) -> Line:
    """Return counts that make a total as they may be told."""
    total = sum(counts.values())
    hidden = _hidden(counts)
    is_told = not _is_small(total) and not _gives_away([counts[what] for what in hidden])
    if not is_told and total:
        hidden = set(counts)
    return Line(
        of_whom=of_whom,
        cells=tuple(
            Cell(what=what, count=None if what in hidden else count)
            for what, count in counts.items()
        ),
        total=total if is_told else None,
    )


def _hidden(counts: Mapping[str, int]) -> set[str]:
    """Return the parts that are not told beside a total: small ones, and what protects them."""
    hidden = {what for what, count in counts.items() if _is_small(count)}
    others = sorted((count, what) for what, count in counts.items() if count >= SMALL)
    for _, what in others:
        if not _gives_away([counts[one] for one in hidden]):
            break
        hidden.add(what)
    return hidden


def _gives_away(hidden: Sequence[int]) -> bool:
    """Whether somebody who subtracts what is told from the total learns a part that is not.

    Alone they do, and also where all parts are as small or as large as small parts can be.
    """
    if not hidden:
        return False
    left, most = sum(hidden), (SMALL - 1) * len(hidden)
    is_forced = max(hidden) < SMALL and left in {len(hidden), most}
    return len(hidden) < 2 or left < SMALL or is_forced


def _is_small(count: int) -> bool:
    return 0 < count < SMALL


def band(count: int) -> Words:
    """Return an amount as a range."""
    if count < SMALL:
        return FEW if count else NONE
    for low, high in pairwise(BANDS):
        if count < high:
            return Words(zh=f"{low:,}至{high - 1:,}", en=f"{low:,} to {high - 1:,}")
    return Words(zh=f"{BANDS[-1]:,}以上", en=f"{BANDS[-1]:,} or more")


def share(part: int, whole: int) -> Share:
    """Return a part of a whole as a share; of fewer than ten there is none."""
    rounded = part * 100 // whole // STEP * STEP if whole >= SMALL else None
    return Share(band=band(whole), at_least=rounded)


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
