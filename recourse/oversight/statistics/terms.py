"""Words of the statistics. What is not told stands as None, and the page says why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from recourse.ground.words import Words


class Subject(StrEnum):
    """What a figure is about."""

    DELIVERIES = "deliveries"
    ANSWERS = "answers"
    CASES = "cases"
    DAYS = "days"
    LOOK_UPS = "look_ups"
    RECALLS = "recalls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One figure as it is frozen."""

    subject: Subject
    of_whom: str
    what: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure as it is told; None where it is too small."""

    what: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Figures and their total.

    Attributes:
        of_whom: Whose figures.
        cells: The parts.
        total: Of all parts; if one is not told, of those that are, rounded down to whole tens.
        is_exact: Whether every part is told.

    """

    of_whom: str
    cells: tuple[Cell, ...]
    total: int
    is_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many, told so that nothing can be computed back.

    Attributes:
        band: How many there were, as a range.
        at_least: Hundredths, in steps of five, rounded down; None for fewer than ten.

    """

    band: Words
    at_least: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """How one department did its work in a month; `files` as a range."""

    agency: UUID
    name: Words
    files: Words
    first_time: Share
    in_time: Share
    answered: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Half of the answers, and nine of ten, came within so many days."""

    middle: int
    ninth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Everything that is told of one month."""

    month: date
    departments: tuple[Department, ...]
    cases: tuple[Line, ...]
    days: dict[str, Days]
    look_ups: Line
    recalls: Line
