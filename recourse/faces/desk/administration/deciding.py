"""Pages of proposals: what waits, what became of it, approve, refuse, take back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from recourse.agencies.proposals import actions, queries
from recourse.agencies.proposals.terms import (
    Asked,
    NewAddress,
    NewInvitation,
    NewMachine,
    NewMandate,
    NewSeat,
    NewSecret,
    ProposalCard,
    ProposalState,
)
from recourse.agencies.terms import MandateCard, Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces import wording as spoken
from recourse.faces.addresses import uuid_in
from recourse.faces.desk.administration import forms, pages, wording
from recourse.faces.desk.administration.asking import administrators
from recourse.faces.desk.administration.places import FOLDER
from recourse.faces.doors import seats_only
from recourse.ground.refused import Refused
from recourse.journeys import administer
from recourse.journeys.administer import Given

Fact = tuple[pages.Text, pages.Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A proposal in the list."""

    card: ProposalCard
    giving: pages.Text
    state: pages.Text
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """One proposal: what it would give, and what this administrator may do about it."""

    row: Row
    facts: Sequence[Fact]
    is_own: bool
    waits: bool
    warning: pages.Text


@require_GET
@seats_only(Role.ADMINISTRATOR)
def proposals(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List proposals, newest first."""
    now = timezone.now()
    cards = queries.proposals(at=now, before=uuid_in(request.GET.get("before")))
    shown = {
        "rows": [_row(card) for card in cards],
        "older": cards[-1].id if len(cards) == queries.PAGE else None,
        "waiting": queries.waiting(at=now),
        "seat": seat,
    }
    return render(request, f"{FOLDER}/proposals.html", shown)


@require_GET
@seats_only(Role.ADMINISTRATOR)
def proposal(request: HttpRequest, seat: SeatCard, proposal: UUID) -> HttpResponse:
    """Show one proposal."""
    return _shown(request, seat, proposal, forms.WhyForm())


@never_cache
@administrators
def approve(request: HttpRequest, seat: SeatCard, proposal: UUID) -> HttpResponse:
    """Approve what another administrator proposed; the half that is left is shown this once."""
    if request.method != "POST":
        return redirect("desk:proposal", proposal=proposal)
    given = administer.approve(proposal=proposal, by=seat, now=timezone.now())
    if not given.shown_once:
        return redirect("desk:proposal", proposal=proposal)
    shown = {
        "card": given.card,
        "giving": wording.GIVINGS[given.card.giving],
        "once": _once(request, given),
        "is_first": False,
    }
    return render(request, f"{FOLDER}/half.html", shown)


def _once(request: HttpRequest, given: Given) -> str:
    """Return what is shown once: a link with its address, or half of a secret as it is."""
    if not isinstance(given.card.asked, NewInvitation):
        return given.shown_once
    path = reverse("officials:invitation", args=[given.shown_once])
    return request.build_absolute_uri(path)


@require_POST
@seats_only(Role.ADMINISTRATOR)
def refuse(request: HttpRequest, seat: SeatCard, proposal: UUID) -> HttpResponse:
    """Refuse what another administrator proposed, and say why."""
    form = forms.WhyForm(request.POST)
    if form.is_valid():
        why, now = form.cleaned_data["why"], timezone.now()
        try:
            actions.refuse(proposal=proposal, why=why, by=seat, now=now)
        except Refused as refused:
            form.say(refused)
        else:
            return redirect("desk:proposal", proposal=proposal)
    return _shown(request, seat, proposal, form)


@require_POST
@seats_only(Role.ADMINISTRATOR)
def withdraw(request: HttpRequest, seat: SeatCard, proposal: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Take back what one proposed."""
    actions.withdraw(proposal=proposal, by=seat, now=timezone.now())
    return redirect("desk:proposal", proposal=proposal)


def _shown(
    request: HttpRequest, seat: SeatCard, proposal: UUID, form: forms.WhyForm
) -> HttpResponse:
    """Show one proposal with the form that refuses it."""
    card = queries.proposal(proposal, at=timezone.now())
    page = ProposalPage(
        row=_row(card),
        facts=_facts(card.asked),
        is_own=card.proposed_by.id == seat.id,
        waits=card.state is ProposalState.WAITING,
        warning=_warning(card),
    )
    status = 400 if form.is_bound else 200
    return render(request, f"{FOLDER}/proposal.html", {"page": page, "form": form}, status=status)


def _row(card: ProposalCard) -> Row:
    """Return a proposal with its words."""
    return Row(
        card=card,
        giving=wording.GIVINGS[card.giving],
        state=wording.STATES[card.state],
        colour=wording.COLOURS[card.state],
    )


def _warning(card: ProposalCard) -> str:
    """Return what whoever approves must know besides the facts; usually nothing."""
    makes_one = isinstance(card.asked, NewSeat) and card.asked.role is Role.ADMINISTRATOR
    lets_one_in = (
        isinstance(card.asked, NewInvitation)
        and card.seat is not None
        and card.seat.role is Role.ADMINISTRATOR
    )
    if makes_one or lets_one_in:
        return _("This makes another administrator. Nobody may hold two of these seats.")
    if isinstance(card.asked, NewInvitation):
        return _("You will see the link. Its code was shown to the first administrator.")
    if isinstance(card.asked, NewMachine | NewSecret):
        return _("You will see half of the secret. The first administrator saw the other half.")
    return ""


def _facts(asked: Asked) -> list[Fact]:
    """Return what is asked for, fact by fact."""
    match asked:
        case NewSeat():
            return [
                (_("Number of the seat"), asked.number),
                (_("Role"), wording.ROLES[asked.role]),
                (_("Section"), spoken.said(asked.unit)),
                (_("Look-ups a day, at most"), spoken.number(asked.look_ups_a_day)),
                *_period(asked),
            ]
        case NewMandate():
            return [*_mandate(asked), *_period(asked)]
        case NewInvitation():
            return [
                (_("Sign-in name"), asked.name),
                (_("Hours the link works"), spoken.number(asked.hours)),
            ]
        case NewMachine():
            return [(_("Machine"), asked.client_id)]
        case NewSecret():
            return [
                (_("Machine"), asked.client_id),
                (_("Hours the earlier secret stays valid"), spoken.number(asked.overlap_hours)),
            ]
        case NewAddress():
            return [(_("Address"), asked.address)]


def _mandate(asked: NewMandate) -> list[Fact]:
    """Return what a mandate would let the seat do."""
    card = MandateCard(
        kind=asked.kind,
        code=asked.code,
        valid_from_on=asked.valid_from_on,
        valid_until_on=asked.valid_until_on,
    )
    row = pages.mandate_row(card, catalogues.current())
    what = _("May hand in") if row.is_item else _("May look people up for")
    return [(what, f"{spoken.said(row.name)} ({asked.code})")]


def _period(asked: NewSeat | NewMandate) -> list[Fact]:
    """Return from when until when."""
    until = _("no end") if asked.valid_until_on is None else spoken.day(asked.valid_until_on)
    return [
        (_("First day, once approved"), spoken.day(asked.valid_from_on)),
        (_("First day it is over"), until),
    ]
