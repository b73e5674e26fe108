"""A person takes everything away: a page that says what, and the two files."""

from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from recourse.faces.doors import oneself, own_file_only
from recourse.faces.sending import download
from recourse.faces.wording import language
from recourse.ground.calendar import civil_date
from recourse.journeys.take_file_away import take_file_away
from recourse.notice.printing import pdf_of

READABLE = orjson.OPT_INDENT_2


@require_GET
@own_file_only
def take_away(request: HttpRequest, me: UUID) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Say what the copy holds, and in which forms."""
    return render(request, "portal/take_away.html")


@require_GET
@own_file_only
def as_data(request: HttpRequest, me: UUID) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Send the copy as data."""
    now = timezone.now()
    copy = take_file_away(person=me, by=oneself(me), now=now)
    name = f"my-file-{civil_date(now)}.json"
    return download(orjson.dumps(copy.data, option=READABLE), name=name, kind="application/json")


@require_GET
@own_file_only
def as_pdf(request: HttpRequest, me: UUID) -> HttpResponse:  # noqa: ARG001 - the door's signature
    """Send the copy to print, in the language of the page."""
    now = timezone.now()
    copy = take_file_away(person=me, by=oneself(me), now=now, to_print=True)
    made = pdf_of(copy.letter, language=language(), written_at=now)
    return download(made, name=f"my-file-{civil_date(now)}.pdf", kind="application/pdf")
