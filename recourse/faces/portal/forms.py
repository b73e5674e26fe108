"""The forms of a person's own cases: one question each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import said
from recourse.journeys.own_case import FORMS, GROUNDS
from recourse.redress.rules import LARGEST_FILE_BYTES, LONGEST_WORDS
from recourse.redress.terms import Ground, NewFile

ACCEPTED = ".pdf,.jpg,.jpeg,.png"


class OwnWords(forms.CharField):
    """A person's own words: a line break is one character, and nothing else is changed."""

    def to_python(self, value: object) -> str:
        """Return the words as they count."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class GroundForm(PlainForm):
    """What is wrong with a record."""

    ground = forms.ChoiceField(
        label=_("What is wrong with this record?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with this record"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the grounds in the language of the page."""
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(str(one), said(GROUNDS[one])) for one in Ground]  # type: ignore[attr-defined]  # it is a ChoiceField


class FormForm(PlainForm):
    """In which form a person wishes to have their file."""

    form = forms.ChoiceField(
        label=_("In which form would you like your file?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a form"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the forms in the language of the page."""
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [(str(one), said(words)) for one, words in FORMS.items()]  # type: ignore[attr-defined]  # it is a ChoiceField


class WordsForm(PlainForm):
    """What a person says, in their own words."""

    words = OwnWords(
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 8}),
        error_messages={
            "required": _("Tell us in your own words"),
            "max_length": _(
                "The text has %(show_value)s characters. Shorten it to %(limit_value)s."
            ),
        },
    )

    def __init__(
        self, *args: object, label: str, hint: str, may_be_empty: bool = False, **kwargs: object
    ) -> None:
        """Ask the question of this kind of case."""
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.label, field.help_text, field.required = label, hint, not may_be_empty
        field.widget.attrs.pop("maxlength", None)  # a paste is never cut without a word


class StatementForm(PlainForm):
    """What a person says beside a record; the room says what may be kept of it."""

    words = OwnWords(
        label=_("Your side of it"),
        help_text=_("Up to 500 characters. Nobody edits or approves it, and it stands at once."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 8, "dir": "auto"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Leave every refusal to the room, so that it is said once and in its words."""
        super().__init__(*args, **kwargs)
        self.fields["words"].validators = []


class EvidenceForm(PlainForm):
    """One file of evidence."""

    file = forms.FileField(
        label=_("Add a photo or a file"),
        help_text=_("PDF, JPG or PNG, up to 20 MB each, at most 10 files. One after the other."),
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ACCEPTED}),
        error_messages={
            "required": _("Choose a file, or go on without one"),
            "empty": _("The file is empty. Choose another one."),
        },
    )

    def evidence(self) -> NewFile:
        """Return the file; of one that is too large no more than shows that it is."""
        sent = self.cleaned_data["file"]
        return NewFile(sent.name, sent.read(LARGEST_FILE_BYTES + 1))


class PromiseForm(PlainForm):
    """The declaration that goes with a repair."""

    promised = forms.BooleanField(
        label=_("What I have said above is true"),
        error_messages={"required": _("Tick that what you have said is true")},
    )
