"""The forms of a look-up: first for which matter and purpose, then whom it is about."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.disclosure.rules import is_matter_number, names_somebody
from recourse.faces.desk.document_form import DocumentForm
from recourse.faces.plain_form import PlainForm
from recourse.faces.shelf import Use
from recourse.faces.wording import said
from recourse.people.terms import Identity


class MatterForm(PlainForm):
    """Why somebody is to be looked up; asked before anybody is named."""

    matter = forms.CharField(
        label=_("Number of the matter"),
        help_text=_("As in your own register. The person sees it, and can ask you about it."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
        error_messages={"required": _("Fill in the number of the matter")},
    )
    purpose = forms.ChoiceField(
        label=_("For which purpose?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the purpose"),
            "invalid_choice": _("Your seat may not ask for this purpose. Choose one of the list."),
        },
    )

    def __init__(self, *args: object, uses: Sequence[Use] = (), **kwargs: object) -> None:
        """Offer what the seat may ask today."""
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            (use.purpose.code, said(use.purpose.name)) for use in uses
        ]

    def clean_matter(self) -> str:
        """Refuse what is no number of a matter, above all the number of a document."""
        matter: str = self.cleaned_data["matter"].strip()
        if not is_matter_number(matter):
            raise forms.ValidationError(
                _("Write a number without spaces, as in AQ-2026-0711. No document number.")
            )
        return matter

    def names(self, identity: Identity) -> bool:
        """Say so, if the number of the matter gives away whom it is about."""
        if not names_somebody(self.cleaned_data["matter"], identity):
            return False
        self.add_error("matter", _("The number of the matter must not name the person."))
        return True


class PersonForm(DocumentForm):
    """Whom it is about: the whole document, and the name on it."""

    def clean(self) -> None:
        """Check the document; nobody is asked about a number that cannot be."""
        super().clean()
        if not self.errors:
            self.read_identity()
