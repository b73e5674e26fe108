"""Questions that wait, in the browser's own session, for the answer of a passkey.

An answer is believed only where it was asked for, for what it was asked for, and once.
"""

from datetime import datetime
from typing import Final

from django.contrib.sessions.backends.base import SessionBase

from recourse.officials import passkeys
from recourse.officials.passkeys import Asked

KEY: Final = "passkeys"
MOST: Final = 3
LIFE_SECONDS: Final = 600
SIGN_IN, ENROL, ADD, CONFIRM = "sign-in", "enrol", "add", "confirm"


def remember(session: SessionBase, asked: Asked, *, purpose: str, now: datetime) -> str:
    """Remember a question for a few minutes; return it. Several windows may ask at once."""
    others = list(session.get(KEY, {}).items())[1 - MOST :]
    session[KEY] = dict(others) | {asked.challenge: [purpose, int(now.timestamp())]}
    return asked.options


def take(session: SessionBase, answer: str, *, purpose: str, now: datetime) -> str:
    """Return the challenge that `answer` answers, which waits no longer; empty if none does."""
    waiting = dict(session.get(KEY, {}))
    challenge = passkeys.challenge_of(answer)
    asked, began = waiting.pop(challenge, ("", 0))
    session[KEY] = waiting
    is_in_time = int(now.timestamp()) - began <= LIFE_SECONDS
    return challenge if asked == purpose and is_in_time else ""
