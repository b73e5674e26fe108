"""Files of evidence: a person shows one, whoever answers opens it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from recourse.ground.actor import Actor
from recourse.ground.uuid7 import uuid7
from recourse.redress import bearing, envelopes, errors, filing, locks, timeline
from recourse.redress.envelopes import Envelope
from recourse.redress.locks import Held
from recourse.redress.models import Case, CaseFile, Opening
from recourse.redress.queries import envelope_of
from recourse.redress.terms import Happening, Kind, NewFile
from recourse.redress.timeline import Deed


@transaction.atomic
def add_file(*, person: UUID, case: UUID, evidence: NewFile, by: Actor, now: datetime) -> bytes:
    """Keep one more file of an open case, and return its SHA-256, the receipt for it.

    A file that no earlier case of the same ground had silences the record, if the case did not.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        Refused: Any refusal of a file in `redress.filing`.

    """
    with timeline.deed(person=person, by=by, now=now) as deed:
        found = locks.still_open(person, case, now)
        row = found.row
        there = CaseFile.objects.filter(person_id=person, case_id=case).values_list("sha256")
        known = {bytes(one) for (one,) in there}
        (one,) = filing.checked([evidence], there=len(known))
        if one.sha256 not in known:
            opened = locks.envelope(row, now)
            keep(row=row, envelope=opened, one=one, deed=deed, by=by, now=now)
            _silence_late(found, one.sha256, deed)
        return one.sha256


def _silence_late(case: Held, digest: bytes, deed: Deed) -> None:
    """Silence the record of a case that did not, now that there is new evidence."""
    row = case.row
    contests = row.kind == Kind.OBJECTION and row.record_id is not None
    if row.silences or not contests or not bearing.has_new(row, case.others, [digest]):
        return
    row.silences = True
    row.save(update_fields=["silences"])
    bearing.take_effect(row, case.all, deed, silences=True)


def keep(
    *,
    row: Case,
    envelope: Envelope,
    one: filing.CheckedFile,
    deed: Deed,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,
) -> None:
    """Seal a file of evidence under the key of its case."""
    file_id = uuid7(now)
    CaseFile.objects.create(
        person_id=row.person_id,
        case_id=row.id,
        id=file_id,
        media_type=one.media_type,
        size_bytes=len(one.content),
        sha256=one.sha256,
        added_at=now,
        name=envelope.seal(envelopes.NAME, one.name.encode(), file=file_id),
        content=envelope.seal(envelopes.CONTENT, one.content, file=file_id),
    )
    facts = {"file": str(file_id), "sha256": one.sha256.hex()}
    deed.happened(row, Happening.FILE_ADDED, facts)


@transaction.atomic
def open_file(*, person: UUID, case: UUID, id: UUID, by: Actor, now: datetime) -> bytes:  # noqa: A002 - the house's word for it
    """Return what a file of evidence holds; that a seat opened it is written down.

    Raises:
        NoSuchFile: There is no such file in this case, or it is erased.

    """
    with timeline.deed(person=person, by=by, now=now) as deed:
        row = locks.row_of(person, case)
        found = CaseFile.objects.filter(person_id=person, case_id=case, id=id).first()
        envelope = envelope_of(row, now)
        if found is None or found.content is None or envelope is None:
            raise errors.NoSuchFile
        if by.agency is not None:
            _note_opening(row, id, deed)
        return envelope.unseal(envelopes.CONTENT, bytes(found.content), file=id)


def _note_opening(row: Case, file_id: UUID, deed: Deed) -> None:
    """Write down that a seat has opened a file: each time in the log, once in the timeline."""
    place: dict[str, Any] = {"person_id": row.person_id, "case_id": row.id, "file_id": file_id}
    if Opening.objects.filter(**place, seat_id=deed.by.id).exists():
        deed.log(row, Happening.FILE_OPENED)
        return
    Opening.objects.create(**place, seat_id=deed.by.id, at=deed.now)
    deed.happened(row, Happening.FILE_OPENED, {"file": str(file_id)})
