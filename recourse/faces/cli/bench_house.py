"""A house for one run of a bench: its server, its tables, its keys."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def a_house() -> Iterator[None]:
    """Make a house in a folder of its own, and throw it away."""
    folder = Path(tempfile.mkdtemp(prefix="recourse-bench-"))
    os.environ |= {"RECOURSE_VAR": str(folder), "RECOURSE_DEMO": "1"}
    for name in ("RECOURSE_DATABASE_URL", "RECOURSE_KEY_DIR"):
        os.environ.pop(name, None)
    from recourse.store import embedded

    try:
        from recourse.faces.cli.house import open_house

        open_house()
        subprocess.run([sys.executable, "-m", "recourse", "db", "migrate"], check=True, stdout=2)
        yield
        from django.db import connection

        connection.close()
    finally:
        embedded.stop(folder / "postgres")
        shutil.rmtree(folder, ignore_errors=True)
