"""What happens to every request and answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from recourse.faces.api import errors as api
from recourse.faces.api import problems
from recourse.faces.errors import failed, refusal
from recourse.ground.refused import Refused

API = "/api/"
PROBLEMS: dict[int, type[Refused]] = {
    refused.status: refused
    for refused in (
        api.BadRequest,
        api.NotFound,
        api.MethodNotAllowed,
        api.LengthNeeded,
        api.BodyTooLarge,
    )
}
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
        if said.isdecimal() and int(said) > settings.UPLOAD_MAX_BYTES:
            return failed(request, 413)
        return self.get_response(request)


class ProblemsForMachines:
    """Answer below the API with a problem where the site would answer with a page."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the answer on, or put a problem in its place."""
        response = self.get_response(request)
        if not request.path_info.startswith(API):
            return response
        answer = self._told(response)
        left = getattr(request, "rc_left", None)
        for name, value in left.headers().items() if left else ():
            answer[name] = value
        return answer

    @staticmethod
    def _told(response: HttpResponse) -> HttpResponse:
        """Return the answer, or a problem in its place."""
        is_told = "json" in response.headers.get("Content-Type", "")
        if response.status_code < 400 or is_told:
            return response
        refused = PROBLEMS.get(response.status_code, api.OurFault)()
        headers = problems.headers(refused.status)
        if "Allow" in response.headers:
            headers["Allow"] = response.headers["Allow"]
        return HttpResponse(
            problems.body(refused),
            status=refused.status,
            content_type=problems.MEDIA_TYPE,
            headers=headers,
        )


class Readable:
    """Refuse what no room could read: NUL in an address or a cookie, a body of unknown length."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 or 411, or pass the request on."""
        if _has_nul(request):
            return failed(request, 400)
        if request.path_info.startswith(API) and _lacks_length(request):
            return HttpResponse(status=411)
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    """Whether the address or a cookie holds a NUL, which the database takes nowhere."""
    asked = (text for name, values in request.GET.lists() for text in (name, *values))
    return any("\0" in text for text in (request.path_info, *asked, *request.COOKIES.values()))


def _lacks_length(request: HttpRequest) -> bool:
    """Whether a body comes without its length."""
    says = request.META
    has_body = says.get("HTTP_TRANSFER_ENCODING") or says.get("CONTENT_TYPE")
    return request.method == "POST" and bool(has_body) and not says.get("CONTENT_LENGTH")
