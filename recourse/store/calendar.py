"""The calendar this house counts by."""

from functools import cache
from pathlib import Path

from django.conf import settings

from recourse.ground.calendar import WorkingDays


def working_days() -> WorkingDays:
    """Return the working days named in the settings; read once for each process."""
    return _read(Path(settings.CALENDAR_DIR))


@cache
def _read(folder: Path) -> WorkingDays:
    """Read the calendar in `folder`."""
    return WorkingDays.load(folder)
