"""What a case does to its record: keeps it silent, lets it fall, lets it be heard again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from recourse.ground.actor import Actor
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import AlreadyOver
from recourse.records.terms import Why
from recourse.redress import filing, locks, rules, timeline
from recourse.redress.models import Case, CaseFile
from recourse.redress.terms import Ground, Happening, Kind, Outcome, State


def has_new(row: Case, reviewed: Case | None, digests: Sequence[bytes]) -> bool:
    """Return whether the ground was never refused before, or a file was not shown before."""
    if reviewed is not None:
        return True
    before = Case.objects.filter(
        person_id=row.person_id,
        record_id=row.record_id,
        kind=row.kind,
        ground=row.ground,
        outcome=str(Outcome.REFUSED),
    ).values_list("id", flat=True)
    earlier = list(before)
    if not earlier:
        return True
    shown = CaseFile.objects.filter(person_id=row.person_id, case_id__in=earlier)
    known = {bytes(one) for one in shown.values_list("sha256", flat=True)}
    return rules.has_new_evidence(digests, known)


def take_effect(row: Case, by: Actor, now: datetime) -> None:
    """Silence the record if the case does, and fix when it falls."""
    if row.record_id is None:
        return
    if row.silences:
        records.silence(
            person=row.person_id,
            record=row.record_id,
            is_disowned=row.ground == Ground.NOT_ME,
            by=by,
            now=now,
        )
        timeline.add(row, Happening.SILENCED, by, now, {})
    fix_fall(row, by, now)


def fix_fall(row: Case, by: Actor, now: datetime) -> None:
    """Let the record fall at the earliest instant of all its open cases, or not at all."""
    if row.record_id is None:
        return
    at, why = min(_falls(row.person_id, row.record_id), default=(None, None))
    card = files.outside_of(row.person_id, row.record_id, at=now)
    if card.falls_at != at and card.state not in filing.OVER:
        records.let_fall(person=row.person_id, record=row.record_id, at=at, why=why, by=by, now=now)


def _falls(person: UUID, record: UUID) -> list[tuple[datetime, Why]]:
    """Return when and how each open case of a record lets it fall."""
    rows = Case.objects.filter(person_id=person, record_id=record, state=str(State.OPEN))
    kinds = {one.id: Kind(one.kind) for one in Case.objects.filter(person_id=person)}
    return [
        (row.due_at, why)
        for row in rows.order_by("due_at", "id")
        if (why := rules.falls(Kind(row.kind), reviewed=_kind(kinds, row.reviewed_id))) is not None
    ]


def _kind(kinds: Mapping[UUID, Kind], case: UUID | None) -> Kind | None:
    return None if case is None else kinds[case]


def end_effect(row: Case, by: Actor, now: datetime) -> None:
    """Let a record be heard again as far as this case kept it silent."""
    if row.record_id is None:
        return
    try:
        if row.silences:
            records.end_silence(person=row.person_id, record=row.record_id, by=by, now=now)
        fix_fall(row, by, now)
    except AlreadyOver:
        return  # the record is over; nothing is left to be heard


def record_of(row: Case) -> UUID:
    """Return the record a case is about."""
    if row.record_id is None:
        raise ValueError("the case is about no record")
    return row.record_id


def reviewed_kind(row: Case) -> Kind | None:
    """Return the kind of the case that a review looks at again."""
    return (
        None if row.reviewed_id is None else Kind(locks.row_of(row.person_id, row.reviewed_id).kind)
    )
