"""Pure rules of sessions: how long each lasts, and what is kept of a browser.

* of a browser no more is kept than its family and its system, in a word each: enough to know
  one's own again, too little to follow anybody;
* where somebody is (an address of the network) is kept nowhere;
* whoever came in by a code on paper stays for two hours at most: the paper may be on the table;
* they read, ask, object, repair and take away; they let nobody else in.

Law:
    PIPL art. 6 (least), 51 (security); NIST SP 800-63B, 2.2.3 (reauthentication).

"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from recourse.people.sessions.errors import NotByLetter
from recourse.people.sessions.terms import Browser, Hours, Way

HALF_AN_HOUR: Final = timedelta(minutes=30)
HOURS: Final[Mapping[Way, Hours]] = {
    Way.OFFICIAL: Hours(HALF_AN_HOUR, timedelta(hours=10)),
    Way.IDENTITY_SERVICE: Hours(timedelta(hours=2), timedelta(hours=10)),
    Way.LETTER_CODE: Hours(HALF_AN_HOUR, timedelta(hours=2)),
    Way.READY_MADE: Hours(timedelta(hours=2), timedelta(hours=10)),
}
FAMILIES: Final = (
    ("MicroMessenger", "WeChat"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MQQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What each writes, the one that also writes another's name first."""

SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> Browser:
    """Return family and system of a browser, by what it says of itself.

    >>> browser_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36")
    Browser(family='Chrome', system='Windows')
    """
    return Browser(_first(FAMILIES, user_agent), _first(SYSTEMS, user_agent))


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    """Return the name of the first mark that is found; empty if none is."""
    return next((name for mark, name in known if mark in said), "")


def refuse_by_letter(way: str) -> None:
    """Refuse what would outlast a code on paper: helpers, contacts, codes, another's file.

    Args:
        way: How the session began, by its code; empty if it does not say.

    Raises:
        NotByLetter: By a code on paper.

    """
    if way == Way.LETTER_CODE:
        raise NotByLetter


def goes_on(way: Way, *, begun: datetime, used: datetime, now: datetime) -> bool:
    """Whether a session may go on; one that begins later than now never began."""
    hours = HOURS[way]
    return begun <= now < begun + hours.whole and now < used + hours.pause
