"""An official's own ways to sign in: seen, added, removed, renewed; and who tried."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.agencies.terms import SeatCard
from recourse.faces.doors import seats_only
from recourse.faces.officials import asking, sessions, waiting
from recourse.faces.officials.confirming import always, confirmed, sent
from recourse.faces.officials.forms import FirstCode
from recourse.faces.session_pages import end_one, end_several, sessions_page
from recourse.faces.ways_in import own_account
from recourse.faces.wording import reason
from recourse.officials import actions, queries
from recourse.officials.errors import WrongCode

P = ParamSpec("P")


def own_ways_in(
    view: Callable[Concatenate[HttpRequest, SeatCard, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let an official in who came by a way of their own: a ready-made login has none."""

    @seats_only()
    @wraps(view)
    def door(
        request: HttpRequest, seat: SeatCard, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not sessions.is_officials(request):
            raise PermissionDenied
        return view(request, seat, *args, **kwargs)

    return door


@never_cache
@require_GET
@own_ways_in
def ways_in(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Show an official's ways in and who tried to use them."""
    account, now = own_account(request), timezone.now()
    name = asking.shown_name(seat, str(getattr(request.user, "display_name", "")))
    known = queries.credential_ids(account)
    options = asking.passkey_to_make(
        request, waiting.ADD, account=account, name=name, known=known, now=now
    )
    shown = {
        "ways": queries.ways_in(account),
        "options": options,
        "seat": seat,
        "page": sessions_page(request),
        "is_fresh": sessions.is_fresh(request, now),
    }
    return render(request, "officials/ways_in.html", shown)


@never_cache
@require_POST
@own_ways_in
@confirmed(sent)
def add_passkey(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Take another passkey."""
    now = timezone.now()
    made = asking.made_passkey(request, waiting.ADD, now)
    account = own_account(request)
    actions.add_way(account=account, seat=seat.id, way=made, by=seat.actor, now=now)
    return redirect("officials:ways-in")


@never_cache
@require_POST
@own_ways_in
@confirmed(sent)
def remove_passkey(request: HttpRequest, seat: SeatCard, passkey: UUID) -> HttpResponse:
    """Take a passkey away; every other session of the official ends."""
    actions.remove_passkey(
        account=own_account(request),
        seat=seat.id,
        passkey=passkey,
        by=seat.actor,
        now=timezone.now(),
    )
    return _stay(request)


@never_cache
@require_http_methods(["GET", "POST"])
@own_ways_in
@confirmed(always)
def codes(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Show the secret for a code app; or take the first code."""
    account = own_account(request)
    form = FirstCode(request.POST if request.method == "POST" else None)
    if form.is_valid():
        app = asking.set_up_code_app(request, account, form.cleaned_data["code"])
        try:
            actions.add_way(
                account=account, seat=seat.id, way=app, by=seat.actor, now=timezone.now()
            )
        except WrongCode as refused:
            form.add_error("code", reason(refused))
        else:
            request.session.pop(asking.PENDING, None)
            return redirect("officials:ways-in")
    name = asking.shown_name(seat, str(getattr(request.user, "display_name", "")))
    shown = asking.code_app_page(asking.code_app_to_set_up(request, account), name)
    status = 400 if form.is_bound else 200
    return render(request, "officials/codes.html", shown | {"form": form}, status=status)


@never_cache
@require_POST
@own_ways_in
@confirmed(sent)
def remove_codes(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Take the code app away; every other session of the official ends."""
    actions.remove_code_app(
        account=own_account(request), seat=seat.id, by=seat.actor, now=timezone.now()
    )
    return _stay(request)


@never_cache
@require_POST
@own_ways_in
@confirmed(sent)
def recovery_codes(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Make new recovery codes and show them this once."""
    made = actions.renew_recovery_codes(
        account=own_account(request), seat=seat.id, by=seat.actor, now=timezone.now()
    )
    return render(request, "officials/recovery_codes.html", {"codes": made})


@never_cache
@require_POST
@own_ways_in
def end_session(request: HttpRequest, seat: SeatCard, session: UUID) -> HttpResponse:
    """End one of the official's sessions."""
    return end_one(request, session, seat.actor, "officials:ways-in")


@never_cache
@require_POST
@own_ways_in
def end_sessions(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """End all of the official's other sessions, or all."""
    return end_several(request, seat.actor, "officials:ways-in")


def _stay(request: HttpRequest) -> HttpResponse:
    """Keep this one session, whose official has just ended all of theirs."""
    sessions.stay(request, own_account(request))
    return redirect("officials:ways-in")
