"""Reads of files that a person has chosen and not sent yet; nobody else opens them.

Each is sealed under a key of its own, so that one file at a time is in memory, and none is lost
when the words around it are kept anew.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from recourse.ground.calendar import civil_date
from recourse.redress import envelopes
from recourse.redress.envelopes import Envelope
from recourse.redress.filing import CheckedFile
from recourse.redress.models import DraftFile
from recourse.redress.terms import FileCard, Kind
from recourse.store.gate import one_person


def files_of(person: UUID, kind: Kind, record: UUID | None, *, at: datetime) -> list[FileCard]:
    """Return the files chosen so far, in the order in which they came; one query."""
    with one_person(person):
        rows = rows_of(person, kind, record, at).defer("content")
        return [_card(row, envelope) for row, envelope in _opened(rows)]


def _card(row: DraftFile, envelope: Envelope) -> FileCard:
    """Return the card of a chosen file."""
    return FileCard(
        id=row.id,
        name=envelope.unseal(envelopes.NAME, bytes(row.name), file=row.id).decode(),
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        sha256=bytes(row.sha256),
        added_at=row.added_at,
        opened_by=frozenset(),
    )


def digests(person: UUID, kind: Kind, record: UUID | None, *, at: datetime) -> list[bytes]:
    """Return the SHA-256 of each file chosen so far."""
    rows = rows_of(person, kind, record, at)
    return [bytes(one) for one in rows.values_list("sha256", flat=True)]


def contents(
    person: UUID, kind: Kind, record: UUID | None, *, at: datetime
) -> Iterator[CheckedFile]:
    """Yield the files chosen so far with what they hold, one in memory at a time."""
    for row, envelope in _opened(rows_of(person, kind, record, at).iterator(chunk_size=1)):
        yield CheckedFile(
            name=envelope.unseal(envelopes.NAME, bytes(row.name), file=row.id).decode(),
            media_type=row.media_type,
            content=envelope.unseal(envelopes.CONTENT, bytes(row.content), file=row.id),
            sha256=bytes(row.sha256),
        )


def rows_of(person: UUID, kind: Kind, record: UUID | None, at: datetime) -> "QuerySet[DraftFile]":
    """Return the rows of one draft's files that are not over, oldest first; for this room only."""
    rows = DraftFile.objects.filter(person_id=person, kind=str(kind), record_id=record)
    return rows.filter(until_on__gt=civil_date(at)).order_by("added_at", "id")


def _opened(
    rows: "QuerySet[DraftFile] | Iterator[DraftFile]",
) -> Iterator[tuple[DraftFile, Envelope]]:
    """Yield each row with its envelope; what has no key any more is left out."""
    for row in rows:
        envelope = envelopes.reopen(row.person_id, row.id, row.key_month, bytes(row.wrapped_key))
        if envelope is not None:
            yield row, envelope
