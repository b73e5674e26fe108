"""Files on their way to a browser: always saved, never shown as a page of ours."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

NOTHING_RUNS = "default-src 'none'; sandbox"


def download(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """Return an answer that the browser saves under `name`; nothing in it can run here.

    Args:
        content: The bytes.
        name: As whoever sent it called it; may hold anything.
        kind: Its media type, told by its bytes and not by its name.

    """
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = NOTHING_RUNS
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
