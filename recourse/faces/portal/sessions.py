"""A person sees where they are signed in, and ends it: one, all others, or all."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from recourse.faces.doors import oneself, own_file_only
from recourse.faces.session_pages import end_one, end_several, sessions_page


@require_GET
@own_file_only
def sessions(request: HttpRequest, me: UUID) -> HttpResponse:  # noqa: ARG001 - the door's
    """Show where the person is signed in."""
    return render(request, "portal/sessions.html", {"page": sessions_page(request)})


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
