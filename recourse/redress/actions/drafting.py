"""What a person has begun to write, and the files they chose for it, kept for thirty days."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.redress import drafts, envelopes, filing, rules
from recourse.redress.models import Draft, DraftFile
from recourse.redress.terms import Kind, NewFile
from recourse.store.gate import one_person

FORGET = """
WITH words AS (
    DELETE FROM redress_draft_of_one
    WHERE person_id = %(person)s AND kind = %(kind)s
        AND record_id IS NOT DISTINCT FROM %(record)s::uuid
)
DELETE FROM redress_draft_file_of_one
WHERE person_id = %(person)s AND kind = %(kind)s
    AND record_id IS NOT DISTINCT FROM %(record)s::uuid
"""


@transaction.atomic
def keep_draft(
    *,
    person: UUID,
    kind: Kind,
    record: UUID | None,
    answers: Mapping[str, str],
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,
) -> None:
    """Keep what a person has begun to write, for thirty days; nobody else can read it."""
    until_on = civil_date(now) + timedelta(days=rules.DRAFT_DAYS)
    with one_person(person):
        _forget_words(person, kind, record)
        draft = uuid7(now)
        envelope = envelopes.begin(person, draft, until_on)
        Draft.objects.create(
            person_id=person,
            id=draft,
            record_id=record,
            kind=str(kind),
            kept_at=now,
            until_on=until_on,
            key_month=envelope.key_month,
            wrapped_key=envelope.wrapped_key,
            told=envelope.seal(envelopes.TOLD, envelopes.as_bytes(dict(answers))),
        )


@transaction.atomic(savepoint=False)
def forget_draft(
    *,
    person: UUID,
    kind: Kind,
    record: UUID | None,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,  # noqa: ARG001
) -> None:
    """Delete what a person has begun to write, and the files they chose for it."""
    which: dict[str, Any] = {"person": person, "kind": str(kind), "record": record}
    with one_person(person), connection.cursor() as cursor:
        cursor.execute(FORGET, which)


def _forget_words(person: UUID, kind: Kind, record: UUID | None) -> None:
    """Delete the words of a draft; its files stay."""
    Draft.objects.filter(person_id=person, kind=str(kind), record_id=record).delete()


@transaction.atomic
def keep_draft_file(
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
        known = set(drafts.digests(person, kind, record, at=now))
        (one,) = filing.checked([evidence], there=len(known))
        if one.sha256 not in known:
            _write_draft_file(person, kind, record, one, now)
        return one.sha256


def _write_draft_file(
    person: UUID, kind: Kind, record: UUID | None, one: filing.CheckedFile, now: datetime
) -> None:
    """Write one chosen file, sealed under a key of its own."""
    until_on = civil_date(now) + timedelta(days=rules.DRAFT_DAYS)
    file_id = uuid7(now)
    envelope = envelopes.begin(person, file_id, until_on)
    DraftFile.objects.create(
        person_id=person,
        id=file_id,
        record_id=record,
        kind=str(kind),
        media_type=one.media_type,
        size_bytes=len(one.content),
        sha256=one.sha256,
        added_at=now,
        until_on=until_on,
        key_month=envelope.key_month,
        wrapped_key=envelope.wrapped_key,
        name=envelope.seal(envelopes.NAME, one.name.encode(), file=file_id),
        content=envelope.seal(envelopes.CONTENT, one.content, file=file_id),
    )


@transaction.atomic
def drop_draft_file(
    *,
    person: UUID,
    id: UUID,  # noqa: A002 - the house's word for it
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,  # noqa: ARG001
) -> None:
    """Delete a file that was chosen; nothing happens if it is gone already."""
    with one_person(person):
        DraftFile.objects.filter(person_id=person, id=id).delete()
