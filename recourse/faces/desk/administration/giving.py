"""Pages that propose to give: a second administrator decides."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recourse.agencies import queries as agencies
from recourse.agencies import register
from recourse.agencies.proposals import queries as proposals
from recourse.agencies.proposals.errors import POWERS
from recourse.agencies.terms import AgencyCard, Role, SeatCard
from recourse.faces.desk.administration import forms, wording
from recourse.faces.desk.administration.pages import AskPage
from recourse.faces.desk.administration.places import FOLDER
from recourse.faces.doors import seats_only
from recourse.faces.officials.confirming import confirmed, sent
from recourse.faces.wording import said
from recourse.ground.refused import Refused
from recourse.journeys import administer
from recourse.journeys.administer import Proposed


@require_http_methods(["GET", "POST"])
@seats_only(Role.ADMINISTRATOR)
@confirmed(sent)
def new_seat(request: HttpRequest, seat: SeatCard, agency: UUID) -> HttpResponse:
    """Propose a seat."""
    card, form = agencies.agency(agency), forms.SeatForm(posted(request))
    page = _of_agency(
        card, _("Propose a new seat"), _("A seat may do nothing before it has a mandate.")
    )
    return _propose(request, seat, form, page, agency=agency)


@require_http_methods(["GET", "POST"])
@seats_only(Role.ADMINISTRATOR)
@confirmed(sent)
def new_address(request: HttpRequest, seat: SeatCard, agency: UUID) -> HttpResponse:
    """Propose where an agency is told of recalls."""
    card, form = agencies.agency(agency), forms.AddressForm(posted(request))
    page = _of_agency(
        card,
        _("Propose an address for recalls"),
        _("Recalls name a look-up by its entry in the log, and no person."),
    )
    return _propose(request, seat, form, page, agency=agency)


@require_http_methods(["GET", "POST"])
@seats_only(Role.ADMINISTRATOR)
@confirmed(sent)
def new_mandate(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Propose a mandate, out of what the catalogue gives this seat."""
    card = agencies.seat(post)
    form = forms.MandateForm(posted(request), offers=administer.offers(card))
    page = _of_seat(
        card,
        _("Propose a mandate"),
        _("Only what the catalogue gives an agency of this kind is listed, each with its law."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=post)


@require_http_methods(["GET", "POST"])
@seats_only(Role.ADMINISTRATOR)
@confirmed(sent)
def invitation(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Propose to let an official in to a seat."""
    card, form = agencies.seat(post), forms.InvitationForm(posted(request))
    page = _of_seat(
        card,
        _("Propose an invitation"),
        _("When the official accepts, whoever held the seat before can sign in to it no longer."),
        _("A code is shown to you once. Whoever approves is shown the link. It takes both."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=post)


@require_http_methods(["GET", "POST"])
@seats_only(Role.ADMINISTRATOR)
@confirmed(sent)
def new_machine(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Propose a machine that acts as a seat."""
    card, form = agencies.seat(post), forms.MachineForm(posted(request))
    page = _of_seat(
        card,
        _("Propose a machine"),
        _("It may do what the seat may do, and stands in people’s logs as the seat."),
        _("Half of the secret is shown to you once, the other half to whoever approves."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=post)


@require_http_methods(["GET", "POST"])
@seats_only(Role.ADMINISTRATOR)
@confirmed(sent)
def new_secret(request: HttpRequest, seat: SeatCard, machine: str) -> HttpResponse:
    """Propose a new secret for a machine; the earlier one goes on for a while."""
    card = register.machine(machine, at=timezone.now()).seat
    form = forms.SecretForm(posted(request), client_id=machine)
    page = _of_seat(
        card,
        _("Propose a new secret for %(machine)s") % {"machine": machine},
        _("Both secrets are valid for the hours you give. Then only the new one is."),
        _("Half of the secret is shown to you once, the other half to whoever approves."),
    )
    return _propose(request, seat, form, page, agency=card.agency.id, post=card.id)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or nothing when the form is only shown."""
    return request.POST if request.method == "POST" else None


def _of_agency(card: AgencyCard, title: str, *effects: str) -> AskPage:
    """Return the page of a proposal about an agency."""
    return _page(title, said(card.name), reverse("desk:agency", args=[card.id]), effects)


def _of_seat(card: SeatCard, title: str, *effects: str) -> AskPage:
    """Return the page of a proposal about a seat."""
    about = f"{said(card.agency.name)} · {said(card.unit)} · {card.number}"
    return _page(title, about, reverse("desk:seat", args=[card.id]), effects)


def _page(title: str, about: str, back: str, effects: "tuple[str, ...]") -> AskPage:
    """Return the page of a proposal."""
    waits = _("Nothing happens before another administrator has approved it.")
    return AskPage(
        title=title,
        about=about,
        back=back,
        back_name=about,
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
    """Propose what a valid form asks for; what is refused is said in it."""
    if form.is_valid():
        try:
            proposed = administer.propose(
                agency=agency, seat=post, asked=form.asked(), by=by, now=timezone.now()
            )
        except Refused as refused:
            form.say(refused)
        else:
            return _proposed(request, proposed)
    status = 400 if form.is_bound else 200
    return render(request, f"{FOLDER}/ask.html", {"form": form, "page": page}, status=status)


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
