"""A person names a helper, and ends it; a helper accepts with a code, and lays it down.

Whoever's file it is, is told of each turn by a letter in the transaction of the turn. Nobody is
looked for: a code goes from hand to hand, and names are shown to the two who have agreed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import SYSTEM, Actor
from recourse.ground.calendar import civil_date
from recourse.ground.uuid7 import uuid7
from recourse.ground.words import Words
from recourse.journeys import own_case
from recourse.ledger import actions as ledger
from recourse.notice import actions as notices
from recourse.notice.helped import Turn
from recourse.notice.terms import Kind as NoticeKind
from recourse.notice.terms import NewNotice
from recourse.people import queries as people
from recourse.people.entrustments import actions, queries
from recourse.people.entrustments.errors import HelpEnded, NotOwnHelper
from recourse.people.entrustments.terms import (
    EntrustmentCard,
    Kind,
    NewEntrustment,
    Offer,
    Reach,
    Stage,
)
from recourse.people.entrustments.wording import RELATIONS, SCOPES
from recourse.redress import queries as cases
from recourse.redress.errors import CaseOver
from recourse.redress.terms import CaseCard, State
from recourse.store.gate import one_person


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """One entrustment: where it stands, and the name of the other of the two, if both agreed."""

    card: EntrustmentCard
    stage: Stage
    name: str
    case: Words | None = None

    @property
    def may(self) -> Words:
        """What a helper may do by it."""
        return SCOPES[self.card.scope]

    @property
    def relation(self) -> Words | None:
        """What a next of kin was to the person; None of a helper."""
        return None if self.card.relation is None else RELATIONS[self.card.relation]

    @property
    def goes_on(self) -> bool:
        """Whether it can still be ended."""
        return self.stage is not Stage.OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """The page “Helpers”: who helps a person, and whom they help."""

    mine: tuple[HelpLine, ...]
    held: tuple[HelpLine, ...]
    refuses_kin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a helper reads before they accept."""

    offer: Offer
    name: str


def open_helpers(*, person: UUID, by: Actor, now: datetime) -> Helpers:
    """Return who helps a person and whom they help; opening the page is in the log.

    The name of a helper is read for the person who named them, the name of a person for the
    helper they named, each through the gate of the one it is.

    Law:
        PIPL art. 44, 45.

    """
    with one_person(person, durable=True):
        mine, held = queries.entrusted_by(person), queries.held_by(person)
        refuses_kin = queries.refuses_kin(person)
        names = _case_names(cases.cases_of(person, at=now))
        facts = {"entrustments": len(mine) + len(held)}
        ledger.note(kind="own-helpers", tag=people.tag_of(person), by=by, now=now, facts=facts)
    return Helpers(
        mine=tuple(_mine(card, names.get(card.case), now) for card in mine),
        held=tuple(_held(card, now) for card in held if card.stage(now) is not Stage.OVER),
        refuses_kin=refuses_kin,
    )


def _case_names(cards: Iterable[CaseCard]) -> dict[UUID | None, Words]:
    """Return what cases are called, by identifier: kind and number."""
    return {
        card.id: Words(
            zh=f"{own_case.KINDS[card.kind].zh}（{card.number}）",
            en=f"{own_case.KINDS[card.kind].en} ({card.number})",
        )
        for card in cards
    }


def _mine(card: EntrustmentCard, case: Words | None, now: datetime) -> HelpLine:
    """Return what a person entrusted, with the helper's name as long as they help."""
    stage = card.stage(now)
    helps = card.helper is not None and stage is not Stage.OVER
    name = people.identity_of(card.helper).name if helps and card.helper else ""
    return HelpLine(card=card, stage=stage, name=name, case=case)


def _held(card: EntrustmentCard, now: datetime) -> HelpLine:
    """Return what somebody entrusted to a person, with their name once it has begun.

    A helper of whom has died holds nothing any more, once the next of kin is let in.
    """
    stage, name = card.stage(now), ""
    if stage is Stage.IN_FORCE:
        try:
            name = name_of(card, now=now)
        except HelpEnded:
            stage = Stage.OVER
    return HelpLine(card=card, stage=stage, name=name)


def name_of(card: EntrustmentCard, *, now: datetime) -> str:
    """Return the name of whom somebody helps, read as their helper.

    Raises:
        HelpEnded: The entrustment does not hold.

    """
    with queries.standing_in(card, need=Reach(case=card.case), at=now):
        return people.identity_of(card.person).name


def open_cases_of(*, person: UUID, by: Actor, now: datetime) -> dict[UUID, Words]:
    """Return the open cases of a person, to choose the one that a helper may see."""
    with one_person(person, durable=True):
        mine = [card for card in cases.cases_of(person, at=now) if card.state is State.OPEN]
        facts = {"cases": len(mine)}
        ledger.note(kind="own-cases", tag=people.tag_of(person), by=by, now=now, facts=facts)
    return {case: name for case, name in _case_names(mine).items() if case is not None}


def name_helper(
    *, person: UUID, new: NewEntrustment, by: Actor, now: datetime
) -> tuple[EntrustmentCard, str]:
    """Name a helper, and return the code for them; it is given out this once.

    Raises:
        NoSuchCase: The one case is not this person's.
        CaseOver: It is closed.
        Refused: Any refusal of `entrustments.actions.name_helper`.

    Law:
        Civil Code art. 161, 165.

    """
    with one_person(person, durable=True):
        if new.case and cases.case_of(person, new.case, at=now).state is not State.OPEN:
            raise CaseOver
        card, code = actions.name_helper(person=person, new=new, by=by, now=now)
        tell(card.person, card, Turn.NAMED, by, now)
    return card, code


def read_offer(*, digest: bytes, helper: UUID, now: datetime) -> Offered:
    """Return what lies behind a code, with the name of whose file it is.

    That somebody with the code read this is in the log of whose file it is.

    Raises:
        CodeOpensNothing: The code opens nothing.
        NotOwnHelper: Whoever reads it made the code.

    """
    offer = queries.offer_of(digest, reader=helper, at=now)
    if offer.person == helper:
        raise NotOwnHelper
    with one_person(offer.person, durable=True):
        name = people.identity_of(offer.person).name
        facts = {"entrustment": str(offer.id)}
        tag = people.tag_of(offer.person)
        ledger.note(kind="helper-offer-read", tag=tag, by=SYSTEM, now=now, facts=facts)
    return Offered(offer=offer, name=name)


def accept(*, digest: bytes, helper: UUID, by: Actor, now: datetime) -> EntrustmentCard:
    """Accept what lies behind a code.

    Raises:
        Refused: Any refusal of `entrustments.actions.accept`.

    Law:
        Civil Code art. 17, 18, 161.

    """
    with one_person(helper, durable=True):
        card = actions.accept(digest=digest, helper=helper, by=by, now=now)
        turn = Turn.ACCEPTED if card.kind is Kind.HELPER else Turn.KIN_ACCEPTED
        tell(card.person, card, turn, card.actor, now)
    return card


def end(*, person: UUID, entrustment: UUID, by: Actor, now: datetime) -> EntrustmentCard:
    """End what a person entrusted, at once; the person and the helper are told.

    Raises:
        Refused: Any refusal of `entrustments.actions.end`.

    Law:
        Civil Code art. 173.

    """
    with one_person(person, durable=True):
        card = actions.end(person=person, id=entrustment, by=by, now=now)
        turn = Turn.ENDED if card.kind is Kind.HELPER else Turn.KIN_ENDED
        tell(card.person, card, turn, by, now)
        if card.helper is not None:
            tell(card.helper, card, Turn.NO_LONGER, by, now)
    return card


def lay_down(*, helper: UUID, entrustment: UUID, by: Actor, now: datetime) -> EntrustmentCard:
    """Stop helping, at once; whose file it is, is told.

    Raises:
        Refused: Any refusal of `entrustments.actions.lay_down`.

    Law:
        Civil Code art. 173.

    """
    with one_person(helper, durable=True):
        card = actions.lay_down(helper=helper, id=entrustment, by=by, now=now)
        turn = Turn.LAID_DOWN if card.kind is Kind.HELPER else Turn.KIN_STOPPED
        tell(card.person, card, turn, card.actor, now)
    return card


def refuse_kin(*, person: UUID, refuses: bool, by: Actor, now: datetime) -> None:
    """Arrange that no next of kin sees one's file after death, or leave it to the law again.

    Raises:
        OnlyThemselves: Somebody else asks.

    Law:
        PIPL art. 49.

    """
    with one_person(person, durable=True):
        actions.refuse_kin(person=person, refuses=refuses, by=by, now=now)


def tell(person: UUID, card: EntrustmentCard, turn: Turn, by: Actor, now: datetime) -> None:
    """Write a letter about a turn into the inbox of `person`."""
    facts: dict[str, str | int] = {
        "what": str(turn),
        "scope": str(card.scope),
        "last_on": card.last_on.isoformat(),
    }
    if card.relation is not None:
        facts["relation"] = str(card.relation)
        facts["begins_on"] = civil_date(card.begins_at).isoformat()
    if turn is Turn.KIN_ADMITTED:
        facts["on_paper"] = 1
    new = NewNotice(
        person_id=person,
        id=uuid7(now),
        record_id=None,
        kind=NoticeKind.HELPER,
        catalogue_version=catalogue.current().version,
        facts=facts,
        written_at=now,
    )
    notices.write_many(notices=[new], by=by, now=now)
