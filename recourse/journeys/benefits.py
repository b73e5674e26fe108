"""A person tries a benefit, applies, follows it, withdraws; an officer sees what was put in.

Trying opens the person's own file, so it is in their log like any other opening; nothing of what
they fill in, and nothing of the answer, is kept. Only applying keeps something, sealed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.agencies.terms import AgencyCard
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Catalogue, Scheme
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Kind as Entry
from recourse.notice.wording import counted_day
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.redress import rules as clocks
from recourse.redress.terms import CaseCard
from recourse.schemes import actions, queries
from recourse.schemes.errors import NobodyAnswers, NoSuchApplication, ReceiptGone
from recourse.schemes.terms import Answer, ApplicationCard, Given, Origin
from recourse.store.calendar import working_days
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnApplication:
    """One application with the scheme it is for, in the words of the version it was made under.

    `answer` is None once what was put in is erased.
    """

    card: ApplicationCard
    scheme: Scheme
    catalogue: Catalogue
    answer: Answer | None
    answered_by: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefits:
    """The schemes that may be applied for today, and a person's applications."""

    catalogue: Catalogue
    open: tuple[Scheme, ...]
    applications: tuple[OwnApplication, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An answer, with who can answer an application, the nearest first, and by when."""

    catalogue: Catalogue
    answer: Answer
    agencies: tuple[AgencyCard, ...]
    answer_by: Words


def open_benefits(*, person: UUID, by: Actor, now: datetime) -> Benefits:
    """Return what can be applied for, and what the person applied for; that they looked is logged.

    Raises:
        OnlyThemselves: Somebody stands in for them.

    """
    _alone(by)
    with one_person(person, durable=True):
        cards = queries.applications_of(person, at=now)
        _note(person, by, now, {"applications": len(cards)})
    current = catalogue.current()
    return Benefits(
        catalogue=current,
        open=tuple(one for one in current.schemes.values() if one.is_open(civil_date(now))),
        applications=tuple(_own(card) for card in cards),
    )


def try_benefit(*, scheme: str, given: Given, person: UUID, by: Actor, now: datetime) -> Tried:
    """Return what the rule of a scheme says of the person's file; nothing but the look is kept.

    Raises:
        NoSuchScheme: There is none.
        NotOpen: It cannot be applied for today.
        NotAValue: Something was filled in that is not asked for.
        OnlyThemselves: Somebody stands in for them.

    Law:
        PIPL art. 24, 45; charter G6.

    """
    _alone(by)
    with one_person(person, durable=True):
        answer, able = _answer(scheme, given, person, by, now)
    calendar = working_days()
    due = clocks.due(now, answer.scheme.answer_working_days, calendar=calendar)
    provisional = calendar.provisional_years(civil_date(now), due.on)
    return Tried(
        catalogue=catalogue.current(),
        answer=answer,
        agencies=able,
        answer_by=counted_day(due.on, provisional),
    )


def apply(
    *,
    scheme: str,
    given: Given,
    words: str,
    agency: UUID | None = None,
    person: UUID,
    by: Actor,
    now: datetime,
) -> ApplicationCard:
    """Apply for a benefit, with the answer as it is at this instant.

    Args:
        scheme: The scheme.
        given: What was filled in.
        words: What the person says beside it.
        agency: Whom of several they ask; None is the nearest.
        person: Who applies.
        by: The person.
        now: When.

    Raises:
        Refused: Any refusal of `try_benefit` and of `schemes.actions.apply`.
        NobodyAnswers: An officer must look, and no agency of its kind is known.

    Law:
        PIPL art. 24; charter G4, G12.

    """
    _alone(by)
    with one_person(person, durable=True):
        answer, able = _answer(scheme, given, person, by, now)
        chosen = next((one.id for one in able if agency in {None, one.id}), None)
        if chosen is None and not answer.automatic:
            raise NobodyAnswers
        return actions.apply(
            person=person, answer=answer, agency=chosen, words=words, by=by, now=now
        )


def _answer(
    scheme: str, given: Given, person: UUID, by: Actor, now: datetime
) -> tuple[Answer, tuple[AgencyCard, ...]]:
    """Open the person's own file, which is logged, and ask the rule."""
    asked = queries.scheme_of(scheme)
    file = _read(person, asked, now)
    answer = queries.answer(scheme, file=file, given=given, now=now)
    _note(person, by, now, {"scheme": scheme})
    return answer, _able(asked, file, answer)


def _read(person: UUID, scheme: Scheme, now: datetime) -> list[RecordCard]:
    """Return the records that a scheme reads, with their contents, and no others."""
    wanted = {source.item for source in scheme.reads.values()}
    outside = records.file_of(person, at=now) if wanted else []
    return [
        records.record_of(person, card.id, at=now)
        for card in outside
        if card.item in wanted and card.standing
    ]


def _able(scheme: Scheme, file: list[RecordCard], answer: Answer) -> tuple[AgencyCard, ...]:
    """Return who can answer: first whose record was used, then the others of the scheme's kind.

    Departments, who have officers that answer cases; an agency only where there is no department.
    """
    used = any(one.origin is Origin.FILE for one in answer.inputs)
    senders = {card.authority_id for card in file if card.standing and used}
    able = [one for one in agencies.agencies() if one.kind in scheme.agency_kinds]
    able = [one for one in able if one.is_department] or able
    return tuple(sorted(able, key=lambda one: (one.id not in senders, one.code)))


def open_application(
    *, person: UUID, application: UUID, by: Actor, now: datetime
) -> OwnApplication:
    """Return one application; that it was opened is in the log.

    Raises:
        NoSuchApplication: There is no such application of this person.
        OnlyThemselves: Somebody stands in for them.

    Law:
        PIPL art. 45.

    """
    _alone(by)
    with one_person(person, durable=True):
        card = queries.application_of(person, application, at=now)
        _note(person, by, now, {"application": card.number})
    return _own(card)


def receipt_of(
    *, person: UUID, application: UUID, by: Actor, now: datetime
) -> Mapping[str, object]:
    """Return the receipt of an application, for its person to keep.

    Raises:
        NoSuchApplication: There is no such application of this person.
        ReceiptGone: It is erased.

    """
    receipt = open_application(person=person, application=application, by=by, now=now).card.receipt
    if receipt is None:
        raise ReceiptGone
    return receipt


def withdraw(*, person: UUID, application: UUID, by: Actor, now: datetime) -> None:
    """Withdraw an application, or give a benefit back.

    Raises:
        NoSuchApplication: There is no such application of this person.
        NothingToWithdraw: It was refused, withdrawn before, or is over.
        OnlyThemselves: Somebody stands in for them.

    """
    _alone(by)
    with one_person(person, durable=True):
        actions.withdraw(person=person, application=application, by=by, now=now)


def beside_case(card: CaseCard, *, at: datetime) -> OwnApplication | None:
    """Return the application that a case, or the review of one, is about; None if it is no such.

    For whoever answers it: the values that the scheme reads, and no more of the file.

    Law:
        PIPL art. 6; charter G7.

    """
    if not card.scheme:
        return None
    case = card.reviewed_id or card.id
    try:
        return _own(queries.application_in(card.person_id, case, at=at))
    except NoSuchApplication:
        return None


def _own(card: ApplicationCard) -> OwnApplication:
    """Return an application with the words of the catalogue it was made under."""
    version = catalogue.version(card.catalogue_version)
    answer = None if card.receipt is None else queries.answer_in(card.receipt, of=version)
    by = None if card.case is None else agencies.agency(card.case.authority_id).name
    return OwnApplication(
        card=card,
        scheme=queries.scheme_of(card.scheme, of=version),
        catalogue=version,
        answer=answer,
        answered_by=by,
    )


def _alone(by: Actor) -> None:
    """Refuse whoever stands in: what is asked for here, a person asks for alone."""
    if by.stands_in:
        raise OnlyThemselves


def _note(person: UUID, by: Actor, now: datetime, facts: Mapping[str, str | int]) -> None:
    """Write an opening into the log of the person."""
    tag = people.tag_of(person)
    ledger.note(kind=Entry.OWN_BENEFIT, tag=tag, by=by, now=now, facts=facts)
