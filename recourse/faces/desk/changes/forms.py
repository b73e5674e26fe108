"""The forms: what names a record exactly, what is to be done to it, why it may come back."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Field, FieldKind, Item
from recourse.faces.desk.document_form import document_types
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import language
from recourse.ground.words import Words
from recourse.intake.amendments.terms import (
    COMES_BACK_WORDS,
    REASON_WORDS,
    REASONS_OF,
    ComesBack,
    Deed,
)
from recourse.journeys.amend_record import Exact, Fault
from recourse.people.terms import DocumentType

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FULFILLED = "fulfilled"
FIXED = frozenset({"document_type", "document_number", "name", "party_type", "decided_on"})
LONG = 120
"""Characters past which a field is written in a box of several lines."""

_NEEDED = {"required": _("Fill this in")}
_DAY = _("As in 2026-11-23")


def _choice(label: "_StrPromise", options: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    """Return a list to choose from, with nothing chosen beforehand."""
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Choose")), *options],
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one")},
    )


def _text(
    label: "_StrPromise | str", *, required: bool = True, hint: "_StrPromise | str" = ""
) -> forms.CharField:
    """Return one line of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=128,
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
        error_messages=_NEEDED,
    )


def _day(label: "_StrPromise") -> forms.DateField:
    """Return a civil date."""
    return forms.DateField(
        label=label,
        help_text=_DAY,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10"}),
        error_messages=_NEEDED | {"invalid": _("Write a real date, as in 2026-11-23")},
    )


def _options(words: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Return codes with their words in the language of the page."""
    return [(code, named.to(language())) for code, named in words.items()]


class ExactForm(PlainForm):
    """What names one record; less than all of it finds nothing."""

    item = _choice(_("What is the record about?"), [])
    document_type = _choice(_("The person's document"), [])
    document_number = _text(_("Number of the person's document"))
    number = _text(_("Number of the decision"))
    decided_on = _day(_("Day of the decision"))

    def __init__(
        self, *args: object, items: Sequence[tuple[str, str]] = (), **kwargs: object
    ) -> None:
        """Offer the items this seat may hand in."""
        super().__init__(*args, **kwargs)
        for name, options in (
            ("item", [("", _("Choose")), *items]),
            ("document_type", document_types()),
        ):
            self.fields[name].choices = options  # type: ignore[attr-defined]  # it is a ChoiceField

    def exact(self) -> Exact:
        """Return what a valid form names."""
        named = self.cleaned_data
        return Exact(
            item=named["item"],
            document_type=DocumentType(named["document_type"]),
            document_number=named["document_number"],
            number=named["number"],
            decided_on=named["decided_on"],
        )


class RowForm(PlainForm):
    """A row of the department's own batch."""

    batch = _text(_("Batch"), hint=_("As in B-20261123-0007"))
    row = forms.IntegerField(
        label=_("Row"),
        help_text=_("As a spreadsheet numbers it; the heading is row 1"),
        min_value=2,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5"}),
        error_messages=_NEEDED | {"invalid": _("Write a number")},
    )


class ReasonForm(PlainForm):
    """Why, and since when the department knows."""

    reason = _choice(_("Why?"), [])
    learned_on = _day(_("On which day did your department learn of it?"))

    def __init__(self, *args: object, deed: Deed, **kwargs: object) -> None:
        """Offer the reasons of the deed."""
        super().__init__(*args, **kwargs)
        reasons = {reason.value: REASON_WORDS[reason] for reason in REASONS_OF[deed]}
        self.fields["reason"].choices = [("", _("Choose")), *_options(reasons)]  # type: ignore[attr-defined]  # it is a ChoiceField

    def paper(self) -> dict[str, str]:
        """Return what the deed rests on; nothing here."""
        return {}

    def values(self) -> dict[str, str]:
        """Return the fields as they ought to be; nothing here."""
        return {}


class PaperForm(PlainForm):
    """Number, day and author of a paper."""

    document_no = _text(_("Number of the paper"))
    paper_on = _day(_("Day of the paper"))
    authority_name = _text(_("Who issued it?"))

    def paper(self) -> dict[str, str]:
        """Return the paper as a record keeps it."""
        return {
            "document_no": self.cleaned_data["document_no"],
            "decided_on": self.cleaned_data["paper_on"].isoformat(),
            "authority_name": self.cleaned_data["authority_name"],
        }


class RevokeForm(PaperForm, ReasonForm):
    """Why a decision is none any more, and the paper that says so."""

    field_order = ("reason", "learned_on", "document_no", "paper_on", "authority_name")


class CorrectForm(ReasonForm):
    """Every field of a record, as it was sent, to be put right."""

    def __init__(
        self, *args: object, item: Item, said: Mapping[str, str], **kwargs: object
    ) -> None:
        """Begin with what the record says."""
        super().__init__(*args, deed=Deed.CORRECT, **kwargs)
        self._codes = [field.code for field in item.fields if field.code not in FIXED]
        self._fixed = {code: said.get(code, "") for code in FIXED}
        for field in item.fields:
            if field.code not in FIXED:
                self.fields[f"f_{field.code}"] = _corrected(field, said.get(field.code, ""))

    def values(self) -> dict[str, str]:
        """Return the fields as a row would write them."""
        return self._fixed | {code: self.cleaned_data[f"f_{code}"] for code in self._codes}

    def add_faults(self, faults: Sequence[Fault]) -> None:
        """Say every fault beside its field, and on top."""
        for fault in faults:
            says, do = (words.to(language()) for words in (fault.rule.says, fault.rule.do))
            place = f"f_{fault.field}" if f"f_{fault.field}" in self.fields else None
            self.add_error(place, f"{says} · {do} · {fault.rule.code}")


def _corrected(field: Field, said: str) -> forms.Field:
    """Return the input for one field of a record; what is a code is chosen in words."""
    codes = catalogues.current().code_lists.get(field.code_list, {})
    if field.kind is FieldKind.CODE:
        return _coded(field, said, codes)
    widget: forms.Widget = forms.TextInput(attrs={"class": "govuk-input"})
    if field.max_length is not None and field.max_length > LONG and len(said) > LONG // 6:
        widget = forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3})
    return forms.CharField(
        label=field.name.to(language()),
        help_text=" · ".join(f"{code} {name.to(language())}" for code, name in codes.items()),
        required=False,
        initial=said,
        max_length=field.max_length,
        widget=widget,
    )


class FulfilledForm(PlainForm):
    """What was fulfilled, and by which day."""

    fulfilled_on = _day(_("On which day was the last duty fulfilled?"))
    paid_wan_yuan = _text(_("Amount paid (10,000 yuan)"), required=False)
    measure = _text(_("Measure taken"), required=False)

    def paper(self) -> dict[str, str]:
        """Return what was paid or done."""
        return {code: self.cleaned_data[code] for code in ("paid_wan_yuan", "measure")}


class CertifyForm(PaperForm):
    """Why a fact that was taken down may come back, and the new evidence."""

    reason = _choice(_("Why may it come back?"), [])
    field_order = ("reason", "document_no", "paper_on", "authority_name")

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the reasons."""
        super().__init__(*args, **kwargs)
        reasons = {reason.value: COMES_BACK_WORDS[reason] for reason in ComesBack}
        self.fields["reason"].choices = [("", _("Choose")), *_options(reasons)]  # type: ignore[attr-defined]  # it is a ChoiceField


def _coded(field: Field, said: str, codes: Mapping[str, Words]) -> forms.ChoiceField:
    """Return the list from which the code of a field is chosen."""
    return forms.ChoiceField(
        label=field.name.to(language()),
        required=False,
        initial=said,
        choices=[("", _("Nothing")), *_options(codes)],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
