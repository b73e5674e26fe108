"""An official's session ends by itself: after a pause, and after a working day."""

from collections.abc import Callable

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from recourse.faces.officials import sessions


class OfficialsHours:
    """Sign an official out whose time is over; keep the time of who goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, signed in or not."""
        if sessions.is_officials(request) and not sessions.goes_on(request, timezone.now()):
            auth.logout(request)
        return self.get_response(request)
