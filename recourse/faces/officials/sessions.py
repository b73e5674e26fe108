"""Sessions of officials: begun anew at each sign-in, and limited.

* half an hour without a page ends a session, and ten hours end it in any case;
* whoever changes how they sign in, or signs where the law wants another person, must have
  signed in, or confirmed that it is them, within the last quarter of an hour; confirming
  lengthens no session.

Law:
    NIST SP 800-63B, 2.2.3 (reauthentication).

"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import auth
from django.http import HttpRequest

from recourse.officials.errors import NotRecognised

BACKEND: Final = "recourse.faces.ways_in.Officials"
BEGUN: Final = "official_since"
SEEN: Final = "official_seen"
CONFIRMED: Final = "official_confirmed"
PAUSE_SECONDS: Final = 30 * 60
DAY_SECONDS: Final = 10 * 3600
FRESH_SECONDS: Final = 15 * 60
KEEP_SECONDS: Final = 60


def begin(request: HttpRequest, account: UUID, now: datetime) -> None:
    """Sign an official in: nothing of an earlier session in this browser is left.

    Raises:
        NotRecognised: The account was closed a moment ago.

    """
    request.session.flush()
    found = auth.authenticate(request, official=account)
    if found is None:
        raise NotRecognised
    auth.login(request, found, backend=BACKEND)
    request.session[BEGUN] = request.session[SEEN] = int(now.timestamp())
    confirm(request, now)


def confirm(request: HttpRequest, now: datetime) -> None:
    """Keep that the official has just shown that it is them; the session gets a new key."""
    request.session[CONFIRMED] = int(now.timestamp())
    request.session.cycle_key()


def stay(request: HttpRequest, account: UUID) -> None:
    """Keep this session, under a new key, when the official's others were ended.

    Raises:
        NotRecognised: The account was closed a moment ago.

    """
    found = auth.authenticate(request, official=account)
    if found is None:
        raise NotRecognised
    auth.update_session_auth_hash(request, found)


def is_officials(request: HttpRequest) -> bool:
    """Whether the session is an official's who signed in by a way of their own."""
    return request.session.get(auth.BACKEND_SESSION_KEY) == BACKEND


def goes_on(request: HttpRequest, now: datetime) -> bool:
    """Whether the session may go on; when it does, its pause begins anew."""
    seconds, session = int(now.timestamp()), request.session
    begun, seen = session.get(BEGUN, 0), session.get(SEEN, 0)
    if seconds - seen >= PAUSE_SECONDS or seconds - begun >= DAY_SECONDS:
        return False
    if seconds - seen >= KEEP_SECONDS:  # not a write for each page
        session[SEEN] = seconds
    return True


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether the official has shown a short while ago that it is them."""
    return int(now.timestamp()) - int(request.session.get(CONFIRMED, 0)) < FRESH_SECONDS
