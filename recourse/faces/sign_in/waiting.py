"""Sign-ins that were begun in this browser and wait for the identity service's answer.

They are kept in the browser's own session, so that an answer is believed only where it was
asked for; each is taken out by the first answer that names it.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.contrib.sessions.backends.base import SessionBase

from recourse.faces.sign_in.errors import NotAwaited

KEY: Final = "sign_in"
MOST: Final = 3
LIFE_SECONDS: Final = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What was sent along, and where its person wants to go."""

    nonce: str
    verifier: str
    began: int
    next: str
    language: str


def begin(
    session: SessionBase, *, next_page: str, language: str, now: datetime
) -> tuple[str, SignIn]:
    """Remember a new sign-in; return its state and what was remembered.

    A browser waits for a few at once (several windows); older ones are forgotten.
    """
    state = secrets.token_urlsafe(32)
    begun = SignIn(
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        began=int(now.timestamp()),
        next=next_page,
        language=language,
    )
    others = list(session.get(KEY, {}).items())[1 - MOST :]
    session[KEY] = dict(others) | {state: asdict(begun)}
    return state, begun


def take(session: SessionBase, state: str, *, now: datetime) -> SignIn:
    """Return the sign-in that waits under `state`, which waits no longer.

    Raises:
        NotAwaited: None does in this browser, or it began too long ago.

    """
    waiting = dict(session.get(KEY, {}))
    found = waiting.pop(state, None)
    if found is None:
        raise NotAwaited
    session[KEY] = waiting
    begun = SignIn(**found)
    if now.timestamp() - begun.began > LIFE_SECONDS:
        raise NotAwaited
    return begun
