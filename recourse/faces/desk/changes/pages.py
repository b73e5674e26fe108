"""What the pages of changes show, made from terms of the rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue.terms import Catalogue
from recourse.faces.desk.changes.forms import FULFILLED
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.intake.amendments.terms import (
    DEED_WORDS,
    REASON_WORDS,
    STATE_WORDS,
    AmendmentCard,
    AmendmentState,
    Deed,
)
from recourse.intake.queries import PAGE
from recourse.journeys.amend_record import Exact, OwnSent, Proposal

COLOURS = {
    AmendmentState.PROPOSED: "yellow",
    AmendmentState.DONE: "green",
    AmendmentState.DROPPED: "grey",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One line of the list of changes."""

    card: AmendmentCard
    item: Words
    deed: Words
    state: Words
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """What a department has changed."""

    rows: Sequence[ChangeRow]
    may_propose: bool
    older_than: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that may be done to a record."""

    code: str
    name: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A record as its department sent it, and what may be done to it."""

    sent: OwnSent
    named: Sequence[tuple[str, str]]
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage:
    """The form of one deed."""

    sent: OwnSent
    named: Sequence[tuple[str, str]]
    deed: str
    title: str
    effects: Sequence[str]
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """What a change would do, or did."""

    opened: Proposal
    deed: Words
    reason: Words
    state: Words
    colour: str
    effects: Sequence[str]
    may_sign: bool
    may_drop: bool
    waits: bool
    is_late: bool


def changes_page(
    seat: SeatCard, cards: Sequence[AmendmentCard], catalogue: Catalogue
) -> ChangesPage:
    """Return the list of a department's changes."""
    rows = [
        ChangeRow(
            card=card,
            item=catalogue.items[card.item].name,
            deed=DEED_WORDS[card.deed],
            state=STATE_WORDS[card.state],
            colour=COLOURS[card.state],
        )
        for card in cards
    ]
    return ChangesPage(
        rows=rows,
        may_propose=seat.role is Role.DATA_STEWARD,
        older_than=cards[-1].id if len(cards) == PAGE else None,
    )


def named_by(exact: Exact) -> list[tuple[str, str]]:
    """Return what names a record, as a form carries it on."""
    return [
        ("item", exact.item),
        ("document_type", exact.document_type.value),
        ("document_number", exact.document_number),
        ("number", exact.number),
        ("decided_on", exact.decided_on.isoformat()),
    ]


def found_page(sent: OwnSent, exact: Exact) -> FoundPage:
    """Return a record with what may be done to it now."""
    choices = [] if sent.is_over else [*_choices(sent)]
    return FoundPage(sent=sent, named=named_by(exact), choices=choices)


def _choices(sent: OwnSent) -> list[Choice]:
    """Return what may be done to a record that has not ended."""
    found = [
        Choice(
            code=Deed.CORRECT,
            name=gettext("Correct it"),
            says=gettext("Something in it is wrong. A new version takes its place."),
        ),
        Choice(
            code=Deed.WITHDRAW,
            name=gettext("Withdraw it"),
            says=gettext("It should not be here at all."),
        ),
        Choice(
            code=Deed.REVOKE,
            name=gettext("Take it down: the decision was revoked"),
            says=gettext("A court, a reviewing body or your department has undone the decision."),
        ),
    ]
    if sent.item.is_adverse and sent.fulfilled_on is None:
        found.append(
            Choice(
                code=FULFILLED,
                name=gettext("Report that the duties are fulfilled"),
                says=gettext("The fine is paid, the measure is taken. No second signature needed."),
            )
        )
    return found


def step_page(deed: str, sent: OwnSent, named: Sequence[tuple[str, str]]) -> StepPage:
    """Return the form of one deed with what it will do."""
    names = {choice.code: choice.name for choice in _choices(sent)}
    if deed not in names and deed == FULFILLED:
        names[deed] = gettext("Report that the duties are fulfilled")
    proposes = deed != FULFILLED
    return StepPage(
        sent=sent,
        named=named,
        deed=deed,
        title=names[deed],
        effects=_effects(deed),
        button=gettext("Check and propose") if proposes else gettext("Report"),
    )


def _effects(deed: str) -> list[str]:
    """Return what a deed does, in the order in which it happens."""
    if deed == FULFILLED:
        return [
            gettext("The person sees it in the history of the record."),
            gettext("Once the shortest time has passed, the record is repaired by itself."),
        ]
    ends = gettext("When a second person signs, the record ends at once, for every use.")
    told = gettext("The person is told what was changed, why, by whom and since when.")
    if deed == Deed.CORRECT:
        return [
            ends,
            gettext("A new version takes its place. It never lasts longer than the old one."),
            gettext("If it is adverse, nobody else sees it before its own notice days have run."),
            told,
        ]
    back = gettext("If it is sent again, it is held until a second person certifies it.")
    return [ends, told, back]


def change_page(opened: Proposal, seat: SeatCard) -> ChangePage:
    """Return a change for the seat that looks at it."""
    card = opened.card
    waits = card.state is AmendmentState.PROPOSED
    return ChangePage(
        opened=opened,
        deed=DEED_WORDS[card.deed],
        reason=REASON_WORDS[card.reason],
        state=STATE_WORDS[card.state],
        colour=COLOURS[card.state],
        effects=_effects(card.deed.value),
        may_sign=waits and seat.role is Role.SECOND_SIGNER and seat.id != card.seat_id,
        may_drop=waits,
        waits=waits,
        is_late=card.closed_at is not None and civil_date(card.closed_at) > card.due_on,
    )
