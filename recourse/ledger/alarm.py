"""Say early that the log gets behind: before look-ups are refused, not after.

The sequencer looks, and the publisher too: one that died says nothing any more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from recourse.ledger.connections import Connection
from recourse.ledger.queries import GAUGE, LONGEST_WAIT, MOST_WAITING, level_of
from recourse.ledger.terms import Gauge, Level

EVERY = timedelta(seconds=1)


class Alarm:
    """Watches how far the log is behind and says a line whenever that changes."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        """Take it that all is well.

        Args:
            complain: Takes a line for the operator.

        """
        self._complain = complain
        self._level = Level.OK
        self._looked_at: datetime | None = None

    def look(self, connection: Connection, *, now: datetime) -> None:
        """Measure, at most once a second, and say if the level is another than before."""
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return
        self._looked_at = now
        measured = _gauge(connection)
        level = level_of(measured, now=now)
        if level is not self._level:
            self._complain(_line(level, measured, now))
        self._level = level


def _gauge(connection: Connection) -> Gauge:
    row = connection.execute(GAUGE, {"ceiling": MOST_WAITING + 1}).fetchone()
    waiting, oldest_at = row or (0, None)
    return Gauge(waiting=waiting, oldest_at=oldest_at)


def _line(level: Level, measured: Gauge, now: datetime) -> str:
    """Return what the operator is told."""
    if level is Level.OK:
        return "the log keeps up again"
    wait = timedelta() if measured.oldest_at is None else now - measured.oldest_at
    behind = f"{measured.waiting} entries wait, the oldest for {wait.total_seconds():.0f} s"
    if level is Level.EARLY:
        most = f"{MOST_WAITING} entries or {LONGEST_WAIT.total_seconds():.0f} s"
        return f"the log gets behind: {behind}; beyond {most} look-ups are refused"
    return f"the log is behind and look-ups are refused: {behind}"
