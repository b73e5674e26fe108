"""The oldest PostgreSQL we support, in private clusters that are thrown away afterwards."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")
OLDEST = 15
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


def environment() -> Mapping[str, str]:
    """Return the environment without settings of this machine that could leak into a test."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def versions() -> list[int]:
    """Return the installed versions that we support, oldest first."""
    found = [int(path.name) for path in INSTALLED.glob("*") if (path / "bin" / "initdb").exists()]
    return sorted(version for version in found if version >= OLDEST)


def need_installed() -> None:
    """End with one clear line unless there is a PostgreSQL to test on."""
    if not versions():
        sys.exit("recourse: PostgreSQL is missing; run: sudo apt-get install -y postgresql")


def _owner() -> str | None:
    """Return who runs the server: PostgreSQL refuses root."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def oldest(count: int) -> Iterator[tuple[int, list[str]]]:
    """Start clusters of the oldest version; give it and their addresses, then remove them.

    Each process that tests has a cluster of its own: roles belong to a cluster, not a database.
    """
    version = versions()[0]
    with ExitStack() as clusters:
        yield version, [clusters.enter_context(_cluster(version)) for _ in range(count)]


@contextmanager
def _cluster(version: int) -> Iterator[str]:
    """Start one cluster, give its address, then remove it."""
    programs = INSTALLED / str(version) / "bin"
    folder = Path(
        tempfile.mkdtemp(prefix="recourse-oldest-", dir="/tmp")
    )  # a path to a socket is short
    if owner := _owner():
        os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)
    data = str(folder / "data")

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), *arguments],
            check=True,
            user=owner,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C")
        run(
            "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"{QUICK} -k {folder}", "start"
        )
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
