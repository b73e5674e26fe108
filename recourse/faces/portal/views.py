"""A person's own pages. Whose they are comes from the session, never from the address."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from recourse.faces import sessions
from recourse.faces.doors import Visitor, helpers_too, oneself, own_file_only
from recourse.faces.portal.home import home_page
from recourse.faces.portal.looks import asked_for, looks_page
from recourse.faces.portal.record import record_page
from recourse.faces.sending import download
from recourse.faces.wording import language
from recourse.ground.calendar import civil_date
from recourse.journeys import open_own_file as own
from recourse.journeys import take_log_away
from recourse.journeys import who_looked as log
from recourse.notice.printing import pdf_of


@require_GET
@helpers_too()
def home(request: HttpRequest, me: Visitor) -> HttpResponse:
    """Show what needs attention, three counts, what can be done, what happened lately."""
    opened = own.open_own_file(person=me.person, by=me.by, now=timezone.now())
    shown = {
        "page": home_page(opened, is_helper=me.is_helper),
        "before": None if me.is_helper else sessions.before(request),
    }
    return render(request, "portal/home.html", shown)


@require_GET
@helpers_too()
def records(request: HttpRequest, me: Visitor) -> HttpResponse:
    """List every record of the file."""
    opened = own.open_own_file(person=me.person, by=me.by, now=timezone.now())
    return render(request, "portal/records.html", {"lines": opened.records})


@require_GET
@helpers_too()
def record(request: HttpRequest, me: Visitor, record: UUID) -> HttpResponse:
    """Show one record: what it says, its life, what can be done, who may see it."""
    now = timezone.now()
    opened = own.open_own_record(person=me.person, record=record, by=me.by, now=now)
    return render(request, "portal/record.html", {"page": record_page(opened, now=now)})


@require_GET
@helpers_too()
def certificate(request: HttpRequest, me: Visitor, record: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Hand over the certificate that a record was erased."""
    issued = own.own_certificate(person=me.person, record=record, by=me.by, now=timezone.now())
    answer = HttpResponse(issued.file, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{record}.json"'
    return answer


@require_GET
@helpers_too()
def who_looked(request: HttpRequest, me: Visitor) -> HttpResponse:
    """Show every look-up, by period and organisation."""
    now = timezone.now()
    asked = asked_for(request.GET.dict(), today=civil_date(now))
    opened = log.who_looked(
        person=me.person, by=me.by, now=now, since=asked.since, agency=asked.agency
    )
    return render(request, "portal/who_looked.html", {"page": looks_page(opened, asked)})


@require_GET
@own_file_only
def look_proof(request: HttpRequest, me: UUID, entry: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the proof of one entry of the log."""
    made = take_log_away.proof(person=me, entry=entry, by=oneself(me), now=timezone.now())
    return download(made.encode(), name=f"{entry}.tlog-proof", kind="text/plain; charset=utf-8")


@require_GET
@own_file_only
def log_bundle(request: HttpRequest, me: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the whole log, with what proves that nothing is missing."""
    made = take_log_away.bundle(person=me, by=oneself(me), now=timezone.now())
    return download(made.encode(), name="my-log.json", kind="application/json")


@require_GET
@helpers_too()
def inbox(request: HttpRequest, me: Visitor) -> HttpResponse:
    """List the letters; looking at the list serves nothing."""
    letters = own.open_inbox(person=me.person, by=me.by, now=timezone.now())
    return render(request, "portal/inbox.html", {"letters": letters})


@require_GET
@helpers_too()
def letter(request: HttpRequest, me: Visitor, notice: UUID) -> HttpResponse:
    """Open a letter, which serves it."""
    opened = own.open_own_notice(person=me.person, notice=notice, by=me.by, now=timezone.now())
    return render(request, "portal/letter.html", {"opened": opened})


@require_GET
@helpers_too()
def letter_as_pdf(request: HttpRequest, me: Visitor, notice: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send a letter as PDF in the language of the page; that opens it, like its page."""
    opened = own.open_own_notice(person=me.person, notice=notice, by=me.by, now=timezone.now())
    made = pdf_of(opened.letter, language=language(), written_at=opened.card.written_at)
    return download(made, name=f"{civil_date(opened.card.written_at)}.pdf", kind="application/pdf")
