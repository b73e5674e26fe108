"""What a case does to its record: keeps it silent, lets it fall, lets it be heard again."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from recourse.records import actions as records
from recourse.records.errors import AlreadyOver
from recourse.records.terms import Fall
from recourse.redress import rules
from recourse.redress.models import Case, CaseFile
from recourse.redress.terms import Ground, Happening, Kind, Outcome, State
from recourse.redress.timeline import Deed


def has_new(row: Case, before: Iterable[Case], digests: Sequence[bytes]) -> bool:
    """Return whether the ground was never refused before, or a file was not shown before.

    Args:
        row: The case.
        before: The cases about its record.
        digests: SHA-256 of what is shown now.

    """
    earlier = [
        one.id
        for one in before
        if (one.kind, one.ground, one.outcome) == (row.kind, row.ground, Outcome.REFUSED)
    ]
    if not earlier:
        return True
    shown = CaseFile.objects.filter(person_id=row.person_id, case_id__in=earlier)
    known = {bytes(one) for one in shown.values_list("sha256", flat=True)}
    return rules.has_new_evidence(digests, known)


def take_effect(row: Case, cases: Iterable[Case], deed: Deed, *, silences: bool) -> None:
    """Silence the record if the case does from now on, and fix when it falls.

    Args:
        row: The case.
        cases: Every case about its record, this one among them.
        deed: What is being done.
        silences: Whether the record falls silent once more.

    """
    if row.record_id is None:
        return
    if not silences:
        fix_fall(row, cases, deed)
        return
    records.silence(
        person=row.person_id,
        record=row.record_id,
        is_disowned=row.ground == Ground.NOT_ME,
        falls=_fall(cases),
        by=deed.by,
        now=deed.now,
    )
    if row.kind != Kind.CORRECTION:
        deed.happened(row, Happening.SILENCED)


def fix_fall(row: Case, cases: Iterable[Case], deed: Deed) -> None:
    """Let the record fall at the earliest instant of all its open cases, or not at all."""
    if row.record_id is None:
        return
    falls = _fall(cases)
    try:
        records.let_fall(
            person=row.person_id,
            record=row.record_id,
            at=falls.at,
            why=falls.why,
            by=deed.by,
            now=deed.now,
        )
    except AlreadyOver:
        return  # the record is over; nothing is awaited any more


def end_effect(row: Case, cases: Iterable[Case], deed: Deed) -> None:
    """Let a record be heard again as far as this case kept it silent."""
    if row.record_id is None:
        return
    if not row.silences:
        fix_fall(row, cases, deed)
        return
    try:
        records.end_silence(
            person=row.person_id,
            record=row.record_id,
            falls=_fall(cases),
            by=deed.by,
            now=deed.now,
        )
    except AlreadyOver:
        return  # the record is over; nothing is left to be heard


def _fall(cases: Iterable[Case]) -> Fall:
    """Return when and how a record falls, by its open cases; the earliest instant counts."""
    rows = list(cases)
    kinds = {row.id: Kind(row.kind) for row in rows}
    falls = [
        (row.due_at, why)
        for row in rows
        if row.state == State.OPEN
        and (why := rules.falls(Kind(row.kind), reviewed=_kind(kinds, row.reviewed_id))) is not None
    ]
    at, why = min(falls, default=(None, None))
    return Fall(at, why)


def _kind(kinds: dict[UUID, Kind], case: UUID | None) -> Kind | None:
    """Return the kind of a case by its identifier."""
    return None if case is None else kinds[case]
