"""Bars as plain numbers that a template draws: no script, no style attribute."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FLOOR = 640, 210, 170


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: where it stands, how high it is, what it says."""

    label: str
    count: int
    left: int
    middle: int
    top: int
    width: int
    height: int

    @property
    def count_y(self) -> int:
        """Where the number above the bar stands."""
        return self.top - 8


def bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    """Return one bar for each count, the highest as high as there is room.

    A count of nothing keeps a line of two units, so that the month is seen to be there.
    """
    most = max((count for _, count in counts), default=0) or 1
    step = WIDTH // max(len(counts), 1)
    return [_bar(place, step, label, count, most) for place, (label, count) in enumerate(counts)]


def _bar(place: int, step: int, label: str, count: int, most: int) -> Bar:
    """Return the bar at `place`."""
    height = max(2, (FLOOR - 30) * count // most)
    width = min(36, step - 6)
    middle = place * step + step // 2
    return Bar(
        label=label,
        count=count,
        left=middle - width // 2,
        middle=middle,
        top=FLOOR - height,
        width=width,
        height=height,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a bar that adds up to the whole; in thousandths."""

    kind: str
    start: int
    size: int


def parts(counts: Sequence[tuple[str, int]]) -> list[Part]:
    """Return the parts of a whole; a part that is not empty is never too thin to be seen."""
    whole = sum(count for _, count in counts) or 1
    sizes = [max(4, 1000 * count // whole) if count else 0 for _, count in counts]
    widest = sizes.index(max(sizes))
    sizes[widest] += 1000 - sum(sizes) if any(sizes) else 0
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return [
        Part(kind=kind, start=start, size=size)
        for (kind, _), start, size in zip(counts, starts, sizes, strict=True)
        if size
    ]
