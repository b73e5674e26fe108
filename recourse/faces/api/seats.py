"""Which seat asks: what the door of the API has let in."""

from typing import Any, cast

from django.http import HttpRequest

from recourse.agencies.terms import SeatCard
from recourse.faces.api.errors import TokenNeeded

REFUSALS = frozenset({400, 401, 403, 404, 409, 410, 411, 413, 415, 422, 500, 503})
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
