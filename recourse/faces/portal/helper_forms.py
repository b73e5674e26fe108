"""The forms of helpers: how far and how long; the word that one accepts."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import said
from recourse.ground.calendar import add_months
from recourse.ground.words import Words
from recourse.people.entrustments.terms import NewEntrustment, Scope
from recourse.people.entrustments.wording import SCOPES

MONTHS = (
    ("1", _("1 month")),
    ("3", _("3 months")),
    ("6", _("6 months")),
    ("12", _("12 months")),
)
"""For how long somebody may help; more than that must be entrusted again."""


class HelperForm(PlainForm):
    """What a person entrusts, and for how long."""

    scope = forms.ChoiceField(
        label=_("What may they do?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what they may do"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )
    case = forms.ChoiceField(
        label=_("Which case?"),
        help_text=_("Only if they help with one case."),
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": _("Choose one of your open cases")},
    )
    months = forms.ChoiceField(
        label=_("For how long?"),
        help_text=_("It ends by itself after that. You can end it at any time before."),
        choices=MONTHS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for how long"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )

    def __init__(self, *args: object, cases: Mapping[UUID, Words], **kwargs: object) -> None:
        """Offer the open cases of the person; without one, no help with one."""
        super().__init__(*args, **kwargs)
        scopes = [Scope.READ, Scope.ASK, *([Scope.CASE] if cases else [])]
        self.fields["scope"].choices = [(str(one), said(SCOPES[one])) for one in scopes]  # type: ignore[attr-defined]  # it is a ChoiceField
        if cases:
            offered = [(str(case), said(name)) for case, name in cases.items()]
            self.fields["case"].choices = [("", "–"), *offered]  # type: ignore[attr-defined]  # it is a ChoiceField
        else:
            del self.fields["case"]

    def clean(self) -> dict[str, object]:
        """Ask for the case, if it is about one; forget it, if it is not."""
        given = dict(self.cleaned_data)
        if given.get("scope") != Scope.CASE:
            given["case"] = ""
        elif not given.get("case") and "case" not in self.errors:
            self.add_error("case", str(_("Choose the case they may help with")))
        return given

    def entrusted(self, today: date) -> NewEntrustment:
        """Return what is entrusted, counted from `today`."""
        given = self.cleaned_data
        return NewEntrustment(
            scope=Scope(given["scope"]),
            last_on=add_months(today, int(given["months"])),
            case=UUID(given["case"]) if given.get("case") else None,
        )


class AcceptForm(PlainForm):
    """The word that one is an adult and acts only as asked, or as the law lets next of kin."""

    agreed = forms.BooleanField(
        label=_("I am 18 or older. I act only in their interest, and only as far as they asked."),
        error_messages={"required": _("Tick this before you accept")},
    )

    def __init__(self, *args: object, is_kin: bool = False, **kwargs: object) -> None:
        """Ask a next of kin for the interest that the law names: one of their own."""
        super().__init__(*args, **kwargs)
        if is_kin:
            self.fields["agreed"].label = _(
                "I am 18 or older. I look for a lawful interest of my own."
            )
