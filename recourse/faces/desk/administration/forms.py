"""The administrators' forms: what is proposed, from when, until when; why something is refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recourse.agencies.machines import rules as machines
from recourse.agencies.proposals.rules import LONGEST_WHY
from recourse.agencies.proposals.terms import (
    Asked,
    NewAddress,
    NewInvitation,
    NewMachine,
    NewMandate,
    NewSeat,
    NewSecret,
)
from recourse.agencies.rules import LONGEST_ADDRESS
from recourse.agencies.terms import MandateKind, Role
from recourse.faces.desk.administration.wording import ROLES
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import reason, said
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.ground.words import Words
from recourse.journeys.administer import Offer
from recourse.officials import rules as officials

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import _StrPromise

_NEEDED = {"required": _("Fill this in")}
_CHOOSE = {"required": _("Choose one"), "invalid_choice": _("Choose one")}
_INPUT = {"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}
_SHORT = _INPUT | {"class": "govuk-input govuk-input--width-10"}
_DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]


def _text(
    label: "_StrPromise", *, longest: int, hint: "_StrPromise | str" = "", short: bool = True
) -> forms.CharField:
    """Return one line of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.TextInput(attrs=dict(_SHORT if short else _INPUT)),
        error_messages=_NEEDED,
    )


def _day(label: "_StrPromise", hint: "_StrPromise") -> forms.DateField:
    """Return a civil date that may be left out."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        input_formats=_DAYS,
        widget=forms.TextInput(attrs=dict(_SHORT)),
        error_messages={"invalid": _("Write a real date, as in 2026-11-23")},
    )


def _number(label: "_StrPromise", *, least: int, most: int, first: int) -> forms.IntegerField:
    """Return a whole number within bounds."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=first,
        widget=forms.TextInput(attrs=_SHORT | {"inputmode": "numeric"}),
        error_messages=_NEEDED | {"invalid": _("Write a whole number")},
    )


def _from() -> forms.DateField:
    """Return the first day of a period."""
    return _day(_("First day"), _("As in 2026-11-23. Left empty, it begins when it is approved."))


def _until() -> forms.DateField:
    """Return the first day after a period."""
    return _day(_("First day it is over"), _("Left empty, it goes on until somebody ends it."))


class DeedForm(PlainForm):
    """A form of an administrator; a refusal of the rooms is said at its top."""

    def choose(self, name: str, options: Sequence[tuple[str, object]]) -> None:
        """Offer these in a field."""
        self.fields[name].choices = options  # type: ignore[attr-defined]  # it is a ChoiceField

    def say(self, refused: Refused) -> None:
        """Say what was refused, and what to do."""
        self.add_error(None, reason(refused))

    def asked(self) -> Asked:
        """Return what a valid form proposes."""
        raise NotImplementedError


class PeriodForm(DeedForm):
    """Something that begins and may end; no day lies in the past."""

    def clean(self) -> None:
        """Refuse days that have passed."""
        today = civil_date(timezone.now())
        for name in ("valid_from_on", "valid_until_on"):
            on = self.cleaned_data.get(name)
            if on is not None and on < today:
                self.add_error(name, _("This day has passed. Give today or a later day."))

    def begins(self) -> "date":
        """Return the first day; today if none is given."""
        given: date | None = self.cleaned_data["valid_from_on"]
        return given or civil_date(timezone.now())


class SeatForm(PeriodForm):
    """A new seat."""

    number = _text(
        _("Number of the seat"),
        longest=20,
        hint=_("People read it in their log. A number is given once and never again."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages=_CHOOSE,
    )
    unit_zh = _text(_("Section, in Chinese"), longest=60, short=False)
    unit_en = _text(_("Section, in English"), longest=60, short=False)
    look_ups_a_day = _number(_("Look-ups a day, at most"), least=0, most=100_000, first=500)
    valid_from_on = _from()
    valid_until_on = _until()

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the roles in the language of the page, with none chosen beforehand."""
        super().__init__(*args, **kwargs)
        roles: list[tuple[str, object]] = [(role.value, ROLES[role]) for role in Role]
        self.choose("role", [("", _("Choose")), *roles])

    def asked(self) -> NewSeat:
        """Return the seat."""
        given = self.cleaned_data
        return NewSeat(
            number=given["number"],
            role=Role(given["role"]),
            unit=Words(zh=given["unit_zh"], en=given["unit_en"]),
            valid_from_on=self.begins(),
            valid_until_on=given["valid_until_on"],
            look_ups_a_day=given["look_ups_a_day"],
        )


class MandateForm(PeriodForm):
    """A new mandate, out of what the catalogue gives this seat."""

    code = forms.ChoiceField(
        label=_("What may the seat do?"), widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    valid_from_on = _from()
    valid_until_on = _until()

    def __init__(self, *args: object, offers: Sequence[Offer] = (), **kwargs: object) -> None:
        """Offer each with its law."""
        super().__init__(*args, **kwargs)
        self.kinds = {offer.code: offer.kind for offer in offers}
        self.choose("code", [(one.code, f"{said(one.name)} · {said(one.law)}") for one in offers])

    def asked(self) -> NewMandate:
        """Return the mandate."""
        given = self.cleaned_data
        return NewMandate(
            kind=MandateKind(self.kinds[given["code"]]),
            code=given["code"],
            valid_from_on=self.begins(),
            valid_until_on=given["valid_until_on"],
        )


class InvitationForm(DeedForm):
    """Whom to let in to a seat."""

    name = forms.RegexField(
        rf"\A{officials.NAME.pattern}\Z",
        label=_("Sign-in name of the official"),
        help_text=_("2 to 40 small letters, digits, dots and dashes. Not their full name."),
        widget=forms.TextInput(attrs=_SHORT | {"autocapitalize": "none"}),
        error_messages=_NEEDED | {"invalid": _("Small letters, digits, dots and dashes only")},
    )
    hours = _number(_("For how many hours the link works"), least=1, most=336, first=72)

    def asked(self) -> NewInvitation:
        """Return the invitation."""
        given = self.cleaned_data
        return NewInvitation(name=given["name"], hours=given["hours"])


class MachineForm(DeedForm):
    """A machine that shall act as the seat."""

    client_id = forms.RegexField(
        rf"\A{machines.NAME.pattern}\Z",
        label=_("Name of the machine"),
        help_text=_("Letters, digits, dots, dashes and underscores. Given once, never again."),
        widget=forms.TextInput(attrs=_SHORT | {"autocapitalize": "none"}),
        error_messages=_NEEDED
        | {"invalid": _("Letters, digits, dots, dashes and underscores only")},
    )

    def asked(self) -> NewMachine:
        """Return the machine."""
        return NewMachine(client_id=self.cleaned_data["client_id"])


class SecretForm(DeedForm):
    """How long both secrets of a machine are valid."""

    overlap_hours = _number(
        _("For how many hours the earlier secret stays valid"), least=1, most=336, first=72
    )

    def __init__(self, *args: object, client_id: str = "", **kwargs: object) -> None:
        """Keep which machine it is."""
        super().__init__(*args, **kwargs)
        self.client_id = client_id

    def asked(self) -> NewSecret:
        """Return the renewal."""
        hours = self.cleaned_data["overlap_hours"]
        return NewSecret(client_id=self.client_id, overlap_hours=hours)


class AddressForm(DeedForm):
    """Where an agency is told of recalls."""

    address = _text(
        _("Address"),
        longest=LONGEST_ADDRESS,
        hint=_("A public address that begins with https://"),
        short=False,
    )

    def asked(self) -> NewAddress:
        """Return the address."""
        return NewAddress(address=self.cleaned_data["address"])


class DayForm(DeedForm):
    """The first day on which something is over."""

    on = _day(_("First day it is over"), _("As in 2026-11-23. Left empty, it ends today."))

    def clean_on(self) -> "date":
        """Return the day; today if none is given.

        Raises:
            ValidationError: It has passed: what was done then was done with the power.

        """
        today = civil_date(timezone.now())
        on: date | None = self.cleaned_data["on"]
        if on is not None and on < today:
            raise forms.ValidationError(_("This day has passed. Give today or a later day."))
        return on or today


class WhyForm(DeedForm):
    """Why a proposal is refused."""

    why = forms.CharField(
        label=_("Why do you refuse it?"),
        help_text=_("Whoever proposed it reads this. Name nobody."),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"class": "govuk-textarea", "rows": 3}),
        error_messages={"required": _("Say why")},
    )
