"""Sessions of officials: begun anew at each sign-in, and confirmed for what weighs most.

* nothing of an earlier session in the browser is left (`faces/sessions` says how long one lasts);
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

from recourse.faces import sessions
from recourse.officials.errors import NotRecognised
from recourse.people.sessions.terms import Way

BACKEND: Final = "recourse.faces.ways_in.Officials"
CONFIRMED: Final = "official_confirmed"
FRESH_SECONDS: Final = 15 * 60


def begin(request: HttpRequest, account: UUID, now: datetime) -> None:
    """Sign an official in: nothing of an earlier session in this browser is left.

    Raises:
        NotRecognised: The account was closed a moment ago.

    """
    request.session.flush()
    found = auth.authenticate(request, official=account)
    if found is None:
        raise NotRecognised
    sessions.begin(request, found, Way.OFFICIAL, now, backend=BACKEND)
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


def is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether the official has shown a short while ago that it is them."""
    return int(now.timestamp()) - int(request.session.get(CONFIRMED, 0)) < FRESH_SECONDS
