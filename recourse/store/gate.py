"""One person at a time: the only door to rows about people.

The application's database role cannot read the tables that hold rows about people.
It reads views that show the rows of one person: the one this gate names, until the
transaction ends. Forgetting the gate shows nothing; it never shows more.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

Opener = Callable[[UUID], None]
"""Shows the views' rows of one person, or refuses; asked in the transaction that reads them."""

_opener: ContextVar[Opener | None] = ContextVar("_opener", default=None)
_shown: ContextVar[UUID | None] = ContextVar("_shown", default=None)
"""Whom the innermost open gate shows; spares the database a question it has answered."""

_known: ContextVar[dict[str, bytes] | None] = ContextVar("_known", default=None)
"""What the innermost open gate has been told of whom it shows, and need not ask again."""


def known_of(person: UUID) -> dict[str, bytes]:
    """Return what was asked of `person` since the gate to them opened; a place to keep answers.

    Only for what stays as it is while a gate is open. Without a gate to them nothing is kept.
    """
    known = _known.get()
    return known if known is not None and _shown.get() == person else {}


@contextmanager
def opened_by(opener: Opener) -> Iterator[None]:
    """Let `opener` decide, in each transaction anew, whether the gate opens.

    For whoever stands in for somebody: that they may is asked of the database in the same
    transaction in which it shows anything.
    """
    token = _opener.set(opener)
    try:
        yield
    finally:
        _opener.reset(token)


@contextmanager
def one_person(person: UUID, *, durable: bool = False) -> Iterator[None]:
    """Open the views for `person` inside a transaction, and close them again.

    Inside a gate to the same person nothing happens; inside a gate to another one, the
    views show that other one again afterwards.

    Args:
        person: Whose rows the views show.
        durable: Whether the transaction must be the outermost one, as a journey's is.

    """
    outer = _shown.get()
    if outer == person:
        yield
        return
    ends_with_us = not connection.in_atomic_block
    with transaction.atomic(durable=durable):
        token, keep = _shown.set(person), _known.set({})
        try:
            _open(person)
            yield
        finally:
            _known.reset(keep)
            _shown.reset(token)
        if not ends_with_us:
            _close(outer)


def _open(person: UUID) -> None:
    """Show the rows of `person`, if whoever opens the gate may."""
    opener = _opener.get()
    if opener is None:
        _name(str(person))
    else:
        opener(person)


def _close(outer: UUID | None) -> None:
    """Show again whom the gate around this one shows, if there is one."""
    if _opener.get() is not None:
        _nobody_stands_in()
    _name("" if outer is None else str(outer))


def _nobody_stands_in() -> None:
    """Forget that somebody stood in for the person, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('recourse.helper', '', true)")


def _name(person: str) -> None:
    """Set whom the views show until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('recourse.person', %s, true)", [person])
