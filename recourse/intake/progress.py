"""How far a check has come: a number beside the deliveries.

A check is one transaction, so what it writes into the tables is seen only when it is over.
Nobody decides by the number: it may be missing or old, and is swept away within two hours.
"""

from pathlib import Path
from uuid import UUID

from django.conf import settings


def _path(batch: UUID) -> Path:
    """Return where the number of a batch lies."""
    return Path(settings.DELIVERIES_DIR) / f"{batch}.progress"


def say(batch: UUID, rows: int) -> None:
    """Tell how many rows are checked."""
    path = _path(batch)
    draft = path.with_suffix(".progress.part")
    draft.write_text(str(rows))
    draft.replace(path)


def rows_checked(batch: UUID) -> int:
    """Return how many rows are checked by now, as far as is known."""
    try:
        told = _path(batch).read_text()
    except FileNotFoundError:
        return 0
    return int(told) if told.isdecimal() else 0
