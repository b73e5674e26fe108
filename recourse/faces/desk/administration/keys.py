"""The page of keys: which there are, what is next; a new generation begun by the worker."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from recourse.agencies.terms import Role, SeatCard
from recourse.faces import wording as spoken
from recourse.faces.desk.administration import forms
from recourse.faces.desk.administration.asking import administrators, posted
from recourse.faces.desk.administration.pages import AskPage, Text
from recourse.faces.desk.administration.places import FOLDER
from recourse.faces.desk.administration.wording import SERIES, SIGNERS
from recourse.faces.doors import seats_only
from recourse.ground.refused import Refused
from recourse.journeys.key_register import (
    GenerationLine,
    KeyRegister,
    KeysOfYear,
    PublicKey,
    ToDo,
    What,
    key_register,
)
from recourse.people import actions as people
from recourse.people.queries import MOST_COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be done, in words."""

    key: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """The keys of one series and year, in words."""

    keys: KeysOfYear
    series: Text
    in_use: str
    destroyed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRow:
    """A key that signs."""

    key: PublicKey
    signs: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRow:
    """A generation and how many people it protects."""

    line: GenerationLine
    people: str


@require_GET
@seats_only(Role.ADMINISTRATOR)
def keys(request: HttpRequest, seat: SeatCard) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Show which keys there are and what is to do; never a key."""
    register = key_register(now=timezone.now())
    shown = {
        "register": register,
        "tasks": [_task(one) for one in register.to_do],
        "generations": _generations(register),
        "years": [_year(one) for one in register.years],
        "public": [PublicRow(key=one, signs=SIGNERS[one.signer]) for one in register.public],
    }
    return render(request, f"{FOLDER}/keys.html", shown)


@administrators
def renew(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """Begin a new generation of the key of identities; the worker does the rest."""
    form = forms.DeedForm(posted(request))
    if form.is_valid():
        try:
            people.begin_rotation(by=seat.actor, now=timezone.now())
        except Refused as refused:
            form.say(refused)
        else:
            return redirect("desk:keys")
    page = AskPage(
        title=_("Begin a new key for identities"),
        about=_("Keys"),
        back=reverse("desk:keys"),
        back_name=_("Keys"),
        effects=[
            _("The worker puts everybody under the new key, a thousand at a time."),
            _("Nobody’s data is read, and nothing stops meanwhile."),
            _("The earlier key stays until nobody is under it. Then the operator destroys it."),
        ],
        button=_("Begin it"),
    )
    status = 400 if form.is_bound else 200
    return render(request, f"{FOLDER}/ask.html", {"form": form, "page": page}, status=status)


def _task(one: ToDo) -> Task:
    """Return what is to be done, in one or two sentences."""
    day = "" if one.by_on is None else spoken.day(one.by_on)
    says = {
        What.DESTROY_BY_ITSELF: _(
            "Over since %(day)s. The worker destroys it within the hour."
            " If it stays, look at the worker."
        ),
        What.FINISH_ROTATION: ngettext(
            "%(people)s person is still under it. The worker goes on.",
            "%(people)s people are still under it. The worker goes on.",
            one.people,
        ),
        What.RETIRE: _(
            "Nobody is under it any more. Once no backup from before is left, best by %(day)s,"
            " have the operator destroy it: recourse keys destroy %(key)s --yes"
        ),
        What.RENEW_CERTIFICATE: _(
            "Its certificate ends on %(day)s. Have the operator ask for a new one before."
        ),
    }[one.what]
    return Task(
        key=one.key, says=says % {"day": day, "key": one.key, "people": _counted(one.people)}
    )


def _counted(people: int) -> str:
    """Return a count; what is counted to a ceiling says so."""
    if people <= MOST_COUNTED:
        return spoken.number(people)
    return _("more than %(count)s") % {"count": spoken.number(MOST_COUNTED)}


def _generations(register: KeyRegister) -> list[GenerationRow]:
    """Return the generations with their counts in words."""
    return [GenerationRow(line=one, people=_counted(one.people)) for one in register.generations]


def _year(one: KeysOfYear) -> YearRow:
    """Return the keys of a year in words."""
    return YearRow(
        keys=one,
        series=SERIES[one.series],
        in_use=_months(one.in_use),
        destroyed=_months(one.destroyed),
    )


def _months(months: Sequence[int]) -> str:
    """Return months in short, runs as runs: `1–3, 7`; the year itself as a word."""
    if not months:
        return ""
    if tuple(months) == (0,):
        return _("the year’s key")
    runs: list[list[int]] = []
    for month in sorted(months):
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    between = _(", ")
    text = between.join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return ngettext("month %(months)s", "months %(months)s", len(months)) % {"months": text}
