"""A person asks for something: page by page, saved as they go, sent in one transaction.

What they ask about is theirs: a record of their file, a look-up in their own log, a case of
their own. The agency that must answer is taken from there and never from a form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from recourse.agencies import queries as agencies
from recourse.agencies.errors import NoSuchAgency
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Item, Polarity
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.journeys import own_case, who_looked
from recourse.journeys.who_looked import Look
from recourse.ledger import actions as ledger
from recourse.ledger import queries as log
from recourse.ledger.errors import NoSuchEntry
from recourse.ledger.terms import LOOK_UPS
from recourse.ledger.terms import Kind as LogKind
from recourse.people import queries as people
from recourse.people.entrustments.errors import BeyondEntrustment, OnlyThemselves
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.redress import actions as redress
from recourse.redress import drafts, errors, filing, rules
from recourse.redress import queries as cases
from recourse.redress.terms import (
    CaseCard,
    FileCard,
    Filing,
    Form,
    Ground,
    Kind,
    NewFile,
    State,
    Via,
)
from recourse.store.calendar import working_days
from recourse.store.gate import one_person

NOT_ME = Words(zh="这条记录说的不是我。", en="This record is not about me.")
NOT_APPLIED = Words(
    zh="我没有申请过这件事，请说明为什么查询我。",
    en="I did not apply for this. Please say why you looked.",
)
OPENINGS: Mapping[Kind, LogKind] = {
    Kind.WHY: LogKind.OWN_LOG,
    Kind.REVIEW: LogKind.OWN_CASE,
    Kind.ACCESS: LogKind.OWN_CASES,
}
"""What is opened by asking; for every other kind it is a record."""


ASKED_BY: Mapping[ActorKind, frozenset[Kind]] = {
    ActorKind.HELPER: frozenset({Kind.OBJECTION, Kind.REPAIR, Kind.REVIEW, Kind.WHY}),
    ActorKind.KIN: frozenset({Kind.OBJECTION, Kind.REVIEW, Kind.ACCESS, Kind.ERASURE}),
}
"""What whoever stands in may ask for. To a helper nothing that gives a right up or hands the file
out; to a next of kin what PIPL art. 49 names: access, copy, correction, erasure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asks for, as an address names it; the record of a review is found by itself."""

    kind: Kind
    record: UUID | None = None
    entry: UUID | None = None
    reviewed: UUID | None = None

    @property
    def about(self) -> str:
        """The look-up or the case it points at, to tell drafts of one kind apart."""
        return str(self.entry or self.reviewed or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Within which days an answer comes if it is asked for today, and under which law."""

    due: Words
    extended: Words | None
    accept: Words | None
    law: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """From which day repair may be asked for, on which conditions, with which papers."""

    from_on: date
    is_early: bool
    conditions: tuple[Words, ...]
    papers: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What every page of a journey shows: what it is about, what was answered so far."""

    question: Question
    title: Words | None
    answers_by: Words
    record: RecordCard | None
    look: Look | None
    answers: Mapping[str, str]
    files: tuple[FileCard, ...]
    terms: Terms
    repair: Eligibility | None
    speaks_for_them: bool
    same: CaseCard | None


def begin(question: Question, *, person: UUID, by: Actor, now: datetime) -> Asking:
    """Return what the pages of a journey show; opening one is in the log.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NoSuchCase: There is no such case of this person.
        NoSuchEntry: There is no such look-up in this person's log.
        Refused: It cannot be asked for now, whatever is answered.

        BeyondEntrustment: Somebody's helper asks, and only the person may ask for it.

    Law:
        PIPL art. 44-48, 50; Shandong Social Credit Regulations art. 39, 41.

    """
    _may_ask(question.kind, by)
    with one_person(person, durable=True):
        mine = cases.cases_of(person, at=now)
        question = _placed(question, mine)
        tag = people.tag_of(person)
        record = _record(question, person, now)
        look = None if question.entry is None else _look(tag, question.entry)
        draft = cases.draft_of(person, question.kind, question.record, at=now)
        files = drafts.files_of(person, question.kind, question.record, at=now)
        kind = OPENINGS.get(question.kind, LogKind.OWN_RECORD)
        ledger.note(kind=kind, tag=tag, by=by, now=now, facts={"asks": str(question.kind)})
    answers = draft.answers if draft and draft.answers.get("about", "") == question.about else {}
    item = None if record is None else _item(record)
    return Asking(
        question=question,
        title=None if item is None else item.name,
        answers_by=_answers_by(question, record, look, mine),
        record=record,
        look=look,
        answers=answers,
        files=tuple(files),
        terms=_terms(question.kind, now),
        repair=_eligibility(question.kind, record, item, now),
        speaks_for_them=item is not None and item.polarity is Polarity.POSITIVE,
        same=_same(mine, question, answers),
    )


def _may_ask(kind: Kind, by: Actor) -> None:
    """Refuse a helper, or a next of kin, what they may not ask for.

    Raises:
        BeyondEntrustment: It is such a thing.

    """
    if kind not in ASKED_BY.get(by.kind, frozenset(Kind)):
        raise BeyondEntrustment


def _via(by: Actor) -> Via:
    """Return on which way a case comes in."""
    return Via.HELPER if by.stands_in else Via.PORTAL


def _placed(question: Question, mine: Sequence[CaseCard]) -> Question:
    """Return the question with the record that a review is about.

    Raises:
        NoSuchCase: There is no such case of this person.
        NotDecidedYet: It cannot be reviewed.

    """
    if question.reviewed is None:
        return question
    card = next((one for one in mine if one.id == question.reviewed), None)
    if card is None:
        raise errors.NoSuchCase
    line = own_case.lines_of(mine, {}, calendar=working_days())[mine.index(card)]
    is_asked = any(one.reviewed_id == card.id for one in mine)
    if not line.may_ask_review and not is_asked:
        raise errors.NotDecidedYet
    return replace(question, record=card.record_id)


def _record(question: Question, person: UUID, now: datetime) -> RecordCard | None:
    """Return the record that is asked about, if it can be asked about.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: It is used no more.
        NothingToRepair: It is not adverse.

    """
    if question.record is None:
        return None
    card = records.record_of(person, question.record, at=now)
    try:
        filing.check_record(Filing(kind=question.kind, words=""), card, now)
    except errors.TooEarlyToRepair:
        return card
    return card


def _look(tag: bytes, entry: UUID) -> Look:
    """Return the look-up that is asked about, from the person's own log.

    Raises:
        NoSuchEntry: There is no such look-up.

    """
    found = log.entry_of(tag, entry)
    if found.kind not in LOOK_UPS:
        raise NoSuchEntry
    return who_looked.look_in_words(found, who_looked.seats_in([found]), [])


def _item(record: RecordCard) -> Item:
    """Return the item of a record, as it read when the record entered."""
    return catalogue.version(record.catalogue_version).items[record.item]


def _answers_by(
    question: Question, record: RecordCard | None, look: Look | None, mine: Sequence[CaseCard]
) -> Words:
    """Return the name of whoever must answer.

    Raises:
        NotTaken: Nobody is named who could.

    """
    if look is not None:
        return look.agency
    if question.kind is Kind.ACCESS:
        return agencies.agency(holder()).name
    reviewed = (one.authority_id for one in mine if one.id == question.reviewed)
    authority = record.authority_id if record is not None else next(reviewed)
    return agencies.agency(authority).name


def holder() -> UUID:
    """Return the agency that answers for the service itself; in the demo the first department.

    Raises:
        NotTaken: The operator has named none.

    """
    if settings.HOLDER:
        try:
            return agencies.agency_by_code(settings.HOLDER).id
        except NoSuchAgency:
            raise errors.NotTaken from None
    departments = [one.id for one in agencies.agencies() if one.is_department]
    if not settings.DEMO or not departments:
        raise errors.NotTaken
    return departments[0]


def _terms(kind: Kind, now: datetime) -> Terms:
    """Return by when an answer comes if it is asked for now."""
    clock, calendar = rules.CLOCKS[kind], working_days()

    def by(days: int) -> Words:
        return own_case.last_day(rules.due(now, days, calendar=calendar), now, calendar)

    longer = rules.EXTENSIONS.get(kind, ())
    return Terms(
        due=by(clock.working_days),
        extended=by(longer[0].working_days) if longer else None,
        accept=None if clock.accept_working_days is None else by(clock.accept_working_days),
        law=clock.law,
    )


def _eligibility(
    kind: Kind, record: RecordCard | None, item: Item | None, now: datetime
) -> Eligibility | None:
    """Return when and how a record may be repaired."""
    if kind is not Kind.REPAIR or record is None or item is None:
        return None
    if item.repair is None or record.repair_from_on is None:
        return None
    return Eligibility(
        from_on=record.repair_from_on,
        is_early=civil_date(now) < record.repair_from_on,
        conditions=item.repair.conditions,
        papers=item.repair.papers,
    )


def _same(
    mine: Sequence[CaseCard], question: Question, answers: Mapping[str, str]
) -> CaseCard | None:
    """Return the open case that asks the same; one whose ground is not chosen yet, any."""
    for card in mine:
        is_same = (card.kind, card.record_id, card.entry_id, card.reviewed_id) == (
            *(question.kind, question.record, question.entry),
            question.reviewed,
        )
        chosen = answers.get("ground") or answers.get("form")
        if is_same and card.state is State.OPEN and chosen in {None, card.ground, card.form}:
            return card
    return None


def keep(
    question: Question, answers: Mapping[str, str], *, person: UUID, by: Actor, now: datetime
) -> None:
    """Keep what was answered so far, for thirty days.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NoSuchCase: There is no such case of this person.

    """
    _may_ask(question.kind, by)
    with one_person(person, durable=True):
        question = _owned(question, person, now)
        redress.keep_draft(
            person=person,
            kind=question.kind,
            record=question.record,
            answers={**answers, "about": question.about},
            by=by,
            now=now,
        )


def _owned(question: Question, person: UUID, now: datetime) -> Question:
    """Return the question with its record, once it is known that all of it is the person's own."""
    if question.reviewed is not None:
        card = cases.case_of(person, question.reviewed, at=now)
        return replace(question, record=card.record_id)
    if question.record is not None:
        records.outside_of(person, question.record, at=now)
    return question


def choose_file(
    question: Question, evidence: NewFile, *, person: UUID, by: Actor, now: datetime
) -> None:
    """Keep a file with what was answered so far.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        Refused: Any refusal of a file.

    """
    _may_ask(question.kind, by)
    with one_person(person, durable=True):
        question = _owned(question, person, now)
        redress.keep_draft_file(
            person=person,
            kind=question.kind,
            record=question.record,
            evidence=evidence,
            by=by,
            now=now,
        )


def drop_file(*, person: UUID, file: UUID, by: Actor, now: datetime) -> None:
    """Remove a file that was chosen and not sent."""
    with one_person(person, durable=True):
        redress.drop_draft_file(person=person, id=file, by=by, now=now)


def forget(question: Question, *, person: UUID, by: Actor, now: datetime) -> None:
    """Throw away what was begun, with its files."""
    _may_ask(question.kind, by)
    with one_person(person, durable=True):
        question = _owned(question, person, now)
        redress.forget_draft(
            person=person, kind=question.kind, record=question.record, by=by, now=now
        )


def send(question: Question, *, promised: bool, person: UUID, by: Actor, now: datetime) -> CaseCard:
    """Send what was answered, with the files that were chosen.

    Raises:
        Refused: Any refusal of a filing.
        NoSuchEntry: There is no such look-up in this person's log.
        NotTaken: Nobody is named who could answer.

    Law:
        PIPL art. 44-48, 50; Shandong Social Credit Regulations art. 39, 41; charter G3, G4.

    """
    _may_ask(question.kind, by)
    with one_person(person, durable=True):
        question = _owned(question, person, now)
        draft = cases.draft_of(person, question.kind, question.record, at=now)
        answers = {} if draft is None else draft.answers
        asked = _filing(question, answers, promised=promised, agency=_agency(question, person))
        return redress.file(
            person=person, asked=asked, with_draft=True, via=_via(by), by=by, now=now
        )


def _agency(question: Question, person: UUID) -> UUID | None:
    """Return the agency of a look-up as the log names it, or the holder; None for a record.

    Raises:
        NoSuchEntry: There is no such look-up in this person's log.
        NotTaken: Nobody is named who could answer.

    """
    if question.kind is Kind.ACCESS:
        return holder()
    if question.entry is None:
        return None
    found = log.entry_of(people.tag_of(person), question.entry)
    if found.kind not in LOOK_UPS:
        raise NoSuchEntry
    if found.agency is None:
        raise errors.NotTaken
    return found.agency


def _filing(
    question: Question, answers: Mapping[str, str], *, promised: bool, agency: UUID | None
) -> Filing:
    """Return what is filed; what was answered about something else does not count."""
    told = answers if answers.get("about", "") == question.about else {}
    return Filing(
        kind=question.kind,
        words=told.get("words", ""),
        ground=Ground(told["ground"]) if "ground" in told else None,
        record=question.record,
        entry=question.entry,
        agency=agency,
        reviewed=question.reviewed,
        form=Form(told["form"]) if "form" in told else None,
        promised=promised,
    )


def say_not_me(*, person: UUID, record: UUID, language: str, by: Actor, now: datetime) -> CaseCard:
    """Say with one click that a record is about somebody else; it is silent at once.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        OneAtATime: It was said before, and the answer is on its way.
        AlreadyOver: The record is used no more.

    Law:
        Shandong Social Credit Regulations art. 39; charter G3.

    """
    words = NOT_ME.to(language)
    asked = Filing(kind=Kind.OBJECTION, words=words, ground=Ground.NOT_ME, record=record)
    with one_person(person, durable=True):
        return redress.file(person=person, asked=asked, via=_via(by), by=by, now=now)


def say_not_applied(
    *, person: UUID, entry: UUID, language: str, by: Actor, now: datetime
) -> CaseCard:
    """Ask with one click why an agency looked, for nothing was applied for there.

    Raises:
        NoSuchEntry: There is no such look-up in this person's log.
        OneAtATime: It was asked before, and the answer is on its way.

    Law:
        PIPL art. 44, 48, 50.

    """
    question = Question(kind=Kind.WHY, entry=entry)
    with one_person(person, durable=True):
        asked = Filing(
            kind=Kind.WHY,
            words=NOT_APPLIED.to(language),
            entry=entry,
            agency=_agency(question, person),
        )
        return redress.file(person=person, asked=asked, via=_via(by), by=by, now=now)


def take_down(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Have a record that speaks for oneself ended and erased at once.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        NeedsAnAnswer: It does not speak for the person.
        AlreadyOver: It is erased already.
        OnlyThemselves: Somebody's helper asks.

    Law:
        PIPL art. 44, 47.

    """
    if by.stands_in:
        raise OnlyThemselves
    with one_person(person, durable=True):
        redress.take_down(person=person, record=record, by=by, now=now)
