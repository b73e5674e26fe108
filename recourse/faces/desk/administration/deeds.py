"""The page of deeds: what administrators and the operator did to the house, out of the log."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.faces.addresses import uuid_in
from recourse.faces.desk.administration.places import FOLDER
from recourse.faces.doors import seats_only
from recourse.faces.wording import said
from recourse.ledger import queries as ledger
from recourse.ledger.terms import HOUSEKEEPING, EntryCard

SEAT = "seat:"
NAMED = ("machine", "key", "destroyed", "version", "code")
"""Facts that are shown as they stand: names of machines, keys, versions, items; never of people."""


_CHANGED = {
    "webhook registered": gettext_lazy("the address for recalls was kept"),
    "webhook removed": gettext_lazy("the address for recalls was removed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedRow:
    """One deed: what, by which seat, about which seat or thing."""

    card: EntryCard
    by: str
    second: str
    about: str
    proposal: UUID | None


@require_GET
@seats_only(Role.ADMINISTRATOR)
def deeds(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """List what was done to seats, powers, machines, keys and rules, newest first."""
    cards, older = ledger.deeds(HOUSEKEEPING, before=uuid_in(request.GET.get("before")))
    seats = {card.id: card for card in agencies.seats(_seats_in(cards))}
    alone = {UUID(str(card.facts["agency"])) for card in cards if _is_of_agency(card)}
    offices = {one.id: said(one.name) for one in agencies.named(alone)} if alone else {}
    shown = {"rows": [_row(card, seats, offices) for card in cards], "older": older}
    return render(request, f"{FOLDER}/deeds.html", shown)


def _seats_in(cards: Sequence[EntryCard]) -> Collection[UUID]:
    """Return every seat that entries name."""
    named = {UUID(card.by.removeprefix(SEAT)) for card in cards if card.by.startswith(SEAT)}
    facts = [
        str(card.facts[key]) for card in cards for key in ("seat", "second") if key in card.facts
    ]
    return named | {UUID(one) for one in facts}


def _is_of_agency(card: EntryCard) -> bool:
    """Whether a deed concerns an agency and none of its seats."""
    return "agency" in card.facts and "seat" not in card.facts


def _row(card: EntryCard, seats: Mapping[UUID, SeatCard], offices: Mapping[UUID, str]) -> DeedRow:
    """Return a deed in words."""
    by = seats.get(UUID(card.by.removeprefix(SEAT))) if card.by.startswith(SEAT) else None
    about = [_place(seats.get(UUID(str(card.facts["seat"]))))] if "seat" in card.facts else []
    if _is_of_agency(card):
        about.append(offices.get(UUID(str(card.facts["agency"])), ""))
    about += [str(card.facts[name]) for name in NAMED if name in card.facts]
    about += [
        str(_CHANGED[said_so]) for said_so in (card.facts.get("deed"),) if said_so in _CHANGED
    ]
    second = card.facts.get("second")
    proposal = card.facts.get("proposal")
    return DeedRow(
        card=card,
        by=_place(by) or _("the operator’s command"),
        second=_place(seats.get(UUID(str(second)))) if second else "",
        about=" · ".join(one for one in about if one),
        proposal=UUID(str(proposal)) if proposal else None,
    )


def _place(seat: SeatCard | None) -> str:
    """Return a seat by its agency and number."""
    return "" if seat is None else f"{said(seat.agency.name)} · {seat.number}"
