"""What is carried away from the log, to be checked without us.

A person takes a proof of one entry, or a bundle of all of them, with what the entries say. An
agency takes the proof of a question it asked, without what the entry says: its receipt holds
the commitment, and that is all a proof needs. The proof is checked by `recourse-verify`, the
bundle also by the page that needs no network.

Law:
    C2SP tlog-proof; PIPL art. 44, 45; charter G6.

"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings
from django.db import connection

from recourse.ground.keydir import KeyDestroyed
from recourse.ground.sealing import CannotOpen
from recourse.ground.signing import compact_jws
from recourse.ledger import chain, rules
from recourse.ledger.errors import NoSuchEntry, NoSuchLookUp, NotPublishedYet
from recourse.ledger.publishing.publisher import Place, published_in
from recourse.ledger.terms import QUESTIONS, PersonHead
from recourse.store.keys import vault
from recourse_verify import bundles
from recourse_verify.checkpoints import checkpoint_from
from recourse_verify.notes import note_from
from recourse_verify.proofs import Proof
from recourse_verify.sources import source
from recourse_verify.texts import base64_of
from recourse_verify.tiles import Tree

PERSON = b"recourse/account-person/v1\x00"
"""Stands before a person's tag in what tells accounts of one person from those of another."""

THEIRS = f"""
SELECT h.log_id, e.log_id, e.leaf_index, e.entry_id, e.sealed, e.commitment,
    h.sequence, h.head, h.wrapped_key
FROM ledger_person_head h
JOIN (
    SELECT log_id, log_id - log_id %% {rules.LOGS_A_YEAR} AS year_log, log_id AS shelf, leaf_index,
        leaf_index AS place, entry_id, sealed, commitment
    FROM ledger_entry WHERE person_tag = %(tag)s
    UNION ALL
    SELECT log_id, log_id, log_id + {rules.LOGS_A_YEAR}, NULL, queue_id, entry_id,
        sealed, commitment
    FROM ledger_queue WHERE person_tag = %(tag)s
) e ON e.year_log = h.log_id
WHERE h.person_tag = %(tag)s
ORDER BY h.log_id, e.shelf, e.place
"""


NAMED = f"""
SELECT e.log_id, e.leaf_index, e.person_tag, e.sealed, e.commitment, h.wrapped_key
FROM (
    SELECT log_id, leaf_index, person_tag, sealed, commitment
    FROM ledger_entry WHERE entry_id = %(entry)s
    UNION ALL
    SELECT log_id, NULL, person_tag, sealed, commitment
    FROM ledger_queue WHERE entry_id = %(entry)s
) e
LEFT JOIN ledger_person_head h
    ON h.person_tag = e.person_tag AND h.log_id = e.log_id - e.log_id %% {rules.LOGS_A_YEAR}
"""


class Named(NamedTuple):
    """One entry, found by the name that stands on its receipt."""

    log_id: int
    leaf_index: int | None
    person_tag: bytes | None
    sealed: bytes | None
    commitment: bytes
    wrapped_key: bytes | None


class Held(NamedTuple):
    """One entry about a person, with the head of their chain of that year.

    The year's chain and key bear the number of its first log; the entry is numbered in `log_id`.
    """

    year_log: int
    log_id: int
    leaf_index: int | None
    entry_id: UUID
    sealed: bytes | None
    commitment: bytes
    sequence: int
    head: bytes
    wrapped_key: bytes


class Published:
    """The published head of one log, and the tree below it."""

    def __init__(self, origin: str) -> None:
        """Read the newest checkpoint."""
        self.origin = origin
        place = Place(files=settings.LOG_FILES_DIR, signer=Path())
        folder = place.folder(origin)
        self.note = published_in(folder)
        self.size = 0 if self.note is None else checkpoint_from(note_from(self.note).text).size
        self._tree = Tree(source(str(folder)), self.size)

    def holds(self, index: int | None) -> bool:
        """Whether an entry stands below the checkpoint."""
        return index is not None and index < self.size

    def path(self, index: int) -> list[bytes]:
        """Return the way from an entry up to the root."""
        return self._tree.inclusion(index)


def proof_of(tag: bytes, entry: UUID) -> str:
    """Return the proof file of one entry; it holds what the entry says, and what binds it.

    Args:
        tag: Keyed tag of the person.
        entry: The entry.

    Raises:
        NoSuchEntry: There is none of this identifier about this person that can be opened.
        NotPublishedYet: It waits for the next checkpoint.

    """
    named = _named(entry)
    opening = None if named is None or named.person_tag != tag else _opening_of(named)
    if named is None or opening is None:
        raise NoSuchEntry
    return _proof(_origin(named.log_id), named.leaf_index, opening)


def proof_for(agency: UUID, entry: UUID) -> str:
    """Return the proof file of a question that an agency asked, without what the entry says.

    The entry is opened to see whose question it is; nothing of what it says leaves.

    Args:
        agency: Who wants it.
        entry: The entry, as it stands on the receipt.

    Raises:
        NoSuchLookUp: The agency asked no such question, or its entry can no longer be opened.
        NotPublishedYet: It waits for the next checkpoint.

    Law:
        C2SP tlog-proof; PIPL art. 54 (records of processing); charter G6, G8.

    """
    named = _named(entry)
    if named is None or not _was_asked_by(agency, named):
        raise NoSuchLookUp
    return _proof(_origin(named.log_id), named.leaf_index)


def _named(entry: UUID) -> Named | None:
    """Find one entry by its name; reads that row and no other of the person's."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED, {"entry": entry})
        found = cursor.fetchone()
    return None if found is None else Named(*found)


def _opening_of(named: Named) -> bytes | None:
    """Return what an entry was committed to with; None once it or its year's key is erased.

    Raises:
        CannotOpen: Its person's key is another.
        DoesNotOpen: It is not what it was committed to.

    """
    if named.sealed is None:
        return None
    tag, wrapped, log_id = named.person_tag, named.wrapped_key, named.log_id
    try:
        cipher = chain.cipher_of_row(tag, wrapped, log_id=log_id, vault=vault())
    except KeyDestroyed:
        return None
    return rules.opening_of(cipher, sealed=named.sealed, commitment=named.commitment)


def _was_asked_by(agency: UUID, named: Named) -> bool:
    """Whether an entry tells of a question of this agency."""
    try:
        opening = _opening_of(named)
    except (CannotOpen, rules.DoesNotOpen):
        return False
    if opening is None:
        return False
    card = rules.card_of(
        opening[rules.RANDOM_BYTES :],
        log_id=named.log_id,
        leaf_index=None,
        commitment=named.commitment,
    )
    return card.kind in QUESTIONS and card.agency == agency


def _proof(origin: str, index: int | None, opening: bytes = b"") -> str:
    """Return the proof file of an entry at this place.

    Raises:
        NotPublishedYet: It waits for the next checkpoint.

    """
    published = Published(origin)
    if index is None or published.note is None or not published.holds(index):
        raise NotPublishedYet
    return str(Proof(index, tuple(published.path(index)), published.note, opening))


def bundle_of(tag: bytes, *, now: datetime) -> str:
    """Return every entry about a person as one file, with what proves that none is missing.

    Args:
        tag: Keyed tag of the person.
        now: When it is made.

    """
    years: dict[int, list[Held]] = {}
    for one in _held(tag):
        years.setdefault(one.year_log, []).append(one)
    lasts = [held[-1] for held in years.values()]
    ends = [[_origin(last.year_log), last.sequence, last.head.hex()] for last in lasts]
    return bundles.as_text([_year(tag, held, ends, now) for held in years.values()])


def _year(
    tag: bytes, entries: list[Held], ends: list[list[object]], now: datetime
) -> Mapping[str, Any]:
    """Return one year of a bundle, with what the house signs for all of them."""
    first = entries[0].year_log
    logs = {one: Published(_origin(one)) for one in sorted({first, *(e.log_id for e in entries)})}
    key = vault().signing_key("receipt")
    account: dict[str, object] = {
        "at": now.isoformat(),
        "chain": bundles.digest_of(one.commitment for one in entries),
        "iss": settings.LOG_NAME,
        "log": _origin(first),
        "logs": ends,
        "person": sha256(PERSON + tag).hexdigest(),
    }
    ciphers: dict[int, AESGCMSIV | None] = {}
    return {
        "log": _origin(first),
        "account": compact_jws(key, account, typ=bundles.USE),
        "checkpoint": logs[first].note,
        **_continued(first, logs),
        "entries": [_entry(one, _opening(tag, one, ciphers), logs[one.log_id]) for one in entries],
    }


def _continued(first: int, logs: Mapping[int, Published]) -> Mapping[str, Any]:
    """Return the checkpoints of logs that continue the year's first one, if there are such."""
    notes = [one.note for log_id, one in logs.items() if log_id != first and one.note is not None]
    return {"continued": notes} if notes else {}


def _entry(one: Held, opening: bytes | None, published: Published) -> Mapping[str, Any]:
    """Return one entry of a bundle; one nobody can open any more is there by its commitment."""
    said = (
        {"commitment": base64_of(one.commitment)}
        if opening is None
        else {"opening": base64_of(opening)}
    )
    if one.leaf_index is None or not published.holds(one.leaf_index):
        return {**said, "index": None}
    path = [base64_of(step) for step in published.path(one.leaf_index)]
    where = {} if one.log_id == one.year_log else {"log": published.origin}
    return {**said, **where, "index": one.leaf_index, "path": path}


def _held(tag: bytes) -> Iterator[Held]:
    """Yield every entry about a person, oldest first, as one statement sees them."""
    with connection.cursor() as cursor:
        cursor.execute(THEIRS, {"tag": tag})
        yield from map(Held._make, cursor.fetchall())


def _origin(log_id: int) -> str:
    """Return the name of a log of this house."""
    return rules.origin_of(settings.LOG_NAME, log_id)


def _opening(tag: bytes, one: Held, ciphers: dict[int, AESGCMSIV | None]) -> bytes | None:
    """Return what an entry was committed to with; None once it or its year's key is erased."""
    if one.year_log not in ciphers:
        head = PersonHead(tag, one.sequence, one.head, one.wrapped_key)
        try:
            ciphers[one.year_log] = chain.cipher_of(head, log_id=one.year_log, vault=vault())
        except KeyDestroyed:
            ciphers[one.year_log] = None
    cipher = ciphers[one.year_log]
    if cipher is None or one.sealed is None:
        return None
    return rules.opening_of(cipher, sealed=one.sealed, commitment=one.commitment)
