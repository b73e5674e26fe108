"""The form with which a file is handed in."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from recourse.faces.plain_form import PlainForm

ACCEPTED = ".csv,.xlsx,.jsonl"
MOST_FILES = 20


class SeveralFiles(forms.FileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, as they were uploaded."""

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[bytes]]":
        """Return the files, each judged by itself."""
        sent = data if isinstance(data, list) else [data]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        return [super(FilesField, self).clean(one, initial) for one in sent or [None]]


class UploadForm(PlainForm):
    """Files of one item."""

    item = forms.ChoiceField(
        label=_("What is the file about?"),
        help_text=_("One file holds records of one item of the catalogue."),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={
            "required": _("Choose what the file is about"),
            "invalid_choice": _("Your seat may not hand in this item. Choose one of the list."),
        },
    )
    file = FilesField(
        label=_("File"),
        help_text=_("CSV, Excel (XLSX) or JSON Lines, up to 1 GB each and 20 at once."),
        widget=SeveralFiles(attrs={"class": "govuk-file-upload", "accept": ACCEPTED}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Choose another one."),
            "too_many": _("Choose at most 20 files at once"),
        },
    )

    def __init__(
        self, *args: object, items: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        """Offer the items this seat may hand in, and nothing chosen beforehand."""
        super().__init__(*args, **kwargs)
        nothing = ("", _("Choose an item"))
        self.fields["item"].choices = [nothing, *items]  # type: ignore[attr-defined]  # it is a ChoiceField
