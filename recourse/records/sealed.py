"""Sealing: what a record keeps is opened by the key of the month in which it must be erased."""

import json
from collections.abc import Mapping

from recourse.ground import canonical
from recourse.ground.keydir import KeyDestroyed
from recourse.ground.sealing import Sealer, unseal
from recourse.records import own_words
from recourse.records.models import Record, RecordPaper, RecordStatement
from recourse.records.terms import PAPER_FIELDS, Paper, Statement
from recourse.store.keys import vault


def fields_of(row: Record) -> Mapping[str, str] | None:
    """Unseal the contents of a record; None when the key of their month is destroyed.

    Raises:
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    return _opened(row, row, _bound_to(row))


def sealed(row: Record, paper: Paper) -> tuple[bytes, bytes]:
    """Return the wrapped key and the sealed bytes of a paper beside the record `row`.

    Raises:
        ValueError: A paper says only what `PAPER_FIELDS` names.
        KeyDestroyed: The record must be erased already.

    """
    if not paper.keys() <= set(PAPER_FIELDS):
        raise ValueError("a paper says only what PAPER_FIELDS names")
    sealer = Sealer(vault().month_key(row.key_month))
    return sealer.envelope(canonical.dumps(dict(paper)), bound_to=_bound_to(row) + b"paper")


def paper_of(row: Record, one: RecordPaper) -> Paper:
    """Unseal a paper beside a record; an erased one says nothing.

    Raises:
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    if one.sealed is None:
        return {}
    return _opened(row, one, _bound_to(row) + b"paper") or {}


def sealed_statement(row: Record, words: str) -> tuple[bytes, bytes]:
    """Return the wrapped key and the sealed bytes of a statement beside the record `row`.

    Raises:
        KeyDestroyed: The record must be erased already.

    """
    sealer = Sealer(vault().month_key(row.key_month))
    told = canonical.dumps({"words": words})
    return sealer.envelope(told, bound_to=_bound_to(row) + b"statement")


def statement_of(row: Record, one: RecordStatement | None) -> Statement | None:
    """Unseal what the person says beside a record; None where nothing is said, or left.

    Raises:
        CannotOpen: The sealed bytes are not what was sealed for this record.

    """
    told = None if one is None else _opened(row, one, _bound_to(row) + b"statement")
    if one is None or told is None:
        return None
    return Statement(words=own_words.shown(told["words"]), said_at=one.said_at)


def _opened(
    row: Record, kept: Record | RecordPaper | RecordStatement, bound_to: bytes
) -> Mapping[str, str] | None:
    """Open an envelope by the key of the record's month."""
    contents = kept.payload if isinstance(kept, Record) else kept.sealed
    try:
        month_key = vault().month_key(row.key_month)
    except KeyDestroyed:
        return None
    key = unseal(month_key, bytes(kept.wrapped_key or b""), bound_to=bound_to)
    opened: Mapping[str, str] = json.loads(unseal(key, bytes(contents or b""), bound_to=bound_to))
    return opened


def _bound_to(row: Record) -> bytes:
    """Return what a seal is bound to: whose record, and which."""
    return row.person_id.bytes + row.id.bytes
