"""The forms of statements: which fields and which period; who may see one at a counter."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.attestation import rules
from recourse.attestation.errors import PeriodAhead, PeriodReversed, PeriodTooLong
from recourse.attestation.recipients.queries import open_recipients
from recourse.attestation.terms import Choice, Kind, Period, Recipient, Whom
from recourse.catalogue import queries as catalogues
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import language, said
from recourse.ground.calendar import add_months, civil_date
from recourse.ground.refused import Refused
from recourse.ground.words import Words

OWN_DAYS = "days"
PERIODS = (
    ("12", _("The last 12 months")),
    ("24", _("The last 2 years")),
    ("36", _("The last 3 years")),
    ("60", _("The last 5 years")),
    (OWN_DAYS, _("From one day to another")),
)
_OF_PERIOD = (PeriodAhead, PeriodReversed, PeriodTooLong)


class ADay(forms.DateInput):
    """A day, as browsers let people choose one; typed as year-month-day where they do not."""

    input_type = "date"

    def __init__(self) -> None:
        """Write days as ISO 8601 does."""
        classes = {"class": "govuk-input govuk-input--width-10"}
        super().__init__(attrs=classes, format="%Y-%m-%d")


class ChoiceForm(PlainForm):
    """What a person wants to have stated."""

    domains = forms.MultipleChoiceField(
        label=_("Which fields?"),
        help_text=_("Choose only what is asked for. The statement speaks of nothing else."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one field"),
            "invalid_choice": _("Choose fields from the list"),
        },
    )
    period = forms.ChoiceField(
        label=_("Which period?"),
        help_text=_("The days on which decisions were made; five years at most."),
        choices=PERIODS,
        initial="36",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a period"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )
    first = forms.DateField(
        label=_("First day"), required=False, widget=ADay(), input_formats=["%Y-%m-%d"]
    )
    last = forms.DateField(
        label=_("Last day"), required=False, widget=ADay(), input_formats=["%Y-%m-%d"]
    )

    recipient = forms.ChoiceField(
        label=_("For one organisation only?"),
        help_text=_("Then it is good for nobody else. Leave it open if you do not know yet."),
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"invalid_choice": _("Choose one from the list")},
    )

    def __init__(self, *args: object, kind: Kind, now: datetime, **kwargs: object) -> None:
        """Offer the fields about which something of this kind can be stated today."""
        super().__init__(*args, **kwargs)
        today = civil_date(now)
        self.kind, self.today, self.in_force = kind, today, catalogues.current()
        self.offered = self._recipients(now)
        named = [(key, self._named(one)) for key, one in self.offered.items()]
        self.fields["recipient"].choices = [("", "–"), *named]  # type: ignore[attr-defined]  # it is a ChoiceField
        offered = rules.domains_for(kind, self.in_force, today)
        self.fields["domains"].choices = [(code, said(name)) for code, name in offered.items()]  # type: ignore[attr-defined]  # it is a ChoiceField
        for name in ("first", "last"):
            self.fields[name].error_messages["invalid"] = str(
                _("Write the day as year-month-day, for example 2026-11-23")
            )

    def _recipients(self, now: datetime) -> dict[str, Recipient]:
        """Return who may ask for something of this kind; a report is bound to nobody."""
        if self.kind is not Kind.NO_VIOLATION:
            return {}
        return {f"{one.id}/{one.request}": one for one in open_recipients(now)}

    def _named(self, one: Recipient) -> str:
        """Return an organisation with its purpose, and the field that lies in."""
        asked = self.in_force.requests[one.request]
        field = said(self.in_force.domains[asked.domain])
        return f"{said(one.name)} – {said(asked.name)} – {field}"

    def clean(self) -> dict[str, object]:
        """Refuse what cannot be stated beside the field it concerns."""
        given = dict(self.cleaned_data)
        if not self.errors and given["period"] == OWN_DAYS:
            for name in ("first", "last"):
                if given.get(name) is None:
                    self.add_error(name, str(_("Name both days")))
        if not self.errors:
            try:
                rules.check(self.choice(), self.in_force, self.today)
            except Refused as refused:
                self.refuse(refused)
        return given

    def refuse(self, refused: Refused) -> None:
        """Say why not, beside the field that it is about."""
        field = "domains"
        if isinstance(refused, _OF_PERIOD):
            field = "last" if self.cleaned_data["period"] == OWN_DAYS else "period"
        self.add_error(field, f"{refused.words(language())} {refused.advice(language())}")

    def choice(self) -> Choice:
        """Return what was chosen; domains stand in the order of the catalogue."""
        given = self.cleaned_data
        first, last = given["first"], given["last"]
        if given["period"] != OWN_DAYS:
            first, last = add_months(self.today, -int(given["period"])), self.today
        chosen = set(given["domains"])
        return Choice(
            kind=self.kind,
            domains=tuple(code for code in self.in_force.domains if code in chosen),
            period=Period(first=first, last=last),
            recipient=self.offered.get(given.get("recipient", "")),
        )


class ShareForm(PlainForm):
    """Whose counter may see a statement."""

    recipient = forms.ChoiceField(
        label=_("Which organisation?"),
        help_text=_("A clerk at any of its counters can use the code, once."),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={
            "required": _("Choose the organisation"),
            "invalid_choice": _("Choose one from the list"),
        },
    )

    def __init__(self, *args: object, offered: Iterable[Whom], **kwargs: object) -> None:
        """Offer the organisations, by name."""
        super().__init__(*args, **kwargs)
        named: Mapping[str, Words] = {one.code: one.name for one in offered}
        chosen = [(code, said(name)) for code, name in named.items()]
        self.fields["recipient"].choices = [("", "–"), *chosen]  # type: ignore[attr-defined]  # it is a ChoiceField
