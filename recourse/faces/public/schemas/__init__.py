"""Descriptions of what people take away, for the programs that read it."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

FOLDER = Path(__file__).parent


@require_safe
def schema(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send one description (JSON Schema 2020-12); a version never changes once it is published."""
    file = FOLDER / f"{name}.json"
    if not file.is_file():
        raise Http404
    return HttpResponse(file.read_bytes(), content_type="application/schema+json")
