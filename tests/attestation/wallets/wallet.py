"""A wallet in Python, on another JOSE library than the house's; it does what a test tells it.

It may be told to do things wrong: every part of what it signs can be replaced.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.test import Client
from django.utils import timezone
from joserfc import jws
from joserfc.jwk import ECKey

TOKEN, NONCE = "/oid4vci/token", "/oid4vci/nonce"
CREDENTIAL, NOTIFICATION = "/oid4vci/credential", "/oid4vci/notification"
GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


def new_key() -> ECKey:
    return ECKey.generate_key("P-256")


def public(key) -> dict[str, str]:
    return {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}


def signed(key, header: dict, claims: dict) -> str:
    """Sign as told, whatever the header says."""
    algorithm = header.get("alg", "ES256")
    return jws.serialize_compact(header, json.dumps(claims), key, algorithms=[algorithm])


def unsigned(header: dict, claims: dict) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in (header, claims)
    )
    return f"{head}.{body}."


@dataclass
class Wallet:
    """One wallet, with the offer that it read."""

    offer: dict
    http: Client = field(default_factory=lambda: Client(headers={"host": "localhost"}))
    key: ECKey = field(default_factory=new_key)
    nonce: str = ""
    token: str = ""

    @classmethod
    def reads(cls, link: str) -> "Wallet":
        parts = urlsplit(link)
        assert parts.scheme == "openid-credential-offer"
        (text,) = parse_qs(parts.query)["credential_offer"]
        return cls(json.loads(text))

    @property
    def code(self) -> str:
        return self.offer["grants"][GRANT]["pre-authorized_code"]

    def dpop(self, path: str, *, header: dict | None = None, **changes) -> str:
        """Return a proof for a request; a claim that is changed to None is left out."""
        claims = {
            "htm": "POST",
            "htu": settings.PUBLIC_URL + path,
            "iat": int(timezone.now().timestamp()),
            "jti": secrets.token_urlsafe(12),
            "nonce": self.nonce,
        }
        if self.token and path != TOKEN:
            claims["ath"] = _digest(self.token)
        claims = {name: one for name, one in (claims | changes).items() if one is not None}
        whole = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public(self.key)} | (header or {})
        return signed(self.key, whole, claims)

    def ask(self, path: str, body, *, kind: str = "application/json", dpop: str = "", **headers):
        """Send a request and keep the nonce that comes with the answer."""
        given = {"DPoP": dpop or self.dpop(path), **headers}
        if self.token and path != TOKEN:
            given.setdefault("Authorization", f"DPoP {self.token}")
        answer = self.http.post(path, body, content_type=kind, headers=given)
        self.nonce = answer.headers.get("DPoP-Nonce", self.nonce)
        return answer

    def ask_token(self, pin: str | None, *, dpop: str = "", code: str | None = None, **more):
        form = {"grant_type": GRANT, "pre-authorized_code": code or self.code, **more}
        if pin is not None:
            form["tx_code"] = pin
        kept = {name: value for name, value in form.items() if value is not None}
        kind = "application/x-www-form-urlencoded"
        return self.ask(TOKEN, urlencode(kept), kind=kind, dpop=dpop)

    def redeem(self, pin: str) -> None:
        """Get a token, asking twice as a wallet does that has no nonce yet."""
        first = self.ask_token(pin)
        assert first.json()["error"] == "use_dpop_nonce"
        told = self.ask_token(pin).json()
        assert told["token_type"] == "DPoP"
        self.token = told["access_token"]

    def c_nonce(self) -> str:
        return self.http.post(NONCE).json()["c_nonce"]

    def proof(self, key=None, *, header: dict | None = None, nonce: str | None = "", **changes):
        """Return a proof that the wallet holds a key."""
        key = key or new_key()
        claims = {
            "aud": settings.PUBLIC_URL,
            "iat": int(timezone.now().timestamp()),
            "nonce": self.c_nonce() if nonce == "" else nonce,
        }
        claims = {name: one for name, one in (claims | changes).items() if one is not None}
        whole = {"typ": "openid4vci-proof+jwt", "alg": "ES256", "jwk": public(key)} | (header or {})
        return signed(key, {name: one for name, one in whole.items() if one is not None}, claims)

    def proofs(self, count: int = 1) -> list[str]:
        nonce = self.c_nonce()
        return [self.proof(nonce=nonce) for _ in range(count)]

    def ask_credentials(self, proofs: list, configuration: str | None = None, **more):
        wanted = configuration or self.offer["credential_configuration_ids"][0]
        body = {"credential_configuration_id": wanted, "proofs": {"jwt": proofs}, **more}
        return self.ask(CREDENTIAL, body, dpop=more.pop("dpop", ""))

    def fetch(self, count: int = 1, configuration: str | None = None) -> list[str]:
        answer = self.ask_credentials(self.proofs(count), configuration)
        assert answer.status_code == 200, answer.content
        return [one["credential"] for one in answer.json()["credentials"]]


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
