"""Files that a person has chosen for what they write and not sent yet; nobody else opens them.

Each is sealed under a key of its own, so that one file at a time is in memory, and none is lost
when the words around it are kept anew.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.redress import envelopes, filing, rules
from recourse.redress.envelopes import Envelope
from recourse.redress.filing import CheckedFile
from recourse.redress.models import DraftFile
from recourse.redress.terms import FileCard, Kind, NewFile
from recourse.store.gate import one_person


@transaction.atomic
def keep_file(
    *,
    person: UUID,
    kind: Kind,
    record: UUID | None,
    evidence: NewFile,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,
) -> bytes:
    """Keep a file for what a person has begun to write; return its SHA-256, the receipt for it.

    It is kept as long as a draft; the same file is kept once.

    Raises:
        Refused: Any refusal of a file in `redress.filing`.

    """
    with one_person(person):
        DraftFile.objects.filter(person_id=person, until_on__lte=civil_date(now)).delete()
        there = _rows(person, kind, record, now).values_list("sha256", flat=True)
        known = {bytes(one) for one in there}
        (one,) = filing.checked([evidence], there=len(known))
        if one.sha256 not in known:
            _write(person, kind, record, one, now)
        return one.sha256


def _write(person: UUID, kind: Kind, record: UUID | None, one: CheckedFile, now: datetime) -> None:
    """Write one file, sealed."""
    until_on = civil_date(now) + timedelta(days=rules.DRAFT_DAYS)
    file = uuid7(now)
    envelope = envelopes.begin(person, file, until_on)
    DraftFile.objects.create(
        person_id=person,
        id=file,
        record_id=record,
        kind=str(kind),
        media_type=one.media_type,
        size_bytes=len(one.content),
        sha256=one.sha256,
        added_at=now,
        until_on=until_on,
        key_month=envelope.key_month,
        wrapped_key=envelope.wrapped_key,
        name=envelope.seal(envelopes.NAME, one.name.encode(), file=file),
        content=envelope.seal(envelopes.CONTENT, one.content, file=file),
    )


@transaction.atomic
def forget_file(
    *,
    person: UUID,
    file: UUID,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,  # noqa: ARG001
) -> None:
    """Delete a file that was chosen; nothing happens if it is gone already."""
    with one_person(person):
        DraftFile.objects.filter(person_id=person, id=file).delete()


def files_of(person: UUID, kind: Kind, record: UUID | None, *, at: datetime) -> list[FileCard]:
    """Return the files chosen so far, in the order in which they came; one query."""
    with one_person(person):
        rows = _rows(person, kind, record, at).defer("content")
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
    rows = _rows(person, kind, record, at)
    return [bytes(one) for one in rows.values_list("sha256", flat=True)]


def contents(
    person: UUID, kind: Kind, record: UUID | None, *, at: datetime
) -> Iterator[CheckedFile]:
    """Yield the files chosen so far with what they hold, one in memory at a time."""
    for row, envelope in _opened(_rows(person, kind, record, at).iterator(chunk_size=1)):
        yield CheckedFile(
            name=envelope.unseal(envelopes.NAME, bytes(row.name), file=row.id).decode(),
            media_type=row.media_type,
            content=envelope.unseal(envelopes.CONTENT, bytes(row.content), file=row.id),
            sha256=bytes(row.sha256),
        )


def forget_all(person: UUID, kind: Kind, record: UUID | None) -> None:
    """Delete every file chosen for one draft."""
    DraftFile.objects.filter(person_id=person, kind=str(kind), record_id=record).delete()


def _rows(person: UUID, kind: Kind, record: UUID | None, at: datetime) -> "QuerySet[DraftFile]":
    """Return the rows of one draft's files that are not over, oldest first."""
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
