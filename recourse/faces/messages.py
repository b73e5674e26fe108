"""Chinese messages: from the `.po` that people edit to the `.mo` that Django reads.

Compiled by Python alone, so that a fresh machine needs no gettext.
"""

import os
from pathlib import Path

import polib
from django.conf import settings


def compile_all() -> list[Path]:
    """Write a `.mo` beside each `.po` that has none or an older one.

    Returns:
        The files written.

    """
    found = [path for folder in settings.LOCALE_PATHS for path in sorted(folder.rglob("*.po"))]
    return [_compile(path) for path in found if not _is_fresh(path)]


def _is_fresh(po: Path) -> bool:
    """Whether the compiled file is at least as new as the one people edit."""
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime


def _compile(po: Path) -> Path:
    """Write the compiled file whole or not at all; several processes may do so at once."""
    mo = po.with_suffix(".mo")
    half = mo.with_name(f"{mo.name}.{os.getpid()}")
    polib.pofile(str(po)).save_as_mofile(str(half))
    half.replace(mo)
    return mo
