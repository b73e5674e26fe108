"""What an entry is made of, and what it commits to.

    leaf       = 0x01 || C                                          (33 bytes, public)
    C          = SHA-256("recourse/access-entry/v1" || 0x00 || R || P)
    R          = 32 random bytes, new for every entry
    P          = canonical JSON, padded with spaces to a multiple of 256 bytes
    sealed     = AES-256-GCM-SIV(data key, nonce = C[:12], R || P, bound to C)

The commitment binds the opening, not the ciphertext: what the person and the auditor
read is the same by force, and the ciphertext may be erased while every proof holds.
R hides a guessable payload. C is unique because R is, so it serves as the nonce too.

Law:
    RFC 6962 section 2.1 (the tree); RFC 8785 (canonical JSON); RFC 8452 (AES-GCM-SIV).

"""

import json
from collections.abc import Mapping
from datetime import datetime
from hmac import digest
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from recourse.ledger.terms import EntryCard, Kind
from recourse_verify import bundles

VERSION = 1
BLOCK = 256
LOGS_A_YEAR = 10
LETTERS = ("", *"bcdefghij")
RANDOM_BYTES = bundles.RANDOM_BYTES
FIRST: bytes = b""


class DoesNotOpen(Exception):  # noqa: N818 - says what is wrong
    """The sealed bytes, the key and the commitment do not belong together."""


def log_id_of(year: int) -> int:
    """Return the number of the first log of a year; a year has room for ten."""
    return year * LOGS_A_YEAR


def year_of(log_id: int) -> int:
    """Return the year of a log."""
    return log_id // LOGS_A_YEAR


def origin_of(house: str, log_id: int) -> str:
    """Return the name of a log: the house's, the year, and a letter if it continues another."""
    year, part = divmod(log_id, LOGS_A_YEAR)
    return f"{house}/{year}{LETTERS[part]}"


def payload_of(
    *,
    entry_id: UUID,
    kind: Kind,
    at: datetime,
    by: str,
    agency: UUID | None,
    facts: Mapping[str, Any],
    sequence: int,
    previous: bytes,
) -> bytes:
    """Return the padded payload of an entry.

    Args:
        entry_id: Name of the entry.
        kind: What happened.
        at: When; aware.
        by: Who, as a code.
        agency: The agency that answers for it, if any.
        facts: Codes and counts; no values from anybody's record.
        sequence: Place in the person's chain, from 1; 0 outside every chain.
        previous: Commitment of the entry before it in the chain, or nothing.

    """
    plain = orjson.dumps(  # for texts, integers and ASCII names this is canonical; a test proves it
        {
            "v": VERSION,
            "t": kind.value,
            "id": entry_id,
            "at": at,
            "by": by,
            "agency": agency or "",
            "facts": facts,
            "seq": sequence,
            "prev": previous.hex(),
        },
        option=orjson.OPT_SORT_KEYS,
    )
    return plain + b" " * (-len(plain) % BLOCK)


def commitment_of(random: bytes, payload: bytes) -> bytes:
    """Return what the entry commits to."""
    return bundles.commitment_of(random + payload)


def leaf_of(commitment: bytes) -> bytes:
    """Return the public leaf: the same length for every entry, whatever it tells of."""
    return bundles.leaf_of(commitment)


def seal(cipher: AESGCMSIV, *, random: bytes, payload: bytes, commitment: bytes) -> bytes:
    """Seal the opening of a commitment."""
    return cipher.encrypt(commitment[:12], random + payload, commitment)


def opening_of(cipher: AESGCMSIV, *, sealed: bytes, commitment: bytes) -> bytes:
    """Return R and P, after checking that the commitment was made from them.

    Raises:
        DoesNotOpen: The key is another, or a byte was changed.

    """
    try:
        opening = cipher.decrypt(commitment[:12], sealed, commitment)
    except InvalidTag as error:
        raise DoesNotOpen from error
    if bundles.commitment_of(opening) != commitment:
        raise DoesNotOpen
    return opening


def unseal(cipher: AESGCMSIV, *, sealed: bytes, commitment: bytes) -> bytes:
    """Return the payload, after checking that it is what the commitment was made from.

    Raises:
        DoesNotOpen: The key is another, or a byte was changed.

    """
    return opening_of(cipher, sealed=sealed, commitment=commitment)[RANDOM_BYTES:]


def card_of(payload: bytes, *, log_id: int, leaf_index: int | None, commitment: bytes) -> EntryCard:
    """Read a payload back."""
    content = json.loads(payload)
    return EntryCard(
        entry_id=UUID(content["id"]),
        log_id=log_id,
        leaf_index=leaf_index,
        at=datetime.fromisoformat(content["at"]),
        kind=Kind(content["t"]),
        by=content["by"],
        agency=UUID(content["agency"]) if content["agency"] else None,
        facts=content["facts"],
        sequence=content["seq"],
        previous=bytes.fromhex(content["prev"]),
        commitment=commitment,
    )


def key_about_nobody(year_key: bytes) -> bytes:
    """Return the data key of a year's entries that concern no single person."""
    return digest(year_key, b"recourse/ledger/about-nobody", "sha256")


def binding_of(tag: bytes, log_id: int) -> bytes:
    """Return what a person's wrapped data key is bound to: that person, that log."""
    return tag + log_id.to_bytes(2, "big")
