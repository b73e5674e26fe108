"""Which seat asks: what the door of the API has let in."""

from typing import Any, cast

from django.http import HttpRequest

from recourse.agencies.errors import SignedAtTheDesk
from recourse.agencies.terms import Role, SeatCard
from recourse.faces.api.errors import NotForThisSeat, TokenNeeded

REFUSALS = frozenset({400, 401, 403, 404, 409, 410, 411, 413, 415, 422, 429, 500, 503})
"""Statuses with which any operation may refuse."""


def seat_of(request: HttpRequest) -> SeatCard:
    """Return the seat that the door let in.

    Raises:
        TokenNeeded: Nobody came through the door.

    """
    seat = cast("Any", request).auth
    if not isinstance(seat, SeatCard):
        raise TokenNeeded
    return seat


def delivering(request: HttpRequest) -> SeatCard:
    """Return the seat that the door let in, if it delivers for its department.

    Raises:
        SignedAtTheDesk: It signs for its department: a person does, not a machine.
        NotForThisSeat: It is for something else.

    """
    seat = seat_of(request)
    if seat.role is Role.SECOND_SIGNER:
        raise SignedAtTheDesk
    if seat.role is not Role.DATA_STEWARD:
        raise NotForThisSeat
    return seat


def machine_of(request: HttpRequest) -> str:
    """Return the name of the machine that the door let in.

    Raises:
        TokenNeeded: Nobody came through the door.

    """
    machine = getattr(request, "rc_machine", None)
    if not isinstance(machine, str):
        raise TokenNeeded
    return machine
