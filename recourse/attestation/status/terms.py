"""Words of status lists."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Why(StrEnum):
    """Why something is revoked; there is no other reason, and later events are none."""

    WRONG = "wrong"
    WISH = "wish"
    KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCard:
    """One list: whether places of it are still given out, and when it was last published."""

    id: int
    is_open: bool
    published_at: datetime | None
    revoked: tuple[int, ...]
