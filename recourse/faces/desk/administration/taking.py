"""Pages that take away: one administrator is enough, and it is done at once."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from recourse.agencies import actions, queries, register
from recourse.agencies.machines import actions as machines
from recourse.agencies.terms import MandateKind, SeatCard
from recourse.faces.desk.administration import forms
from recourse.faces.desk.administration.asking import (
    administrators,
    ask,
    of_agency,
    of_seat,
    posted,
)
from recourse.faces.desk.administration.pages import AskPage
from recourse.officials import actions as officials


@administrators
def end_seat(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """End a seat on a day."""
    card, form = queries.seat(post), forms.DayForm(posted(request))
    page = _page(
        of_seat(card),
        _("End this seat"),
        _("From that day it may do nothing: its mandates and machines end with it."),
        _("It cannot be opened again. Its number stays in people’s logs."),
    )
    return _take(
        request,
        form,
        page,
        lambda: actions.end_seat(
            seat=post, on=form.cleaned_data["on"], by=seat.actor, now=timezone.now()
        ),
    )


@administrators
def end_mandate(
    request: HttpRequest, seat: SeatCard, post: UUID, kind: str, code: str
) -> HttpResponse:
    """End a mandate on a day."""
    if kind not in list(MandateKind):
        raise Http404
    card, form = queries.seat(post), forms.DayForm(posted(request))
    page = _page(
        of_seat(card),
        _("End the mandate %(code)s") % {"code": code},
        _("From that day the seat may not do this."),
    )
    return _take(
        request,
        form,
        page,
        lambda: actions.end_mandate(
            seat=post,
            kind=MandateKind(kind),
            code=code,
            on=form.cleaned_data["on"],
            by=seat.actor,
            now=timezone.now(),
        ),
    )


@administrators
def close_sign_in(request: HttpRequest, seat: SeatCard, post: UUID) -> HttpResponse:
    """Close the way in to a seat."""
    form = forms.DeedForm(posted(request))
    page = _page(
        of_seat(queries.seat(post)),
        _("Close the way in"),
        _("Whoever holds the seat is signed out at once and can sign in no longer."),
        _("An invitation that waits works no longer. The seat stays."),
    )
    return _take(
        request,
        form,
        page,
        lambda: officials.close(seat=post, by=seat.actor, now=timezone.now()),
    )


@administrators
def stop_machine(request: HttpRequest, seat: SeatCard, machine: str) -> HttpResponse:
    """Stop a machine for good."""
    form = forms.DeedForm(posted(request))
    page = _page(
        of_seat(register.machine(machine, at=timezone.now()).seat),
        _("Stop the machine %(machine)s") % {"machine": machine},
        _("It is let in no longer, at once. Its name is not given again."),
    )
    return _take(
        request,
        form,
        page,
        lambda: actions.stop_machine(client_id=machine, by=seat.actor, now=timezone.now()),
    )


@administrators
def stop_old_secret(request: HttpRequest, seat: SeatCard, machine: str) -> HttpResponse:
    """Stop the earlier secret of a machine."""
    form = forms.DeedForm(posted(request))
    page = _page(
        of_seat(register.machine(machine, at=timezone.now()).seat),
        _("Stop the earlier secret of %(machine)s") % {"machine": machine},
        _("Only the new secret lets the machine in from now on."),
    )
    return _take(
        request,
        form,
        page,
        lambda: machines.stop_earlier(client_id=machine, by=seat.actor, now=timezone.now()),
    )


@administrators
def remove_address(request: HttpRequest, seat: SeatCard, agency: UUID) -> HttpResponse:
    """Take the address for recalls away."""
    card, form = queries.agency(agency), forms.DeedForm(posted(request))
    page = _page(
        of_agency(card),
        _("Remove the address for recalls"),
        _("Nothing is sent any more. The agency can still read its recalls."),
    )
    return _take(
        request,
        form,
        page,
        lambda: actions.register_webhook(
            agency=agency, address=None, by=seat.actor, now=timezone.now()
        ),
    )


def _page(about: tuple[str, str], title: str, *effects: str) -> AskPage:
    """Return the page of a deed that takes away."""
    name, back = about
    return AskPage(
        title=title,
        about=name,
        back=back,
        back_name=name,
        effects=[*effects, _("It is done at once, and stands in the log.")],
        button=title,
        warns=True,
    )


def _take(
    request: HttpRequest, form: forms.DeedForm, page: AskPage, deed: Callable[[], None]
) -> HttpResponse:
    """Do what a valid form asks for, and lead back."""

    def do() -> HttpResponse:
        deed()
        return redirect(page.back)

    return ask(request, form, page, do)
