"""A person comes to a counter; the clerk enters what they hand in, and prints the receipt.

The clerk knows what the person has in hand: an identity document, and a letter with the number
of a record, a case or a look-up. All of it must belong together, and where it does not, nothing
says which part is wrong. No file is opened: the clerk is shown the receipt and nothing else.

The clock is that of this site, and runs from when the person handed it in. Every attempt, also
one that came to nothing, stands in the log of whoever has the document.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recourse.agencies.terms import Role, SeatCard
from recourse.ground import numbers
from recourse.ground.refused import Refused
from recourse.journeys.ask import holder
from recourse.ledger import actions as ledger
from recourse.ledger import queries as log
from recourse.ledger.errors import NoSuchEntry
from recourse.ledger.terms import LOOK_UPS
from recourse.ledger.terms import Kind as LogKind
from recourse.notice import queries as notices
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import Letter
from recourse.people import queries as people
from recourse.people.terms import Identity
from recourse.records import queries as records
from recourse.records.numbers import number_of
from recourse.redress import actions as redress
from recourse.redress import filing, rules, telling
from recourse.redress import queries as cases
from recourse.redress.errors import NoSuchCase, NotAtTheCounter, NothingByThisNumber
from recourse.redress.terms import (
    CaseCard,
    Filing,
    Form,
    Ground,
    Happening,
    Kind,
    NewFile,
    Via,
)
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

KINDS = (Kind.OBJECTION, Kind.REPAIR, Kind.ERASURE, Kind.REVIEW, Kind.WHY, Kind.ACCESS)
"""What can be handed in at a counter: all that can be asked for on this site."""

_ABOUT_A_RECORD = frozenset({Kind.OBJECTION, Kind.REPAIR, Kind.ERASURE})
_SOMETHING = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What somebody hands in at a counter, as the clerk enters it.

    Attributes:
        identity: Who stands there, from their document.
        kind: What they ask for.
        number: Of the record, the case or the look-up, from their letter; empty for access.
        words: What they say, in their own words.
        ground: What is wrong, for an objection.
        form: The form wished for, for access.
        promised: Whether they have declared that it is true, for a repair.
        handed_in_on: Civil date on which they came, if it is entered later.
        evidence: Files they show.

    """

    identity: Identity
    kind: Kind
    number: str = ""
    words: str = ""
    ground: Ground | None = None
    form: Form | None = None
    promised: bool = False
    handed_in_on: date | None = None
    evidence: tuple[NewFile, ...] = ()


def enter(*, handed: HandedIn, by: SeatCard, now: datetime) -> CaseCard:
    """File a case for a person who has come in person.

    Raises:
        NotAtTheCounter: The seat is none at a counter.
        NothingByThisNumber: Document, name and number do not belong together.
        Refused: Any refusal of a filing.

    Law:
        State Council General Office document 22 of 2025 (offline windows); Shandong Social Credit
        Regulations art. 21, 39, 41; PIPL art. 44-48, 50; charter G3, G4, G6, G8.

    """
    if by.role is not Role.COUNTER_CLERK:
        raise NotAtTheCounter
    _check(handed, now)
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                return _entered(handed, by, now)
        except Refused as refused:
            again = refused
            _note_missed(handed, refused, by, now)
    raise again


def _check(handed: HandedIn, now: datetime) -> None:
    """Refuse what is wrong whoever stands there, before anybody is looked for.

    Raises:
        Refused: Any refusal of a filing that does not hang on the person.

    """
    filing.check(_filing(handed, _SOMETHING, _SOMETHING))
    filing.checked(handed.evidence)
    rules.filed_at(handed.handed_in_on, now, calendar=working_days())


def _filing(handed: HandedIn, about: UUID | None, agency: UUID | None) -> Filing:
    """Return what is asked for about a record, a case or a look-up."""
    kind = handed.kind
    return Filing(
        kind=kind,
        words=handed.words,
        ground=handed.ground if kind is Kind.OBJECTION else None,
        record=about if kind in _ABOUT_A_RECORD else None,
        entry=about if kind is Kind.WHY else None,
        agency=agency if kind in {Kind.WHY, Kind.ACCESS} else None,
        reviewed=about if kind is Kind.REVIEW else None,
        form=handed.form if kind is Kind.ACCESS else None,
        promised=handed.promised,
    )


def _entered(handed: HandedIn, by: SeatCard, now: datetime) -> CaseCard:
    """Find whose it is and what it is about, and file it.

    Raises:
        NothingByThisNumber: Document, name and number do not belong together.
        Refused: Any refusal of a filing.

    """
    (known,) = people.recognise([handed.identity])
    if known.person is None or not known.name_matches:
        raise NothingByThisNumber
    with one_person(known.person):
        return redress.file(
            person=known.person,
            asked=_found(handed, known.person, now),
            evidence=handed.evidence,
            via=Via.COUNTER,
            handed_in_on=handed.handed_in_on,
            by=by.actor,
            now=now,
        )


def _found(handed: HandedIn, person: UUID, now: datetime) -> Filing:
    """Return what is filed, once the number has been found among what is the person's own.

    Raises:
        NothingByThisNumber: Nothing of theirs has this number.
        NotTaken: Nobody is named who could answer.

    """
    if handed.kind is Kind.ACCESS:
        return _filing(handed, None, holder())
    if handed.kind is Kind.WHY:
        return _about_look_up(handed, person)
    number = numbers.read(handed.number)
    if handed.kind is Kind.REVIEW:
        for case in cases.cases_of(person, at=now):
            if case.number == number:
                return replace(_filing(handed, case.id, None), record=case.record_id)
    else:
        for card in records.file_of(person, at=now):
            if number_of(card.id, card.received_at) == number:
                return _filing(handed, card.id, None)
    raise NothingByThisNumber


def _about_look_up(handed: HandedIn, person: UUID) -> Filing:
    """Return a question about a look-up, which is for the agency that looked.

    Raises:
        NothingByThisNumber: There is no such look-up in the person's log.

    """
    try:
        entry = log.entry_of(people.tag_of(person), UUID(handed.number.strip()))
    except (ValueError, NoSuchEntry):
        raise NothingByThisNumber from None
    if entry.kind not in LOOK_UPS or entry.agency is None:
        raise NothingByThisNumber
    return _filing(handed, entry.entry_id, entry.agency)


def _note_missed(handed: HandedIn, refused: Refused, by: SeatCard, now: datetime) -> None:
    """Tell the log of whoever has the document, known to the house or not, what was tried."""
    document, _ = people.digests_of(handed.identity)
    ledger.note(
        kind=LogKind.COUNTER_MISSED,
        tag=people.tag_of_document(document),
        by=by.actor,
        now=now,
        facts={"asks": str(handed.kind), "why": refused.code},
    )


def receipt_of(*, person: UUID, case: UUID, by: SeatCard, now: datetime) -> tuple[CaseCard, Letter]:
    """Return a case that this seat has just entered, with its receipt; the person's log says so.

    It is the letter that lies in the person's inbox; printing it serves nothing.

    Raises:
        NoSuchCase: This seat has entered no such case.

    Law:
        PIPL art. 50; charter G6.

    """
    with one_person(person, durable=True):
        card = cases.case_of(person, case, at=now)
        filed = next(iter(cases.timeline_of(person, case)), None)
        if filed is None or filed.by != by.actor.code or card.via is not Via.COUNTER:
            raise NoSuchCase
        notice = next(
            one
            for one in notices.inbox_of(person)
            if one.kind is Notice.CASE
            and one.facts["case"] == str(case)
            and one.facts["what"] == str(Happening.FILED)
        )
        tag = people.tag_of(person)
        facts = {"case": card.number}
        ledger.note(kind=LogKind.RECEIPT_PRINTED, tag=tag, by=by.actor, now=now, facts=facts)
        return card, telling.letter_of(notice, now)
