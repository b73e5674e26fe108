"""Writes of the room `redress`: a case is filed, shown, extended, decided, taken back, closed.

Whatever concerns a record is done in one transaction with the record: it is silenced as its
case is filed, falls at the instant the answer is too late, and is heard again, or ended, as the
decision says. All deeds about one record wait for each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Polarity
from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import NewNotice
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import AlreadyOver
from recourse.records.terms import Why
from recourse.redress import drafts, envelopes, errors, filing, rules
from recourse.redress.envelopes import Envelope
from recourse.redress.models import Case, CaseFile, Draft, DraftFile, Opening, Waiting
from recourse.redress.queries import card_of, envelope_of
from recourse.redress.terms import (
    REASON_CODES,
    CaseCard,
    Decision,
    Due,
    Filing,
    Ground,
    Happening,
    Kind,
    LawSaysNo,
    NewFile,
    OfficerSaysNo,
    Outcome,
    State,
    Via,
)
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

OUTCOMES: Mapping[Kind, frozenset[Outcome]] = {
    kind: frozenset({Outcome.GRANTED, Outcome.REFUSED}) for kind in Kind
} | {
    Kind.OBJECTION: frozenset(Outcome),
    Kind.REVIEW: frozenset(Outcome),
    Kind.CORRECTION: frozenset({Outcome.GRANTED}),
    Kind.WHY: frozenset({Outcome.GRANTED}),
}
ADD_EVENT = """
INSERT INTO redress_event_of_one (person_id, case_id, sequence, kind, at, by, facts)
SELECT %(person)s, %(case)s, coalesce(max(sequence), 0) + 1, %(kind)s, %(at)s, %(by)s,
    %(facts)s::jsonb
FROM redress_event_of_one WHERE person_id = %(person)s AND case_id = %(case)s
"""


@transaction.atomic
def file(
    *,
    person: UUID,
    asked: Filing,
    evidence: Sequence[NewFile] = (),
    with_draft: bool = False,
    via: Via = Via.PORTAL,
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
    with one_person(person):
        _alone(asked.record)
        reviewed = _reviewed(person, asked)
        row = _new_case(person, asked, reviewed, via, now)
        chosen = drafts.digests(person, asked.kind, asked.record, at=now) if with_draft else []
        digests = [*(one.sha256 for one in checked), *chosen]
        row.silences = rules.silences(
            asked.kind,
            reviewed=None if reviewed is None else Kind(reviewed.kind),
            has_new=_has_new(row, reviewed, digests),
        )
        envelope = _open(row, asked)
        _event(row, Happening.FILED, by, now, {"kind": row.kind, "silences": int(row.silences)})
        for one in checked:
            _keep_file(row, envelope, one, by, now)
        if with_draft:
            for one in drafts.contents(person, asked.kind, asked.record, at=now):
                _keep_file(row, envelope, one, by, now)
        _take_effect(row, by, now)
        _tell(row, Happening.FILED, by, now)
        forget_draft(person=person, kind=asked.kind, record=asked.record, by=by, now=now)
        return card_of(row, now, envelope=envelope)


def _alone(record: UUID | None) -> None:
    """Let deeds about one record wait for each other until the transaction ends."""
    if record is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [str(record)])


def _reviewed(person: UUID, asked: Filing) -> Case | None:
    """Return the case that is to be reviewed.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotDecidedYet: It was not refused, was reviewed before, or is itself a review.

    """
    if asked.reviewed is None:
        return None
    row = _case(person, asked.reviewed)
    again = Case.objects.filter(person_id=person, reviewed_id=row.id).exists()
    is_refused = State(row.state) is State.DECIDED and row.outcome == Outcome.REFUSED
    if again or not is_refused or row.record_id != asked.record or row.kind == Kind.REVIEW:
        raise errors.NotDecidedYet
    return row


def _new_case(person: UUID, asked: Filing, reviewed: Case | None, via: Via, now: datetime) -> Case:
    """Return the row of a case that may be opened, with its clock wound."""
    authority = asked.agency if reviewed is None else reviewed.authority_id
    accept = None
    if asked.record is not None:
        record = files.outside_of(person, asked.record, at=now)
        filing.check_record(asked, record, now)
        authority = record.authority_id
    clock = rules.CLOCKS[asked.kind]
    calendar = working_days()
    due = rules.due(now, clock.working_days, calendar=calendar)
    if clock.accept_working_days is not None:
        accept = rules.due(now, clock.accept_working_days, calendar=calendar)
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
        authority_id=authority,
        via=str(via),
        filed_at=now,
        due_on=due.on,
        due_at=due.at,
        accept_due_on=accept and accept.on,
        accept_due_at=accept and accept.at,
        silences=False,
        state=str(State.OPEN),
        erase_on=rules.erase_on(civil_date(now), None),
    )


def _has_new(row: Case, reviewed: Case | None, digests: Sequence[bytes]) -> bool:
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


def _take_effect(row: Case, by: Actor, now: datetime) -> None:
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
        _event(row, Happening.SILENCED, by, now, {})
    _fix_fall(row, by, now)


def _fix_fall(row: Case, by: Actor, now: datetime) -> None:
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


@transaction.atomic
def add_file(*, person: UUID, case: UUID, evidence: NewFile, by: Actor, now: datetime) -> bytes:
    """Keep one more file of an open case, and return its SHA-256, the receipt for it.

    A file that no earlier case of the same ground had silences the record, if the case did not.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        Refused: Any refusal of a file in `redress.filing`.

    """
    with one_person(person):
        row = _open_case(person, case, now)
        there = CaseFile.objects.filter(person_id=person, case_id=case).values_list("sha256")
        known = {bytes(one) for (one,) in there}
        (one,) = filing.checked([evidence], there=len(known))
        if one.sha256 not in known:
            _keep_file(row, _envelope(row), one, by, now)
            _silence_late(row, one.sha256, by, now)
        return one.sha256


def _silence_late(row: Case, digest: bytes, by: Actor, now: datetime) -> None:
    """Silence the record of a case that did not, now that there is new evidence."""
    contests = row.kind == Kind.OBJECTION and row.record_id is not None
    if row.silences or not contests or not _has_new(row, None, [digest]):
        return
    row.silences = True
    row.save(update_fields=["silences"])
    _take_effect(row, by, now)


def _keep_file(
    row: Case, envelope: Envelope, one: filing.CheckedFile, by: Actor, now: datetime
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
    _event(row, Happening.FILE_ADDED, by, now, facts)


@transaction.atomic
def open_file(*, person: UUID, case: UUID, id: UUID, by: Actor, now: datetime) -> bytes:  # noqa: A002 - the house's word for it
    """Return what a file of evidence holds; that a seat opened it is written down.

    Raises:
        NoSuchFile: There is no such file in this case, or it is erased.

    """
    with one_person(person):
        row = _case(person, case)
        found = CaseFile.objects.filter(person_id=person, case_id=case, id=id).first()
        envelope = envelope_of(row)
        if found is None or found.content is None or envelope is None:
            raise errors.NoSuchFile
        if by.agency is not None:
            _note_opening(row, id, by, now)
        return envelope.unseal(envelopes.CONTENT, bytes(found.content), file=id)


def _note_opening(row: Case, file_id: UUID, by: Actor, now: datetime) -> None:
    """Write down that a seat has opened a file: each time in the log, once in the timeline."""
    place: dict[str, Any] = {"person_id": row.person_id, "case_id": row.id, "file_id": file_id}
    if Opening.objects.filter(**place, seat_id=by.id).exists():
        _log(row, Happening.FILE_OPENED, by, now)
        return
    Opening.objects.create(**place, seat_id=by.id, at=now)
    _event(row, Happening.FILE_OPENED, by, now, {"file": str(file_id)})


@transaction.atomic
def take_back(*, person: UUID, case: UUID, by: Actor, now: datetime) -> CaseCard:
    """Let a person take their case back; nothing is held against them for it.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.

    """
    with one_person(person):
        row = _open_case(person, case, now)
        _close(row, State.TAKEN_BACK, Happening.TAKEN_BACK, by, now)
        _end_effect(row, by, now)
        _tell(row, Happening.TAKEN_BACK, by, now)
        return card_of(row, now, envelope=envelope_of(row))


@transaction.atomic
def accept(*, person: UUID, case: UUID, by: SeatCard, now: datetime) -> CaseCard:
    """Accept an application for repair; the clock of the decision runs on.

    Raises:
        NotYours: The case is for another seat.
        NothingToAccept: It needs no acceptance, or was accepted.

    """
    with one_person(person):
        row = _answerable(person, case, by, now)
        if row.accept_due_at is None or row.accepted_at is not None:
            raise errors.NothingToAccept
        row.accepted_at = now
        row.save(update_fields=["accepted_at"])
        Waiting.objects.filter(case_id=row.id).update(accept_due_on=None, accept_due_at=None)
        _event(row, Happening.ACCEPTED, by.actor, now, {})
        _tell(row, Happening.ACCEPTED, by.actor, now)
        return card_of(row, now, envelope=envelope_of(row))


@transaction.atomic
def take(*, case: UUID, by: SeatCard, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Let a seat take a case of its agency on, so that two do not do the same work.

    Raises:
        NotYours: There is no such open case of this agency.

    """
    mine = Waiting.objects.filter(case_id=case, authority_id=by.agency.id)
    if not mine.update(taken_by=by.id):
        raise errors.NotYours


@transaction.atomic
def extend(*, person: UUID, case: UUID, reason: str, by: SeatCard, now: datetime) -> CaseCard:
    """Let a clock run longer, once, for a reason of the closed set; the person is told at once.

    Raises:
        NotYours: The case is for another seat.
        NoSuchExtension: The law knows no such reason for this kind, or it was used.

    Law:
        Shandong Social Credit Regulations art. 39.

    """
    with one_person(person):
        row = _answerable(person, case, by, now)
        known = rules.extension(Kind(row.kind), reason)
        if known is None or row.extension:
            raise errors.NoSuchExtension
        due = rules.due(row.filed_at, known.working_days, calendar=working_days())
        row.extension, row.due_on, row.due_at = known.code, due.on, due.at
        row.save(update_fields=["extension", "due_on", "due_at"])
        _move_in_queue(row)
        _fix_fall(row, by.actor, now)
        facts = {"reason": known.code, "due_on": due.on.isoformat()}
        _event(row, Happening.EXTENDED, by.actor, now, facts)
        _tell(row, Happening.EXTENDED, by.actor, now)
        return card_of(row, now, envelope=envelope_of(row))


def _move_in_queue(row: Case) -> None:
    """Let the queue show when a case is due."""
    waiting = Waiting.objects.filter(case_id=row.id)
    waiting.update(due_on=row.due_on, due_at=row.due_at)


@transaction.atomic
def decide(
    *,
    person: UUID,
    case: UUID,
    decision: Decision,
    account: UUID,
    by: SeatCard,
    now: datetime,
) -> CaseCard:
    """Decide a case, with its effect on the record, in one transaction.

    Args:
        person: Whose case.
        case: The case.
        decision: What was decided, and how every file was weighed.
        account: The official in the seat; for a review somebody else than decided before.
        by: The seat that decides; for a review another than decided before.
        now: When; before the last minute of the last day.

    Raises:
        NotYours: The case is for another agency or another kind of seat.
        SameOfficer: The seat or the official decided what is reviewed.
        TooLate: The day is over.
        CaseOver: It is closed.
        FilesUnread: A file was not opened by this seat.
        FilesUnweighed: The decision does not name every file.
        NotAnOutcome: This kind of case cannot end like that.
        NoSuchArticle: The article of the refusal is not in the catalogue.
        JudgementCitesLaw: What the officer judged points to an article.

    Law:
        Shandong Social Credit Regulations art. 39, 41; PIPL art. 24, 50; charter G12.

    """
    with one_person(person):
        row = _answerable(person, case, by, now)
        _need_another_officer(row, by, account)
        _need_whole(row, decision, by)
        envelope = _envelope(row)
        row.outcome = str(decision.outcome)
        row.reason = "" if decision.reason is None else REASON_CODES[type(decision.reason)]
        row.decided_by, row.decided_by_account = by.id, account
        row.answer = envelope.seal(envelopes.ANSWER, envelopes.decision_as_bytes(decision))
        _close(row, State.DECIDED, Happening.DECIDED, by.actor, now)
        _bring_about(row, decision.outcome, by.actor, now)
        _tell(row, Happening.DECIDED, by.actor, now)
        return card_of(row, now, envelope=envelope)


@transaction.atomic
def rehearse(
    *,
    person: UUID,
    case: UUID,
    decision: Decision,
    account: UUID,
    by: SeatCard,
    now: datetime,
) -> CaseCard:
    """Return the case as `decide` would leave it, with the same refusals; write nothing.

    Raises:
        Refused: Whatever `decide` raises.

    """
    with one_person(person):
        row = _answerable(person, case, by, now)
        _need_another_officer(row, by, account)
        _need_whole(row, decision, by)
        card = card_of(row, now, envelope=_envelope(row))
    closed_on = civil_date(now)
    return replace(
        card,
        state=State.DECIDED,
        closed_at=now,
        decided_by=by.id,
        decision=decision,
        erase_on=min(card.erase_on, rules.erase_on(civil_date(card.filed_at), closed_on)),
    )


def _answerable(person: UUID, case: UUID, by: SeatCard, now: datetime) -> Case:
    """Return the locked row of a case that this seat may answer now.

    An answer must be durable before silence decides, so the last minute is too late.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotYours: The case is for another seat.
        CaseOver: It is closed.
        TooLate: Silence has decided it, or is about to.

    """
    row = _open_case(person, case, now)
    _need_seat(row, by)
    if now >= row.due_at - rules.LAST_MINUTE:
        raise errors.TooLate
    return row


def _need_seat(row: Case, seat: SeatCard) -> None:
    """Refuse a seat that may not answer this case."""
    if seat.agency.id != row.authority_id or not rules.may_answer(Kind(row.kind), seat.role):
        raise errors.NotYours


def _need_another_officer(row: Case, seat: SeatCard, account: UUID) -> None:
    """Refuse whoever decided what is to be reviewed; the database refuses it too."""
    if row.reviewed_id is None:
        return
    before = _case(row.person_id, row.reviewed_id)
    if seat.id == before.decided_by or account == before.decided_by_account:
        raise errors.SameOfficer


def _need_whole(row: Case, decision: Decision, seat: SeatCard) -> None:
    """Refuse a decision that left a file unread or unweighed, or cannot be made."""
    shown = set(
        CaseFile.objects.filter(person_id=row.person_id, case_id=row.id).values_list(
            "id", flat=True
        )
    )
    opened = set(
        Opening.objects.filter(
            person_id=row.person_id, case_id=row.id, seat_id=seat.id
        ).values_list("file_id", flat=True)
    )
    if shown - opened:
        raise errors.FilesUnread(unread=len(shown - opened))
    if shown != set(decision.weighed):
        raise errors.FilesUnweighed
    if decision.outcome not in OUTCOMES[Kind(row.kind)]:
        raise errors.NotAnOutcome
    reason = decision.reason
    if isinstance(reason, LawSaysNo) and (reason.law, reason.article) not in _articles():
        raise errors.NoSuchArticle
    if isinstance(reason, OfficerSaysNo) and rules.names_an_article(reason.because):
        raise errors.JudgementCitesLaw


def _articles() -> frozenset[tuple[str, str]]:
    """Return every article that the catalogue in force names."""
    return frozenset((one.law, one.article) for one in catalogue.bases(catalogue.current()))


def _bring_about(row: Case, outcome: Outcome, by: Actor, now: datetime) -> None:
    """Let a decision act on the record; one that has ended meanwhile stays as it is."""
    if row.record_id is None:
        return
    if outcome is Outcome.REFUSED:
        _end_effect(row, by, now)
    elif outcome is Outcome.TO_CORRECT:
        _ask_for_correction(row, by, now)
    else:
        _grant(row, by, now)


def _grant(row: Case, by: Actor, now: datetime) -> None:
    """Give the person what they asked for of a record, and close what else was asked of it."""
    if row.kind == Kind.CORRECTION:
        _end_effect(row, by, now)
        return
    reviewed = _reviewed_kind(row)
    try:
        if Kind.ERASURE in {row.kind, reviewed}:
            records.give_up(person=row.person_id, record=_record(row), by=by, now=now)
        else:
            why = rules.falls(Kind(row.kind), reviewed=reviewed) or Why.WITHDRAWN
            records.end_early(person=row.person_id, record=_record(row), why=why, by=by, now=now)
    except AlreadyOver:  # somebody ended it before: the person has what they asked for
        return
    _overtake(row.person_id, _record(row), by, now, but=row.id)


@transaction.atomic
def take_down(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """End and erase, at once and without a reason, a record that speaks for its person.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NeedsAnAnswer: It does not speak for the person.
        AlreadyOver: It is erased already.

    Law:
        PIPL art. 44, 47 (what was kept in one's favour ends at one's word).

    """
    with one_person(person):
        _alone(record)
        card = files.outside_of(person, record, at=now)
        item = catalogue.version(card.catalogue_version).items[card.item]
        if item.polarity is not Polarity.POSITIVE:
            raise errors.NeedsAnAnswer
        records.give_up(person=person, record=record, by=by, now=now)
        _overtake(person, record, by, now)


def _record(row: Case) -> UUID:
    """Return the record a case is about."""
    if row.record_id is None:
        raise ValueError("the case is about no record")
    return row.record_id


def _reviewed_kind(row: Case) -> Kind | None:
    """Return the kind of the case that a review looks at again."""
    return None if row.reviewed_id is None else Kind(_case(row.person_id, row.reviewed_id).kind)


def _overtake(
    person: UUID, record: UUID, by: Actor, now: datetime, *, but: UUID | None = None
) -> None:
    """Close the other open cases of a record that has ended: there is nothing left to decide."""
    rows = Case.objects.select_for_update().filter(
        person_id=person, record_id=record, state=str(State.OPEN)
    )
    for row in rows.order_by("id"):
        if row.id != but:
            _close(row, State.OVERTAKEN, Happening.OVERTAKEN, by, now)
            _tell(row, Happening.OVERTAKEN, by, now)


@transaction.atomic
def overtake(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Close the open cases of a record that its source ends or corrects in this transaction.

    To be called before the record is touched: everybody waits for the record first.

    Law:
        Shandong Social Credit Regulations art. 40; charter G12 (the person is told).

    """
    with one_person(person):
        _alone(record)
        _overtake(person, record, by, now)


def _ask_for_correction(row: Case, by: Actor, now: datetime) -> None:
    """Let the source correct the record in its own time; until then it stays silent."""
    asked = Filing(kind=Kind.CORRECTION, words="", record=row.record_id)
    follow = _new_case(row.person_id, asked, None, Via(row.via), now)
    follow.silences = True
    _open(follow, asked)
    _event(follow, Happening.FILED, by, now, {"kind": follow.kind, "after": row.number})
    if not row.silences:
        records.silence(person=row.person_id, record=_record(row), by=by, now=now)
    _fix_fall(follow, by, now)


def _end_effect(row: Case, by: Actor, now: datetime) -> None:
    """Let a record be heard again as far as this case kept it silent."""
    if row.record_id is None:
        return
    try:
        if row.silences:
            records.end_silence(person=row.person_id, record=row.record_id, by=by, now=now)
        _fix_fall(row, by, now)
    except AlreadyOver:
        return  # the record is over; nothing is left to be heard


def close_overdue(*, by: Actor, now: datetime, limit: int = 500) -> int:
    """Write down what silence has decided, a case a transaction; return how many were taken up.

    The outcome was effective at the instant the answer was too late; this writes the letter.
    Run late or twice, it leaves the same.

    Law:
        Charter G4.

    """
    done = 0
    while done < limit and _close_next(by, now):
        done += 1
    return done


@transaction.atomic
def _close_next(by: Actor, now: datetime) -> bool:
    """Close the case that is overdue longest; return whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_overdue(%s)", [now])
        found = cursor.fetchone()
    if found is None:
        return False
    person, case = found
    with one_person(person):
        row = _case_alone(person, case)
        if row.state == State.OPEN:
            _close(row, State.SILENT, Happening.SILENT, by, now, at=row.due_at)
            _settle(row, by, now)
            _tell(row, Happening.SILENT, by, now)
    return True


def _settle(row: Case, by: Actor, now: datetime) -> None:
    """Write down the end of the record that fell with this case, and what that overtakes."""
    if row.record_id is None:
        return
    person, record = row.person_id, row.record_id
    fell_at = records.settle_fall(person=person, record=record, by=by, now=now)
    if Kind.ERASURE in {row.kind, _reviewed_kind(row)}:
        records.give_up(person=person, record=record, by=by, now=now)
    if fell_at is not None:
        _overtake(person, record, by, now, but=row.id)


@transaction.atomic
def retime(*, by: Actor, now: datetime, after: UUID | None = None) -> UUID | None:
    """Count one open case anew by the present calendar; its day moves earlier or stays.

    Args:
        by: Who asks.
        now: When.
        after: The case counted before this one.

    Returns:
        The case that was counted, to go on from; None when there is none left.

    Law:
        Civil Code art. 201; charter G4.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM redress_next_open(%s)", [after])
        found = cursor.fetchone()
    if found is None:
        return None
    person, case = found
    with one_person(person):
        row = _case_alone(person, case)
        if row.state == State.OPEN and now < row.due_at:
            _count_anew(row, by, now)
    return UUID(str(case))


def _count_anew(row: Case, by: Actor, now: datetime) -> None:
    """Move the last day of an open case to where the calendar has it now, if that is earlier."""
    known = rules.extension(Kind(row.kind), row.extension)
    days = rules.CLOCKS[Kind(row.kind)].working_days if known is None else known.working_days
    counted = rules.due(row.filed_at, days, calendar=working_days())
    due = rules.retimed(Due(row.due_on, row.due_at), counted)
    if due.at < row.due_at and now < due.at:
        row.due_on, row.due_at = due
        row.save(update_fields=["due_on", "due_at"])
        _move_in_queue(row)
        _fix_fall(row, by, now)
        _event(row, Happening.RETIMED, by, now, {"due_on": due.on.isoformat()})
        _tell(row, Happening.RETIMED, by, now)


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


@transaction.atomic
def forget_draft(
    *,
    person: UUID,
    kind: Kind,
    record: UUID | None,
    by: Actor,  # noqa: ARG001 - actions name who and when
    now: datetime,  # noqa: ARG001
) -> None:
    """Delete what a person has begun to write, and the files they chose for it."""
    with one_person(person):
        _forget_words(person, kind, record)
        DraftFile.objects.filter(person_id=person, kind=str(kind), record_id=record).delete()


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


def _case(person: UUID, case: UUID) -> Case:
    """Return the row of a case, locked until the transaction ends.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    row = Case.objects.select_for_update().filter(person_id=person, id=case).first()
    if row is None:
        raise errors.NoSuchCase
    return row


def _case_alone(person: UUID, case: UUID) -> Case:
    """Return the locked row of a case once the other deeds about its record are done.

    Everybody waits for the record first and for the case then, so nobody waits in a circle.

    Raises:
        NoSuchCase: There is no such case of this person.

    """
    about = Case.objects.filter(person_id=person, id=case).values_list("record_id").first()
    _alone(None if about is None else about[0])
    return _case(person, case)


def _open_case(person: UUID, case: UUID, now: datetime) -> Case:
    """Return the locked row of a case that can still be answered.

    Raises:
        NoSuchCase: There is no such case of this person.
        CaseOver: It is closed.
        TooLate: Silence has decided it.

    """
    row = _case_alone(person, case)
    state = rules.state_of(State(row.state), row.due_at, now)
    if state is State.SILENT:
        raise errors.TooLate
    if state is not State.OPEN:
        raise errors.CaseOver
    return row


def _envelope(row: Case) -> Envelope:
    """Return the envelope of an open case.

    Raises:
        CaseOver: It is erased.

    """
    envelope = envelope_of(row)
    if envelope is None:
        raise errors.CaseOver
    return envelope


def _close(
    row: Case,
    state: State,
    happening: Happening,
    by: Actor,
    now: datetime,
    *,
    at: datetime | None = None,
) -> None:
    """Close a case and take it out of the queue; the day of its erasure only moves earlier."""
    closed_at = at or now
    row.state, row.closed_at = str(state), closed_at
    row.erase_on = min(
        row.erase_on, rules.erase_on(civil_date(row.filed_at), civil_date(closed_at))
    )
    row.save(
        update_fields=[
            *("state", "closed_at", "erase_on", "outcome", "reason", "decided_by"),
            *("decided_by_account", "answer"),
        ]
    )
    Waiting.objects.filter(case_id=row.id).delete()
    facts = {"outcome": row.outcome} if row.outcome else {}
    _event(row, happening, by, now, facts)


def _event(
    row: Case, kind: Happening, by: Actor, now: datetime, facts: Mapping[str, str | int]
) -> None:
    """Add the next line to the timeline of a case, and one to the log."""
    line: dict[str, Any] = {
        "person": row.person_id,
        "case": row.id,
        "kind": str(kind),
        "at": now,
        "by": by.code,
        "facts": canonical.dumps(dict(facts)).decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD_EVENT, line)
    _log(row, kind, by, now)


def _log(row: Case, kind: Happening, by: Actor, now: datetime) -> None:
    """Add a line about a case to the log."""
    ledger.note(
        kind=f"case-{kind.replace('_', '-')}",
        tag=people.tag_of(row.person_id),
        by=by,
        now=now,
        facts={"case": row.number, "asks": row.kind},
    )


def _tell(row: Case, what: Happening, by: Actor, now: datetime) -> None:
    """Write the person a letter about what happened in their case.

    What the letter says of days and of the record is fixed here, so that it reads the same
    whenever it is opened. What terms hang on goes on paper too, to those who take paper.
    """
    facts: dict[str, str | int] = {
        "case": str(row.id),
        "number": row.number,
        "what": str(what),
        "due_on": row.due_on.isoformat(),
    }
    if row.record_id is not None:
        record = files.outside_of(row.person_id, row.record_id, at=now)
        facts["record"] = str(record.state)
    if what is Happening.DECIDED and row.outcome == Outcome.TO_CORRECT:
        facts["correct_by"] = rules.correct_by(now, calendar=working_days()).isoformat()
    if what in {Happening.DECIDED, Happening.SILENT}:
        facts["on_paper"] = 1
    notice = NewNotice(
        person_id=row.person_id,
        id=uuid7(now),
        record_id=None,
        kind=Notice.CASE.value,
        catalogue_version=catalogue.current().version,
        facts=facts,
        written_at=now,
    )
    notices.write_many(notices=[notice], by=by, now=now)
