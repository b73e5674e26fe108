"""Pages that propose to give: a second administrator decides."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from recourse.agencies import queries as agencies
from recourse.agencies import register
from recourse.agencies.proposals import queries as proposals
from recourse.agencies.proposals.errors import POWERS
from recourse.agencies.terms import SeatCard
from recourse.faces.desk.administration import forms, wording
from recourse.faces.desk.administration.asking import (
    administrators,
    ask,
    of_agency,
    of_seat,
    posted,
)
from recourse.faces.desk.administration.pages import AskPage
from recourse.faces.desk.administration.places import FOLDER
from recourse.journeys import administer
from recourse.journeys.administer import Proposed


@administrators
def new_seat(request: HttpRequest, seat: SeatCard, agency: UUID) -> HttpResponse:
    """Propose a seat."""
    card, form = agencies.agency(agency), forms.SeatForm(posted(request))
    page = _page(
        of_agency(card),
        _("Propose a new seat"),
        _("A seat may do nothing before it has a mandate."),
    )
    return _propose(request, seat, form, page, agency=agency)


@administrators
def new_address(request: HttpRequest, seat: SeatCard, agency: UUID) -> HttpResponse:
    """Propose where an agency is told of recalls."""
    card, form = agencies.agency(agency), forms.AddressForm(posted(request))
    page = _page(
        of_agency(card),
        _("Propose an address for recalls"),
        _("Recalls name a look-up by its entry in the log, and no person."),
    )
    return _propose(request, seat, form, page, agency=agency)


@administrators
def new_mandate(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Propose a mandate, out of what the catalogue gives this seat."""
    card = agencies.seat(post)
    form = forms.MandateForm(posted(request), offers=administer.offers(card))
    page = _page(
        of_seat(card),
        _("Propose a mandate"),
        _("Only what the catalogue gives an agency of this kind is listed, each with its law."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=post)


@administrators
def invitation(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Propose to let an official in to a seat."""
    card, form = agencies.seat(post), forms.InvitationForm(posted(request))
    page = _page(
        of_seat(card),
        _("Propose an invitation"),
        _("When the official accepts, whoever held the seat before can sign in to it no longer."),
        _("A code is shown to you once. Whoever approves is shown the link. It takes both."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=post)


@administrators
def new_machine(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Propose a machine that acts as a seat."""
    card, form = agencies.seat(post), forms.MachineForm(posted(request))
    page = _page(
        of_seat(card),
        _("Propose a machine"),
        _("It may do what the seat may do, and stands in people’s logs as the seat."),
        _("Half of the secret is shown to you once, the other half to whoever approves."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=post)


@administrators
def new_secret(request: HttpRequest, seat: SeatCard, machine: str) -> HttpResponse:
    """Propose a new secret for a machine; the earlier one goes on for a while."""
    card = register.machine(machine, at=timezone.now()).seat
    form = forms.SecretForm(posted(request), client_id=machine)
    page = _page(
        of_seat(card),
        _("Propose a new secret for %(machine)s") % {"machine": machine},
        _("Both secrets are valid for the hours you give. Then only the new one is."),
        _("Half of the secret is shown to you once, the other half to whoever approves."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=card.id)


def _page(about: tuple[str, str], title: str, *effects: str) -> AskPage:
    """Return the page of a proposal."""
    name, back = about
    waits = _("Nothing happens before another administrator has approved it.")
    return AskPage(
        title=title,
        about=name,
        back=back,
        back_name=name,
        effects=[waits, *effects],
        button=_("Propose it"),
        law=POWERS,
    )


def _propose(
    request: HttpRequest,
    by: SeatCard,
    form: forms.DeedForm,
    page: AskPage,
    *,
    agency: UUID,
    post: UUID | None = None,
) -> HttpResponse:
    """Propose what a valid form asks for."""

    def do() -> HttpResponse:
        asked, now = form.asked(), timezone.now()
        proposed = administer.propose(agency=agency, seat=post, asked=asked, by=by, now=now)
        return _proposed(request, proposed)

    return ask(request, form, page, do)


def _proposed(request: HttpRequest, proposed: Proposed) -> HttpResponse:
    """Lead to the proposal, or show the half of a link or a secret that is shown this once."""
    if not proposed.shown_once:
        return redirect("desk:proposal", proposal=proposed.id)
    card = proposals.proposal(proposed.id, at=timezone.now())
    giving = wording.GIVINGS[card.giving]
    shown = {"card": card, "giving": giving, "once": proposed.shown_once, "is_first": True}
    page = render(request, f"{FOLDER}/half.html", shown)
    add_never_cache_headers(page)
    return page
