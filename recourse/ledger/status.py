"""How far the log is, for an operator and for a program that watches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from recourse.ledger import queries
from recourse.ledger.publishing.publisher import published_size
from recourse.ledger.terms import Gauge, Level, LogHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """How fast entries are numbered, and how fast they come.

    Attributes:
        numbered_per_second: What the sequencer does.
        noted_per_second: What comes in; exact while fewer wait than are counted.
        empty_in_seconds: When nothing waits any more at this pace; None if it never comes to that.

    """

    numbered_per_second: float
    noted_per_second: float
    empty_in_seconds: float | None

    def text(self) -> str:
        """Return it for a reader."""
        pace = (
            f"{self.numbered_per_second:.0f} numbered, {self.noted_per_second:.0f} noted a second"
        )
        if self.empty_in_seconds is None:
            return f"drain: {pace}; what waits does not get less"
        return f"drain: {pace}; nothing waits in {self.empty_in_seconds:.0f} s"


EXIT_CODES = {Level.OK: 0, Level.EARLY: 1, Level.REFUSING: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is numbered, what of it is signed, and what waits.

    Attributes:
        logs: Heads of all logs, newest first, each with the entries of it that are published.
        gauge: What waits.
        age_seconds: How long the oldest waits; None if none does.
        level: Whether the sequencer keeps up.
        at: When it was measured.

    """

    at: datetime

    logs: list[tuple[LogHead, int]]
    gauge: Gauge
    age_seconds: float | None
    level: Level

    @property
    def lag(self) -> int:
        """How many numbered entries no published checkpoint counts yet."""
        return sum(max(0, head.size - signed) for head, signed in self.logs)

    def drained_since(self, before: "Status") -> "Drain":
        """Return how fast the log was drained since an earlier measurement.

        Args:
            before: Measured a while ago.

        """
        seconds = (self.at - before.at).total_seconds()
        numbered = self.numbered - before.numbered
        noted = numbered + self.gauge.waiting - before.gauge.waiting
        empties = (numbered - noted) / seconds
        left = self.gauge.waiting / empties if empties > 0 else None
        return Drain(
            numbered_per_second=numbered / seconds,
            noted_per_second=noted / seconds,
            empty_in_seconds=0.0 if self.gauge.waiting == 0 else left,
        )

    @property
    def numbered(self) -> int:
        """How many entries are numbered in all logs."""
        return sum(head.size for head, _ in self.logs)

    @property
    def exit_code(self) -> int:
        """0 while the log keeps up, 1 once it gets behind, 2 while look-ups are refused."""
        return EXIT_CODES[self.level]

    def told(self) -> Mapping[str, Any]:
        """Return it for a program."""
        oldest = self.gauge.oldest_at
        return {
            "logs": [
                {"log": head.origin, "size": head.size, "root": head.root.hex(), "signed": signed}
                for head, signed in self.logs
            ],
            "waiting": self.gauge.waiting,
            "oldest_at": oldest.isoformat() if oldest else None,
            "oldest_age_seconds": self.age_seconds,
            "unsigned": self.lag,
            "level": self.level.value,
        }

    def text(self) -> str:
        """Return it for a reader."""
        lines = [
            f"{head.origin}  {head.size:>12} entries  {signed:>12} signed  root {head.root.hex()}"
            for head, signed in self.logs
        ]
        oldest = self.gauge.oldest_at
        since = f", the oldest since {oldest.isoformat()}" if oldest else ""
        return "\n".join([*lines, f"waiting: {self.gauge.waiting}{since}", f"level: {self.level}"])


def status(*, now: datetime) -> Status:
    """Measure how far the log is."""
    gauge = queries.gauge()
    age = None if gauge.oldest_at is None else (now - gauge.oldest_at).total_seconds()
    return Status(
        logs=[
            (head, published_size(settings.LOG_FILES_DIR / head.folder)) for head in queries.heads()
        ],
        gauge=gauge,
        age_seconds=age,
        level=queries.level_of(gauge, now=now),
        at=now,
    )
