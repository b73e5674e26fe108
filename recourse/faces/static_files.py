"""Style sheets and scripts: compressed once, and named with the digest of what they hold."""

import gzip
import hashlib
import os
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

FOLDER = Path(__file__).parent / "static"
COMPRESSED = (".css", ".js", ".svg")


class Digested(StaticFilesStorage):
    """Adds `?v=digest` to every address, so that a browser may keep the file for a year."""

    def url(self, name: str | None) -> str:
        """Return the address of a file, with the digest of its contents."""
        return f"{super().url(name)}?v={digest(str(name))}"


@cache
def digest(name: str) -> str:
    """Return the first digits of the SHA-256 of a static file.

    Raises:
        FileNotFoundError: There is no such file; a template names what does not exist.

    """
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def compress_all() -> list[Path]:
    """Write a `.gz` beside each style sheet and script that has none or an older one.

    One whose file is there no more goes: a site that was brought up to date would not start.

    Returns:
        The files written.

    """
    for packed in FOLDER.rglob("*.gz"):
        if not packed.with_suffix("").exists():
            packed.unlink(missing_ok=True)
    plain = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in COMPRESSED]
    stale = [path for path in plain if not _is_fresh(path)]
    return [_compress(path) for path in stale]


def _is_fresh(path: Path) -> bool:
    """Whether the compressed file is at least as new as the plain one."""
    packed = path.with_name(path.name + ".gz")
    return packed.exists() and packed.stat().st_mtime >= path.stat().st_mtime


def _compress(path: Path) -> Path:
    """Write the compressed file whole or not at all; several processes may do so at once."""
    packed = path.with_name(path.name + ".gz")
    half = packed.with_name(f"{packed.name}.{os.getpid()}")
    half.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    half.replace(packed)
    return packed
