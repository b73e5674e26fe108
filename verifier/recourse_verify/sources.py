"""Where a log's files come from: a folder, or an address that any web server answers."""

import gzip
import http.client
import urllib.error
import urllib.request
import zlib
from pathlib import Path

from recourse_verify.errors import Malformed, NotFound
from recourse_verify.tiles import Read

MOST_BYTES = 32 << 20
TIMEOUT_SECONDS = 20


def source(place: str) -> Read:
    """Return what reads a log's files: below `http://…` or `https://…`, or from a folder."""
    return _at(place.rstrip("/")) if place.startswith(("http://", "https://")) else _in(Path(place))


def _in(folder: Path) -> Read:
    """Read from a folder."""

    def read(path: str) -> bytes:
        file = folder / path
        try:
            with file.open("rb") as opened:
                return _bounded(opened.read(MOST_BYTES + 1), path)
        except OSError as error:
            raise NotFound("the file cannot be read", where=path) from error

    return read


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no server elsewhere: what is checked lies where it was said to lie."""

    def redirect_request(self, *_asked: object, **_told: object) -> None:
        """Take a redirection for an error."""


def _at(address: str) -> Read:
    """Read from a web server."""
    opener = urllib.request.build_opener(_Stay)

    def read(path: str) -> bytes:
        asked = urllib.request.Request(  # noqa: S310 - the address begins with http, see `source`
            f"{address}/{path}", headers={"Accept-Encoding": "gzip, identity"}
        )
        try:
            with opener.open(asked, timeout=TIMEOUT_SECONDS) as answer:
                is_packed = answer.headers.get("Content-Encoding") == "gzip"
                stream = gzip.GzipFile(fileobj=answer) if is_packed else answer
                return _bounded(stream.read(MOST_BYTES + 1), path)
        except urllib.error.HTTPError as error:
            error.close()
            raise NotFound(f"the server answers {error.code}", where=path) from error
        except (OSError, EOFError, ValueError, zlib.error, http.client.HTTPException) as error:
            raise NotFound(f"the server does not give it ({error})", where=path) from error

    return read


def _bounded(data: bytes, path: str) -> bytes:
    """Refuse what no file of a log can be."""
    if len(data) > MOST_BYTES:
        raise Malformed("no file of a log is so large", where=path)
    return data
