"""What pages that give and pages that take share: who comes in, what is asked, what is said."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from recourse.agencies.terms import AgencyCard, Role, SeatCard
from recourse.faces.desk.administration import forms
from recourse.faces.desk.administration.pages import AskPage
from recourse.faces.desk.administration.places import FOLDER
from recourse.faces.doors import seats_only
from recourse.faces.officials.confirming import confirmed, sent
from recourse.faces.wording import said
from recourse.ground.refused import Refused

P = ParamSpec("P")


def administrators(
    view: Callable[Concatenate[HttpRequest, SeatCard, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let an administrator in, and do what they send once they have shown that it is them."""
    door = seats_only(Role.ADMINISTRATOR)(confirmed(sent)(view))
    return require_http_methods(["GET", "POST"])(door)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or nothing when the form is only shown."""
    return request.POST if request.method == "POST" else None


def of_agency(card: AgencyCard) -> tuple[str, str]:
    """Return what a deed on an agency is about, and where its page is."""
    return said(card.name), reverse("desk:agency", args=[card.id])


def of_seat(card: SeatCard) -> tuple[str, str]:
    """Return what a deed on a seat is about, and where its page is."""
    about = f"{said(card.agency.name)} · {said(card.unit)} · {card.number}"
    return about, reverse("desk:seat", args=[card.id])


def ask(
    request: HttpRequest, form: forms.DeedForm, page: AskPage, do: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do what a valid form asks for; what is refused is said in it."""
    if form.is_valid():
        try:
            return do()
        except Refused as refused:
            form.say(refused)
    status = 400 if form.is_bound else 200
    return render(request, f"{FOLDER}/ask.html", {"form": form, "page": page}, status=status)
