"""Timelines: what happened, what is newest, what is still to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from recourse.faces.wording import said
from recourse.ground.words import Words
from recourse.journeys.own_file import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One point of a timeline; `when` is past, now (the newest) or later."""

    on: date
    what: str
    when: str
    record: UUID | None = None
    name: Words | None = None


def newest_first(moments: Sequence[Moment], names: Mapping[UUID, Words]) -> list[Dot]:
    """Return what happened as it comes, newest first, then what is ahead.

    Args:
        moments: As the home page has them.
        names: Names of the records that the moments tell of.

    """
    newest = next((moment for moment in moments if not moment.is_ahead), None)
    return [_dot(moment, newest, names) for moment in moments]


def oldest_first(moments: Sequence[Moment]) -> list[Dot]:
    """Return a life in order; the last thing that happened is the newest."""
    newest = next((moment for moment in reversed(moments) if not moment.is_ahead), None)
    return [_dot(moment, newest, {}) for moment in moments]


def _dot(moment: Moment, newest: Moment | None, names: Mapping[UUID, Words]) -> Dot:
    """Return a moment as a point of a timeline."""
    when = "later" if moment.is_ahead else "now" if moment is newest else "past"
    name = names.get(moment.record) if moment.record else None
    return Dot(on=moment.on, what=said(moment.says), when=when, record=moment.record, name=name)
