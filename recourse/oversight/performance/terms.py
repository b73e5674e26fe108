"""Words of how an agency does its work; every number is of the agency, none of a person."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from recourse.ground.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What an agency did in a time.

    Attributes:
        files: Files taken in.
        refused_files: Files refused whole.
        rows: Rows of the files that are checked.
        accepted: Rows in order.
        duplicate: Rows that were on file already.
        held: Rows that came back to be put right.
        refused: Rows that may not be kept.
        late_rows: Rows in order that came more than seven working days after the decision.
        first_rows: Rows handed in for the first time: those that bring held rows again left out.
        first_accepted: Of these, rows in order at once.
        changes_on_time: Changes to own records done within three working days.
        changes_late: Changes done later, or still open after them.
        answered: Cases answered before their last day was over.
        unanswered: Cases that silence decided, because the agency did not.
        objections: Objections that were answered, or that silence decided.
        upheld: Objections in which the agency found the person right.

    """

    files: int = 0
    refused_files: int = 0
    rows: int = 0
    accepted: int = 0
    duplicate: int = 0
    held: int = 0
    refused: int = 0
    late_rows: int = 0
    first_rows: int = 0
    first_accepted: int = 0
    changes_on_time: int = 0
    changes_late: int = 0
    answered: int = 0
    unanswered: int = 0
    objections: int = 0
    upheld: int = 0


def total(several: Iterable[Figures]) -> Figures:
    """Return the figures of several times together."""
    every = list(several)
    return Figures(
        **{one.name: sum(getattr(f, one.name) for f in every) for one in fields(Figures)}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRows:
    """How many rows a rule held."""

    rule: str
    says: Words
    do: Words
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """How one agency did its work, month by month.

    Attributes:
        agency_id: The agency.
        since_on: First day of the first month.
        until_on: First day of the month after the last.
        as_of: When it was counted; the present month is not over.
        months: First day and figures of every month, the earliest first, empty ones too.
        held_by_rule: Rows that each rule held in the whole time, the most first.

    """

    agency_id: UUID
    since_on: date
    until_on: date
    as_of: datetime
    months: tuple[tuple[date, Figures], ...]
    held_by_rule: tuple[RuleRows, ...]

    @property
    def whole(self) -> Figures:
        """The figures of the whole time."""
        return total(figures for _, figures in self.months)
