"""An officer decides, after opening and weighing everything; or sees first what that would say."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from recourse.agencies.terms import SeatCard
from recourse.catalogue import queries as catalogue
from recourse.ground.calendar import civil_date
from recourse.records import actions as records
from recourse.records.errors import AlreadyOver
from recourse.records.terms import Why
from recourse.redress import bearing, envelopes, errors, locks, rules, timeline
from recourse.redress.actions import asking, closing
from recourse.redress.locks import Held
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
from recourse.redress.timeline import Deed
from recourse.store.gate import one_person

DECIDED = ("outcome", "reason", "decided_by", "decided_by_account", "answer")
"""What a decision writes into its case, besides what every close does."""


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
    with timeline.deed(person=person, by=by.actor, now=now) as deed:
        found = locks.answerable(person, case, by, now)
        row = found.row
        _need_another_officer(found.reviewed, by, account)
        _need_whole(row, decision, by)
        envelope = locks.envelope(row, now)
        row.outcome = str(decision.outcome)
        row.reason = "" if decision.reason is None else REASON_CODES[type(decision.reason)]
        row.decided_by, row.decided_by_account = by.id, account
        row.answer = envelope.seal(envelopes.ANSWER, envelopes.decision_as_bytes(decision))
        closing.close(
            row=row,
            state=State.DECIDED,
            happening=Happening.DECIDED,
            also=DECIDED,
            deed=deed,
            by=by.actor,
            now=now,
        )
        _bring_about(found, decision.outcome, deed)
        deed.tell(row, Happening.DECIDED)
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
        found = locks.answerable(person, case, by, now)
        row = found.row
        _need_another_officer(found.reviewed, by, account)
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


def _need_another_officer(before: Case | None, seat: SeatCard, account: UUID) -> None:
    """Refuse whoever decided what is to be reviewed; the database refuses it too."""
    if before is None:
        return
    if seat.id == before.decided_by or account == before.decided_by_account:
        raise errors.SameOfficer


def _need_whole(row: Case, decision: Decision, seat: SeatCard) -> None:
    """Refuse a decision that left a file unread or unweighed, or cannot be made."""
    of_case = {"person_id": row.person_id, "case_id": row.id}
    shown = set(CaseFile.objects.filter(**of_case).values_list("id", flat=True))
    openings = Opening.objects.filter(**of_case, seat_id=seat.id)
    opened = set(openings.values_list("file_id", flat=True)) if shown else set()
    if shown - opened:
        raise errors.FilesUnread(unread=len(shown - opened))
    if shown != set(decision.weighed):
        raise errors.FilesUnweighed
    has_record = row.record_id is not None
    if decision.outcome not in rules.outcomes(Kind(row.kind), has_record=has_record):
        raise errors.NotAnOutcome
    reason = decision.reason
    if isinstance(reason, LawSaysNo) and (reason.law, reason.article) not in _articles():
        raise errors.NoSuchArticle
    if isinstance(reason, OfficerSaysNo) and rules.names_an_article(reason.because):
        raise errors.JudgementCitesLaw


def _articles() -> frozenset[tuple[str, str]]:
    """Return every article that the catalogue in force names."""
    return frozenset((one.law, one.article) for one in catalogue.bases(catalogue.current()))


def _bring_about(case: Held, outcome: Outcome, deed: Deed) -> None:
    """Let a decision act on the record; one that has ended meanwhile stays as it is."""
    if case.row.record_id is None:
        return
    if outcome is Outcome.REFUSED:
        bearing.end_effect(case.row, case.all, deed)
    elif outcome is Outcome.TO_CORRECT:
        asking.ask_for_correction(case=case, deed=deed, by=deed.by, now=deed.now)
    else:
        _grant(case, deed)


def _grant(case: Held, deed: Deed) -> None:
    """Give the person what they asked for of a record, and close what else was asked of it."""
    row = case.row
    if row.kind == Kind.CORRECTION:
        bearing.end_effect(row, case.all, deed)
        return
    about: dict[str, Any] = {
        "person": row.person_id,
        "record": row.record_id,
        "by": deed.by,
        "now": deed.now,
    }
    try:
        if case.asks_for_erasure:
            records.give_up(**about)
        else:
            why = rules.falls(Kind(row.kind), reviewed=case.reviewed_kind) or Why.WITHDRAWN
            records.end_early(**about, why=why)
    except AlreadyOver:  # somebody ended it before: the person has what they asked for
        return
    closing.overtake_others(rows=case.open_others, deed=deed, by=deed.by, now=deed.now)
