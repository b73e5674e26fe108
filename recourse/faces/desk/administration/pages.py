"""What the administrators' pages of agencies and seats show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from recourse.agencies.register import PAGE
from recourse.agencies.terms import (
    AgencyCard,
    AgencyLine,
    MachineCard,
    MandateCard,
    MandateKind,
    SeatLine,
)
from recourse.catalogue.queries import cite
from recourse.catalogue.terms import Catalogue
from recourse.faces.desk.administration.wording import ROLES
from recourse.ground.words import Words
from recourse.officials.terms import Door

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An agency in the list."""

    line: AgencyLine
    kind: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesPage:
    """The agencies, page by page."""

    rows: Sequence[AgencyRow]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat in the list of its agency: a post, and whether it is taken; not by whom."""

    line: SeatLine
    role: Text
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPage:
    """One agency: its seats, its machines, its address."""

    agency: AgencyCard
    kind: Words
    address: str | None
    seats: Sequence[SeatRow]
    machines: Sequence[MachineCard]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateRow:
    """A mandate with the words and the law of the catalogue in force."""

    card: MandateCard
    name: Words
    law: Words | None
    is_item: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPage:
    """One seat: how it is signed in to, what it may do, which machines act as it."""

    row: SeatRow
    door: Door
    mandates: Sequence[MandateRow]
    machines: Sequence[MachineCard]
    may_have_powers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage:
    """A form: what is asked, what follows, and where one came from."""

    title: Text
    about: str
    back: str
    back_name: Text
    effects: Sequence[Text]
    button: Text
    law: Words | None = None
    warns: bool = False


def agencies_page(lines: Sequence[AgencyLine], catalogue: Catalogue) -> AgenciesPage:
    """Return a page of agencies."""
    rows = [AgencyRow(line=line, kind=kind_of(line.agency, catalogue)) for line in lines]
    full = len(lines) == PAGE
    return AgenciesPage(rows=rows, after=lines[-1].agency.code if full else "")


def kind_of(agency: AgencyCard, catalogue: Catalogue) -> Words:
    """Return what kind of authority an agency is, or its code where the catalogue has no name."""
    names = catalogue.code_lists["AUTHORITY_KIND"]
    return names.get(agency.kind, Words(zh=agency.kind, en=agency.kind))


def seat_row(line: SeatLine, *, on: date) -> SeatRow:
    """Return a seat of a list."""
    over = line.valid_until_on is not None and line.valid_until_on <= on
    return SeatRow(line=line, role=ROLES[line.seat.role], is_over=over)


def mandate_row(card: MandateCard, catalogue: Catalogue) -> MandateRow:
    """Return a mandate as the catalogue in force calls it; by its code if it is not in there."""
    is_item = card.kind is MandateKind.ITEM
    bare = Words(zh=card.code, en=card.code)
    if is_item and (item := catalogue.items.get(card.code)):
        law = cite(catalogue, item.bases[0]) if item.bases else None
        return MandateRow(card=card, name=item.name, law=law, is_item=True)
    if not is_item and (purpose := catalogue.purposes.get(card.code)):
        law = cite(catalogue, purpose.basis)
        return MandateRow(card=card, name=purpose.name, law=law, is_item=False)
    return MandateRow(card=card, name=bare, law=None, is_item=is_item)
