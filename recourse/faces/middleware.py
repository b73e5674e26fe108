"""What happens to every request and answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from recourse.faces.errors import failed, refusal
from recourse.ground.refused import Refused

Next = Callable[[HttpRequest], HttpResponse]


class RefusedAsPage:
    """Show a refusal as a page: what, under which rule, what to do."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer a refusal of the rooms; everything else is a bug and stays one.

        What is not there and what is not yours look alike.
        """
        if not isinstance(fault, Refused):
            return None
        return failed(request, 404) if fault.status == 404 else refusal(request, fault)


class NothingKept:
    """Forbid every cache to keep a page that was made for somebody."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer, if somebody is logged in or a form is on it."""
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


class SizeLimit:
    """Refuse a request that says it is larger than we take, before a byte of it is read."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413, or pass the request on."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > settings.UPLOAD_MAX_BYTES:
            return failed(request, 413)
        return self.get_response(request)
