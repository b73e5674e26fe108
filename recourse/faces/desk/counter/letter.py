"""The counter's pages for a letter with a code: two clerks see the document, each prints a half."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recourse.agencies.terms import Role, SeatCard
from recourse.faces.desk.document_form import DocumentForm
from recourse.faces.doors import seats_only
from recourse.faces.officials.confirming import confirmed, sent
from recourse.ground.refused import Refused
from recourse.journeys import come_in_by_letter
from recourse.people.terms import Identity


class LetterForm(DocumentForm):
    """Who stands there; nobody can be searched for."""

    present = forms.BooleanField(
        label=_("The person is here, and I have seen the original of their document"),
        error_messages={"required": _("Tick this, or enter nothing")},
    )

    def clean(self) -> None:
        """Read the document."""
        super().clean()
        if not self.errors:
            self.read_identity()


@never_cache
@require_http_methods(["GET", "POST"])
@seats_only(Role.COUNTER_CLERK)
@confirmed(sent)
def letter(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask whom the first clerk has recognised; show the first half to print, this once."""
    return _half(request, seat, is_second=False)


@never_cache
@require_http_methods(["GET", "POST"])
@seats_only(Role.COUNTER_CLERK)
@confirmed(sent)
def second(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Ask whom a second clerk has recognised; show the second half to print, this once."""
    return _half(request, seat, is_second=True)


def _half(request: HttpRequest, seat: SeatCard, *, is_second: bool) -> HttpResponse:
    """Ask who stands there, or show one half; what is refused is said in the form."""
    form = LetterForm(request.POST if request.method == "POST" else None)
    shown: dict[str, object] = {"form": form, "seat": seat, "is_second": is_second}
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "desk/counter/letter.html", shown, status=status)
    step = come_in_by_letter.finish if is_second else come_in_by_letter.begin
    identity = cast("Identity", form.cleaned_data["identity"])
    try:
        shown["printed"] = step(identity=identity, by=seat, now=timezone.now())
    except Refused as refused:
        form.say(refused)
        return render(request, "desk/counter/letter.html", shown, status=refused.status)
    return render(request, "desk/counter/letter_code.html", shown)
