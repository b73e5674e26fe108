"""The counter page for next of kin: two documents and what the papers say; a code to hand over."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from recourse.agencies.terms import Role, SeatCard
from recourse.faces.desk.document_form import document_types
from recourse.faces.doors import seats_only
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import reason, said
from recourse.ground.refused import Refused
from recourse.journeys import admit_kin
from recourse.people import rules
from recourse.people.entrustments.errors import NotAtThisCounter
from recourse.people.entrustments.terms import Relation
from recourse.people.entrustments.wording import RELATIONS
from recourse.people.terms import DocumentType, Identity

_NEEDED = {"required": _("Fill this in")}
_CHOOSE = {"required": _("Choose one"), "invalid_choice": _("Choose one")}
_OF = ("deceased", "kin")


class KinForm(PlainForm):
    """Who has died, who came, what the papers say."""

    deceased_type = forms.ChoiceField(
        label=_("Document of whom has died"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages=_CHOOSE,
    )
    deceased_number = forms.CharField(
        label=_("Number of whom has died"), max_length=64, error_messages=_NEEDED
    )
    deceased_name = forms.CharField(
        label=_("Name of whom has died"), max_length=128, error_messages=_NEEDED
    )
    kin_type = forms.ChoiceField(
        label=_("Document of the next of kin"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages=_CHOOSE,
    )
    kin_number = forms.CharField(
        label=_("Number of the next of kin"), max_length=64, error_messages=_NEEDED
    )
    kin_name = forms.CharField(
        label=_("Name of the next of kin"), max_length=128, error_messages=_NEEDED
    )
    relation = forms.ChoiceField(
        label=_("What are they to whom has died?"), widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    seen = forms.BooleanField(
        label=_("I have seen the death certificate and the proof of kinship."),
        error_messages={"required": _("Tick this when you have seen both papers")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer documents and relations in the language of the page."""
        super().__init__(*args, **kwargs)
        types = document_types()
        for who in _OF:
            self.fields[f"{who}_type"].choices = types  # type: ignore[attr-defined]  # it is a ChoiceField
            for what in ("number", "name"):
                widget = self.fields[f"{who}_{what}"].widget
                widget.attrs |= {"class": "govuk-input", "autocomplete": "off"}
        relations = [(str(one), said(words)) for one, words in RELATIONS.items()]
        self.fields["relation"].choices = relations  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, object]:
        """Check both documents; what is wrong with one is said beside its number."""
        given = dict(self.cleaned_data)
        for who in _OF:
            if all(f"{who}_{what}" in given for what in ("type", "number", "name")):
                try:
                    given[who] = _identity(given, who)
                except Refused as refused:
                    self.add_error(f"{who}_number", reason(refused))
        return given


def _identity(given: dict[str, object], who: str) -> Identity:
    """Return a checked identity.

    Raises:
        Refused: The number breaks a rule of its document, or there is no name.

    """
    return rules.identity(
        document_type=DocumentType(str(given[f"{who}_type"])),
        number=str(given[f"{who}_number"]),
        name=str(given[f"{who}_name"]),
        synthetic=settings.DEMO,
    )


@require_http_methods(["GET", "POST"])
@seats_only(Role.CASE_OFFICER)
def admit(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Take what the papers say; show the code to hand over, whether there is a file or not."""
    if not admit_kin.may_admit(seat):
        raise NotAtThisCounter
    form = KinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "desk/kin.html", {"form": form}, status=status)
    told = form.cleaned_data
    let_in = admit_kin.admit_kin(
        deceased=told["deceased"],
        kin=told["kin"],
        relation=Relation(told["relation"]),
        by=seat,
        now=timezone.now(),
    )
    return render(request, "desk/kin_code.html", {"let_in": let_in})
