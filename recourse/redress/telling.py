"""Gather what a letter about a case is made from: for one that was sent, or one about to be."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Catalogue
from recourse.ground.words import Words
from recourse.notice.queries import written_by
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import Letter, NoticeCard
from recourse.records import queries as records
from recourse.records import rules as life
from recourse.records.terms import RecordCard
from recourse.records.terms import State as RecordState
from recourse.redress import letters, queries, rules
from recourse.redress.terms import CaseCard, Happening, Kind, Outcome
from recourse.redress.told import Told
from recourse.store.calendar import working_days
from recourse.store.gate import one_person


@written_by(Notice.CASE)
def letter_of(notice: NoticeCard, read_at: datetime) -> Letter:
    """Return the words of a letter about a case; the same whenever it is read, until it is erased.

    Args:
        notice: The letter.
        read_at: When it is read: from the day of its erasure on it tells no contents of the case.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    facts, at = notice.facts, notice.written_at
    with one_person(notice.person_id):
        which = UUID(str(facts["case"]))
        case = queries.case_of(notice.person_id, which, at=at, read_at=read_at)
        what = Happening(str(facts["what"]))
        told = _told(case, what, at, notice.catalogue_version, read_at=read_at)
    correct_by = str(facts.get("correct_by", ""))
    return letters.letter(
        replace(
            told,
            due_on=date.fromisoformat(str(facts["due_on"])),
            record=RecordState(str(facts["record"])) if "record" in facts else None,
            decider=None if case.decided_by is None else agencies.seat(case.decided_by),
            correct_by_on=date.fromisoformat(correct_by) if correct_by else None,
            served_on=notice.served_on,
        )
    )


def preview(*, case: CaseCard, by: SeatCard, now: datetime) -> Letter:
    """Return the letter that a decision will send; nothing is written.

    Args:
        case: The case with the decision in it, as `actions.rehearse` returns it.
        by: The seat that will decide.
        now: When it would be sent.

    """
    with one_person(case.person_id):
        told = _told(case, Happening.DECIDED, now, catalogue.current().version, read_at=now)
        record = _record(case, now)
    to_correct = case.decision is not None and case.decision.outcome is Outcome.TO_CORRECT
    return letters.letter(
        replace(
            told,
            record=None if record is None else _becomes(case, record, told),
            decider=by,
            correct_by_on=rules.correct_by(now, calendar=working_days()) if to_correct else None,
        )
    )


def _told(
    case: CaseCard, what: Happening, at: datetime, version: str, *, read_at: datetime
) -> Told:
    """Return what is known of a case when something has happened in it."""
    in_force = catalogue.version(version)
    record = _record(case, at)
    files = queries.files_of(case.person_id, case.id, at=read_at)
    return Told(
        case=case,
        what=what,
        at=at,
        agency=agencies.agency(case.authority_id).name,
        catalogue=in_force,
        calendar=working_days(),
        due_on=case.due.on,
        subject=_benefit(case, in_force) if record is None else _title(record, in_force),
        files=[one for one in files if one.added_at <= at],
        reviewed=_reviewed_kind(case, at),
    )


def _record(case: CaseCard, at: datetime) -> RecordCard | None:
    """Return the outside of the record a case is about."""
    if case.record_id is None:
        return None
    return records.outside_of(case.person_id, case.record_id, at=at)


def _title(record: RecordCard, in_force: Catalogue) -> Words:
    """Return what a record is called; an item that is gone by now, as it was called then."""
    known = in_force.items.get(record.item)
    return (known or catalogue.version(record.catalogue_version).items[record.item]).name


def _benefit(case: CaseCard, in_force: Catalogue) -> Words | None:
    """Return what the benefit is called that a case is about."""
    scheme = in_force.schemes.get(case.scheme)
    return None if scheme is None else scheme.name


def _reviewed_kind(case: CaseCard, at: datetime) -> Kind | None:
    """Return the kind of the case that a review looks at again."""
    if case.reviewed_id is None:
        return None
    return queries.case_of(case.person_id, case.reviewed_id, at=at).kind


def _becomes(case: CaseCard, record: RecordCard, told: Told) -> RecordState:
    """Return where a record will be once the case is decided as it says."""
    outcome = None if case.decision is None else case.decision.outcome
    if record.state in {RecordState.ENDED, RecordState.ERASED}:
        return record.state
    if outcome is Outcome.TO_CORRECT:
        return RecordState.SILENCED
    if outcome is Outcome.GRANTED and case.kind is not Kind.CORRECTION:
        return RecordState.ERASED if told.erases else RecordState.ENDED
    left = max(0, record.silenced - int(case.silences))
    return life.state_of(replace(record, silenced=left), told.at)
