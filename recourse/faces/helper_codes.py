"""The code that a helper was given: typed before or after signing in, kept as a digest."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

KEY = "helper_code"
LONGEST_CODE = 40


class CodeForm(forms.Form):
    """The code that a helper was given."""

    code = forms.CharField(
        label=_("The code you were given"),
        help_text=_("Twelve letters and digits. Whoever wants your help gave it to you."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input govuk-input--width-10 rc-mono",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Type the code you were given"),
            "max_length": _("A code has twelve letters and digits"),
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Leave it to us to say what is missing."""
        super().__init__(*args, use_required_attribute=False, **kwargs)  # type: ignore[arg-type,misc]  # passed through
        self.fields["code"].widget.attrs.pop("maxlength", None)  # no paste is cut silently


def keep(request: HttpRequest, digest: bytes) -> None:
    """Keep the digest of a code in this browser until it is accepted or left alone."""
    request.session[KEY] = digest.hex()


def kept(request: HttpRequest) -> bytes | None:
    """Return the digest of the code that was typed in this browser, if one was."""
    held = request.session.get(KEY)
    return None if held is None else bytes.fromhex(held)


def forget(request: HttpRequest) -> None:
    """Forget the code that was typed in this browser."""
    request.session.pop(KEY, None)
