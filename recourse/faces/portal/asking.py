"""Pages by which a person asks for something: one question a page, saved as they go, then sent."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from recourse.faces.doors import Visitor, helpers_too, oneself, own_file_only
from recourse.faces.portal import steps
from recourse.faces.portal.forms import (
    EvidenceForm,
    FormForm,
    GroundForm,
    PromiseForm,
    WordsForm,
)
from recourse.faces.portal.steps import Page
from recourse.faces.returning import on_this_site
from recourse.faces.wording import language, reason
from recourse.journeys import ask
from recourse.redress import errors
from recourse.redress.terms import Kind


@require_http_methods(["GET", "POST"])
@helpers_too(asks=True)
def step(
    request: HttpRequest,
    me: Visitor,
    *,
    kind: Kind,
    step: str,
    record: UUID | None = None,
    entry: UUID | None = None,
    case: UUID | None = None,
) -> HttpResponse:
    """Show one page of a journey, or take its answer and lead on."""
    if step not in steps.STEPS[kind]:
        raise Http404
    question = ask.Question(kind=kind, record=record, entry=entry, reviewed=case)
    page = _page(question, step, me)
    if page.is_open_already:
        return _already(request, page)
    if page.asking.repair is not None and page.asking.repair.is_early and step != "start":
        return redirect(steps.first(question))
    return _SHOWN[step](request, me, page)


def _page(question: ask.Question, step: str, me: Visitor) -> Page:
    """Return the page with what was answered so far."""
    asking = ask.begin(question, person=me.person, by=me.by, now=timezone.now())
    return Page(asking=asking, step=step)


def _already(request: HttpRequest, page: Page) -> HttpResponse:
    """Say kindly that the same is being decided, and lead to it."""
    status = 409 if request.method == "POST" else 200
    return render(request, "portal/ask/already.html", {"page": page}, status=status)


def _start(request: HttpRequest, me: Visitor, page: Page) -> HttpResponse:  # noqa: ARG001 - as every step
    """Say whether repair can be asked for, on which conditions, with which papers."""
    return render(request, "portal/ask/start.html", {"page": page})


def _question(request: HttpRequest, me: Visitor, page: Page) -> HttpResponse:
    """Ask one question; keep a good answer and lead on."""
    form = _form(request, page)
    wants_later = request.POST.get("then") == "later"
    if form.is_bound and wants_later and not request.POST.get(page.step, "").strip():
        return redirect("portal:cases")
    if not form.is_valid():
        return _shown(request, "portal/ask/question.html", page, form)
    answers = {**page.asking.answers, page.step: form.cleaned_data[page.step]}
    ask.keep(page.asking.question, answers, person=me.person, by=me.by, now=timezone.now())
    return redirect(_after(request, page))


def _form(request: HttpRequest, page: Page) -> forms.Form:
    """Return the form of a question, with the answer that was given before."""
    sent = request.POST if request.method == "POST" else None
    before = {page.step: page.asking.answers.get(page.step, "")}
    if page.step == "ground":
        return GroundForm(sent, initial=before)
    if page.step == "form":
        return FormForm(sent, initial=before)
    kind = page.asking.question.kind
    label, hint = steps.ASKED[kind]
    empty = kind is Kind.ERASURE
    return WordsForm(sent, initial=before, label=str(label), hint=str(hint), may_be_empty=empty)


def _shown(request: HttpRequest, template: str, page: Page, form: forms.Form) -> HttpResponse:
    """Show a page with its form; one that was answered wrongly says so."""
    status = 400 if form.is_bound else 200
    return render(request, template, {"page": page, "form": form}, status=status)


def _after(request: HttpRequest, page: Page) -> str:
    """Return where a good answer leads."""
    if request.POST.get("then") == "later":
        return reverse("portal:cases")
    if request.GET.get("then") == "check":
        return steps.address(page.asking.question, "check")
    return page.after


def _files(request: HttpRequest, me: Visitor, page: Page) -> HttpResponse:
    """Take files one after the other; each is shown with its receipt."""
    if request.method == "GET":
        return _shown(request, "portal/ask/files.html", page, EvidenceForm())
    if request.POST.get("then"):
        return redirect(_after(request, page))
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid() and _kept(form, me, page):
        return redirect(request.get_full_path())
    return _shown(request, "portal/ask/files.html", page, form)


def _kept(form: EvidenceForm, me: Visitor, page: Page) -> bool:
    """Keep a file with the draft; if it may not come in, the form says why."""
    return taken(
        form,
        lambda: ask.choose_file(
            page.asking.question, form.evidence(), person=me.person, by=me.by, now=timezone.now()
        ),
    )


def taken(form: EvidenceForm, keep: Callable[[], None]) -> bool:
    """Run what keeps the file of a form; a refusal is said beside the field."""
    try:
        keep()
    except (errors.FileKind, errors.FileTooLarge, errors.TooManyFiles) as refused:
        form.add_error("file", reason(refused))
        return False
    return True


def _check(request: HttpRequest, me: Visitor, page: Page) -> HttpResponse:
    """Show every answer once more; send them."""
    if page.missing:
        return redirect(steps.address(page.asking.question, page.missing))
    is_repair = page.asking.question.kind is Kind.REPAIR
    sent = request.POST if request.method == "POST" else None
    form = PromiseForm(sent) if is_repair else forms.Form(sent)
    if not form.is_valid():
        return _shown(request, "portal/ask/check.html", page, form)
    try:
        card = ask.send(
            page.asking.question,
            promised=is_repair,
            person=me.person,
            by=me.by,
            now=timezone.now(),
        )
    except errors.OneAtATime:
        return _already(request, _page(page.asking.question, page.step, me))
    return redirect("portal:case-sent", case=card.id)


_SHOWN: dict[str, Callable[[HttpRequest, Visitor, Page], HttpResponse]] = {
    "start": _start,
    "ground": _question,
    "words": _question,
    "form": _question,
    "files": _files,
    "check": _check,
}


@require_POST
@helpers_too(asks=True)
def drop_file(request: HttpRequest, me: Visitor, file: UUID) -> HttpResponse:
    """Remove a file that was chosen and not sent; go back to where it was shown."""
    ask.drop_file(person=me.person, file=file, by=me.by, now=timezone.now())
    return redirect(on_this_site(request.POST.get("next", ""), request) or "portal:cases")


@require_POST
@helpers_too(asks=True)
def forget(
    request: HttpRequest,  # noqa: ARG001 - Django's signature
    me: Visitor,
    *,
    kind: Kind,
    record: UUID | None = None,
    entry: UUID | None = None,
    case: UUID | None = None,
) -> HttpResponse:
    """Throw away what was begun."""
    question = ask.Question(kind=kind, record=record, entry=entry, reviewed=case)
    ask.forget(question, person=me.person, by=me.by, now=timezone.now())
    return redirect("portal:cases")


@require_http_methods(["GET", "POST"])
@helpers_too(asks=True)
def not_me(request: HttpRequest, me: Visitor, record: UUID) -> HttpResponse:
    """Say with one click that a record is about somebody else."""
    question = ask.Question(kind=Kind.OBJECTION, record=record)

    def send() -> UUID:
        return ask.say_not_me(
            person=me.person, record=record, language=language(), by=me.by, now=timezone.now()
        ).id

    return _one_click(request, me, question, send, "portal/ask/not_me.html")


@require_http_methods(["GET", "POST"])
@helpers_too(asks=True)
def not_applied(request: HttpRequest, me: Visitor, entry: UUID) -> HttpResponse:
    """Say with one click that nothing was applied for where somebody looked."""
    question = ask.Question(kind=Kind.WHY, entry=entry)

    def send() -> UUID:
        return ask.say_not_applied(
            person=me.person, entry=entry, language=language(), by=me.by, now=timezone.now()
        ).id

    return _one_click(request, me, question, send, "portal/ask/not_applied.html")


def _one_click(
    request: HttpRequest,
    me: Visitor,
    question: ask.Question,
    send: Callable[[], UUID],
    template: str,
) -> HttpResponse:
    """Show a page with one button, or do what it says."""
    if request.method == "GET":
        page = _page(question, steps.STEPS[question.kind][0], me)
        return render(request, template, {"page": page})
    try:
        case = send()
    except errors.OneAtATime:
        return _already(request, _page(question, "check", me))
    return redirect("portal:case-sent", case=case)


@require_http_methods(["GET", "POST"])
@own_file_only
def take_down(request: HttpRequest, me: UUID, record: UUID) -> HttpResponse:
    """Take down, at once, a record that speaks for the person."""
    question = ask.Question(kind=Kind.ERASURE, record=record)
    if request.method == "GET":
        page = _page(question, "words", Visitor(person=me, by=oneself(me)))
        if not page.asking.speaks_for_them:
            return redirect(steps.first(question))
        return render(request, "portal/ask/take_down.html", {"page": page})
    ask.take_down(person=me, record=record, by=oneself(me), now=timezone.now())
    return redirect("portal:record", record=record)
