"""Two doors: one for wallets, which the world may reach, and one for whoever sits at the desk.

The desk's door listens on this machine alone and asks for its key; nothing is written to a log.
"""

import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from recourse_verify.asking.desk import Desk, Gone
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.texts import utf8

MOST_BYTES = 1 << 20
PATIENCE_SECONDS = 10
JSON = "application/json"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = {
    "/": ("desk.html", "text/html; charset=utf-8"),
    "/desk.js": ("desk.js", "text/javascript; charset=utf-8"),
    "/desk.css": ("desk.css", "text/css; charset=utf-8"),
}


class Answer(NamedTuple):
    """What is sent back."""

    status: HTTPStatus
    body: bytes
    media_type: str = JSON


def told(status: HTTPStatus, what: Mapping[str, Any]) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, json.dumps(what, ensure_ascii=False).encode())


def _refused(status: HTTPStatus, why: str) -> Answer:
    return told(status, {"error": "invalid_request", "error_description": why})


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes answers; what is asked of it is decided below."""

    protocol_version = "HTTP/1.1"
    server_version = "recourse-verify"
    sys_version = ""
    timeout = PATIENCE_SECONDS
    headers_of_all: tuple[tuple[str, str], ...] = ()

    def do_GET(self) -> None:
        """Answer a reader."""
        self._send(self._guarded("GET", ""))

    def do_POST(self) -> None:
        """Answer somebody who sends something."""
        length = self.headers.get("Content-Length", "0")
        is_plain = length.isascii() and length.isdecimal() and len(length) < 9
        if self.headers.get("Transfer-Encoding") or not is_plain or int(length) > MOST_BYTES:
            self.close_connection = True
            self._send(_refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "send at most 1 MiB"))
            return
        try:
            body = utf8(self.rfile.read(int(length)))
        except Malformed as error:
            self._send(_refused(HTTPStatus.BAD_REQUEST, error.what))
        else:
            self._send(self._guarded("POST", body))

    def _guarded(self, method: str, body: str) -> Answer:
        """Answer; what does not hold is said in one shape."""
        try:
            parts = urlsplit(self.path)
            return self.answer(method, parts.path, body if method == "POST" else parts.query)
        except Gone as error:
            return _refused(HTTPStatus.NOT_FOUND, error.what)
        except Wrong as error:
            return _refused(HTTPStatus.BAD_REQUEST, error.what)

    def answer(self, method: str, path: str, body: str) -> Answer:
        """Decide what to answer; `body` is what was sent, or the query of a reader."""
        raise NotImplementedError

    def _send(self, answer: Answer) -> None:
        """Send an answer that nobody keeps."""
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        for name, value in self.headers_of_all:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Write no log of who came."""


class _ForWallets(_Handler):
    """The wallets' door. Any page may call it: it knows no cookies, and whoever calls no secret."""

    server: "_Server"
    headers_of_all = (("Access-Control-Allow-Origin", "*"),)

    def answer(self, method: str, path: str, body: str) -> Answer:
        """Hand out a request, or take an answer."""
        desk = self.server.desk
        inner = path.removeprefix(urlsplit(desk.address).path)
        if inner.startswith("/ask/"):
            nonce = _one(body, "wallet_nonce") if method == "POST" else None
            made = desk.request(inner.removeprefix("/ask/"), wallet_nonce=nonce)
            return Answer(HTTPStatus.OK, made.encode(), "application/oauth-authz-req+jwt")
        if inner.startswith("/answer/") and method == "POST":
            back = desk.take(inner.removeprefix("/answer/"), body)
            return told(HTTPStatus.OK, {"redirect_uri": back} if back else {})
        raise Gone("nothing is here")


class _ForTheDesk(_Handler):
    """The door of whoever sits at the desk, or of a program of theirs."""

    server: "_Server"
    headers_of_all = (("Content-Security-Policy", POLICY),)

    def answer(self, method: str, path: str, body: str) -> Answer:
        """Show the page, begin a question, or say what came of one."""
        if method == "GET" and path in PAGE:
            name, kind = PAGE[path]
            data = resources.files(__package__).joinpath("page", name).read_bytes()
            return Answer(HTTPStatus.OK, data, kind)
        if not self._has_key():
            return _refused(HTTPStatus.UNAUTHORIZED, "give the desk’s key")
        if method == "POST" and path == "/questions":
            return self._begun(_one(body, "return_to") or "")
        if method == "GET" and path.startswith("/questions/"):
            code = _one(body, "response_code") or ""
            outcome = self.server.desk.outcome(path.removeprefix("/questions/"), code=code)
            return told(HTTPStatus.OK, outcome)
        raise Gone("nothing is here")

    def _begun(self, return_to: str) -> Answer:
        """Begin a question."""
        opened = self.server.desk.ask(return_to=return_to)
        made = {"id": opened.id, "link": opened.link, "until": opened.until.isoformat()}
        picture = drawn(opened.link)
        about = {"about": opened.about}
        return told(HTTPStatus.CREATED, made | about | ({"qr": picture} if picture else {}))

    def _has_key(self) -> bool:
        """Whether the key was given."""
        given = self.headers.get("Authorization", "").encode()
        return secrets.compare_digest(given, f"Bearer {self.server.key}".encode())


def drawn(link: str) -> str:
    """Return a link as a QR code (SVG in a data address) if segno is installed; else nothing."""
    try:
        import segno  # noqa: PLC0415 - only whoever shows codes on a screen needs it
    except ImportError:
        return ""
    return str(segno.make(link, error="l").svg_data_uri(scale=4, border=4))


def _one(body: str, name: str) -> str | None:
    """Return one value of a form, if it is there."""
    try:
        found = parse_qs(body, max_num_fields=8).get(name, [])
    except ValueError as error:
        raise Malformed("this is no form") from error
    return found[0] if found else None


class _Server(ThreadingHTTPServer):
    """Answers for one desk."""

    daemon_threads = True

    def __init__(self, place: tuple[str, int], desk: Desk, door: type[_Handler], key: str) -> None:
        """Listen."""
        self.desk, self.key = desk, key
        super().__init__(place, door)


def for_wallets(desk: Desk, *, host: str, port: int) -> ThreadingHTTPServer:
    """Return the server that wallets reach; put TLS in front of it."""
    return _Server((host, port), desk, _ForWallets, "")


def for_the_desk(desk: Desk, *, port: int, key: str) -> ThreadingHTTPServer:
    """Return the server for the desk; it listens on this machine alone."""
    return _Server(("127.0.0.1", port), desk, _ForTheDesk, key)
