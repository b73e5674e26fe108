"""Where somebody is signed in, as a page shows it; and the ends that they can put to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from recourse.faces import sessions
from recourse.faces.ways_in import own_account
from recourse.ground.actor import Actor
from recourse.people.sessions import actions, queries
from recourse.people.sessions.terms import WAY, Browser, SessionCard, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session, in words."""

    card: SessionCard
    browser: str
    way: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPage:
    """Every session of an account, and when it had come in before this one."""

    lines: Sequence[SessionLine]
    before: datetime | None

    @property
    def has_others(self) -> bool:
        """Whether there is another session than this one."""
        return any(not line.is_this for line in self.lines)


def sessions_page(request: HttpRequest) -> SessionsPage:
    """Return where the account is signed in; one query."""
    here = sessions.this(request)
    found = queries.sessions_of(own_account(request), now=timezone.now())
    lines = [_line(card, is_this=card.id == here) for card in found]
    return SessionsPage(
        lines=sorted(lines, key=lambda line: not line.is_this), before=sessions.before(request)
    )


def _line(card: SessionCard, *, is_this: bool) -> SessionLine:
    """Return one session in words."""
    return SessionLine(
        card=card, browser=browser_in_words(card.browser), way=_way(card.way), is_this=is_this
    )


def browser_in_words(browser: Browser) -> str:
    """Return what a browser is, as its owner would call it."""
    family = gettext("WeChat") if browser.family == "WeChat" else browser.family
    if family and browser.system:
        named = {"browser": family, "system": browser.system}
        return gettext("%(browser)s on %(system)s") % named
    return family or browser.system or gettext("A browser that does not say which it is")


def _way(way: Way) -> str:
    """Return how somebody came in."""
    return {
        Way.IDENTITY_SERVICE: gettext("with the identity service"),
        Way.LETTER_CODE: gettext("with a code from a counter"),
        Way.OFFICIAL: gettext("with a passkey or a code"),
        Way.READY_MADE: pgettext("way in", "as a role of the sample city"),
    }[way]


def end_one(request: HttpRequest, session: UUID, by: Actor, then: str) -> HttpResponse:
    """End one session; whoever ends the one they sit in is signed out."""
    actions.end(account=own_account(request), session=session, by=by, now=timezone.now())
    return _out(request) if session == sessions.this(request) else redirect(then)


def end_several(request: HttpRequest, by: Actor, then: str) -> HttpResponse:
    """End all others, or all, as the button says; what says neither ends nothing."""
    account, here, now = own_account(request), sessions.this(request), timezone.now()
    which = request.POST.get("which")
    if which == "all":
        actions.end_all(account=account, by=by, now=now)
        return _out(request)
    if which == "others" and here is not None:
        actions.end_others(account=account, keep=here, by=by, now=now)
    return redirect(then)


def _out(request: HttpRequest) -> HttpResponse:
    """Forget this session, which is there no longer."""
    way = request.session.get(WAY)
    auth.logout(request)
    return redirect("sign-in:signed-out" if way == Way.IDENTITY_SERVICE else "public:home")
