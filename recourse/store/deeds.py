"""One deed is one transaction, also where something more is kept in it.

A journey is the outermost transaction. When a machine names its request, what it was answered
must be kept in the very transaction of the deed, so that neither can be there without the other:
then that transaction is the outermost, and the journey is its only content.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_is_enclosed: ContextVar[bool] = ContextVar("is_enclosed", default=False)


@contextmanager
def deed() -> Iterator[None]:
    """Be the outermost transaction, or all that the enclosing one does."""
    with transaction.atomic(durable=not _is_enclosed.get()):
        yield


@contextmanager
def enclosed() -> Iterator[None]:
    """Be the outermost transaction around one deed."""
    with transaction.atomic(durable=True):
        before = _is_enclosed.set(True)
        try:
            yield
        finally:
            _is_enclosed.reset(before)
