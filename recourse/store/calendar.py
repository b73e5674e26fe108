"""The calendar this house counts by."""

from functools import cache
from pathlib import Path

from django.conf import settings

from recourse.ground.calendar import WorkingDays
from recourse_verify.decisions import digest_of_files


def working_days() -> WorkingDays:
    """Return the working days named in the settings; read once for each process."""
    return _read(Path(settings.CALENDAR_DIR))


@cache
def _read(folder: Path) -> WorkingDays:
    """Read the calendar in `folder`."""
    return WorkingDays.load(folder)


def digest() -> str:
    """Return one SHA-256 of the calendar's files, as `sha256sum` would list them."""
    return _digest(Path(settings.CALENDAR_DIR))


@cache
def _digest(folder: Path) -> str:
    """Digest the calendar in `folder`; read once for each process, like the calendar itself."""
    return digest_of_files({path.name: path.read_bytes() for path in folder.glob("*.yaml")})
