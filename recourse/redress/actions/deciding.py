"""An officer decides, after opening and weighing everything; or sees first what that would say."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.records import actions as records
from recourse.records.errors import AlreadyOver
from recourse.records.terms import Why
from recourse.redress import bearing, envelopes, errors, locks, rules, timeline
from recourse.redress.actions import asking, closing
from recourse.redress.models import Case, CaseFile, Opening
from recourse.redress.queries import card_of
from recourse.redress.terms import (
    REASON_CODES,
    CaseCard,
    Decision,
    Happening,
    Kind,
    LawSaysNo,
    OfficerSaysNo,
    Outcome,
    State,
)
from recourse.store.gate import one_person


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
        row = locks.answerable(person, case, by, now)
        _need_another_officer(row, by, account)
        _need_whole(row, decision, by)
        envelope = locks.envelope(row, now)
        row.outcome = str(decision.outcome)
        row.reason = "" if decision.reason is None else REASON_CODES[type(decision.reason)]
        row.decided_by, row.decided_by_account = by.id, account
        row.answer = envelope.seal(envelopes.ANSWER, envelopes.decision_as_bytes(decision))
        closing.close(
            row=row, state=State.DECIDED, happening=Happening.DECIDED, by=by.actor, now=now
        )
        _bring_about(row, decision.outcome, by.actor, now)
        timeline.tell(row, Happening.DECIDED, by.actor, now)
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
        row = locks.answerable(person, case, by, now)
        _need_another_officer(row, by, account)
        _need_whole(row, decision, by)
        card = card_of(row, now, envelope=locks.envelope(row, now))
    closed_on = civil_date(now)
    return replace(
        card,
        state=State.DECIDED,
        closed_at=now,
        decided_by=by.id,
        decision=decision,
        erase_on=min(card.erase_on, rules.erase_on(civil_date(card.filed_at), closed_on)),
    )


def _need_another_officer(row: Case, seat: SeatCard, account: UUID) -> None:
    """Refuse whoever decided what is to be reviewed; the database refuses it too."""
    if row.reviewed_id is None:
        return
    before = locks.row_of(row.person_id, row.reviewed_id)
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
    if decision.outcome not in rules.OUTCOMES[Kind(row.kind)]:
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
        bearing.end_effect(row, by, now)
    elif outcome is Outcome.TO_CORRECT:
        asking.ask_for_correction(row=row, by=by, now=now)
    else:
        _grant(row, by, now)


def _grant(row: Case, by: Actor, now: datetime) -> None:
    """Give the person what they asked for of a record, and close what else was asked of it."""
    if row.kind == Kind.CORRECTION:
        bearing.end_effect(row, by, now)
        return
    reviewed = bearing.reviewed_kind(row)
    try:
        if Kind.ERASURE in {row.kind, reviewed}:
            records.give_up(person=row.person_id, record=bearing.record_of(row), by=by, now=now)
        else:
            why = rules.falls(Kind(row.kind), reviewed=reviewed) or Why.WITHDRAWN
            records.end_early(
                person=row.person_id, record=bearing.record_of(row), why=why, by=by, now=now
            )
    except AlreadyOver:  # somebody ended it before: the person has what they asked for
        return
    closing.overtake_others(
        person=row.person_id, record=bearing.record_of(row), but=row.id, by=by, now=now
    )
