"""What the pages of cases show, made from terms of the rooms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext, ngettext, pgettext

from recourse.agencies.terms import SeatCard
from recourse.catalogue.rules import citation
from recourse.catalogue.terms import Basis, Catalogue
from recourse.faces.addresses import place_of
from recourse.faces.benefit_pages import ApplicationView, application_view
from recourse.faces.desk.case_forms import Article
from recourse.faces.wording import number, said
from recourse.ground.calendar import WorkingDays, civil_date
from recourse.ground.words import Words
from recourse.journeys.answer_case import OpenCase, RecordSide
from recourse.notice.wording import counted_day
from recourse.redress import rules
from recourse.redress.queries import QUEUE_AT_ONCE
from recourse.redress.terms import (
    CaseCard,
    Due,
    Extension,
    FileCard,
    Pile,
    QueueLine,
    State,
)
from recourse.redress.wording import GROUNDS, HAPPENINGS, KINDS, STATES, VIAS, received_at

URGENT = "urgent"
"""What is due today, or was not answered in time and waits to be closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A last day: the date, how far off it is in words, and the colour of that."""

    on: Words
    says: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of the queue."""

    line: QueueLine
    kind: Words
    clock: Clock
    accept: Clock | None
    taken: str
    is_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A pile of work to choose."""

    value: str
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The open cases of an agency, the most urgent first; nobody is named."""

    seat: SeatCard
    rows: Sequence[CaseRow]
    tabs: Sequence[Tab]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file of the case, and whether this seat has opened it."""

    file: FileCard
    is_opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One point of the timeline; the last one is the newest."""

    on: datetime
    what: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """Another open case about the same record, by its number."""

    card: CaseCard
    kind: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One case: what the person says, the record, the clock, what can be done."""

    card: CaseCard
    opened: OpenCase
    kind: Words
    ground: Words | None
    state: Words
    clock: Clock
    accept: Clock | None
    files: Sequence[FileRow]
    life: Sequence[Dot]
    others: Sequence[OtherCase]
    extensions: Sequence[Extension]
    record: RecordSide | None
    benefit: ApplicationView | None
    taken: str
    is_open: bool
    is_mine: bool
    may_accept: bool
    unopened: int
    decided_before: bool
    received: Words
    via: Words


def queue_page(
    lines: Sequence[QueueLine],
    *,
    seat: SeatCard,
    seats: Mapping[UUID, SeatCard],
    pile: str,
    calendar: WorkingDays,
    now: datetime,
) -> QueuePage:
    """Return the queue as a page."""
    names: dict[str, str] = {
        Pile.ALL: pgettext("cases", "Whole team"),
        Pile.MINE: pgettext("cases", "Mine"),
        Pile.NOBODYS: pgettext("cases", "Not taken on"),
        URGENT: pgettext("cases", "Due today or over"),
    }
    last = lines[-1] if len(lines) == QUEUE_AT_ONCE else None
    return QueuePage(
        seat=seat,
        rows=[_row(line, seat, seats, calendar, now) for line in lines],
        tabs=[Tab(value=one, name=name, is_here=one == pile) for one, name in names.items()],
        after="" if last is None else place_of(last),
    )


def _row(
    line: QueueLine,
    seat: SeatCard,
    seats: Mapping[UUID, SeatCard],
    calendar: WorkingDays,
    now: datetime,
) -> CaseRow:
    """Return one line of the queue."""
    taker = None if line.taken_by is None else seats.get(line.taken_by)
    return CaseRow(
        line=line,
        kind=KINDS[line.kind],
        clock=clock(line.due, line.filed_at, calendar=calendar, now=now),
        accept=line.accept_due
        and _acceptance(line.accept_due, line.filed_at, calendar=calendar, now=now),
        taken=_taken(taker, seat),
        is_free=line.taken_by is None,
    )


def _taken(taker: SeatCard | None, seat: SeatCard) -> str:
    """Return whose work a case is, as the seat reads it."""
    if taker is None:
        return gettext("Nobody yet")
    if taker.id == seat.id:
        return gettext("You")
    return gettext("Seat %(number)s") % {"number": taker.number}


def clock(due: Due, filed_at: datetime, *, calendar: WorkingDays, now: datetime) -> Clock:
    """Return a last day with how far off it is."""
    on = counted_day(due.on, calendar.provisional_years(civil_date(filed_at), due.on))
    if now >= due.at:
        return Clock(on=on, says=gettext("Over: silence has decided"), colour="red")
    says, colour = _how_far(due.on, civil_date(now))
    return Clock(on=on, says=says, colour=colour)


def _acceptance(due: Due, filed_at: datetime, *, calendar: WorkingDays, now: datetime) -> Clock:
    """Return the last day to accept; once it is over, the application counts as accepted."""
    on = counted_day(due.on, calendar.provisional_years(civil_date(filed_at), due.on))
    if now >= due.at:
        return Clock(on=on, says=gettext("Over: it counts as accepted"), colour="grey")
    says, colour = _how_far(due.on, civil_date(now))
    return Clock(on=on, says=says, colour=colour)


def _how_far(on: date, today: date) -> tuple[str, str]:
    """Return how many days are left, in words, and a colour that says the same."""
    days = (on - today).days
    if days == 0:
        return gettext("Today, until 24:00"), "red"
    if days == 1:
        return gettext("Tomorrow"), "yellow"
    return ngettext("In %(days)s day", "In %(days)s days", days) % {"days": number(days)}, "grey"


def case_page(
    opened: OpenCase, *, seat: SeatCard, calendar: WorkingDays, now: datetime
) -> CasePage:
    """Return one case as a page for the seat that opened it."""
    card, whole = opened.whole.card, opened.whole
    files = [FileRow(file=one, is_opened=seat.id in one.opened_by) for one in whole.files]
    is_open = card.state is State.OPEN
    accept = card.accept_due
    return CasePage(
        card=card,
        opened=opened,
        kind=KINDS[card.kind],
        ground=None if card.ground is None else GROUNDS[card.ground],
        state=STATES[card.state],
        clock=clock(card.due, card.filed_at, calendar=calendar, now=now),
        accept=accept and _acceptance(accept, card.filed_at, calendar=calendar, now=now),
        files=files,
        life=list(_life(opened)),
        others=[
            OtherCase(card=one, kind=KINDS[one.kind])
            for one in whole.others
            if one.state is State.OPEN
        ],
        extensions=() if card.extension or not is_open else rules.EXTENSIONS.get(card.kind, ()),
        record=opened.record,
        benefit=None if opened.benefit is None else application_view(opened.benefit),
        taken=_taken(opened.taken_by, seat),
        is_open=is_open,
        is_mine=opened.taken_by is not None and opened.taken_by.id == seat.id,
        may_accept=is_open and accept is not None and card.accepted_at is None,
        unopened=sum(not one.is_opened for one in files),
        decided_before=whole.reviewed is not None and whole.reviewed.decided_by == seat.id,
        received=received_at(card),
        via=VIAS[card.via],
    )


def _life(opened: OpenCase) -> Iterator[Dot]:
    """Yield what happened, first things first, with the seat that did it."""
    events = opened.whole.timeline
    for event in events:
        what, seat = said(HAPPENINGS[event.kind]), opened.seats.get(event.by)
        if seat is not None:
            with_seat = gettext("%(what)s (seat %(number)s)")
            what = with_seat % {"what": what, "number": seat.number}
        yield Dot(on=event.at, what=what, when="now" if event is events[-1] else "past")


def articles_of(
    known: Sequence[Basis], catalogue: Catalogue, own: Sequence[Basis], *, on: date
) -> list[Article]:
    """Return the articles in force that a refusal may name, those of its own matter first."""
    near = {(one.law, one.article) for one in own}
    found = [
        Article(
            law=one.law,
            article=one.article,
            name=said(citation(catalogue.laws[one.law], one.article)),
        )
        for one in known
        if one.is_in_force(on)
    ]
    return sorted(found, key=lambda one: ((one.law, one.article) not in near, one.name))
