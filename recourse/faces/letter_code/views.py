"""The page on which a person types the number of their document and both halves of their code."""

from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recourse.faces import sessions
from recourse.faces.desk.document_form import document_types
from recourse.faces.helper_codes import SpokenCode
from recourse.faces.plain_form import PlainForm
from recourse.faces.returning import on_this_site
from recourse.faces.wording import reason
from recourse.ground.refused import Refused
from recourse.journeys import come_in_by_letter
from recourse.people.errors import AccountClosed
from recourse.people.sessions.terms import Way
from recourse.people.terms import DocumentType

BACKEND = "recourse.faces.ways_in.LetterCode"


class LetterCodeForm(PlainForm):
    """Document and both halves of a code; never a name, and nothing that could be guessed."""

    document_type = forms.ChoiceField(
        label=_("Your document"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={
            "required": _("Choose the kind of document"),
            "invalid_choice": _("Choose the kind of document"),
        },
    )
    document_number = forms.CharField(
        label=_("Number of your document"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"class": "govuk-input", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Fill in the number of the document")},
    )
    one = SpokenCode(
        label=_("First half of the code"),
        help_text=_("Eight letters and digits, on the first letter from the counter."),
        missing=_("Type the first half of the code"),
    )
    other = SpokenCode(
        label=_("Second half of the code"),
        help_text=_("Eight letters and digits, on the second letter."),
        missing=_("Type the second half of the code"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the documents in the language of the page."""
        super().__init__(*args, **kwargs)
        self.fields["document_type"].choices = document_types()  # type: ignore[attr-defined]  # it is a ChoiceField


@never_cache
@require_http_methods(["GET", "POST"])
def letter_code(request: HttpRequest) -> HttpResponse:
    """Ask for document and code, and let in whoever brings them together."""
    form = LetterCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, status=400 if form.is_bound else 200)
    try:
        _let_in(request, form)
    except Refused as refused:
        again = LetterCodeForm(initial=form.cleaned_data | {"one": "", "other": ""})
        return _page(request, again, status=refused.status, wrong=reason(refused))
    return redirect(on_this_site(request.POST.get("next", ""), request) or "portal:home")


def _let_in(request: HttpRequest, form: LetterCodeForm) -> None:
    """Begin a session; nothing of an earlier one in this browser is left.

    Raises:
        CodeLetsNobodyIn: Document and code open nothing together.
        TooManyTries: They do not, and there were too many wrong ones.
        AccountClosed: The person's way in was closed.

    """
    given, now = form.cleaned_data, timezone.now()
    card = come_in_by_letter.come_in(
        document_type=DocumentType(given["document_type"]),
        number=given["document_number"],
        halves=(given["one"], given["other"]),
        now=now,
    )
    request.session.flush()
    account = auth.authenticate(request, by_letter=card.id)
    if account is None:
        raise AccountClosed
    sessions.begin(request, account, Way.LETTER_CODE, now, backend=BACKEND)


def _page(
    request: HttpRequest, form: LetterCodeForm, *, status: int = 200, wrong: str = ""
) -> HttpResponse:
    """Return the page."""
    given = request.POST if request.method == "POST" else request.GET
    shown = {
        "form": form,
        "wrong": wrong,
        "next": on_this_site(given.get("next", ""), request),
    }
    return render(request, "sign_in/letter_code.html", shown, status=status)
