"""A person asks: a case begins, with its clock, its place in the queue and its record silent."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.records import queries as files
from recourse.redress import bearing, drafts, envelopes, errors, filing, locks, rules, timeline
from recourse.redress.actions import evidence as showing
from recourse.redress.actions.drafting import forget_draft
from recourse.redress.envelopes import Envelope
from recourse.redress.locks import Held
from recourse.redress.models import Case, Waiting
from recourse.redress.queries import card_of
from recourse.redress.terms import (
    CaseCard,
    Filing,
    Ground,
    Happening,
    Kind,
    NewFile,
    Outcome,
    State,
    Via,
)
from recourse.redress.timeline import Deed
from recourse.store.calendar import working_days


@transaction.atomic
def file(
    *,
    person: UUID,
    asked: Filing,
    evidence: Sequence[NewFile] = (),
    with_draft: bool = False,
    via: Via = Via.PORTAL,
    handed_in_on: date | None = None,
    by: Actor,
    now: datetime,
) -> CaseCard:
    """Open a case; a record it contests is silent from this instant on.

    The same ground that was refused before silences again only with new evidence: the card's
    `silences` tells which, so that the page can say so.

    Args:
        person: Whose case.
        asked: What they ask for.
        evidence: Files they show for it; more may follow.
        with_draft: Whether the files they chose for their draft come along.
        via: How it came in; the clock is the same on every way.
        handed_in_on: Civil date on which it was handed in at a counter, if it is entered later;
            the clock runs from there. Silence begins with the entry.
        by: The person, their helper, or the seat at the counter.
        now: When.

    Raises:
        Refused: Any refusal of `redress.filing` and `redress.errors` that concerns a filing.
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: The record is used no more.

    Law:
        Shandong Social Credit Regulations art. 39, 41; PIPL art. 44-48, 50; charter G3, G4.

    """
    filing.check(asked)
    checked = filing.checked(evidence)
    with timeline.deed(person=person, by=by, now=now) as deed:
        locks.alone(asked.record)
        before = [] if asked.record is None else locks.about(person, asked.record)
        reviewed = _reviewed(person, asked, now)
        filed_at = rules.filed_at(handed_in_on, now, calendar=working_days())
        row = _new_case(person, asked, reviewed, via, now, filed_at=filed_at)
        chosen = drafts.digests(person, asked.kind, asked.record, at=now) if with_draft else []
        digests = [*(one.sha256 for one in checked), *chosen]
        row.silences = rules.silences(
            asked.kind,
            reviewed=None if reviewed is None else Kind(reviewed.kind),
            has_new=reviewed is not None or bearing.has_new(row, before, digests),
        )
        envelope = _open(row, asked)
        deed.happened(row, Happening.FILED, {"kind": row.kind, "silences": int(row.silences)})
        coming = drafts.contents(person, asked.kind, asked.record, at=now) if with_draft else ()
        for one in (*checked, *coming):
            showing.keep(row=row, envelope=envelope, one=one, deed=deed, by=by, now=now)
        bearing.take_effect(row, [*before, row], deed, silences=row.silences)
        deed.tell(row, Happening.FILED)
        forget_draft(person=person, kind=asked.kind, record=asked.record, by=by, now=now)
        return card_of(row, now, envelope=envelope)


def _reviewed(person: UUID, asked: Filing, now: datetime) -> Case | None:
    """Return the case that is to be reviewed.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotDecidedYet: It was not refused, was reviewed before, or is itself a review.
        CaseErased: Nobody can look again at what is erased.

    """
    if asked.reviewed is None:
        return None
    row = locks.row_of(person, asked.reviewed)
    again = Case.objects.filter(person_id=person, reviewed_id=row.id).exists()
    is_refused = State(row.state) is State.DECIDED and row.outcome == Outcome.REFUSED
    if again or not is_refused or row.record_id != asked.record or row.kind == Kind.REVIEW:
        raise errors.NotDecidedYet
    if rules.is_erased(row.erase_on, now):
        raise errors.CaseErased
    return row


def _new_case(
    person: UUID,
    asked: Filing,
    reviewed: Case | None,
    via: Via,
    now: datetime,
    *,
    filed_at: datetime,
) -> Case:
    """Return the row of a case that may be opened, with its clock wound."""
    authority = asked.agency if reviewed is None else reviewed.authority_id
    accept = None
    if asked.record is not None:
        record = files.outside_of(person, asked.record, at=now)
        filing.check_record(asked, record, now)
        authority = record.authority_id
    clock = rules.CLOCKS[asked.kind]
    calendar = working_days()
    due = rules.due(filed_at, _days(asked), calendar=calendar)
    if clock.accept_working_days is not None:
        accept = rules.due(filed_at, clock.accept_working_days, calendar=calendar)
    if authority is None:
        raise errors.NotTaken
    return Case(
        person_id=person,
        id=uuid7(now),
        number=filing.number(now),
        kind=str(asked.kind),
        ground=str(asked.ground or ""),
        record_id=asked.record,
        entry_id=asked.entry,
        reviewed_id=None if reviewed is None else reviewed.id,
        form=str(asked.form or ""),
        scheme=asked.scheme or ("" if reviewed is None else reviewed.scheme),
        authority_id=authority,
        via=str(via),
        filed_at=filed_at,
        due_on=due.on,
        due_at=due.at,
        accept_due_on=accept and accept.on,
        accept_due_at=accept and accept.at,
        silences=False,
        state=str(State.OPEN),
        erase_on=rules.erase_on(civil_date(filed_at), None),
    )


def _days(asked: Filing) -> int:
    """Return within how many working days an answer is due: of a benefit, its scheme says it.

    Raises:
        NotAsked: The catalogue has no such scheme.

    """
    if asked.scheme is None:
        return rules.CLOCKS[asked.kind].working_days
    scheme = catalogue.current().schemes.get(asked.scheme)
    if scheme is None:
        raise errors.NotAsked(missing="scheme")
    return scheme.answer_working_days


def _open(row: Case, asked: Filing) -> Envelope:
    """Write a new case and its place in the queue; its words are sealed.

    Raises:
        OneAtATime: The same question is open already.

    """
    envelope = envelopes.begin(row.person_id, row.id, row.erase_on)
    row.key_month, row.wrapped_key = envelope.key_month, envelope.wrapped_key
    row.told = envelope.seal(envelopes.TOLD, envelopes.as_bytes({"words": asked.words}))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.OneAtATime from error
    Waiting.objects.create(
        case_id=row.id,
        number=row.number,
        authority_id=row.authority_id,
        kind=row.kind,
        is_identity=rules.is_identity_question(Ground(row.ground) if row.ground else None),
        filed_at=row.filed_at,
        due_on=row.due_on,
        due_at=row.due_at,
        accept_due_on=row.accept_due_on,
        accept_due_at=row.accept_due_at,
    )
    return envelope


def ask_for_correction(*, case: Held, deed: Deed, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who
    """Let the source correct the record in its own time; until then it stays silent."""
    row = case.row
    asked = Filing(kind=Kind.CORRECTION, words="", record=row.record_id)
    follow = _new_case(row.person_id, asked, None, Via(row.via), now, filed_at=now)
    follow.silences = True
    _open(follow, asked)
    deed.happened(follow, Happening.FILED, {"kind": follow.kind, "after": row.number})
    bearing.take_effect(follow, [*case.all, follow], deed, silences=not row.silences)
