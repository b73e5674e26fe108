"""The code that a helper was given: typed before or after signing in, kept as a digest."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from recourse.faces.plain_form import PlainForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KEY = "helper_code"
LONGEST_CODE = 40


class SpokenCode(forms.CharField):
    """A code that somebody was given; no paste is cut silently."""

    def __init__(
        self,
        *,
        help_text: "_StrPromise",
        label: "_StrPromise | None" = None,
        missing: "_StrPromise | None" = None,
    ) -> None:
        """Say where the code comes from."""
        super().__init__(
            label=label or _("The code you were given"),
            help_text=help_text,
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
                "required": missing or _("Type the code you were given"),
                "max_length": _("A code is shorter than that"),
            },
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """Leave it to us to say that a code is too long."""
        kept = super().widget_attrs(widget)
        kept.pop("maxlength", None)
        return kept


class CodeForm(PlainForm):
    """The code that a helper was given."""

    code = SpokenCode(
        help_text=_("Twelve letters and digits. Whoever wants your help gave it to you.")
    )


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
