"""One real PostgreSQL for all tests: the embedded one, or the one named in the environment.

`db` gives a transaction that is rolled back. `committed` is for what needs real commits,
several connections or other processes; it empties the tables afterwards, as the owner.
Both work under the application's own role, so a missing grant fails a test.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

FAST = ("fsync", "synchronous_commit", "full_page_writes")
DATABASE = "recourse_test"
FOUNDING = frozenset({"committed", "town", "office", "bureau", "city"})
EMPTY = """
DO $$ DECLARE name text; BEGIN
FOR name IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition
    AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission')
LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
PERFORM setval(oid, 1, false) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
END $$
"""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the server, make a fresh database and migrate it with the real command.

    When the tests are spread over several processes, each has a server of its own.
    """
    if config.getoption("numprocesses", default=None):
        return
    from recourse.store import embedded

    given = bool(os.environ.get(embedded.URL))
    address = embedded.ensure(Path(os.environ["RECOURSE_VAR"]) / "postgres")
    _fresh_database(address, hurry=not given)
    os.environ[embedded.URL] = psycopg.conninfo.make_conninfo(address, dbname=DATABASE)
    subprocess.run([sys.executable, "-m", "recourse", "db", "migrate"], check=True, stdout=2)
    from django.conf import settings

    from recourse.config.database import database

    settings.DATABASES["default"].update(database())


def _fresh_database(address: str, *, hurry: bool) -> None:
    """Make an empty database; on our own server, trade the safety of test data for speed."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
        for setting in FAST if hurry else ():
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever needs real commits or a town with its catalogue is slow; the fast lane leaves it."""
    for item in items:
        if not FOUNDING.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is made in `pytest_configure`, by the command an operator would use."""


@pytest.fixture(autouse=True)
def nothing_kept_of_the_catalogue() -> None:
    """Forget the version another test loaded: its transaction is gone, the process is not."""
    from recourse.catalogue import queries

    queries.reload()


@pytest.fixture(autouse=True)
def a_journal_of_its_own(request: pytest.FixtureRequest, settings) -> None:
    """Give each test an erasure journal; the tables that know of another one are empty."""
    name = sha256(request.node.nodeid.encode()).hexdigest()[:16]
    settings.JOURNAL_DIR = settings.VAR / "erasures" / name


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureDef) -> Iterator[None]:
    """Let commits through; empty every table afterwards."""
    with django_db_blocker.unblock(), emptied():
        yield
        from django.db import connection

        connection.close()


@contextmanager
def emptied() -> Iterator[None]:
    """Empty every table at the end, and let every sequence begin again, as the owner.

    Rows are deleted, not truncated: most tables hold none, and truncating all of them makes a
    new file for each of their hundreds of parts.
    """
    yield
    with owner() as connection, connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")  # no foreign keys
        connection.execute(EMPTY)


def owner() -> psycopg.Connection:
    """Connect as the owner of the tables, past every gate; for arranging and for attacks."""
    return psycopg.connect(os.environ["RECOURSE_DATABASE_URL"], autocommit=True)
