"""Pages by which a person tries a benefit, applies for it, follows it and withdraws."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.catalogue import queries as catalogues
from recourse.faces.benefit_pages import answer_view, application_view, rule_page
from recourse.faces.doors import oneself, own_file_only
from recourse.faces.portal.benefit_forms import ApplyForm, BenefitForm
from recourse.faces.sending import download
from recourse.ground.calendar import civil_date
from recourse.journeys import benefits as journeys
from recourse.journeys.benefits import Tried
from recourse.schemes import queries as schemes


@require_GET
@own_file_only
def benefits(request: HttpRequest, me: UUID) -> HttpResponse:
    """List what can be applied for, and what was applied for."""
    own = journeys.open_benefits(person=me, by=oneself(me), now=timezone.now())
    applications = [application_view(one) for one in own.applications]
    return render(request, "portal/benefits/list.html", {"own": own, "applications": applications})


@require_GET
@own_file_only
def benefit(request: HttpRequest, me: UUID, scheme: str) -> HttpResponse:  # noqa: ARG001 - the door lets in
    """Show one scheme: its rule in words, and where to try it; the file is not opened."""
    page = _rule(scheme)
    return render(request, "portal/benefits/scheme.html", {"page": page})


def _rule(scheme: str) -> object:
    """Return the rule of a scheme as a page shows it."""
    return rule_page(schemes.scheme_of(scheme), catalogues.current(), on=civil_date(timezone.now()))


@require_http_methods(["GET", "POST"])
@own_file_only
def try_it(request: HttpRequest, me: UUID, scheme: str) -> HttpResponse:
    """Ask what the scheme asks; show the answer. Nothing that is filled in is kept."""
    form = _form(request, scheme)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        shown = {"page": _rule(scheme), "form": form}
        return render(request, "portal/benefits/try.html", shown, status=status)
    tried = _tried(form, scheme, me)
    return _answered(request, scheme, form, tried, ApplyForm(), status=200)


def _form(request: HttpRequest, scheme: str) -> BenefitForm:
    """Return the form of a scheme."""
    sent = request.POST if request.method == "POST" else None
    return BenefitForm(sent, scheme=schemes.scheme_of(scheme), of=catalogues.current())


def _tried(form: BenefitForm, scheme: str, me: UUID) -> Tried:
    """Return the answer for what was filled in."""
    return journeys.try_benefit(
        scheme=scheme, given=form.given(), person=me, by=oneself(me), now=timezone.now()
    )


def _answered(
    request: HttpRequest,
    scheme: str,
    form: BenefitForm,
    tried: Tried,
    saying: ApplyForm,
    *,
    status: int,
) -> HttpResponse:
    """Show an answer, with what was filled in to be sent again."""
    shown = {
        "page": _rule(scheme),
        "tried": tried,
        "view": answer_view(tried.answer, tried.catalogue),
        "kept": form.kept().items(),
        "form": saying,
    }
    return render(request, "portal/benefits/answer.html", shown, status=status)


@require_POST
@own_file_only
def receipt_of_try(request: HttpRequest, me: UUID, scheme: str) -> HttpResponse:
    """Send the signed receipt of an answer, to be worked out again without us."""
    form = _form(request, scheme)
    if not form.is_valid():
        shown = {"page": _rule(scheme), "form": form}
        return render(request, "portal/benefits/try.html", shown, status=400)
    return _receipt(_tried(form, scheme, me).answer.receipt, f"answer-{scheme}.json")


def _receipt(receipt: object, name: str) -> HttpResponse:
    """Send a receipt as a file."""
    text = json.dumps(receipt, ensure_ascii=False, indent=1)
    return download(text.encode(), name=name, kind="application/json")


@require_POST
@own_file_only
def apply(request: HttpRequest, me: UUID, scheme: str) -> HttpResponse:
    """Apply with what was filled in; the answer is worked out anew."""
    form, saying = _form(request, scheme), ApplyForm(request.POST)
    if not form.is_valid():
        shown = {"page": _rule(scheme), "form": form}
        return render(request, "portal/benefits/try.html", shown, status=400)
    if not saying.is_valid():
        return _answered(request, scheme, form, _tried(form, scheme, me), saying, status=400)
    card = journeys.apply(
        scheme=scheme,
        given=form.given(),
        words=saying.cleaned_data["words"],
        agency=saying.cleaned_data["agency"],
        person=me,
        by=oneself(me),
        now=timezone.now(),
    )
    return redirect("portal:application", application=card.id)


@require_GET
@own_file_only
def application(request: HttpRequest, me: UUID, application: UUID) -> HttpResponse:
    """Show one application: where it is, the answer, what can be done."""
    own = journeys.open_application(
        person=me, application=application, by=oneself(me), now=timezone.now()
    )
    return render(request, "portal/benefits/application.html", {"page": application_view(own)})


@require_GET
@own_file_only
def receipt(request: HttpRequest, me: UUID, application: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the signed receipt of an application."""
    kept = journeys.receipt_of(
        person=me, application=application, by=oneself(me), now=timezone.now()
    )
    return _receipt(kept, f"application-{application}.json")


@require_http_methods(["GET", "POST"])
@own_file_only
def withdraw(request: HttpRequest, me: UUID, application: UUID) -> HttpResponse:
    """Ask once, then withdraw."""
    now = timezone.now()
    if request.method == "POST":
        journeys.withdraw(person=me, application=application, by=oneself(me), now=now)
        return redirect("portal:application", application=application)
    own = journeys.open_application(person=me, application=application, by=oneself(me), now=now)
    view = application_view(own)
    if not view.may_withdraw:
        return redirect("portal:application", application=application)
    return render(request, "portal/benefits/withdraw.html", {"page": view})
