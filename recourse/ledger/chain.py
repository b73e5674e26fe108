"""Seal entries onto the chains of the people they concern.

The database work is elsewhere: callers lock the heads, hand them in, and write back what
comes out. So one entry from a page and a batch of look-ups take the same way.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from recourse.ground import sealing
from recourse.ground.calendar import civil_date
from recourse.ground.keydir import Vault
from recourse.ground.uuid7 import uuid7
from recourse.ledger import rules
from recourse.ledger.terms import Draft, PersonHead, QueueRow


def log_at(now: datetime) -> int:
    """Return the log an entry made now belongs to: that of the civil year."""
    return rules.log_id_of(civil_date(now).year)


def cipher_of(head: PersonHead, *, log_id: int, vault: Vault) -> AESGCMSIV:
    """Open the data key of a person's year.

    Raises:
        CannotOpen: The wrapped key belongs to another person or year, or was changed.
        KeyDestroyed: The year is over and its key is gone.

    """
    if head.wrapped_key is None:
        raise rules.DoesNotOpen
    sealer = sealing.Sealer(vault.year_key(rules.year_of(log_id)))
    return _opened(head, log_id=log_id, sealer=sealer)


def _opened(head: PersonHead, *, log_id: int, sealer: sealing.Sealer) -> AESGCMSIV:
    """Open the data key of a person's year with the year's key."""
    bound_to = rules.binding_of(head.tag, log_id)
    return AESGCMSIV(sealer.unseal(head.wrapped_key or b"", bound_to=bound_to))


def cipher_about_nobody(log_id: int, vault: Vault) -> AESGCMSIV:
    """Open the data key of a year's entries that concern no single person."""
    return _about_nobody(vault.year_key(rules.year_of(log_id)))


def cipher_of_row(
    tag: bytes | None, wrapped_key: bytes | None, *, log_id: int, vault: Vault
) -> AESGCMSIV:
    """Open the data key of one entry, whomever it concerns.

    Args:
        tag: Keyed tag of the person; None where it concerns nobody.
        wrapped_key: The person's data key of the year, as their head holds it.
        log_id: The log in which it stands.
        vault: Holds the year's key.

    Raises:
        CannotOpen: The wrapped key belongs to another person or year, or was changed.
        DoesNotOpen: There is no wrapped key.
        KeyDestroyed: The year is over and its key is gone.

    """
    if tag is None:
        return cipher_about_nobody(log_id, vault)
    year_log = rules.log_id_of(rules.year_of(log_id))  # chains and keys are the year's
    return cipher_of(PersonHead(tag, 0, b"", wrapped_key), log_id=year_log, vault=vault)


@lru_cache(maxsize=4)
def _about_nobody(year_key: bytes) -> AESGCMSIV:
    return AESGCMSIV(rules.key_about_nobody(year_key))


def _begun(
    head: PersonHead, *, log_id: int, sealer: sealing.Sealer
) -> tuple[PersonHead, AESGCMSIV]:
    """Give a new chain its data key."""
    key = sealing.new_key()
    wrapped = sealer.seal(key, bound_to=rules.binding_of(head.tag, log_id))
    return head._replace(wrapped_key=wrapped), AESGCMSIV(key)


def key_id_of(log_id: int) -> str:
    """Return the name of the year's key in the vault."""
    return f"year-{rules.year_of(log_id)}"


def sealed(
    draft: Draft, cipher: AESGCMSIV, *, log_id: int, at: datetime, sequence: int, previous: bytes
) -> QueueRow:
    """Return an entry sealed under a data key.

    Args:
        draft: What it tells of.
        cipher: The data key.
        log_id: The log it goes to.
        at: When it happened.
        sequence: Place in the person's chain, from 1; 0 outside every chain.
        previous: Commitment of the entry before it in the chain, or nothing.

    """
    entry_id = uuid7(at)
    payload = rules.payload_of(
        entry_id=entry_id,
        kind=draft.kind,
        at=at,
        by=draft.by,
        agency=draft.agency,
        facts=draft.facts,
        sequence=sequence,
        previous=previous,
    )
    random = os.urandom(rules.RANDOM_BYTES)
    commitment = rules.commitment_of(random, payload)
    data = rules.seal(cipher, random=random, payload=payload, commitment=commitment)
    return QueueRow(log_id, entry_id, draft.tag, at, key_id_of(log_id), data, commitment)


class Pen:
    """Write entries of one transaction, one after the other, onto locked heads."""

    def __init__(self, *, now: datetime, vault: Vault, heads: Mapping[bytes, PersonHead]) -> None:
        """Take the heads of everybody the entries concern, as the database has them."""
        self.now = now
        self.log_id = log_at(now)
        self.key_id = key_id_of(self.log_id)
        self._year_key = vault.year_key(rules.year_of(self.log_id))
        self._sealer = sealing.Sealer(self._year_key)
        self.heads = dict(heads)
        self._ciphers: dict[bytes, AESGCMSIV] = {}

    def write(self, draft: Draft) -> QueueRow:
        """Seal one entry and move the person's head to it."""
        if draft.tag is None:
            return self._sealed(draft, _about_nobody(self._year_key), 0, b"")
        cipher = self._cipher(draft.tag)
        head = self.heads[draft.tag]
        row = self._sealed(draft, cipher, head.sequence + 1, head.head)
        self.heads[draft.tag] = PersonHead(
            draft.tag, head.sequence + 1, row.commitment, head.wrapped_key
        )
        return row

    def write_all(self, drafts: Sequence[Draft]) -> list[QueueRow]:
        """Seal entries in order."""
        return [self.write(draft) for draft in drafts]

    def written(self, rows: Sequence[QueueRow]) -> dict[str, Any]:
        """Return the arguments of `statements.WRITE`: the entries, and where the heads are now."""
        heads = list(self.heads.values())
        return {
            "log_id": self.log_id,
            "at": self.now,
            "key_id": self.key_id,
            "entry_ids": [row.entry_id for row in rows],
            "entry_tags": [row.person_tag for row in rows],
            "sealed": [row.sealed for row in rows],
            "commitments": [row.commitment for row in rows],
            "tags": [head.tag for head in heads],
            "sequences": [head.sequence for head in heads],
            "heads": [head.head for head in heads],
            "wrapped_keys": [head.wrapped_key for head in heads],
        }

    def _cipher(self, tag: bytes) -> AESGCMSIV:
        if (known := self._ciphers.get(tag)) is not None:
            return known
        head = self.heads[tag]
        if head.wrapped_key is None:
            self.heads[tag], cipher = _begun(head, log_id=self.log_id, sealer=self._sealer)
        else:
            cipher = _opened(head, log_id=self.log_id, sealer=self._sealer)
        return self._ciphers.setdefault(tag, cipher)

    def _sealed(self, draft: Draft, cipher: AESGCMSIV, sequence: int, previous: bytes) -> QueueRow:
        return sealed(
            draft, cipher, log_id=self.log_id, at=self.now, sequence=sequence, previous=previous
        )
