"""What a statement says, sealed: a data key of its own, wrapped by the key of its month.

Both seals name the statement and its person: what is moved to another row does not open.
"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from recourse.ground.calendar import first_of_month
from recourse.ground.keydir import KeyDestroyed
from recourse.ground.sealing import new_key, seal, unseal
from recourse.store.keys import vault


class Sealed(NamedTuple):
    """What the database keeps of a statement's contents; unreadable without the vault."""

    key_month: date
    wrapped_key: bytes
    contents: bytes


def close(person: UUID, statement: UUID, plain: bytes, *, erase_on: date) -> Sealed:
    """Seal what a statement says, under the key of the month of its erasure."""
    month, key, bound = first_of_month(erase_on), new_key(), _bound(person, statement)
    wrapped = seal(vault().month_key(month), key, bound_to=bound + b"key")
    return Sealed(month, wrapped, seal(key, plain, bound_to=bound))


def open_up(person: UUID, statement: UUID, sealed: Sealed) -> bytes | None:
    """Return what a statement says; None when the key of its month is destroyed.

    Raises:
        CannotOpen: The sealed bytes are not what was sealed for this statement.

    """
    bound = _bound(person, statement)
    try:
        month_key = vault().month_key(sealed.key_month)
    except KeyDestroyed:
        return None
    key = unseal(month_key, sealed.wrapped_key, bound_to=bound + b"key")
    return unseal(key, sealed.contents, bound_to=bound)


def _bound(person: UUID, statement: UUID) -> bytes:
    return b"statement" + person.bytes + statement.bytes
