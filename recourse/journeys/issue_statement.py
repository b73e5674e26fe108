"""A person has something stated about themselves: preview, issue, read, take along, take back.

A preview stores nothing and says word for word what the statement would say; or which record
prevents it, to the person and nobody else. Every reading and every issue is in the person's
log; what the person shows to whom is not, because nobody here learns of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from os import urandom
from uuid import UUID

from recourse.agencies import queries as agencies
from recourse.attestation import actions, composing, errors, issuer, queries, rules, signed
from recourse.attestation.composing import Frame, Shown
from recourse.attestation.recipients.queries import open_recipients
from recourse.attestation.terms import (
    Choice,
    Kind,
    ShareCard,
    State,
    Statement,
    StatementCard,
    TakenBack,
)
from recourse.catalogue import queries as catalogue
from recourse.catalogue.terms import Catalogue
from recourse.ground import numbers
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.journeys import own_file
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Facts
from recourse.ledger.terms import Kind as LogKind
from recourse.people import queries as people
from recourse.people.entrustments.errors import OnlyThemselves
from recourse.records import queries as records
from recourse.records.terms import RecordCard
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """A record, as the person needs to know it here: what it is, where it stands, what helps."""

    record: UUID
    title: Words
    decided_on: date
    state: Words
    may_ask_repair: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a statement would say; or what prevents it, and then `statement` is None.

    `may_add` are records that a report leaves out unless the person wants them shown.
    """

    choice: Choice
    statement: Statement | None
    prevented_by: tuple[RecordLine, ...] = ()
    may_add: tuple[RecordLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStatement:
    """The page of one statement: what it says, and the codes that were made for it."""

    card: StatementCard
    shares: tuple[ShareCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A statement that is ready to be kept, with the records it carries."""

    statement: Statement
    carried: tuple[RecordCard, ...]


def preview(*, person: UUID, choice: Choice, by: Actor, now: datetime) -> Preview:
    """Return what a statement would say now, or what prevents it; nothing of it is kept.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        Refused: Any refusal of `attestation.rules.check`.

    Law:
        PIPL art. 45; Shandong Social Credit Regulations art. 21, 37; charter G3, G9, G12.

    """
    _check(choice, by, now)
    in_force = catalogue.current()
    with one_person(person, durable=True):
        file = records.file_of(person, at=now)
        prevented_by = _in_the_way(file, choice, in_force, now)
        ready = None if prevented_by else _ready(person, file, choice, in_force, now)
        _note(LogKind.OWN_STATEMENTS, person, by, now, {"prevented": len(prevented_by)})
    items = rules.covered(in_force, choice.domains, civil_date(now), kind=choice.kind)
    added = rules.to_be_added(file, items, choice.period, now)
    return Preview(
        choice=choice,
        statement=None if ready is None else ready.statement,
        prevented_by=_lines(prevented_by, now),
        may_add=_lines(added, now) if choice.kind is Kind.REPORT else (),
    )


def issue(*, person: UUID, choice: Choice, by: Actor, now: datetime) -> StatementCard:
    """Issue a statement: read, composed, sealed and written into the log in one transaction.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        Prevented: A record in use would make it untrue; `preview` says which.
        TooManyToday: The person has had as many today as one day has.
        Refused: Any refusal of `attestation.rules.check`.

    Law:
        PIPL art. 45; charter G3, G6, G9.

    """
    _check(choice, by, now)
    in_force = catalogue.current()
    with one_person(person, durable=True):
        file = records.file_of(person, at=now)
        if _in_the_way(file, choice, in_force, now):
            raise errors.Prevented
        ready = _ready(person, file, choice, in_force, now)
        return keep(person, ready.statement, ready.carried, by, now)


def preview_correction(*, person: UUID, record: UUID, by: Actor, now: datetime) -> Statement:
    """Return what the notice that a record was put right would say; nothing is kept.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchRecord: There is no such record in this person's file.
        NothingUndone: It still holds, ended on its own day, or is erased.

    """
    _only_themselves(by)
    with one_person(person, durable=True):
        ready = _correction(person, record, now)
        _note(LogKind.OWN_STATEMENTS, person, by, now, {"record": str(record)})
    return ready.statement


def issue_correction(*, person: UUID, record: UUID, by: Actor, now: datetime) -> StatementCard:
    """Issue the notice that a record was corrected, withdrawn, revoked or repaired.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchRecord: There is no such record in this person's file.
        NothingUndone: It still holds, ended on its own day, or is erased.
        TooManyToday: The person has had as many today as one day has.

    Law:
        PIPL art. 46; Shandong Social Credit Regulations art. 39, 40; charter G10.

    """
    _only_themselves(by)
    with one_person(person, durable=True):
        ready = _correction(person, record, now)
        return keep(person, ready.statement, ready.carried, by, now)


def own_statements(*, person: UUID, by: Actor, now: datetime) -> tuple[StatementCard, ...]:
    """Return the outside of every statement of a person, newest first.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.

    """
    _only_themselves(by)
    with one_person(person, durable=True):
        cards = queries.statements_of(person, at=now)
        _note(LogKind.OWN_STATEMENTS, person, by, now, {"statements": len(cards)})
    return tuple(cards)


def open_statement(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> OwnStatement:
    """Return one statement, and the codes that were made for it.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchStatement: There is no such statement of this person.

    """
    _only_themselves(by)
    with one_person(person, durable=True):
        card = queries.statement_of(person, statement, at=now)
        shares = queries.shares_of(person, statement)
        _note(LogKind.OWN_STATEMENTS, person, by, now, {"statement": str(statement)})
    return OwnStatement(card=card, shares=tuple(shares))


def signed_data(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> tuple[str, str]:
    """Return the number of a statement, and the statement as signed data to take along.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, was taken back, or is erased.
        NotVouchedFor: Nobody vouches for the key that signs.

    """
    signer = issuer.issuer()
    opened = open_statement(person=person, statement=statement, by=by, now=now).card
    if opened.state is not State.GOOD or opened.statement is None:
        raise errors.NotGood
    return opened.number, signed.token(opened.statement, signer)


def take_back(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> StatementCard:
    """Take a statement back because its person wishes so.

    Raises:
        OnlyThemselves: Somebody's helper or next of kin asks.
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, or was taken back before.

    """
    _only_themselves(by)
    with one_person(person, durable=True):
        return actions.take_back(
            person=person, statement=statement, why=TakenBack.WISH, by=by, now=now
        )


def _check(choice: Choice, by: Actor, now: datetime) -> None:
    """Refuse whoever is not the person, what cannot be stated, and for whom it cannot be.

    Raises:
        NoSuchRecipient: The organisation is not registered for this purpose now.

    """
    _only_themselves(by)
    rules.check(choice, catalogue.current(), civil_date(now))
    bound = choice.recipient
    if bound is not None and bound not in open_recipients(now):
        raise errors.NoSuchRecipient


def _only_themselves(by: Actor) -> None:
    """Refuse helpers and next of kin: no entrustment reaches as far as a statement.

    Raises:
        OnlyThemselves: One asks.

    """
    if by.stands_in:
        raise OnlyThemselves


def _in_the_way(
    file: Sequence[RecordCard], choice: Choice, in_force: Catalogue, now: datetime
) -> list[RecordCard]:
    """Return what prevents a statement; nothing prevents a report."""
    if choice.kind is not Kind.NO_VIOLATION:
        return []
    items = rules.covered(in_force, choice.domains, civil_date(now), kind=choice.kind)
    return rules.in_the_way(file, items, choice.period, now)


def _ready(
    person: UUID,
    file: Sequence[RecordCard],
    choice: Choice,
    in_force: Catalogue,
    now: datetime,
) -> _Ready:
    """Compose a statement from a file in which nothing prevents it."""
    framed = frame(person, in_force, now)
    items = rules.covered(in_force, choice.domains, framed.today, kind=choice.kind)
    if choice.kind is Kind.NO_VIOLATION:
        return _Ready(statement=composing.no_violation(framed, choice, items), carried=())
    wanted = [card.id for card in rules.shown(file, items, choice, now)]
    opened = records.opened_of(person, wanted, at=now)
    cards = rules.shown(opened, items, choice, now)
    shown = Shown(
        cards=cards,
        corrected=records.corrected_among(person, [card.id for card in cards]),
        catalogues={one: catalogue.version(one) for one in {c.catalogue_version for c in cards}},
        names={agency.id: agency.name for agency in agencies.agencies()} if cards else {},
    )
    return _Ready(statement=composing.report(framed, choice, items, shown), carried=tuple(cards))


def _correction(person: UUID, record: UUID, now: datetime) -> _Ready:
    """Compose the notice that a record no longer holds.

    Raises:
        NothingUndone: It still holds, ended on its own day, or is erased.

    """
    card = records.outside_of(person, record, at=now)
    what = rules.undone(card)
    if what is None:
        raise errors.NothingUndone
    item = catalogue.version(card.catalogue_version).items[card.item]
    statement = composing.correction(
        frame(person, catalogue.current(), now),
        card,
        what,
        title=item.name,
        authority=agencies.agency(card.authority_id).name,
    )
    return _Ready(statement=statement, carried=(card,))


def frame(person: UUID, in_force: Catalogue, now: datetime) -> Frame:
    """Return what every statement has: a name nobody can guess, its instant, its person."""
    return Frame(
        id=uuid7(now),
        number=numbers.written("S", civil_date(now), int.from_bytes(urandom(5))),
        now=now,
        subject=rules.subject_of(people.identity_of(person)),
        catalogue=in_force,
    )


def keep(
    person: UUID, statement: Statement, carried: Sequence[RecordCard], by: Actor, now: datetime
) -> StatementCard:
    """Keep a statement that is ready."""
    return actions.keep(person=person, statement=statement, carried=carried, by=by, now=now)


def _lines(cards: Sequence[RecordCard], now: datetime) -> tuple[RecordLine, ...]:
    """Return records as lines, in the words of the catalogue they entered under."""
    return tuple(
        RecordLine(
            record=card.id,
            title=catalogue.version(card.catalogue_version).items[card.item].name,
            decided_on=card.decided_on,
            state=own_file.state_of(card),
            may_ask_repair=own_file.may_ask_repair(card, civil_date(now)),
        )
        for card in cards
    )


def _note(kind: LogKind, person: UUID, by: Actor, now: datetime, facts: Facts) -> None:
    """Write a reading into the person's log."""
    ledger.note(kind=kind, tag=people.tag_of(person), by=by, now=now, facts=facts)
