"""Where and how a person is told: addresses, electronic service, the language of letters."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from recourse.faces.doors import not_by_letter, oneself, own_file_only
from recourse.faces.helper_codes import SpokenCode
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import reason
from recourse.ground.refused import Refused
from recourse.journeys import keep_contact
from recourse.people import actions as people
from recourse.people.reaching import Way

KEY = "rc_contact"
"""Where the session keeps new addresses, sealed, until their codes are typed."""

SENT = "rc_contact_sent"
MOST_AN_HOUR = 5
_INPUT = {"class": "govuk-input"}


class ReachForm(PlainForm):
    """Where somebody wishes to be told; an empty field forgets."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("It gets one line that a letter is there, and nothing of what it says."),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs=_INPUT | {"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        ),
        error_messages={"invalid": _("Write an e-mail address, as in name@example.org")},
    )
    mobile = forms.RegexField(
        r"^\+?[0-9][0-9 -]{4,18}$",
        label=_("Mobile phone"),
        help_text=_("The same line as a text message."),
        required=False,
        widget=forms.TextInput(
            attrs={"class": "govuk-input govuk-input--width-20"}
            | {"autocomplete": "tel", "inputmode": "tel"}
        ),
        error_messages={"invalid": _("Write a phone number, in digits")},
    )
    postal = forms.CharField(
        label=_("Postal address"),
        help_text=_("The letter itself, on paper, if terms hang on it."),
        required=False,
        max_length=300,
        widget=forms.Textarea(
            attrs={"class": "govuk-textarea", "rows": 3, "autocomplete": "street-address"}
        ),
    )


class ProofForm(PlainForm):
    """The code that was sent to a new address."""

    code = SpokenCode(
        label=_("The code we sent"),
        help_text=_("Twelve letters and digits. It works for half an hour."),
        missing=_("Type the code we sent"),
    )


@require_http_methods(["GET", "POST"])
@own_file_only
@not_by_letter(shown=True)
def contact(request: HttpRequest, me: UUID) -> HttpResponse:
    """Show where and how the person is told; keep what they change."""
    reached = keep_contact.how(person=me)
    kept = reached.contact
    initial = {"email": kept.email, "mobile": kept.mobile, "postal": kept.postal}
    form = ReachForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _changed(request, me, form, initial):
        return redirect("portal:contact")
    return _page(request, form, reached)


def _changed(request: HttpRequest, me: UUID, form: ReachForm, old: dict[str, str]) -> bool:
    """Keep what needs no proof, send codes to what does; whether all could be done."""
    given, now = form.cleaned_data, timezone.now()
    new = [way for way in Way if given[way.value] and given[way.value] != old[way.value]]
    if new and not _may_send(request, len(new), now):
        form.add_error(None, str(_("Too many codes were sent. Try again in an hour.")))
        return False
    forgets = frozenset(way for way in Way if old[way.value] and not given[way.value])
    postal = given["postal"].replace("\r\n", "\n")
    keep_contact.keep_without_proof(
        person=me, postal=postal, forgets=forgets, by=oneself(me), now=now
    )
    for way in new:
        sealed = keep_contact.prove_first(
            person=me, way=way, to=given[way.value], by=oneself(me), now=now
        )
        request.session[KEY] = request.session.get(KEY, {}) | {way.value: sealed}
    return True


def _may_send(request: HttpRequest, count: int, now: datetime) -> bool:
    """Whether so many more codes may be sent from this session; keep that they are."""
    seconds = int(now.timestamp())
    lately = [at for at in request.session.get(SENT, []) if at > seconds - 3600]
    if len(lately) + count > MOST_AN_HOUR:
        return False
    request.session[SENT] = lately + [seconds] * count
    return True


@require_POST
@own_file_only
@not_by_letter()
def prove(request: HttpRequest, me: UUID, way: str) -> HttpResponse:
    """Take the code that was sent to a new address, and keep it."""
    waiting = request.session.get(KEY, {})
    form = ProofForm(request.POST)
    if way in waiting and request.POST.get("then") == "leave":
        return _forgotten(request, way)
    if way in waiting and form.is_valid():
        try:
            keep_contact.keep_proven(
                person=me,
                sealed=waiting[way],
                code=form.cleaned_data["code"],
                by=oneself(me),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("code", reason(refused))
        else:
            return _forgotten(request, way)
    if way not in waiting:
        return redirect("portal:contact")
    reached = keep_contact.how(person=me)
    kept = reached.contact
    shown = ReachForm(initial={"email": kept.email, "mobile": kept.mobile, "postal": kept.postal})
    return _page(request, shown, reached, proof=form, way=way)


def _forgotten(request: HttpRequest, way: str) -> HttpResponse:
    """Forget a new address that waits no longer."""
    rest = dict(request.session.get(KEY, {}))
    rest.pop(way, None)
    request.session[KEY] = rest
    return redirect("portal:contact")


@require_POST
@own_file_only
@not_by_letter()
def service(request: HttpRequest, me: UUID) -> HttpResponse:
    """Agree to electronic service, or end it."""
    keep_contact.choose_service(
        person=me,
        electronic=request.POST.get("service") == "agree",
        by=oneself(me),
        now=timezone.now(),
    )
    return redirect("portal:contact")


@require_POST
@own_file_only
@not_by_letter()
def letter_language(request: HttpRequest, me: UUID) -> HttpResponse:
    """Keep the language of letters; what is none of ours changes nothing."""
    language = request.POST.get("language", "")
    if language in people.LANGUAGES:
        people.choose_language(person=me, language=language, by=oneself(me), now=timezone.now())
    return redirect("portal:contact")


def _page(
    request: HttpRequest,
    form: ReachForm,
    reached: keep_contact.Reached,
    *,
    proof: ProofForm | None = None,
    way: str = "",
) -> HttpResponse:
    """Return the page, with a field for each code that is awaited."""
    waiting = request.session.get(KEY, {})
    shown = {
        "form": form,
        "reached": reached,
        "may_agree": bool(reached.contact.email or reached.contact.mobile),
        "proofs": [
            (one, proof if proof is not None and one == way else ProofForm(auto_id=f"id_{one}_%s"))
            for one in waiting
        ],
        "proof_errors": proof,
        "demo": settings.DEMO,
    }
    wrong = form.errors or (proof is not None and proof.errors)
    return render(request, "portal/contact.html", shown, status=400 if wrong else 200)
