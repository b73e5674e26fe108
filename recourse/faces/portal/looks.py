"""“Who looked” as a page: the filter, one page of entries, the months, what was checked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext

from recourse.disclosure.comparing import Standing
from recourse.faces.wording import said
from recourse.ground.calendar import add_months, civil_date, first_of_month
from recourse.journeys.who_looked import Deed, Look, WhoLooked

PERIODS: Mapping[str, int | None] = {"12": 12, "3": 3, "all": None}
"""Choices of the filter: months back; None is from the beginning."""

MOST_ENTRIES = 10
MOST_DEEDS = 20
MOST_BARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One line of a drop-down list."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the filter asks for; what is not offered counts as not asked."""

    period: str
    today: date
    agency: UUID | None = None
    before: UUID | None = None

    @property
    def since(self) -> date | None:
        """First civil date of the period."""
        months = PERIODS[self.period]
        return None if months is None else add_months(self.today, -months)


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksPage:
    """One page of look-ups, with what surrounds it."""

    looks: Sequence[Look]
    total: int
    numbered: int
    older_than: UUID | None
    periods: Sequence[Choice]
    organisations: Sequence[Choice]
    months: Sequence[tuple[date, int]]
    own_visits: Sequence[Deed]
    helpers_visits: Sequence[Deed]
    deeds: Sequence[Deed]
    shown_by_code: Sequence[Deed]
    compared: Standing | None


def asked_for(question: Mapping[str, str], *, today: date) -> Asked:
    """Return what the query of an address asks for; nonsense asks for nothing."""
    period = question.get("period", "")
    return Asked(
        period=period if period in PERIODS else "12",
        today=today,
        agency=_uuid(question.get("who", "")),
        before=_uuid(question.get("before", "")),
    )


def _uuid(text: str) -> UUID | None:
    """Return an identifier, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def looks_page(opened: WhoLooked, asked: Asked) -> LooksPage:
    """Return the page: entries newest first, from the one after `asked.before`."""
    older = [look for look in opened.looks if asked.before is None or look.entry < asked.before]
    shown = older[:MOST_ENTRIES]
    return LooksPage(
        looks=shown,
        total=len(opened.looks),
        numbered=sum(look.is_numbered for look in opened.looks),
        older_than=shown[-1].entry if len(older) > len(shown) else None,
        periods=_periods(asked),
        organisations=_organisations(opened, asked),
        months=months_of([civil_date(look.at) for look in opened.looks], asked),
        own_visits=opened.own_visits[:MOST_DEEDS],
        helpers_visits=opened.helpers_visits[:MOST_DEEDS],
        deeds=opened.deeds[:MOST_DEEDS],
        shown_by_code=opened.shown_by_code[:MOST_DEEDS],
        compared=opened.compared,
    )


def _periods(asked: Asked) -> list[Choice]:
    """Return the periods to choose from."""
    names = {
        "12": gettext("Last 12 months"),
        "3": gettext("Last 3 months"),
        "all": gettext("Since the beginning"),
    }
    return [
        Choice(value=value, name=name, is_chosen=value == asked.period)
        for value, name in names.items()
    ]


def _organisations(opened: WhoLooked, asked: Asked) -> list[Choice]:
    """Return the organisations that have looked, and all of them together."""
    everybody = Choice(value="", name=gettext("All"), is_chosen=asked.agency is None)
    return [
        everybody,
        *(
            Choice(value=str(one.id), name=said(one.name), is_chosen=one.id == asked.agency)
            for one in opened.agencies
        ),
    ]


def months_of(days: Sequence[date], asked: Asked) -> list[tuple[date, int]]:
    """Return the number of look-ups in each month of the period, none left out.

    From the beginning means from the first look-up; at most the last 24 months are drawn.
    """
    last = first_of_month(asked.today)
    first = first_of_month(asked.since or min(days, default=asked.today))
    first = max(first, add_months(last, 1 - MOST_BARS))
    counts = Counter(first_of_month(on) for on in days)
    span = (last.year - first.year) * 12 + last.month - first.month
    months = [add_months(first, step) for step in range(span + 1)]
    return [(month, counts[month]) for month in months]
