"""Ask an official to confirm that it is still them, then go on with what they were doing.

What they had typed travels along in the page, so nothing is lost: once confirmed, the very same
request is made as if it had just been sent. Where nothing was sent, they see the page they wanted.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recourse.agencies.terms import SeatCard
from recourse.faces.doors import seats_only
from recourse.faces.officials import asking, sessions, waiting
from recourse.faces.officials.forms import ConfirmCode
from recourse.faces.returning import on_this_site
from recourse.faces.ways_in import own_account
from recourse.faces.wording import reason
from recourse.ground.refused import Refused
from recourse.officials import queries
from recourse.officials.coming_in import actions as coming_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, SeatCard, P], HttpResponseBase]
BY: Final = "confirm_by"
"""By what an official confirms; a form that has this field is of the page that asks."""

TYPED: Final = "confirm_typed"
"""What they had sent, as a form sends it; nothing if they only wanted to see a page."""

SENT: Final = "confirm_sent"
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def confirmed(when: Callable[[HttpRequest], bool]) -> Callable[[View[P]], View[P]]:
    """Let an official go on only if they have lately shown that it is them; else ask them to.

    Args:
        when: For which requests. A page that only shows something asks for nothing.

    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def door(
            request: HttpRequest, seat: SeatCard, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.method == "POST" and BY in request.POST:
                if (again := _confirmed(request, seat)) is not None:
                    return again
                if SENT not in request.POST:
                    return redirect(request.get_full_path())
                request.POST = QueryDict(request.POST.get(TYPED, ""))
            if when(request) and not sessions.is_fresh(request, timezone.now()):
                typed = urlencode(_typed(request)) if request.method == "POST" else None
                return _page(request, seat, typed)
            return view(request, seat, *args, **kwargs)

        return door

    return guard


def sent(request: HttpRequest) -> bool:
    """Whether a form was sent."""
    return request.method == "POST"


def always(request: HttpRequest) -> bool:  # noqa: ARG001 - one of the ways to ask
    """Each request."""
    return True


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form has sent."""
    return [(name, one) for name, values in request.POST.lists() for one in values if name != TOKEN]


def _confirmed(request: HttpRequest, seat: SeatCard) -> HttpResponse | None:
    """Check what confirms that it is them; return the page again if it does not."""
    try:
        form = _checked(request, seat)
    except Refused as refused:
        return _again(request, seat, refused.status, wrong=reason(refused))
    if form is not None:
        return _again(request, seat, 400, form=form)
    sessions.confirm(request, timezone.now())
    return None


def _checked(request: HttpRequest, seat: SeatCard) -> ConfirmCode | None:
    """Check what confirms that it is them; return the form if nothing was typed into it.

    Raises:
        Refused: It is none of theirs, or there were too many wrong ones.
        PermissionDenied: They signed in by none of these ways.

    """
    if is_ready_made(request):
        return None
    if not sessions.is_officials(request):
        raise PermissionDenied
    account, now = own_account(request), timezone.now()
    if request.POST[BY] == "passkey":
        answer = request.POST.get("answer", "")
        coming_in.confirm_by_passkey(
            account=account,
            answer=answer,
            challenge=waiting.take(request.session, answer, purpose=waiting.CONFIRM, now=now),
            site=asking.site_of(request),
            by=seat.actor,
            now=now,
        )
        return None
    form = ConfirmCode(request.POST)
    if not form.is_valid():
        return form
    code = form.cleaned_data["code"]
    coming_in.confirm_by_code(account=account, code=code, by=seat.actor, now=now)
    return None


def is_ready_made(request: HttpRequest) -> bool:
    """Whether a role of the demo is signed in, which has neither passkey nor code."""
    return settings.DEMO is True and not sessions.is_officials(request)


def _again(
    request: HttpRequest,
    seat: SeatCard,
    status: int,
    *,
    form: ConfirmCode | None = None,
    wrong: str = "",
) -> HttpResponse:
    """Return the page again, with what had been typed before it was asked."""
    typed = request.POST.get(TYPED, "") if SENT in request.POST else None
    return _page(request, seat, typed, status=status, form=form, wrong=wrong)


def _page(
    request: HttpRequest,
    seat: SeatCard,
    typed: str | None,
    *,
    status: int = 200,
    form: ConfirmCode | None = None,
    wrong: str = "",
) -> HttpResponse:
    """Return the page that asks, with a new question for a passkey."""
    shown: dict[str, object] = {
        "form": form or ConfirmCode(),
        "seat": seat,
        "typed": typed,
        "wrong": wrong,
        "is_ready_made": is_ready_made(request),
        "action": request.get_full_path(),
    }
    if sessions.is_officials(request):
        shown["options"] = asking.passkey_to_prove(
            request,
            timezone.now(),
            purpose=waiting.CONFIRM,
            known=queries.credential_ids(own_account(request)),
        )
    return render(request, "officials/confirm.html", shown, status=status)


@require_http_methods(["GET", "POST"])
@seats_only()
def confirm(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask, whenever it is wanted, and lead back to where an official came from."""
    if request.method != "POST" or BY not in request.POST:
        return _page(request, seat, None)
    back = on_this_site(request.GET.get("next", ""), request)
    return _confirmed(request, seat) or redirect(back or "desk:home")
