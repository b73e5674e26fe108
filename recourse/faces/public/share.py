"""The page on which a counter types a code and is shown one statement, once."""

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recourse.attestation.errors import CodeOpensNothing, SayWhoYouAre, TooManyWrongCodes
from recourse.attestation.terms import Whom
from recourse.faces.helper_codes import SpokenCode
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import language, said
from recourse.ground.refused import Refused
from recourse.journeys import show_statement as showing


class OpenForm(PlainForm):
    """The code, and who types it."""

    recipient = forms.ChoiceField(
        label=_("Your organisation"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={
            "required": _("Choose your organisation"),
            "invalid_choice": _("Choose one from the list"),
        },
    )
    called = forms.CharField(
        label=_("Your counter or your name"),
        help_text=_("The person you serve sees it at once, in their own log."),
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
        error_messages={"required": _("Say which counter you are, or who")},
    )
    code = SpokenCode(help_text=_("Twelve letters and digits. It works once."))

    def __init__(self, *args: object, offered: Iterable[Whom], **kwargs: object) -> None:
        """Offer the organisations; leave it to us to say what is missing."""
        super().__init__(*args, **kwargs)
        chosen = [(one.code, said(one.name)) for one in offered]
        self.fields["recipient"].choices = [("", "–"), *chosen]  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["code"].widget.attrs.pop("maxlength", None)  # no paste is cut silently


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Take a code and show the statement it opens, this once; whatever opens none reads alike."""
    sent = request.POST if request.method == "POST" else None
    form = OpenForm(sent, offered=showing.recipients())
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            shown = showing.open_by_code(
                **{name: form.cleaned_data[name] for name in ("code", "recipient", "called")},
                address=_address(request),
                now=timezone.now(),
            )
        except (CodeOpensNothing, SayWhoYouAre) as refused:
            _say(form, refused)
        except TooManyWrongCodes as refused:
            _say(form, refused)
            status = refused.status
        else:
            return render(request, "public/shared.html", {"card": shown})
    return render(request, "public/share.html", {"form": form}, status=status)


def _say(form: OpenForm, refused: Refused) -> None:
    """Say why not, beside the field it is about."""
    field = "called" if isinstance(refused, SayWhoYouAre) else "code"
    form.add_error(field, f"{refused.words(language())} {refused.advice(language())}")


def _address(request: HttpRequest) -> str:
    """Return the address a request came from; in a city, as the web server in front says it.

    The last name in the header is the one that server wrote; any before it came from outside.
    """
    told: str = request.headers.get("X-Forwarded-For", "") if not settings.DEMO else ""
    nearest = told.rpartition(",")[2].strip()
    return nearest or str(request.META.get("REMOTE_ADDR", ""))
