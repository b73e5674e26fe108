"""The form of one benefit, made from what its scheme asks; nothing is chosen beforehand."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recourse.catalogue.terms import Asked, AskKind, Catalogue, Scheme
from recourse.faces.plain_form import PlainForm
from recourse.faces.portal.forms import OwnWords
from recourse.faces.wording import said
from recourse.redress.rules import LONGEST_WORDS
from recourse.schemes.terms import Given
from recourse_verify.answers import text_of

YES, NO = "yes", "no"
SHORT = "govuk-input govuk-input--width-10"


class BenefitForm(PlainForm):
    """What a scheme asks; whatever is left empty is unknown and speaks against nobody."""

    def __init__(self, *args: object, scheme: Scheme, of: Catalogue, **kwargs: object) -> None:
        """Ask each question of the scheme."""
        super().__init__(*args, **kwargs)
        for name in scheme.asked():
            self.fields[name] = _field(scheme.asks[name], of)

    def given(self) -> Given:
        """Return what was filled in, as a rule takes it."""
        return {name: _given(value) for name, value in self.cleaned_data.items()}

    def kept(self) -> Mapping[str, str]:
        """Return what was sent, to be sent again with an application."""
        return {name: str(self.data.get(name, "")) for name in self.fields}


class ApplyForm(PlainForm):
    """What somebody wishes to say beside an application."""

    words = OwnWords(
        label=_("Is there anything the officer should know?"),
        help_text=_("You may leave this empty. Please write nothing about other people."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 4}),
    )

    agency = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Leave it to us to say what is missing."""
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs.pop("maxlength", None)  # a paste is never cut


def _field(asked: Asked, of: Catalogue) -> forms.Field:
    """Return the field for one question, which may be left empty."""
    hints = [said(asked.hint)] if asked.hint else []
    if asked.prove:
        hints.append(gettext("An officer will need to see a paper for this."))
    field = _of_kind(asked, of)
    field.label, field.help_text = said(asked.question), " ".join(hints)
    return field


def _of_kind(asked: Asked, of: Catalogue) -> forms.Field:
    """Return a field that takes what a question asks for."""
    wrong = {"invalid_choice": _("Choose one of the answers")}
    if asked.kind is AskKind.TRUTH:
        return forms.ChoiceField(
            required=False,
            choices=[(YES, gettext("Yes")), (NO, gettext("No"))],
            widget=forms.RadioSelect,
            error_messages=wrong,
        )
    if asked.kind is AskKind.CODE:
        codes = of.code_lists[asked.code_list].items()
        return forms.ChoiceField(
            required=False,
            choices=[("", "–"), *((code, said(words)) for code, words in codes)],
            widget=forms.Select(attrs={"class": "govuk-select"}),
            error_messages=wrong,
        )
    if asked.kind is AskKind.DATE:
        return forms.DateField(
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"class": SHORT, "type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Write the day like 2027-02-01")},
        )
    return forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=4,
        widget=forms.TextInput(attrs={"class": SHORT}),
        error_messages={"invalid": _("Write a number")},
    )


def _given(value: object) -> str | bool | None:
    """Return a cleaned value as a rule takes it; what is empty is unknown."""
    if value in {YES, NO}:
        return value == YES
    if isinstance(value, date | Decimal):
        return text_of(value)
    return str(value) if value else None
