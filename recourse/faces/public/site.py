"""All pages in one place, and what robots and those who find a weakness look for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from recourse.faces.content import reading
from recourse.faces.content.terms import Text
from recourse.faces.public.handbook.terms import Right
from recourse.faces.public.handbook.whole import handbook
from recourse.ground.calendar import add_months, civil_date, first_of_month, start_of

TEXT = "text/plain; charset=utf-8"
SECURITY_MONTHS = 6
"""For so many months a statement of whom to tell of a weakness holds; made anew each month."""

NOT_FOR_ROBOTS = ("my-file", "desk", "login", "share", "help-somebody", "exemplars", "demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Pages that belong together: each a name and the view it leads to."""

    title: Promise
    pages: Sequence[tuple[Promise, str]]


GROUPS = (
    Group(
        title=_("About your own file"),
        pages=(
            (_("Open my file"), "portal:home"),
            (pgettext_lazy("page", "Who looked"), "portal:who-looked"),
            (_("My cases"), "portal:cases"),
            (_("Sign in"), "public:login"),
            (_("Help somebody"), "public:help-somebody"),
        ),
    ),
    Group(
        title=_("What this service may do"),
        pages=(
            (_("What may be collected"), "public:catalogue"),
            (_("Benefits and their rules"), "public:schemes"),
            (_("Who may ask for statements"), "public:recipients"),
        ),
    ),
    Group(
        title=_("Check us"),
        pages=(
            (_("Statistics"), "public:statistics"),
            (_("Status of the log"), "public:log-status"),
            (_("Check it yourself"), "public:check"),
            (_("Check a statement"), "public:verify"),
        ),
    ),
    Group(
        title=_("About this site"),
        pages=(
            (_("Start page"), "public:home"),
            (_("Accessibility"), "public:accessibility"),
            (_("Honours, shown with consent"), "public:exemplar"),
        ),
    ),
)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Name every page that anybody may open."""
    shown: dict[str, Sequence[Group] | Sequence[Right] | Sequence[Text]] = {
        "groups": GROUPS,
        "rights": list(handbook(now=timezone.now()).values()),
        "articles": [one.text for one in reading.articles(settings.CONTENT_DIR)],
    }
    return render(request, "public/pages.html", shown)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Tell robots where nothing is for them (RFC 9309)."""
    shut = [
        f"Disallow: /{language}/{place}/"
        for language, _name in settings.LANGUAGES
        for place in NOT_FOR_ROBOTS
    ]
    lines = ["User-agent: *", *shut, "Disallow: /api/", "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
def security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Say whom to tell of a weakness (RFC 9116).

    Without an address of the operator's own, the page on complaints says how.
    """
    contact = settings.SECURITY_CONTACT or (
        settings.PUBLIC_URL + resolve_url("public:right", right="complain")
    )
    lines = [
        f"Contact: {contact}",
        f"Expires: {_holds_until(timezone.now()).isoformat()}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)


def _holds_until(now: datetime) -> datetime:
    """Return until when the statement holds; the same all month."""
    return start_of(add_months(first_of_month(civil_date(now)), SECURITY_MONTHS))
