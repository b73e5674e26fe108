"""A person's own cases: the list, one case, what was just sent, files, taking back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from recourse.faces.doors import Visitor, helpers_too, oneself, own_file_only
from recourse.faces.portal.asking import taken
from recourse.faces.portal.case import CasePage, case_page, cases_page
from recourse.faces.portal.forms import EvidenceForm
from recourse.journeys import own_cases as own
from recourse.redress.terms import State


@require_GET
@helpers_too()
def cases(request: HttpRequest, me: Visitor) -> HttpResponse:
    """List every case, and what was begun and not sent."""
    opened = own.open_cases(person=me.person, by=me.by, now=timezone.now())
    return render(request, "portal/cases.html", {"page": cases_page(opened)})


@require_GET
@helpers_too(of_case=True)
def case(request: HttpRequest, me: Visitor, case: UUID) -> HttpResponse:
    """Show one case: what was asked and shown, what happened, what happens next."""
    return render(request, "portal/case.html", {"page": _page(me, case)})


def _page(me: Visitor, case: UUID) -> CasePage:
    """Return the page of a case."""
    now = timezone.now()
    return case_page(own.open_case(person=me.person, case=case, by=me.by, now=now))


@require_GET
@helpers_too(of_case=True)
def sent(request: HttpRequest, me: Visitor, case: UUID) -> HttpResponse:
    """Confirm what was sent: its number, its last day, what happens next."""
    return render(request, "portal/sent.html", {"page": _page(me, case)})


@require_http_methods(["GET", "POST"])
@helpers_too(asks=True, of_case=True)
def add_file(request: HttpRequest, me: Visitor, case: UUID) -> HttpResponse:
    """Take one more file for an open case."""
    form = EvidenceForm()
    if request.method == "POST":
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid() and _added(form, me, case):
            return redirect("portal:case", case=case)
    shown = {"page": _page(me, case), "form": form}
    return render(request, "portal/add_file.html", shown, status=400 if form.is_bound else 200)


def _added(form: EvidenceForm, me: Visitor, case: UUID) -> bool:
    """Add the file of a form to a case; if it may not come in, the form says why."""
    return taken(
        form,
        lambda: own.add_file(
            person=me.person, case=case, evidence=form.evidence(), by=me.by, now=timezone.now()
        ),
    )


@require_GET
@helpers_too(of_case=True)
def file(request: HttpRequest, me: Visitor, case: UUID, file: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Give back a file of one's own, to be saved; it is never shown as a page of ours."""
    now = timezone.now()
    name, content = own.fetch_file(person=me.person, case=case, file=file, by=me.by, now=now)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@require_GET
@helpers_too(of_case=True)
def certificate(request: HttpRequest, me: Visitor, case: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Hand over the certificate that a case was erased."""
    issued = own.own_certificate(person=me.person, case=case, by=me.by, now=timezone.now())
    answer = HttpResponse(issued.file, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{case}.json"'
    return answer


@require_http_methods(["GET", "POST"])
@own_file_only
def take_back(request: HttpRequest, me: UUID, case: UUID) -> HttpResponse:
    """Ask once whether a case shall be taken back, then take it back."""
    if request.method == "POST":
        own.take_back(person=me, case=case, by=oneself(me), now=timezone.now())
        return redirect("portal:case", case=case)
    page = _page(Visitor(person=me, by=oneself(me)), case)
    if page.own.full.card.state is not State.OPEN:
        return redirect("portal:case", case=case)
    return render(request, "portal/take_back.html", {"page": page})
