"""Who may come in: a person to their own pages, a helper to some of them, a seat to its desk.

A view behind a door is given whom it serves: the person's identifier, never one from the
address; or the seat that the official holds today. No helper comes through a door that does not
say so, and no official helps in their seat: an official has no file and no way in to one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.faces import helping
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.people.entrustments import queries as entrustments
from recourse.people.entrustments.errors import BeyondEntrustment, OnlyThemselves
from recourse.people.entrustments.terms import Reach
from recourse.people.sessions import rules as session_rules
from recourse.people.sessions.terms import WAY, Way

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whose file is open, and who does what is done on it: the person, or their helper."""

    person: UUID
    by: Actor

    @property
    def is_helper(self) -> bool:
        """Whether somebody stands in for the person."""
        return self.by.stands_in


def own_file_only(
    view: Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a logged-in person in and hand the view their own identifier.

    As long as they have somebody else's file open, what is theirs alone stays shut, so that
    nobody does for themselves what they meant for the other, or the other way round.
    """

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.person_id is None:
            raise PermissionDenied
        if helping.is_on(request):
            helping.at_work(request)
            raise OnlyThemselves
        return view(request, request.user.person_id, *args, **kwargs)

    return door


def not_by_letter(
    *, shown: bool = False
) -> Callable[
    [Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase],
]:
    """Shut, behind another door, what a code on paper does not reach.

    Args:
        shown: Whether the page may be looked at all the same.

    """

    def guard(
        view: Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, UUID, P], HttpResponseBase]:
        @wraps(view)
        def door(
            request: HttpRequest, me: UUID, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.method == "POST" or not shown:
                session_rules.refuse_by_letter(request.session.get(WAY, ""))
            return view(request, me, *args, **kwargs)

        return door

    return guard


def came_by_letter(request: HttpRequest) -> bool:
    """Whether somebody came in by a code on paper, so that pages offer less."""
    session = getattr(request, "session", None)
    return session is not None and session.get(WAY) == Way.LETTER_CODE


def people_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a logged-in person in to what opens no file."""

    @wraps(view)
    def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.person_id is None:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return door


def helpers_too(
    *, asks: bool = False, of_case: bool = False
) -> Callable[
    [Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Let a logged-in person in to their own file, or to one that was entrusted to them.

    Args:
        asks: Whether the view asks for something, so that reading is not enough.
        of_case: Whether it is about the case that its address names, and about nothing else.

    """

    def guard(
        view: Callable[Concatenate[HttpRequest, Visitor, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            me = request.user.person_id
            if me is None:
                raise PermissionDenied
            if not helping.is_on(request):
                return view(request, Visitor(person=me, by=oneself(me)), *args, **kwargs)
            card = helping.at_work(request).card
            case = kwargs.get("case") if of_case else None
            need = Reach(asks=asks, case=case if isinstance(case, UUID) else None)
            if not card.reaches(need):
                raise BeyondEntrustment
            with entrustments.standing_in(card, need=need, at=timezone.now()):
                return view(request, Visitor(person=card.person, by=card.actor), *args, **kwargs)

        return door

    return guard


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
