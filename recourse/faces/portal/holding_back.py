"""The page on which a person has their letters held back for some days, or lets them come again."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from recourse.faces.doors import not_by_letter, oneself, own_file_only
from recourse.faces.plain_form import PlainForm
from recourse.faces.wording import reason
from recourse.ground.calendar import civil_date
from recourse.ground.refused import Refused
from recourse.notice import actions as notices
from recourse.notice import queries as letters
from recourse.notice.rules import LONGEST_HELD_BACK_DAYS
from recourse.notice.terms import HeldBack

_DAY = timedelta(days=1)


class HoldBackForm(PlainForm):
    """The last day on which nothing leaves; no reason is asked for."""

    last_on = forms.DateField(
        label=_("Last day on which nothing is sent"),
        help_text=_("As in 2026-11-23"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"],
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10"}),
        error_messages={
            "required": _("Fill this in"),
            "invalid": _("Write a real date, as in 2026-11-23"),
        },
    )


@require_http_methods(["GET", "POST"])
@own_file_only
@not_by_letter(shown=True)
def hold_back(request: HttpRequest, me: UUID) -> HttpResponse:
    """Say what holding letters back means, and do it."""
    form = HoldBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _held(form, me):
        return redirect("portal:hold-back")
    today = civil_date(timezone.now())
    shown = {
        "form": form,
        "last_held_on": _last_day(letters.held_back_of(me)) if not form.is_bound else None,
        "latest": today + timedelta(days=LONGEST_HELD_BACK_DAYS) - _DAY,
    }
    return render(request, "portal/hold_back.html", shown, status=400 if form.is_bound else 200)


def _last_day(held: HeldBack | None) -> object:
    """Return the last day on which letters are held back, if they are today."""
    today = civil_date(timezone.now())
    return held.until_on - _DAY if held is not None and held.holds(today) else None


def _held(form: HoldBackForm, me: UUID) -> bool:
    """Hold letters back as a valid form says; what is refused is said beside the field."""
    try:
        until_on = form.cleaned_data["last_on"] + _DAY
        notices.hold_back(person=me, until_on=until_on, by=oneself(me), now=timezone.now())
    except OverflowError:
        form.add_error("last_on", _("Write a real date, as in 2026-11-23"))
        return False
    except Refused as refused:
        form.add_error("last_on", reason(refused))
        return False
    return True


@require_POST
@own_file_only
def let_come(request: HttpRequest, me: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Let letters come again at once."""
    notices.let_come(person=me, by=oneself(me), now=timezone.now())
    return redirect("portal:hold-back")
