"""What two administrators give together: one proposes, the other approves, and it is done.

The rules this story keeps, beside those of `agencies.proposals`:

* what is proposed is rehearsed: done and undone at once, so that whatever would be refused on
  approval is refused now;
* a mandate is one that the catalogue in force gives an agency of this kind and a seat of this
  role, both when it is proposed and when it is approved;
* nothing begins before the day on which it was approved;
* a link or a secret has two halves: whoever proposes is shown one, whoever approves the other,
  each once; neither opens anything alone.

Law:
    PIPL art. 51(1)(4) (powers to process are set with reason); art. 34.

"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from recourse.agencies import actions as agencies
from recourse.agencies import queries as seats
from recourse.agencies.machines import actions as machines
from recourse.agencies.proposals import actions as proposals
from recourse.agencies.proposals.errors import POWERS, NotOffered
from recourse.agencies.proposals.terms import (
    Asked,
    NewAddress,
    NewInvitation,
    NewMachine,
    NewMandate,
    NewSeat,
    NewSecret,
    ProposalCard,
)
from recourse.agencies.terms import MandateKind, Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Catalogue
from recourse.ground import halves
from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import civil_date
from recourse.ground.words import Words
from recourse.officials import actions as officials
from recourse.officials import secrets as invitations

REHEARSING: Final = UUID(int=0)
HANDS_IN: Final = frozenset({Role.DATA_STEWARD, Role.SECOND_SIGNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A mandate that a seat could be given, and the law it would rest on."""

    kind: MandateKind
    code: str
    name: Words
    law: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What was proposed; `shown_once` is the first half of a link or a secret, or empty."""

    id: UUID
    shown_once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was approved and done; `shown_once` is the half that is left, or empty."""

    card: ProposalCard
    shown_once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is to be done, for whom and on whose word."""

    agency: UUID
    seat: UUID
    by: Actor
    second: Actor
    now: datetime
    first_half: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Half:
    """A half as it is shown, and what is kept of it; nothing where nothing is shown."""

    shown: str
    kept: bytes | None


def offers(seat: SeatCard) -> list[Offer]:
    """Return the mandates that the catalogue in force gives a seat of this role and agency."""
    catalogue = catalogues.current()
    if seat.role in HANDS_IN and seat.agency.is_department:
        return _items(catalogue, seat.agency.kind)
    if seat.role is Role.AGENCY_OFFICER:
        return _purposes(catalogue, seat.agency.kind)
    return []


def _items(catalogue: Catalogue, kind: str) -> list[Offer]:
    """Return the items that an authority of this kind reports."""
    return [
        Offer(
            kind=MandateKind.ITEM,
            code=item.id,
            name=item.name,
            law=catalogues.cite(catalogue, item.bases[0]),
        )
        for item in catalogue.items.values()
        if item.enabled and item.bases and kind in item.authority_kinds
    ]


def _purposes(catalogue: Catalogue, kind: str) -> list[Offer]:
    """Return the purposes that an agency of this kind may ask for."""
    return [
        Offer(
            kind=MandateKind.PURPOSE,
            code=purpose.code,
            name=purpose.name,
            law=catalogues.cite(catalogue, purpose.basis),
        )
        for purpose in catalogue.purposes.values()
        if purpose.enabled and kind in purpose.agency_kinds
    ]


def propose(
    *, agency: UUID, seat: UUID | None, asked: Asked, by: SeatCard, now: datetime
) -> Proposed:
    """Propose to give something; a second administrator decides.

    Args:
        agency: Whose it would be.
        seat: To which of its seats; None for a new seat or an address.
        asked: What.
        by: The administrator.
        now: When.

    Raises:
        NotAnAdministrator: The seat is another's.
        NotOffered: The catalogue gives no such mandate.
        Refused: Whatever the deed itself would refuse.

    """
    with transaction.atomic(durable=True):
        half = _first_half(asked)
        other = Actor(kind=ActorKind.SEAT, id=REHEARSING, agency=by.agency.id)
        order = _Order(
            agency=agency,
            seat=seat or REHEARSING,
            by=by.actor,
            second=other,
            now=now,
            first_half=half.kept,
        )
        _rehearse(asked, order)
        proposal = proposals.propose(
            agency=agency,
            seat=seat,
            asked=asked,
            law=_law(seat, asked),
            first_half=half.kept,
            by=by,
            now=now,
        )
        return Proposed(id=proposal, shown_once=half.shown)


def _first_half(asked: Asked) -> _Half:
    """Return the half that whoever proposes is shown, and what is kept of it."""
    match asked:
        case NewInvitation():
            typed = invitations.new_typed_half()
            return _Half(shown=typed, kept=invitations.typed_digest(typed))
        case NewMachine() | NewSecret():
            half = halves.new_half()
            return _Half(shown=half, kept=halves.digest(half))
        case _:
            return _Half(shown="", kept=None)


def _rehearse(asked: Asked, order: _Order) -> None:
    """Do what is proposed and undo it, so that its refusals come at once."""
    with transaction.atomic():
        _do(asked, order)
        transaction.set_rollback(True)


def _law(seat: UUID | None, asked: Asked) -> Words:
    """Return what it rests on: a mandate on its article, the rest on the law of powers."""
    if not isinstance(asked, NewMandate) or seat is None:
        return POWERS
    return _offered(seat, asked).law


def _offered(seat: UUID, asked: NewMandate) -> Offer:
    """Return the offer that a mandate takes up.

    Raises:
        NotOffered: There is none.

    """
    for offer in offers(seats.seat(seat)):
        if (offer.kind, offer.code) == (asked.kind, asked.code):
            return offer
    raise NotOffered


def approve(*, proposal: UUID, by: SeatCard, now: datetime) -> Given:
    """Approve what another administrator proposed, and do it.

    Args:
        proposal: Which.
        by: The second administrator.
        now: When; nothing begins earlier than this day.

    Raises:
        NotAnAdministrator, NoSuchProposal, ProposalClosed, ProposalTooOld, OwnProposal,
        ProposerLeft: As for `agencies.proposals`.
        NotOffered: The catalogue gives no such mandate any more.
        Refused: Whatever the deed itself refuses; then it was not approved either.

    """
    with transaction.atomic(durable=True):
        approved = proposals.approve(proposal=proposal, by=by, now=now)
        card = approved.card
        order = _Order(
            agency=card.agency.id,
            seat=REHEARSING if card.seat is None else card.seat.id,
            by=card.proposed_by.actor,
            second=by.actor,
            now=now,
            first_half=approved.first_half,
        )
        return Given(card=card, shown_once=_do(card.asked, order))


def _do(asked: Asked, order: _Order) -> str:
    """Do what was asked for; return what is shown once, if anything."""
    return _DEEDS[type(asked)](asked, order)


def _seat(asked: NewSeat, order: _Order) -> str:
    """Make a seat."""
    agencies.create_seat(
        agency=order.agency,
        number=asked.number,
        role=asked.role,
        unit=asked.unit,
        valid_from_on=max(asked.valid_from_on, civil_date(order.now)),
        valid_until_on=asked.valid_until_on,
        look_ups_a_day=asked.look_ups_a_day,
        by=order.by,
        second=order.second,
        now=order.now,
    )
    return ""


def _mandate(asked: NewMandate, order: _Order) -> str:
    """Give a mandate."""
    _offered(order.seat, asked)
    agencies.give_mandate(
        seat=order.seat,
        kind=asked.kind,
        code=asked.code,
        valid_from_on=max(asked.valid_from_on, civil_date(order.now)),
        valid_until_on=asked.valid_until_on,
        by=order.by,
        second=order.second,
        now=order.now,
    )
    return ""


def _invitation(asked: NewInvitation, order: _Order) -> str:
    """Invite an official."""
    return officials.invite(
        seat=order.seat,
        name=asked.name,
        hours=asked.hours,
        first_half=order.first_half,
        by=order.by,
        second=order.second,
        now=order.now,
    )


def _machine(asked: NewMachine, order: _Order) -> str:
    """Enrol a machine."""
    return agencies.enrol_machine(
        client_id=asked.client_id,
        seat=order.seat,
        first_half=order.first_half,
        by=order.by,
        second=order.second,
        now=order.now,
    )


def _secret(asked: NewSecret, order: _Order) -> str:
    """Renew a machine's secret."""
    return machines.rotate(
        client_id=asked.client_id,
        overlap_hours=asked.overlap_hours,
        first_half=order.first_half,
        by=order.by,
        second=order.second,
        now=order.now,
    )


def _address(asked: NewAddress, order: _Order) -> str:
    """Keep the address of an agency."""
    agencies.register_webhook(
        agency=order.agency,
        address=asked.address,
        by=order.by,
        second=order.second,
        now=order.now,
    )
    return ""


_DEEDS: dict[type, Callable[..., str]] = {
    NewSeat: _seat,
    NewMandate: _mandate,
    NewInvitation: _invitation,
    NewMachine: _machine,
    NewSecret: _secret,
    NewAddress: _address,
}
