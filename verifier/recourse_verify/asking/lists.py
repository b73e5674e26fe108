"""Status lists and registrations, fetched from the city and kept: never for one person alone.

The city learns that somebody here checks statements, not whose: a list holds a million places and
is asked for once an hour, whoever comes.
"""

import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from recourse_verify import statuses
from recourse_verify.certificates import is_below
from recourse_verify.errors import NotFound, Wrong
from recourse_verify.sources import source
from recourse_verify.texts import utf8

KEPT = timedelta(hours=1)
MOST_KEPT = 64
LIST = re.compile(r"/status/[0-9]{1,10}")
Fetch = Callable[[str], str]


class _Kept(NamedTuple):
    text: str
    until: datetime


def fetch(address: str) -> str:
    """Return the text at an address.

    Raises:
        NotFound: It is not there.

    """
    place, _, name = address.rpartition("/")
    return utf8(source(place)(name))


class Kept:
    """Texts of the city, each asked for at most once an hour; the old one serves while it fails."""

    def __init__(self, *, issuer: str, get: Fetch = fetch) -> None:
        """Keep nothing yet.

        Args:
            issuer: Address of the city; nothing is fetched from elsewhere.
            get: Fetches a text.

        """
        self._issuer, self._get = issuer, get
        self._texts: dict[str, _Kept] = {}
        self._turns: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def text(self, address: str, *, at: datetime) -> str:
        """Return a text; while it is fetched, only those wait who want the same.

        Raises:
            Wrong: It is not the city's, or cannot be had.

        """
        if not is_below(address, self._issuer):
            raise Wrong(f"{address} is not an address of {self._issuer}")
        with self._lock:
            kept = self._texts.get(address)
            if kept is not None and kept.until > at:
                return kept.text
            turn = self._turns.setdefault(address, threading.Lock())
        with turn:
            return self._in_turn(address, at)

    def _in_turn(self, address: str, at: datetime) -> str:
        """Fetch a text and keep it, unless whoever came before did."""
        with self._lock:
            kept = self._texts.get(address)
        try:
            if kept is None or kept.until <= at:
                kept = self._fetched(address, kept, at)
        finally:
            with self._lock:
                self._turns.pop(address, None)
        with self._lock:
            self._texts[address] = kept
            while len(self._texts) > MOST_KEPT:
                self._texts.pop(next(iter(self._texts)))
        return kept.text

    def _fetched(self, address: str, old: _Kept | None, at: datetime) -> _Kept:
        """Fetch a text, or keep the old one a little longer: whether it is over, it says itself."""
        try:
            return _Kept(self._get(address), at + KEPT)
        except NotFound:
            if old is None:
                raise
            return _Kept(old.text, at + timedelta(minutes=1))

    def list_for(self, place: statuses.Place, *, at: datetime) -> str:
        """Return the status list in which something stands.

        Raises:
            Wrong: It is none of the city's, or cannot be had.

        """
        number = place.uri.removeprefix(self._issuer.rstrip("/"))
        if number == place.uri or not LIST.fullmatch(number):
            raise Wrong(f"{place.uri} is no status list of {self._issuer}")
        return self.text(place.uri, at=at)
