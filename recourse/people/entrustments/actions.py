"""Writes of entrustments: name a helper, accept, end, lay down."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date, end_of
from recourse.ground.spoken_codes import new_code
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Draft, Kind
from recourse.people import queries as people
from recourse.people.entrustments import codes, rules
from recourse.people.entrustments.errors import (
    AlreadyEnded,
    CodeOpensNothing,
    HelperTooYoung,
    NoSuchEntrustment,
    NotOwnHelper,
    OnlyThemselves,
    TooManyHelped,
    TooManyHelpers,
)
from recourse.people.entrustments.queries import card_of, entrusted_by, held
from recourse.people.entrustments.terms import (
    Ended,
    EntrustmentCard,
    NewEntrustment,
    NewKin,
    Scope,
    Stage,
)
from recourse.people.entrustments.terms import Kind as Entrusts
from recourse.people.models import Entrustment, HeldEntrustment, KinRefusal, Person
from recourse.store import gate

NAME = """
INSERT INTO entrustment_of_one (person_id, id, kind, scope, case_id, relation, for_digest,
    code_digest, code_until, named_at, begins_at, last_on, ends_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ACCEPT = "SELECT outcome, person_id, id FROM entrustment_accept(%s, %s, %s, %s)"
OPEN = frozenset({Stage.OFFERED, Stage.TO_COME, Stage.IN_FORCE})


@transaction.atomic
def name_helper(
    *, person: UUID, new: NewEntrustment, by: Actor, now: datetime
) -> tuple[EntrustmentCard, str]:
    """Keep what a person entrusts, and return it with the code for whoever shall help.

    The code is given out this once; only its digest is kept.

    Args:
        person: Who entrusts.
        new: How far, until when; a case must be known to be the person's own.
        by: The person.
        now: When.

    Raises:
        OnlyThemselves: Somebody else asks, a helper for instance.
        NotWithinTwelveMonths: The last day is over, or too far.
        TooManyHelpers: The person has as many as one may have.
        NoSuchPerson: There is nobody of this identifier.

    Law:
        Civil Code art. 161, 165, 169.

    """
    _only_themselves(person, by)
    rules.check_last_day(new.last_on, now=now)
    with gate.one_person(person):
        _locked(person)
        mine = entrusted_by(person)
        if sum(one.stage(now) in OPEN for one in mine) >= rules.MOST:
            raise TooManyHelpers(most=rules.MOST)
        code, id_ = new_code(), uuid7(now)
        _keep(person, id_, new, codes.digest_of(code), now)
        row = Entrustment.objects.get(person_id=person, id=id_)
    card = card_of(row)
    ledger.note_many(drafts=[_draft("helper-named", card.person, by, card)], now=now)
    return card, code


def _keep(person: UUID, id_: UUID, new: NewEntrustment, digest: bytes, now: datetime) -> None:
    """Write the row; nobody is a helper by it before they accept."""
    ends_at = end_of(new.last_on)
    given = (person, id_, Entrusts.HELPER, new.scope, new.case, None, None, digest)
    when = (min(now + rules.CODE_DAYS, ends_at), now, now, new.last_on, ends_at)
    with connection.cursor() as cursor:
        cursor.execute(NAME, [*given, *when])


@transaction.atomic
def admit_kin(
    *, person: UUID, new: NewKin, by: Actor, now: datetime
) -> tuple[EntrustmentCard, str]:
    """Keep that a next of kin may come in, later, and return it with the code for them alone.

    It begins only after some days, so that somebody who is alive can end it.

    Args:
        person: Who has died, as papers say that were shown at a counter.
        new: Who the next of kin is, what they were to the person, from when and until when.
        by: The seat that saw the papers.
        now: When.

    Raises:
        ValueError: Whoever lets them in is no seat.
        TooManyHelpers: As many are let in as one file may have.
        NoSuchPerson: There is nobody of this identifier.

    Law:
        PIPL art. 49; Civil Code art. 1045.

    """
    if by.kind is not ActorKind.SEAT:
        raise ValueError("papers are shown to a seat")
    with gate.one_person(person):
        _locked(person)
        mine = [one for one in entrusted_by(person) if one.kind is Entrusts.NEXT_OF_KIN]
        if sum(one.stage(now) in OPEN for one in mine) >= rules.MOST:
            raise TooManyHelpers(most=rules.MOST)
        code, id_ = new_code(), uuid7(now)
        _keep_kin(person, id_, new, codes.digest_of(code), now)
        row = Entrustment.objects.get(person_id=person, id=id_)
    card = card_of(row)
    ledger.note_many(drafts=[_draft("kin-admitted", card.person, by, card)], now=now)
    return card, code


def _keep_kin(person: UUID, id_: UUID, new: NewKin, digest: bytes, now: datetime) -> None:
    """Write the row; only whoever has that document comes in by it."""
    ends_at = end_of(new.last_on)
    given = (person, id_, Entrusts.NEXT_OF_KIN, Scope.KIN, None, new.relation, new.document)
    when = (digest, ends_at, now, new.begins_at, new.last_on, ends_at)
    with connection.cursor() as cursor:
        cursor.execute(NAME, [*given, *when])


@transaction.atomic
def refuse_kin(*, person: UUID, refuses: bool, by: Actor, now: datetime) -> None:
    """Arrange that no next of kin sees one's file after death, or leave it to the law again.

    Raises:
        OnlyThemselves: Somebody else asks.

    Law:
        PIPL art. 49 (unless the person has arranged otherwise).

    """
    _only_themselves(person, by)
    with gate.one_person(person):
        there = KinRefusal.objects.filter(person_id=person)
        if refuses == there.exists():
            return
        if refuses:
            KinRefusal.objects.create(person_id=person, since=now)
        else:
            there.delete()
    kind = "kin-refused" if refuses else "kin-left-to-law"
    ledger.note(kind=kind, tag=people.tag_of(person), by=by, now=now, facts={})


@transaction.atomic
def accept(*, digest: bytes, helper: UUID, by: Actor, now: datetime) -> EntrustmentCard:
    """Let whoever has the code be the helper, and return what was entrusted to them.

    Args:
        digest: Of the code.
        helper: Who accepts; a person, never an official in their seat.
        by: The same.
        now: When.

    Raises:
        OnlyThemselves: Somebody else accepts for them.
        HelperTooYoung: Their document says that they are under 18.
        CodeOpensNothing: The code opens nothing, or not for them.
        NotOwnHelper: They made the code themselves.
        TooManyHelped: They help as many people as one may.

    Law:
        Civil Code art. 17, 18, 161.

    """
    _only_themselves(helper, by)
    if rules.is_minor(people.identity_of(helper), civil_date(now)):
        raise HelperTooYoung
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT, [digest, helper, rules.MOST, now])
        outcome, _, id_ = cursor.fetchone()
    _need_accepted(outcome)
    card = held(helper, id_)
    theirs, own = ("helper-accepted", card.actor), ("helping-begun", by)
    _note_both(card, now, theirs=theirs, own=own)
    return card


def _need_accepted(outcome: str) -> None:
    """Refuse as the database did."""
    if outcome == "oneself":
        raise NotOwnHelper
    if outcome == "too_many":
        raise TooManyHelped(most=rules.MOST)
    if outcome != "accepted":
        raise CodeOpensNothing


@transaction.atomic
def end(*, person: UUID, id: UUID, by: Actor, now: datetime) -> EntrustmentCard:  # noqa: A002 - the house's word for it
    """End an entrustment at once; an offer that nobody accepted is taken back by it.

    A page that a helper is being shown at this moment is waited for; none follows.

    Raises:
        OnlyThemselves: Somebody else asks.
        NoSuchEntrustment: There is none of this identifier of this person.
        AlreadyEnded: It is over.

    Law:
        Civil Code art. 173.

    """
    _only_themselves(person, by)
    with gate.one_person(person):
        rows = Entrustment.objects.select_for_update().filter(person_id=person, id=id)
        card = _ended(rows.first(), Ended.PERSON, now)
    _note_both(card, now, theirs=("helper-ended", by), own=("helping-ended", by))
    return card


@transaction.atomic
def lay_down(*, helper: UUID, id: UUID, by: Actor, now: datetime) -> EntrustmentCard:  # noqa: A002 - the house's word for it
    """Let a helper stop helping, at once.

    Raises:
        OnlyThemselves: Somebody else asks.
        NoSuchEntrustment: There is none of this identifier to this helper.
        AlreadyEnded: It is over.

    Law:
        Civil Code art. 173.

    """
    _only_themselves(helper, by)
    with gate.one_person(helper):
        rows = HeldEntrustment.objects.select_for_update().filter(helper_id=helper, id=id)
        card = _ended(rows.first(), Ended.HELPER, now)
    theirs, own = ("helper-ended", card.actor), ("helping-ended", by)
    _note_both(card, now, theirs=theirs, own=own)
    return card


def _ended(row: Entrustment | HeldEntrustment | None, how: Ended, now: datetime) -> EntrustmentCard:
    """Write the end of a locked entrustment."""
    if row is None:
        raise NoSuchEntrustment
    if card_of(row).stage(now) is Stage.OVER:
        raise AlreadyEnded
    row.ended_at, row.ended_how = now, how
    row.save(update_fields=["ended_at", "ended_how"])
    return card_of(row)


def _only_themselves(person: UUID, by: Actor) -> None:
    """Refuse everybody but the person: nobody entrusts, accepts or ends for somebody else."""
    if by != Actor(kind=ActorKind.PERSON, id=person):
        raise OnlyThemselves


def _locked(person: UUID) -> None:
    """Let what one person entrusts wait for each other."""
    Person.objects.select_for_update().get(person_id=person)


def _note_both(
    card: EntrustmentCard, now: datetime, *, theirs: tuple[str, Actor], own: tuple[str, Actor]
) -> None:
    """Write a turn into the log of whose file it is, and into the helper's, if there is one."""
    drafts = [_draft(theirs[0], card.person, theirs[1], card)]
    if card.helper is not None:
        drafts.append(_draft(own[0], card.helper, own[1], card))
    ledger.note_many(drafts=drafts, now=now)


def _draft(kind: str, person: UUID, by: Actor, card: EntrustmentCard) -> Draft:
    """Return a line about an entrustment; it names neither of the two."""
    facts = {"entrustment": str(card.id), "scope": str(card.scope)}
    return Draft(Kind(kind), people.tag_of(person), by.code, by.agency, facts)


def forget(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - the log keeps its own lines
    """Delete entrustments that ended, or lapsed, a year ago, and return how many.

    Until then a person sees by name who looked; the log keeps that somebody did.

    Law:
        PIPL art. 19.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT entrustments_forget(%s)", [now])
        return int(cursor.fetchone()[0])
