"""How the programs of the log come into the database."""

from typing import Any

import psycopg

from recourse.store.dsn import dsn

Connection = psycopg.Connection[tuple[Any, ...]]

LOCK = 0x4C4F47  # "LOG"
"""The sequencers' lock: whoever holds it works alone."""


def connect() -> Connection:
    """Connect as the sequencer: it may move entries from the queue into the log, no more."""
    return psycopg.connect(dsn(role="recourse_sequencer"), autocommit=True)


def connect_to_read() -> Connection:
    """Connect as the application, to read everything as of one moment and change nothing."""
    connection = psycopg.connect(dsn(role="recourse_app"))
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def connect_as_owner() -> Connection:
    """Connect as the owner of the tables: nobody else can change what is numbered."""
    return psycopg.connect(dsn(role=""), autocommit=True)


def may_work(connection: Connection) -> bool:
    """Take the sequencers' lock if nobody has it; it ends with the connection."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    return bool(row and row[0])


def has_worked(connection: Connection) -> None:
    """Give the sequencers' lock back now; the server notices the end of a connection later."""
    connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
