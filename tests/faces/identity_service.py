"""An identity service on loopback that can be told to misbehave, one way at a time."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from recourse.faces.sign_in.terms import Service

CLIENT, SECRET, STRONG, WEAK = "recourse-city", "s3cret-and-long", "eid-high", "password"


class IdentityService:
    """Speaks OpenID Connect honestly, but for what a test overrides.

    `claims`, `description` and `answer` override single members (None leaves one out);
    `userinfo` is said there only; `signs` makes the token.
    """

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
        self.stranger = ECKey.generate_key("P-256", {"kid": self.key.kid})
        self.person: dict = {}
        self.claims: dict = {}
        self.userinfo: dict | None = None
        self.description: dict = {}
        self.answer: dict = {}
        self.signs = self.honestly
        self.down: set[str] = set()
        self.asked: list[dict] = []
        self.codes: dict[str, dict] = {}

    def settings(self, return_to: str = "http://testserver/login/answer/", **more) -> Service:
        """Return what an operator would have agreed with it."""
        given = {"issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET}
        return Service(**given | {"acr": (STRONG,), "return_to": return_to} | more)

    def honestly(self, claims: dict) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def by_a_stranger(self, claims: dict) -> str:
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.stranger)

    def unsigned(self, claims: dict) -> str:
        return f"{encoded({'alg': 'none'})}.{encoded(claims)}."

    def described(self) -> dict:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
        }
        return present(said | self.description)

    def authorized(self, query: dict) -> str:
        """Return where a person who proves who they are is sent back to."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        answer = {"code": code, "state": query["state"], "iss": self.issuer} | self.answer
        return f"{query['redirect_uri']}?{urlencode(present(answer))}"

    def token(self, form: dict, authorization: str) -> dict:
        """Give tokens for a code, once, to whom it was given and with its verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        known = pair == f"{CLIENT}:{SECRET}"
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        ).decode()
        if (
            not (asked and known)
            or challenge.rstrip("=") != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "sub-7",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
            "acr": STRONG,
            **({} if self.userinfo else self.person),
        }
        token = self.signs(present(claims | self.claims))
        return {"access_token": "access", "token_type": "Bearer", "id_token": token}


def present(members: dict) -> dict:
    return {name: value for name, value in members.items() if value is not None}


def encoded(members: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


class Handler(BaseHTTPRequestHandler):
    """HTTP around the service."""

    service: IdentityService

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        match path.path:
            case "/authorize":
                self.html(self.service.authorized(query))
            case "/.well-known/openid-configuration":
                self.json(self.service.described())
            case "/keys":
                self.json({"keys": [self.service.key.as_dict(private=False)]})
            case "/userinfo" if self.headers["Authorization"] == "Bearer access":
                self.json(self.service.userinfo or {"sub": "sub-7"})
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        said = self.service.token(form, self.headers.get("Authorization", ""))
        self.json(said, 400 if "error" in said else 200)

    def html(self, back: str) -> None:
        page = f'<!doctype html><title>eID</title><link rel=icon href=data:,><a href="{escape(back)}">It is me</a>'
        self.say(page.encode(), "text/html", 200)

    def json(self, said: dict, status: int = 200) -> None:
        if urlsplit(self.path).path in self.service.down:
            self.say(b"<h1>Bad gateway</h1>", "text/html", 502)
        else:
            self.say(json.dumps(said).encode(), "application/json", status)

    def say(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[IdentityService]:
    """Run an identity service on a free port of this machine."""
    handler = type("Bound", (Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.service = IdentityService(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield handler.service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
