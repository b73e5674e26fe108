"""The fields that name whoever is meant: one document, and the name on it."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.catalogue import queries as catalogues
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import reason, said
from recourse.ground.refused import Refused
from recourse.ground.words import Words
from recourse.journeys.look_up import identity_from
from recourse.people.errors import NameMissing
from recourse.people.terms import DocumentType

_SELECT, _INPUT = {"class": "govuk-select"}, {"class": "govuk-input", "autocomplete": "off"}


class DocumentForm(PlainForm):
    """Who is meant; checked like everywhere else, and looked for nowhere.

    A valid form has the `identity` in its cleaned data.
    """

    FIELD_OF: Mapping[type[Refused], str] = {NameMissing: "name"}
    """Beside which field a refusal is said; any other concerns the whole form."""

    document_type = forms.ChoiceField(
        label=_("The person's document"),
        widget=forms.Select(attrs=_SELECT),
        error_messages={
            "required": _("Choose the kind of document"),
            "invalid_choice": _("Choose the kind of document"),
        },
    )
    document_number = forms.CharField(
        label=_("Number of the person's document"),
        max_length=64,
        widget=forms.TextInput(attrs=_INPUT),
        error_messages={"required": _("Fill in the number of the document")},
    )
    name = forms.CharField(
        label=_("Name, as the document has it"),
        max_length=128,
        widget=forms.TextInput(attrs=_INPUT),
        error_messages={"required": _("Fill in the name")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the kinds of documents in the language of the page."""
        super().__init__(*args, **kwargs)
        self.choose("document_type", document_types())

    def choose(self, name: str, choices: Sequence[tuple[str, object]]) -> None:
        """Offer these choices in a field."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

    def read_identity(self) -> None:
        """Check the document, once its fields are filled in."""
        given = self.cleaned_data
        try:
            given["identity"] = identity_from(
                document_type=given["document_type"],
                number=given["document_number"],
                name=given["name"],
            )
        except Refused as refused:
            self.say(refused, otherwise="document_number")

    def say(self, refused: Refused, *, otherwise: str | None = None) -> None:
        """Say a refusal beside the field it is about."""
        field = self.FIELD_OF.get(type(refused), otherwise)
        self.add_error(field, reason(refused))


def document_types() -> list[tuple[str, object]]:
    """Return the kinds of documents to choose from, with nothing chosen beforehand."""
    types = catalogues.current().code_lists["ID_TYPE"]
    known = {kind.value: types[kind.value] for kind in DocumentType if kind.value in types}
    return [("", _("Choose")), *options(known)]


def options(words: Mapping[str, Words]) -> list[tuple[str, object]]:
    """Return codes with their words in the language of the page."""
    return [(code, said(named)) for code, named in words.items()]
