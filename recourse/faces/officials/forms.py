"""Forms with which officials sign in and set up a code app."""

from django import forms
from django.utils.translation import gettext_lazy as _

from recourse.faces.plain_form import PlainForm

WIDE = {"class": "govuk-input", "spellcheck": "false", "autocapitalize": "none"}
NARROW = {"class": "govuk-input govuk-input--width-10", "spellcheck": "false"}
CODE = NARROW | {"autocomplete": "one-time-code", "autocapitalize": "characters"}


class ConfirmCode(PlainForm):
    """A code that shows that it is still the official who sits there."""

    code = forms.CharField(
        label=_("Code or recovery code"),
        help_text=_("Six digits of your code app, or one of your recovery codes."),
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Enter a code")},
    )


class CodeSignIn(ConfirmCode):
    """Seat, name and code: what an official types who has no passkey at hand."""

    seat = forms.CharField(
        label=_("Seat"),
        help_text=_(
            "Agency and number, as they stood on the invitation: for example, emergency/0101."
        ),
        max_length=200,
        widget=forms.TextInput(attrs=WIDE | {"autocomplete": "organization"}),
        error_messages={"required": _("Enter your seat")},
    )
    name = forms.CharField(
        label=_("Sign-in name"),
        help_text=_("It stood on the page on which you accepted the invitation."),
        max_length=60,
        widget=forms.TextInput(
            attrs=NARROW | {"autocomplete": "username", "autocapitalize": "none"}
        ),
        error_messages={"required": _("Enter your sign-in name")},
    )
    field_order = ("seat", "name", "code")


class FirstCode(PlainForm):
    """The code that shows that the code app took the secret over."""

    code = forms.CharField(
        label=_("Code of the app"),
        help_text=_("Six digits that the code app shows now."),
        max_length=20,
        widget=forms.TextInput(attrs=CODE | {"inputmode": "numeric"}),
        error_messages={"required": _("Enter the code")},
    )


class OtherHalf(PlainForm):
    """The half of an invitation that is typed; the other half was in the link."""

    code = forms.CharField(
        label=_("Code of the invitation"),
        help_text=_("Twelve letters and digits. Another administrator gave it to you."),
        max_length=40,
        widget=forms.TextInput(
            attrs=NARROW | {"autocomplete": "off", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Enter the code of the invitation")},
    )
