"""The published log, for anybody; and the page with which anybody checks their own."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from recourse.faces.sending import download
from recourse.ground.signing import public_bytes, public_jwk
from recourse.ledger import queries as ledger
from recourse.ledger.publishing.publisher import keys_in
from recourse.store.keys import vault
from recourse_verify.notes import Key, Type

OFFLINE = Path(__file__).parent.parent / "offline" / "check.html"
FOREVER_SECONDS = 365 * 24 * 3600
MOVES = {"checkpoint", "vkeys", "link"}


class LogName(StringConverter):
    """The year of a log, and a letter if it continues a frozen one."""

    regex = r"[0-9]{4}[a-j]?"


class LogFile(StringConverter):
    """Every file of a tiled log, and nothing else of its folder."""

    regex = (
        r"(?:checkpoint|vkeys|link"
        r"|tile/(?:entries|[0-9]{1,2})(?:/x[0-9]{3}){0,5}/[0-9]{3}(?:\.p/[0-9]{1,3})?)"
    )


register_converter(LogName, "log")
register_converter(LogFile, "logfile")


@require_safe
def log_file(request: HttpRequest, log: str, path: str) -> FileResponse:  # noqa: ARG001 - Django's signature
    """Send a file of a published log; tiles never change, the checkpoint does.

    Law:
        C2SP tlog-tiles.

    """
    try:
        opened = (settings.LOG_FILES_DIR / log / path).open("rb")
    except OSError as error:
        raise Http404 from error
    is_text = path in MOVES
    kind = "text/plain; charset=utf-8" if is_text else "application/octet-stream"
    answer = FileResponse(opened, content_type=kind)
    if is_text:
        patch_cache_control(answer, no_cache=True)
    else:
        patch_cache_control(answer, public=True, max_age=FOREVER_SECONDS, immutable=True)
    return answer


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Say how to check one's log without us, with the keys that it takes."""
    logs = [head for head in ledger.heads() if _keys(head.folder)]
    vkeys = [str(key) for head in logs for key in _keys(head.folder) if key.type is Type.ED25519]
    jwk = public_jwk(public_bytes(vault().signing_key("receipt")))
    page = {"logs": logs, "vkeys": "\n".join(vkeys), "jwk": jwk, "policy": _policy()}
    return render(request, "public/check.html", {"page": page})


@require_safe
def check_page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Send the page that checks without a network; it is kept and opened, never run here."""
    return download(OFFLINE.read_bytes(), name="check-my-log.html", kind="text/html")


def _policy() -> str:
    """Return which witnesses watch the log; nothing if there are none."""
    try:
        return settings.LOG_POLICY.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _keys(folder: str) -> list[Key]:
    """Return the verifier keys of a log; none until it is published."""
    return keys_in(settings.LOG_FILES_DIR / folder)
