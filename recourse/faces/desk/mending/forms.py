"""The forms: one held row with all its columns, and a corrected file."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recourse.catalogue import queries as catalogues
from recourse.catalogue.terms import Field, FieldKind
from recourse.faces.desk.forms import ACCEPTED
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import language, said
from recourse.journeys.amend_record import Fault
from recourse.journeys.mend_held_rows import OpenRow

LONG = 40
"""Characters past which what came is written in a box of several lines."""

MOST_CODES = 8
"""Codes that fit beside a field; longer lists are in the catalogue."""


class RowForm(PlainForm):
    """Every column of one held row, with what came in it; the rules judge what is written."""

    def __init__(self, data: Mapping[str, str] | None, *, opened: OpenRow) -> None:
        """Begin with what came, or with what was put right; or with what was sent now."""
        told = {f"f_{code}": text for code, text in opened.values.items()}
        super().__init__(data if data is not None else told)
        self._opened = opened
        for field in opened.item.fields:
            self.fields[f"f_{field.code}"] = _column(field, opened)
        self._sent = data is not None

    def values(self) -> dict[str, str]:
        """Return the row as it is written now, by field."""
        return {name.removeprefix("f_"): text for name, text in self.cleaned_data.items()}

    def add_faults(self, faults: Sequence[Fault]) -> None:
        """Say every fault beside its field and on top, and begin at the first."""
        for fault in faults:
            place = f"f_{fault.field}" if f"f_{fault.field}" in self.fields else None
            rule, spoken = fault.rule, language()
            law = rule.law.to(spoken)
            self.add_error(
                place, f"{rule.says.to(spoken)} · {rule.do.to(spoken)} · {rule.code} · {law}"
            )
        first = next((name for name in self.fields if name in self.errors), None)
        if first is not None:
            self.fields[first].widget.attrs["autofocus"] = True

    def came(self) -> Iterator[forms.BoundField]:
        """Yield the columns that came, and those that are faulty."""
        for name in self.fields:
            if name.removeprefix("f_") in self._opened.came or name in self.errors:
                yield self[name]

    def others(self) -> list[forms.BoundField]:
        """Return the columns that did not come and are not missed."""
        mine = {field.name for field in self.came()}
        return [self[name] for name in self.fields if name not in mine]


def _column(field: Field, opened: OpenRow) -> forms.Field:
    """Return the input of one column, under the heading of the file."""
    came = opened.came.get(field.code, "")
    attrs = {"class": "govuk-input", "autocomplete": "off"}
    widget: forms.Widget = forms.TextInput(attrs=attrs)
    if len(opened.values.get(field.code, "")) > LONG:
        widget = forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3})
    return forms.CharField(
        label=opened.headings.get(field.code) or said(field.name),
        help_text=" · ".join(_hints(field, opened, came)),
        required=False,
        widget=widget,
    )


def _hints(field: Field, opened: OpenRow, came: str) -> Iterator[str]:
    """Yield what helps to fill a column in: its name, its codes, what came."""
    name = said(field.name)
    if opened.headings.get(field.code, name) != name:
        yield name
    if field.kind in {FieldKind.CODE, FieldKind.CODES}:
        codes = catalogues.current().code_lists.get(field.code_list, {})
        if len(codes) <= MOST_CODES:
            yield " ".join(f"{code} {said(words)}" for code, words in codes.items())
    elif field.kind is FieldKind.DATE:
        yield gettext("As in 2026-11-23")
    if field.code in opened.came and came != opened.values.get(field.code, ""):
        yield gettext("Came as: %(text)s") % {"text": came or gettext("nothing")}


class HeldFileForm(PlainForm):
    """The file of held rows, corrected."""

    file = forms.FileField(
        label=_("The corrected file"),
        help_text=_(
            "The file you downloaded, with its columns for row and reason. Leave those two alone."
        ),
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ACCEPTED}),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Choose another one."),
        },
    )
