"""The form with which a file is handed in."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED = ".csv,.xlsx,.jsonl"


class UploadForm(forms.Form):
    """One file of one item."""

    item = forms.ChoiceField(
        label=_("What is the file about?"),
        help_text=_("One file holds records of one item of the catalogue."),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={
            "required": _("Choose what the file is about"),
            "invalid_choice": _("Your seat may not hand in this item. Choose one of the list."),
        },
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (XLSX) or JSON Lines. Every row is checked, and none is lost."),
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ACCEPTED}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Choose another one."),
        },
    )

    def __init__(
        self, *args: object, items: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        """Offer the items this seat may hand in, and nothing chosen beforehand."""
        super().__init__(*args, use_required_attribute=False, **kwargs)  # type: ignore[arg-type,misc]  # passed through
        nothing = ("", _("Choose an item"))
        self.fields["item"].choices = [nothing, *items]  # type: ignore[attr-defined]  # it is a ChoiceField
