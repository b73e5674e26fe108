"""Words of codes on paper."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCode:
    """A code that a counter gave out: which seat did, when, and until when it works.

    `used_at` and `voided_at` say why it works no longer.
    """

    id: UUID
    seat: UUID
    issued_at: datetime
    until: datetime
    used_at: datetime | None
    voided_at: datetime | None

    def works(self, at: datetime) -> bool:
        """Whether somebody could come in by it."""
        return self.used_at is None and self.voided_at is None and at < self.until
