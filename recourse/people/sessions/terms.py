"""Words of sessions, and the names under which a session keeps what is known of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

ID: Final = "rc_session"
WAY: Final = "rc_way"
BEGUN: Final = "rc_begun"
SEEN: Final = "rc_seen"
BROWSER: Final = "rc_browser"


class Way(StrEnum):
    """How somebody came in."""

    IDENTITY_SERVICE = "identity-service"
    LETTER_CODE = "letter-code"
    OFFICIAL = "official"
    READY_MADE = "ready-made"


class Hours(NamedTuple):
    """How long a session lasts: without a page, and in all."""

    pause: timedelta
    whole: timedelta


class Browser(NamedTuple):
    """What a browser says of itself, in a word each; empty where it says nothing known."""

    family: str
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """One session, as whoever is signed in sees it."""

    id: UUID
    way: Way
    browser: Browser
    begun_at: datetime
    used_at: datetime
