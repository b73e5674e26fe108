"""Pages of those who answer cases: the queue, a case, its files, the decision and its preview."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from recourse.agencies import queries as agencies
from recourse.agencies.terms import Role, SeatCard
from recourse.catalogue import queries as catalogues
from recourse.faces.addresses import place_in_queue
from recourse.faces.desk.case_forms import Article, DecisionForm
from recourse.faces.desk.cases import URGENT, articles_of, case_page, queue_page
from recourse.faces.doors import seats_only
from recourse.faces.officials.confirming import confirmed
from recourse.faces.sending import download
from recourse.faces.wording import language, said
from recourse.ground.calendar import civil_date, end_of
from recourse.ground.refused import Refused
from recourse.journeys import answer_case
from recourse.journeys.answer_case import OpenCase
from recourse.redress import queries as redress
from recourse.redress import rules
from recourse.redress.phrases import PHRASES, phrase
from recourse.redress.terms import Kind, Pile, QueueLine, State
from recourse.store.calendar import working_days

ANSWERING = (Role.CASE_OFFICER, Role.AGENCY_OFFICER)


@require_GET
@seats_only(*ANSWERING)
def cases(request: HttpRequest, seat: SeatCard) -> HttpResponse:
    """List the open cases of the agency that this seat may answer, the most urgent first."""
    lines = queue_asked_for(request, seat)
    takers = {line.taken_by for line in lines if line.taken_by is not None}
    shown = queue_page(
        lines,
        seat=seat,
        seats={one.id: one for one in agencies.seats(takers)} if takers else {},
        pile=_shown(request),
        calendar=working_days(),
        now=timezone.now(),
    )
    return render(request, "desk/cases/queue.html", {"page": shown})


def queue_asked_for(
    request: HttpRequest, seat: SeatCard, *, most: int = redress.QUEUE_AT_ONCE
) -> list[QueueLine]:
    """Return the lines of the queue that an address asks for."""
    shown = _shown(request)
    return redress.queue_of(
        seat.agency.id,
        kinds=[kind for kind in Kind if rules.may_answer(kind, seat.role)],
        pile=Pile.ALL if shown == URGENT else Pile(shown),
        seat=seat.id,
        due_until=end_of(civil_date(timezone.now())) if shown == URGENT else None,
        after=place_in_queue(request.GET.get("after", "")),
        most=most,
    )


def _shown(request: HttpRequest) -> str:
    """Return what an address asks to be shown; nonsense asks for all."""
    asked = request.GET.get("show", "")
    return asked if asked in {*Pile, URGENT} else Pile.ALL


@require_GET
@seats_only(*ANSWERING)
def case(request: HttpRequest, seat: SeatCard, case: UUID) -> HttpResponse:
    """Show one case; the person finds this opening in their log."""
    now = timezone.now()
    opened = answer_case.open_case(case=case, by=seat, now=now)
    shown = case_page(opened, seat=seat, calendar=working_days(), now=now)
    return render(request, "desk/cases/case.html", {"page": shown})


@require_GET
@seats_only(*ANSWERING)
def case_file(request: HttpRequest, seat: SeatCard, case: UUID, file: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send a file of the case, to be saved and not shown; that it was opened is written down."""
    card, content = answer_case.open_file(case=case, file=file, by=seat, now=timezone.now())
    return download(content, name=card.name, kind=card.media_type)


@require_POST
@seats_only(*ANSWERING)
def take(request: HttpRequest, seat: SeatCard, case: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Take a case on."""
    answer_case.take(case=case, by=seat, now=timezone.now())
    return redirect("desk:case", case=case)


@require_POST
@seats_only(*ANSWERING)
def accept(request: HttpRequest, seat: SeatCard, case: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Accept an application for repair."""
    answer_case.accept(case=case, by=seat, now=timezone.now())
    return redirect("desk:case", case=case)


@require_POST
@seats_only(*ANSWERING)
def extend(request: HttpRequest, seat: SeatCard, case: UUID) -> HttpResponse:
    """Let the clock run longer for one of the reasons there are."""
    reason = request.POST.get("reason", "")
    answer_case.extend(case=case, reason=reason, by=seat, now=timezone.now())
    return redirect("desk:case", case=case)


def _signs(request: HttpRequest) -> bool:
    """Whether a decision is signed."""
    return request.method == "POST" and request.POST.get("step") == "sign"


@require_http_methods(["GET", "POST"])
@seats_only(*ANSWERING)
@confirmed(_signs)
def decide(request: HttpRequest, seat: SeatCard, case: UUID) -> HttpResponse:
    """Show the form, then the exact letter; keep nothing until that is signed."""
    now = timezone.now()
    opened = answer_case.open_case(case=case, by=seat, now=now)
    if request.method == "GET" and opened.whole.card.state is not State.OPEN:
        return redirect("desk:case", case=case)
    form = _form(request, opened, now)
    step = request.POST.get("step", "")
    if step in {"preview", "sign"} and form.is_valid():
        return _preview_or_sign(request, form, opened, seat, sign=step == "sign")
    return _ask(request, form, opened, seat, status=400 if step in {"preview", "sign"} else 200)


def _form(request: HttpRequest, opened: OpenCase, now: datetime) -> DecisionForm:
    """Return the form of this case; what is changed again is shown without being judged."""
    card, sent = opened.whole.card, request.POST if request.method == "POST" else None
    is_edited_again = sent is not None and sent.get("step") in {"edit", "phrase"}
    return DecisionForm(
        None if is_edited_again else sent,
        initial=_as_sent(sent.dict(), card.kind) if sent is not None and is_edited_again else None,
        kind=card.kind,
        has_record=card.record_id is not None,
        evidence=opened.whole.files,
        articles=_articles(opened, now),
    )


def _as_sent(sent: dict[str, str], kind: Kind) -> dict[str, str]:
    """Return what was sent; a text to begin with comes before what was written."""
    begins = phrase(kind, sent.get("phrase", "")) if sent.get("step") == "phrase" else None
    if begins is None:
        return sent
    written = sent.get("words", "")
    words = "\n".join(filter(None, (said(begins.says), written)))
    return {"outcome": str(begins.outcome)} | sent | {"words": words}


def _articles(opened: OpenCase, now: datetime) -> list[Article]:
    """Return the articles a refusal may name."""
    current = catalogues.current()
    known = catalogues.bases(current)
    own = () if opened.record is None else opened.record.item.bases
    own = own if opened.benefit is None else opened.benefit.scheme.bases
    return articles_of(known, current, own, on=civil_date(now))


def _preview_or_sign(
    request: HttpRequest, form: DecisionForm, opened: OpenCase, seat: SeatCard, *, sign: bool
) -> HttpResponse:
    """Show the letter that would be sent, or send it; what the room refuses is said in the form."""
    case, account, now = opened.whole.card.id, _account(request), timezone.now()
    decision = form.decision()
    if sign:
        answer_case.sign(case=case, decision=decision, account=account, by=seat, now=now)
        return redirect("desk:case", case=case)
    try:
        letter = answer_case.preview(
            case=case, decision=decision, account=account, by=seat, now=now
        )
    except Refused as refused:
        form.add_error(None, f"{refused.words(language())} {refused.advice(language())}")
        return _ask(request, form, opened, seat, status=refused.status)
    kept = [(name, form.cleaned_data[name]) for name in form.fields]
    shown = {"letter": letter, "card": opened.whole.card, "kept": kept}
    return render(request, "desk/cases/preview.html", shown)


def _account(request: HttpRequest) -> UUID:
    """Return the account of whoever sits in the seat: a review is for somebody else."""
    if request.user.id is None:
        raise PermissionDenied
    return request.user.id


def _ask(
    request: HttpRequest, form: DecisionForm, opened: OpenCase, seat: SeatCard, *, status: int
) -> HttpResponse:
    """Show the form next to the case."""
    now = timezone.now()
    shown = case_page(opened, seat=seat, calendar=working_days(), now=now)
    context = {"form": form, "page": shown, "phrases": PHRASES[opened.whole.card.kind]}
    return render(request, "desk/cases/decide.html", context, status=status)
