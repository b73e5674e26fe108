"""What an administrator reads: agencies with their seats, mandates and machines as they stand.

Seats are posts, not people: of whoever holds one nothing is told here but that somebody does.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q

from recourse.agencies import queries
from recourse.agencies.errors import NoSuchSeat, UnknownMachine
from recourse.agencies.machines import rules as secrets
from recourse.agencies.models import Agency, Machine, Mandate, Seat
from recourse.agencies.terms import (
    AgencyLine,
    MachineCard,
    MandateCard,
    MandateKind,
    SeatLine,
)

PAGE = 40
MOST = 100


def agencies(*, on: date, after: str = "", limit: int = PAGE) -> list[AgencyLine]:
    """Return agencies by code, with how many of their seats are valid on `on`; one query.

    Args:
        on: Civil date.
        after: Code of the last one of the page before.
        limit: Longest page.

    """
    valid = Count("seat", filter=queries.valid_on(on, "seat__"))
    rows = Agency.objects.filter(code__gt=after).annotate(seats=valid).order_by("code")
    return [AgencyLine(agency=queries.agency_card(row), seats=row.seats) for row in rows[:limit]]


def seats_of(agency: UUID, *, after: str = "", limit: int = PAGE) -> list[SeatLine]:
    """Return the seats of one agency by number; one query.

    Args:
        agency: Which.
        after: Number of the last one of the page before.
        limit: Longest page.

    """
    rows = Seat.objects.select_related("agency").filter(agency_id=agency, number__gt=after)
    return [_line(row) for row in rows.order_by("number")[:limit]]


def seat(id: UUID) -> SeatLine:  # noqa: A002 - the house's word for it
    """Return one seat; one query.

    Raises:
        NoSuchSeat: There is none.

    """
    row = Seat.objects.select_related("agency").filter(id=id).first()
    if row is None:
        raise NoSuchSeat
    return _line(row)


def mandates_of(seat_id: UUID, *, on: date) -> list[MandateCard]:
    """Return what a seat may do now or later, by code; what has ended is left out; one query."""
    rows = Mandate.objects.filter(seat_id=seat_id)
    has_days = Q(valid_until_on__gt=on) & Q(valid_until_on__gt=F("valid_from_on"))
    lasting = rows.filter(Q(valid_until_on__isnull=True) | has_days)
    return [
        MandateCard(
            kind=MandateKind(row.kind),
            code=row.code,
            valid_from_on=row.valid_from_on,
            valid_until_on=row.valid_until_on,
        )
        for row in lasting.order_by("kind", "code", "valid_from_on")[:MOST]
    ]


def machines_of(agency: UUID, *, at: datetime) -> list[MachineCard]:
    """Return the machines of one agency by name; one query."""
    rows = Machine.objects.select_related("seat__agency").filter(seat__agency_id=agency)
    return [_machine(row, at) for row in rows.order_by("client_id")[:MOST]]


def machine(client_id: str, *, at: datetime) -> MachineCard:
    """Return one machine; one query.

    Raises:
        UnknownMachine: There is none of this name.

    """
    row = Machine.objects.select_related("seat__agency").filter(client_id=client_id).first()
    if row is None:
        raise UnknownMachine
    return _machine(row, at)


def _line(row: Seat) -> SeatLine:
    """Return a seat as a line."""
    return SeatLine(
        seat=queries.seat_card(row),
        valid_from_on=row.valid_from_on,
        valid_until_on=row.valid_until_on,
        look_ups_a_day=row.look_ups_a_day,
        is_taken=row.account_id is not None,
    )


def _machine(row: Machine, at: datetime) -> MachineCard:
    """Return a machine as a term; an earlier secret that is over is not mentioned."""
    two = secrets.overlaps(row.earlier_until_at, at=at)
    return MachineCard(
        client_id=row.client_id,
        seat=queries.seat_card(row.seat),
        is_active=row.is_active,
        used_on=row.used_on,
        earlier_until_at=row.earlier_until_at if two else None,
        earlier_used_on=row.earlier_used_on if two else None,
    )
