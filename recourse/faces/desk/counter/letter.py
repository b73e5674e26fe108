"""The counter page for a letter with a code: the document that was seen; what is handed over."""

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
    """Ask whom the clerk has recognised; show the letter to print, this once."""
    form = LetterForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "desk/counter/letter.html", {"form": form}, status=status)
    identity = cast("Identity", form.cleaned_data["identity"])
    printed = come_in_by_letter.issue(identity=identity, by=seat, now=timezone.now())
    return render(request, "desk/counter/letter_code.html", {"printed": printed, "seat": seat})
