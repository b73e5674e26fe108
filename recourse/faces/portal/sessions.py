"""A person sees where they are signed in, and ends it: one, all others, or all."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from recourse.faces.doors import not_by_letter, oneself, own_file_only
from recourse.faces.session_pages import end_one, end_several, sessions_page
from recourse.journeys import come_in_by_letter
from recourse.people.letter_codes import actions as letter_codes


@require_GET
@own_file_only
def sessions(request: HttpRequest, me: UUID) -> HttpResponse:
    """Show where the person is signed in, and by which codes somebody still could."""
    codes = come_in_by_letter.codes_of(person=me, now=timezone.now())
    shown = {"page": sessions_page(request), "codes": codes}
    return render(request, "portal/sessions.html", shown)


@require_POST
@own_file_only
@not_by_letter()
def void_code(request: HttpRequest, me: UUID, code: UUID) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Let a code that a counter gave out work no longer."""
    letter_codes.void(person=me, id=code, by=oneself(me), now=timezone.now())
    return redirect("portal:sessions")


@require_POST
@own_file_only
def end(request: HttpRequest, me: UUID, session: UUID) -> HttpResponse:
    """End one session."""
    return end_one(request, session, oneself(me), "portal:sessions")


@require_POST
@own_file_only
def end_more(request: HttpRequest, me: UUID) -> HttpResponse:
    """End all others, or all."""
    return end_several(request, oneself(me), "portal:sessions")
