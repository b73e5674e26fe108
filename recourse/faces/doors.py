"""Who may come in: a person to their own pages, a seat to its desk; nobody else.

A view behind a door is given whom it serves: the person's identifier, never one from the
address; or the seat that the official holds today.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date

P = ParamSpec("P")


def own_file_only(
    view: Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a logged-in person in and hand the view their own identifier."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.person_id is None:
            raise PermissionDenied
        return view(request, request.user.person_id, *args, **kwargs)

    return door


def seats_only(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, SeatCard, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let an official in who holds a seat of one of the `roles` today (any, if none is named)."""

    def guard(
        view: Callable[Concatenate[HttpRequest, SeatCard, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            seat = seat_of(request)
            if seat is None or (roles and seat.role not in roles):
                raise PermissionDenied
            return view(request, seat, *args, **kwargs)

        return door

    return guard


def seat_of(request: HttpRequest) -> SeatCard | None:
    """Return the seat that the logged-in official holds today; asked once for each request."""
    if not request.user.is_authenticated or request.user.person_id is not None:
        return None
    if not hasattr(request, "rc_seat"):
        seat = agencies.seat_of_account(request.user.id, civil_date(timezone.now()))
        request.rc_seat = seat  # type: ignore[attr-defined]  # kept for this request only
    return request.rc_seat  # type: ignore[attr-defined,no-any-return]  # set above


def oneself(person: UUID) -> Actor:
    """Return the person as the doer of a deed on their own file."""
    return Actor(kind=ActorKind.PERSON, id=person)
