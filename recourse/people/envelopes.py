"""A sealed identity: the person's own data key, wrapped by a generation of the vault's key.

Both seals are bound to the person: what is moved to another row does not open.
"""

import re
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

import orjson

from recourse.ground import sealing
from recourse.people.terms import Contact, DocumentType, Identity

SERIES = "identity"


class Envelope(NamedTuple):
    """What the database keeps of an identity; unreadable without the vault."""

    sealed: bytes
    wrapped_key: bytes
    key_name: str


def is_generation(name: str) -> bool:
    """Whether the key `name` is a generation that wraps people's data keys."""
    return re.fullmatch(rf"{SERIES}-[0-9]{{4}}", name) is not None


def close(
    person: UUID, identity: Identity, contact: Contact, *, under: tuple[str, bytes]
) -> Envelope:
    """Seal an identity and where its person wishes to be told, under a fresh data key.

    Args:
        person: Whose it is.
        identity: Who they are.
        contact: Where they wish to be told.
        under: Name and key of the vault's generation.

    """
    who = identity.document_type.value, identity.number, identity.name
    (envelope,) = _closed([person.bytes], [_to_bytes(who, contact)], under)
    return envelope


def close_new(
    them: Sequence[tuple[bytes, tuple[str, str, str]]], *, under: tuple[str, bytes]
) -> list[Envelope]:
    """Seal many as `close` seals one, in their order; of new people no contact is known.

    Args:
        them: Whose each is, 16 bytes; its document type, number and name.
        under: As for `close`.

    """
    nothing = Contact()
    plains = [_to_bytes(who, nothing) for _, who in them]
    return _closed([person for person, _ in them], plains, under)


def _closed(
    people: Sequence[bytes], plains: Sequence[bytes], under: tuple[str, bytes]
) -> list[Envelope]:
    """Seal what is known of each person; the vault's key is set up once."""
    key_name, wrapping_key = under
    pairs = sealing.envelopes(
        repeat(sealing.Sealer(wrapping_key)),
        plains,
        bound_to=people,
        keys_bound_to=map(_bound_to, people),
    )
    return [Envelope(sealed, wrapped_key, key_name) for wrapped_key, sealed in pairs]


def open_up(person: UUID, envelope: Envelope, *, key: bytes) -> tuple[Identity, Contact]:
    """Open an identity with the vault's key that its envelope names.

    Raises:
        CannotOpen: The envelope is not this person's, or was changed.

    """
    data_key = _unwrap(person, envelope.wrapped_key, key)
    return _from_bytes(sealing.unseal(data_key, envelope.sealed, bound_to=person.bytes))


def rewrap(person: UUID, wrapped_key: bytes, *, old: bytes, new: bytes) -> bytes:
    """Wrap a data key anew; what it seals is not touched.

    Raises:
        CannotOpen: The wrapped key is not this person's, or was changed.

    """
    data_key = _unwrap(person, wrapped_key, old)
    return sealing.seal(new, data_key, bound_to=_bound_to(person.bytes))


def _unwrap(person: UUID, wrapped_key: bytes, key: bytes) -> bytes:
    """Unwrap the data key of `person`."""
    return sealing.unseal(key, wrapped_key, bound_to=_bound_to(person.bytes))


def _bound_to(person: bytes) -> bytes:
    """Return what the wrapped key of a person, 16 bytes, is bound to."""
    return b"identity" + person


def _to_bytes(who: tuple[str, str, str], contact: Contact) -> bytes:
    """Write what is sealed."""
    return orjson.dumps([*who, contact.email, contact.mobile, contact.postal])


def _from_bytes(data: bytes) -> tuple[Identity, Contact]:
    """Read what was sealed."""
    document_type, number, name, email, mobile, postal = orjson.loads(data)
    identity = Identity(document_type=DocumentType(document_type), number=number, name=name)
    return identity, Contact(email=email, mobile=mobile, postal=postal)
