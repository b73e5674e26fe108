"""Pages for what went wrong: what happened, under which rule, what to do."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from recourse.ground.refused import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What a person reads when a page cannot be shown."""

    says: Promise
    do: Promise


FAILURES = {
    400: Failure(
        says=_("We could not read that request"),
        do=_("Go back, and try again. If you typed an address, check it."),
    ),
    403: Failure(
        says=_("This page is not for your role"),
        do=_("Sign out and sign in with the role that may do this."),
    ),
    404: Failure(
        says=_("There is no such page"),
        do=_("If you typed an address, check it. You can only open pages about yourself."),
    ),
    413: Failure(
        says=_("The file is too large"),
        do=_("Split the file and hand in the parts one after the other."),
    ),
    500: Failure(
        says=_("Something went wrong on our side"),
        do=_("Nothing you entered was changed. Try again later, or call 12345."),
    ),
}


def failed(request: HttpRequest, status: int) -> HttpResponse:
    """Return the page for a failed request."""
    shown = {"failure": FAILURES[status], "status": status}
    return render(request, "failed.html", shown, status=status)


def refusal(request: HttpRequest, refused: Refused, *, again: str = "") -> HttpResponse:
    """Return the page for a refusal: what, under which rule, what to do.

    Args:
        request: What was asked.
        refused: Why not.
        again: Where to try again, if there is such a page.

    """
    language = get_language() or "zh"
    shown = {
        "says": refused.words(language),
        "do": refused.advice(language),
        "law": refused.provision(language),
        "code": refused.code,
        "again": again,
    }
    return render(request, "refused.html", shown, status=refused.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer what cannot be read."""
    return failed(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer who may not come in."""
    return failed(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer what is not there, or not yours."""
    return failed(request, 404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token."""
    shown = {"failure": STALE, "status": 403, "reason": reason}
    return render(request, "failed.html", shown, status=403)


STALE = Failure(
    says=_("This form is no longer valid"),
    do=_("Go back, load the page again and send the form once more."),
)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer a bug, in both languages, without leaning on anything that may be what broke."""
    return HttpResponse(render_to_string("500.html"), status=500)
