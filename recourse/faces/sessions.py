"""Sessions in the browser: begun anew at each sign-in, limited by how one came in.

How long each lasts is a rule of the room (`people/sessions/rules`). Half an hour or two without a
page ends it, and some hours end it in any case. A session of an account that does not say when it
began is over.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from recourse.faces.doors import oneself
from recourse.ground.uuid7 import uuid7
from recourse.people.sessions import actions, rules
from recourse.people.sessions.terms import BEGUN, BROWSER, ID, SEEN, WAY, Way

BEFORE: Final = "rc_before"
"""When the account had come in before this time."""

READY_MADE: Final = "recourse.faces.ways_in.ReadyMadeRoles"
KEEP_SECONDS: Final = 60


def begin(
    request: HttpRequest, account: AbstractBaseUser, way: Way, now: datetime, *, backend: str = ""
) -> None:
    """Sign an account in under a new key, and keep how, when and in which browser."""
    before = account.last_login
    auth.login(request, account, backend=backend or None)  # type: ignore[arg-type]  # the table is private to its room
    session = request.session
    session.cycle_key()  # also when the same account was signed in already
    session[ID], session[WAY] = str(uuid7(now)), way.value
    session[BEGUN] = session[SEEN] = int(now.timestamp())
    session[BROWSER] = "/".join(rules.browser_of(request.headers.get("User-Agent", "")))
    session[BEFORE] = None if before is None else int(before.timestamp())
    person = getattr(account, "person_id", None)
    if isinstance(person, UUID):
        actions.note_sign_in(person=person, way=way, by=oneself(person), now=now)


def this(request: HttpRequest) -> UUID | None:
    """Return by which name this very session is listed; a test's has none."""
    known = request.session.get(ID)
    return None if known is None else UUID(known)


def before(request: HttpRequest) -> datetime | None:
    """Return when the account had come in before this time, if it ever had."""
    seconds = request.session.get(BEFORE)
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def goes_on(request: HttpRequest, now: datetime) -> bool:
    """Whether a session may go on; when it does, its pause begins anew."""
    session = request.session
    way = session.get(WAY, "")
    if way not in set(Way) or BEGUN not in session:
        return session.get(auth.BACKEND_SESSION_KEY) == READY_MADE  # of a test; the demo has it
    begun, used = (datetime.fromtimestamp(session[key], tz=UTC) for key in (BEGUN, SEEN))
    if not rules.goes_on(Way(way), begun=begun, used=used, now=now):
        return False
    if (now - used).total_seconds() >= KEEP_SECONDS:  # not a write for each page
        session[SEEN] = int(now.timestamp())
    return True


class Hours:
    """Sign out whose time is over; keep the time of who goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, signed in or not."""
        if auth.SESSION_KEY in request.session and not goes_on(request, timezone.now()):
            auth.logout(request)
        return self.get_response(request)
