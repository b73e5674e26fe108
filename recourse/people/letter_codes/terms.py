"""Words of codes on paper."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from recourse.ground.calendar import civil_date


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCode:
    """A code that a counter gave out: which seats did, when, and until when it works.

    `used_at` and `voided_at` say why it works no longer.
    """

    id: UUID
    seat: UUID
    confirmed_by: UUID | None
    issued_at: datetime
    until: datetime
    used_at: datetime | None
    voided_at: datetime | None

    @property
    def last_on(self) -> date:
        """The last civil day on which it works."""
        return civil_date(self.until - timedelta(microseconds=1))

    def works(self, at: datetime) -> bool:
        """Whether somebody could come in by it."""
        return self.used_at is None and self.voided_at is None and at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a first clerk has begun for a document: when, in which seat; the first half's digest."""

    id: UUID
    seat: UUID
    first_digest: bytes
