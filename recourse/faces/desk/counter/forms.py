"""The form of a counter: who stands there, what their letter says, what they ask for."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.faces.desk.document_form import DocumentForm, options
from recourse.faces.desk.forms import SeveralFiles
from recourse.ground.refused import Refused
from recourse.journeys.at_counter import KINDS, HandedIn
from recourse.people.errors import NameMissing
from recourse.people.terms import Identity
from recourse.redress import errors
from recourse.redress.rules import LARGEST_FILE_BYTES
from recourse.redress.terms import Form, Ground, Kind, NewFile
from recourse.redress.wording import FORMS, GROUNDS
from recourse.redress.wording import KINDS as KIND_WORDS

_DAY = _("As in 2026-11-23")
_SELECT, _INPUT = {"class": "govuk-select"}, {"class": "govuk-input", "autocomplete": "off"}


class FilesField(forms.FileField):
    """Any number of files, or none."""

    def clean(self, data: object, initial: object = None) -> list[NewFile]:
        """Return the files; of one that is too large no more than shows that it is."""
        sent = data if isinstance(data, list) else [data] if data else []
        read = [super(FilesField, self).clean(one, initial) for one in sent]
        return [NewFile(one.name, one.read(LARGEST_FILE_BYTES + 1)) for one in read]


class CounterForm(DocumentForm):
    """What one person hands in; nothing is chosen beforehand, and nobody can be searched for."""

    FIELD_OF: Mapping[type[Refused], str] = {
        NameMissing: "name",
        errors.WordsMissing: "words",
        errors.WordsTooLong: "words",
        errors.NoPromise: "promised",
        errors.HandedInLater: "handed_in_on",
        errors.HandedInLongAgo: "handed_in_on",
        errors.FileKind: "papers",
        errors.FileTooLarge: "papers",
        errors.TooManyFiles: "papers",
    }

    kind = forms.ChoiceField(
        label=_("What does the person ask for?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what the person asks for"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )
    number = forms.CharField(
        label=_("Number from the person's letter"),
        help_text=_(
            "Of the record (R-…), for a review of the case (C-…), or of the look-up."
            " Not needed for the file in another form."
        ),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs=_INPUT),
    )
    ground = forms.ChoiceField(
        label=_("For an objection: what is wrong?"),
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    form = forms.ChoiceField(
        label=_("For the file in another form: which?"),
        required=False,
        widget=forms.Select(attrs=_SELECT),
    )
    words = forms.CharField(
        label=_("What the person says, in their own words"),
        help_text=_("Write it down as they say it, and read it back to them."),
        required=False,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 6}),
    )
    papers = FilesField(
        label=_("Papers they show, scanned"),
        help_text=_("PDF, JPG or PNG, up to 20 MB each, at most 10 files."),
        required=False,
        widget=SeveralFiles(attrs={"class": "govuk-file-upload", "accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    handed_in_on = forms.DateField(
        label=_("Handed in on, if not today"),
        help_text=_DAY,
        required=False,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10"}),
        error_messages={"invalid": _("Write a real date, as in 2026-11-23")},
    )
    promised = forms.BooleanField(
        label=_("For repair: the person declares that what they say is true"), required=False
    )
    present = forms.BooleanField(
        label=_("The person is here, and I have seen the original of their document"),
        error_messages={"required": _("Tick this, or enter nothing")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the language of the page."""
        super().__init__(*args, **kwargs)
        nothing = ("", _("Choose"))
        self.choose("kind", options({str(one): KIND_WORDS[one] for one in KINDS}))
        self.choose("ground", [nothing, *options({str(one): GROUNDS[one] for one in Ground})])
        self.choose("form", [nothing, *options({str(one): FORMS[one] for one in Form})])

    def clean(self) -> None:
        """Ask for what the chosen kind needs, and read the document."""
        super().clean()
        given = self.cleaned_data
        kind = given.get("kind")
        needed = {
            "number": (bool(kind) and kind != Kind.ACCESS, _("Fill in the number from the letter")),
            "ground": (kind == Kind.OBJECTION, _("Choose what is wrong")),
            "form": (kind == Kind.ACCESS, _("Choose a form")),
        }
        for name, (is_needed, missing) in needed.items():
            if is_needed and not given.get(name):
                self.add_error(name, missing)
        if not self.errors:
            self.read_identity()

    def handed(self) -> HandedIn:
        """Return what a valid form says."""
        given = self.cleaned_data
        identity: Identity = given["identity"]
        return HandedIn(
            identity=identity,
            kind=Kind(given["kind"]),
            number=given["number"],
            words=given["words"].replace("\r\n", "\n"),
            ground=Ground(given["ground"]) if given["ground"] else None,
            form=Form(given["form"]) if given["form"] else None,
            promised=given["promised"],
            handed_in_on=given["handed_in_on"],
            evidence=tuple(given["papers"]),
        )
