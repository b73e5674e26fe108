"""An office that asks, its registration by the small city, and the answer of a wallet."""

from datetime import timedelta

from joserfc import jwe
from joserfc.jwk import ECKey

from recourse_verify.asking.desk import Desk
from recourse_verify.asking.lists import Kept
from recourse_verify.asking.registrations import registration_from
from recourse_verify.asking.signing import client_id_of
from recourse_verify.trust import Trust
from tests.verifier.carrying import (
    AT,
    NOW,
    SAYS,
    URL,
    VCT,
    Credential,
    as_json,
    certificate,
    names,
    new_key,
    status_list,
    token,
)

OFFICE = "https://office.example"
ALWAYS = ("domain", "period_from", "period_to", "as_of", "finding")
WANTED = (*ALWAYS, "name", "id_last4")
SHOWN = [0, 1, 2, 3, 4, 5, 6]


def query(wanted=WANTED, kind=VCT):
    values = {"domain": ["construction"], "finding": ["no_adverse_entry"]}
    claims = [
        {"path": [name]} | ({"values": values[name]} if name in values else {}) for name in wanted
    ]
    return {
        "credentials": [
            {
                "id": "statement",
                "format": "dc+sd-jwt",
                "meta": {"vct_values": [kind]},
                "claims": claims,
            }
        ]
    }


class Office:
    """An organisation with a certificate of an authority of its own."""

    def __init__(self, city, **registered):
        self.city, self.key = city, new_key()
        other = new_key()
        san = names(url=None, host="office.example")
        self.chain = [certificate(self.key, "office.example", "Other authority", other, san=san)]
        self.client_id = client_id_of(self.chain[0])
        self.registered, self.now = registered, AT
        self.lists = {"https://city.example/status/1": status_list(city, {3})}
        self.fetched = []

    def registration(self, *, signer=None, typ="recipient-registration+jwt", **other):
        signer = signer or self.city.statements
        both = {"zh": "某某", "en": "Something"}
        claims = {
            "iss": URL,
            "sub": self.client_id,
            "iat": NOW,
            "exp": NOW + 2 * 24 * 3600,
            "recipient": {"id": OFFICE, "code": "91000000000000000A", "name": both},
            "request": {"id": "x.y", "name": both, "says": both, "law": both}
            | {"domain": "construction", "back_months": 36},
            "dcql_query": query(),
            "refuse": both,
            "complain": both,
        }
        head = {"alg": "ES256", "typ": typ, "x5c": signer.x5c}
        return token(head, claims | self.registered | other, signer.key)

    @property
    def trust(self):
        return Trust(anchors=[self.city.anchor])

    def registered_at(self, at):
        return registration_from(
            self.registration(), client_id=self.client_id, trust=self.trust, at=at
        )

    def get(self, address):
        self.fetched.append(address)
        return self.lists[address]

    def desk(self, kind=Desk, **other):
        options = {
            "address": f"{OFFICE}/ask",
            "key": self.key,
            "chain": self.chain,
            "trust": self.trust,
            "registration": self.registered_at,
            "lists": Kept(issuer=URL, get=self.get),
            "clock": lambda: self.now,
        }
        return kind(**(options | other))

    def later(self, **much):
        self.now += timedelta(**much)


class Wallet:
    """Answers questions; every part of its answer can be replaced."""

    def __init__(self, city, desk):
        self.city, self.desk = city, desk

    def asked(self, opened, **how):
        """Return the name of a question and what its request says, unchecked."""
        from base64 import urlsafe_b64decode
        from json import loads
        from urllib.parse import parse_qs, urlsplit

        link = parse_qs(urlsplit(opened.link).query)
        name = link["request_uri"][0].rpartition("/")[2]
        body = self.desk.request(name, **how).split(".")[1]
        return name, loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    def shown(self, request, *, credential=None, shown=SHOWN, **binding):
        made = credential or Credential(self.city)
        told = {"aud": request["client_id"], "nonce": request["nonce"]} | binding
        return made.presented(shown=shown, **told)

    def answer(self, request, presented, *, enc="A256GCM", to=None, header=None, **other):
        """Return the form that is posted; encrypted by another implementation than ours."""
        key = to or request["client_metadata"]["jwks"]["keys"][0]
        head = {"alg": "ECDH-ES", "enc": enc, "kid": key["kid"]} | (header or {})
        told = {"vp_token": {"statement": [presented]}, "state": request["state"]} | other
        public = {name: key[name] for name in ("kty", "crv", "x", "y")}
        return f"response={jwe.encrypt_compact(head, as_json(told), ECKey.import_key(public))}"


def says(**other):
    return dict(SAYS) | other
