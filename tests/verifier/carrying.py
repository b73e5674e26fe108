"""A small city that issues what people carry: certificates, credentials, status lists, codes."""

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

AT = datetime(2026, 11, 27, 4, tzinfo=UTC)
NOW = int(AT.timestamp())
DAY = 24 * 3600
URL = "https://city.example"
LIST = f"{URL}/status/1"
VCT = f"{URL}/vct/no-violation/1"
AUD, NONCE = "https://office.example", "n-7f3a"
PEM = Encoding.PEM


def new_key(curve=None):
    return ec.generate_private_key(curve or ec.SECP256R1())


@dataclass
class Signer:
    """A key, with the certificates that vouch for it."""

    key: object
    chain: list

    @property
    def x5c(self):
        return [base64.b64encode(der(one)).decode() for one in self.chain]

    @property
    def kid(self):
        return hashlib.sha256(der(self.chain[0])).digest()[:8]


def der(certificate):
    return certificate.public_bytes(Encoding.DER)


def names(url=URL, host="city.example"):
    found = [x509.UniformResourceIdentifier(url)] if url else []
    return x509.SubjectAlternativeName([*found, *([x509.DNSName(host)] if host else [])])


def usage(*, signs=True, certifies=False):
    return x509.KeyUsage(signs, False, False, False, False, certifies, certifies, False, False)


def certificate(
    key,
    subject,
    by,
    by_key,
    *,
    ca=False,
    path_length=None,
    san=None,
    since=AT - timedelta(days=100),
    until=AT + timedelta(days=500),
    use=None,
    more=(),
    digest=None,
):
    """Make a certificate; every rule can be broken."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca, path_length), critical=True)
        .add_extension(use or usage(signs=not ca, certifies=ca), critical=True)
    )
    if san is not None:
        builder = builder.add_extension(san, critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(by_key, digest or hashes.SHA256())


class City:
    """An authority, and those it vouches for."""

    def __init__(self):
        self.key = new_key()
        self.anchor = certificate(self.key, "City authority", "City authority", self.key, ca=True)
        self.statements = self.signer("city.example statements")
        self.seal = self.signer("city.example seal")
        self.holder = new_key()

    def signer(self, name, key=None, **broken):
        key = key or new_key()
        options = {"san": names()} | broken
        return Signer(key, [certificate(key, name, "City authority", self.key, **options)])

    def below(self, name="Office authority", *, ca=True, **broken):
        """Return a signer with an authority between it and the city."""
        between = new_key()
        upper = certificate(between, name, "City authority", self.key, ca=ca, **broken)
        key = new_key()
        lower = certificate(key, "city.example office", name, between, san=names())
        return Signer(key, [lower, upper])


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def as_json(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def raw_signature(key, message):
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def token(header, claims, key):
    """Sign a token; what is given as text is signed as it stands."""
    head, body = (
        b64(one if isinstance(one, bytes) else as_json(one).encode()) for one in (header, claims)
    )
    return f"{head}.{body}.{b64(raw_signature(key, f'{head}.{body}'.encode()))}"


def disclosure(*parts):
    return b64(as_json(list(parts) if len(parts) > 1 else parts[0]).encode())


def digest(text, using=hashlib.sha256):
    return b64(using(text.encode()).digest())


def jwk(key):
    numbers = key.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": b64(numbers.x.to_bytes(32)),
        "y": b64(numbers.y.to_bytes(32)),
    }


SAYS = {
    "domain": "construction",
    "period_from": "2021-11-27",
    "period_to": "2026-11-27",
    "as_of": "2026-11-27",
    "finding": "no_adverse_entry",
    "name": "柳晓𬱟",
    "id_last4": "002X",
    "birth_year": 1990,
    "statement_id": "S-2026-000123",
}


@dataclass
class Credential:
    """A credential whose every part can be replaced before it is signed."""

    city: City
    signer: Signer | None = None
    header: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    drop: tuple = ()
    says: dict = field(default_factory=lambda: dict(SAYS))
    more: tuple = ()
    raw: str | bytes | None = None
    bound: bool = True

    def __post_init__(self):
        self.signer = self.signer or self.city.statements
        self.disclosures = [
            disclosure(f"salt{place}", name, value)
            for place, (name, value) in enumerate(self.says.items())
        ]
        self.disclosures += self.more
        decoys = [digest(f"decoy{place}") for place in range(2)]
        open_claims = {
            "iss": URL,
            "vct": VCT,
            "iat": NOW - NOW % DAY,
            "exp": NOW - NOW % DAY + 31 * DAY,
            "status": {"status_list": {"idx": 7, "uri": LIST}},
            "_sd_alg": "sha-256",
            "_sd": [*map(digest, self.disclosures), *decoys],
        }
        if self.bound:
            open_claims["cnf"] = {"jwk": jwk(self.city.holder)}
        claims = open_claims | self.claims
        for name in self.drop:
            claims.pop(name, None)
        header = {"alg": "ES256", "typ": "dc+sd-jwt", "x5c": self.signer.x5c} | self.header
        self.head = {name: value for name, value in header.items() if value is not None}
        self.body = claims if self.raw is None else self.raw
        self.jwt = token(self.head, self.body, self.signer.key)

    def text(self, *, shown=None):
        chosen = self.disclosures if shown is None else [self.disclosures[one] for one in shown]
        return "~".join([self.jwt, *chosen, ""])

    def presented(self, *, shown=None, key=None, header=None, of=None, drop=(), **claims):
        text = self.text(shown=shown)
        told = {
            "iat": NOW,
            "aud": AUD,
            "nonce": NONCE,
            "sd_hash": digest(text if of is None else of),
        } | claims
        for name in drop:
            told.pop(name)
        return text + token(
            {"alg": "ES256", "typ": "kb+jwt"} | (header or {}), told, key or self.city.holder
        )


def packed(statuses, bits=1):
    """Write a status list."""
    data = bytearray((len(statuses) * bits + 7) // 8)
    for place, status in enumerate(statuses):
        data[place * bits // 8] |= status << (place * bits % 8)
    return {"bits": bits, "lst": b64(zlib.compress(bytes(data), 9))}


def status_list(city, revoked=(), *, signer=None, size=1024, header=None, drop=(), **claims):
    """Sign a status list in which these places are revoked."""
    signer = signer or city.statements
    statuses = [int(place in revoked) for place in range(size)]
    told = {
        "sub": LIST,
        "iat": NOW - 600,
        "exp": NOW + 2 * DAY,
        "ttl": 3600,
        "status_list": packed(statuses),
    } | claims
    for name in drop:
        told.pop(name)
    head = {"alg": "ES256", "typ": "statuslist+jwt", "x5c": signer.x5c} | (header or {})
    return token(head, told, signer.key)


@dataclass(frozen=True)
class Raw:
    """CBOR that is already written."""

    data: bytes


def head(kind, number):
    if number < 24:
        return bytes([kind << 5 | number])
    for place, size in enumerate((1, 2, 4, 8)):
        if number < 1 << 8 * size:
            return bytes([kind << 5 | 24 + place]) + number.to_bytes(size)
    raise ValueError(number)


def cbor(value):
    """Write CBOR deterministically (RFC 8949 section 4.2.1)."""
    if isinstance(value, Raw):
        return value.data
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    pairs = sorted((cbor(key), cbor(inner)) for key, inner in value.items())
    return head(5, len(pairs)) + b"".join(key + inner for key, inner in pairs)


LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data):
    text = ""
    for at in range(0, len(data), 2):
        part = data[at : at + 2]
        number = int.from_bytes(part)
        for _ in range(len(part) + 1):
            text += LETTERS[number % 45]
            number //= 45
    return text


CODE = {
    1: URL,
    6: NOW - NOW % DAY,
    4: NOW - NOW % DAY + 31 * DAY,
    65535: {"status_list": {"idx": 7, "uri": LIST}},
    -70001: "nv",
    -70002: ["construction", "food_drug"],
    -70003: ["2021-11-27", "2026-11-27"],
    -70004: "no_adverse_entry",
    -70005: "柳晓𬱟",
    -70006: "002X",
    -70007: "S-2026-000123",
    -70009: NOW - 120,
}


def code(
    city,
    claims=None,
    *,
    signer=None,
    key=None,
    protected=None,
    unprotected=None,
    drop=(),
    payload=None,
    tag=b"\xd2",
    signature=None,
    after=b"",
    prefix="RC1:",
):
    """Write and sign the code of a paper; every part can be replaced."""
    signer = signer or city.statements
    told = CODE | (claims or {})
    told = {name: value for name, value in told.items() if name not in drop}
    guarded = cbor({1: -7, 4: signer.kid} if protected is None else protected)
    body = cbor(told) if payload is None else payload
    made = raw_signature(key or signer.key, cbor(["Signature1", guarded, b"", body]))
    open_part = {} if unprotected is None else unprotected
    signed = cbor([guarded, open_part, body, made if signature is None else signature])
    return prefix + base45(tag + signed + after)


def rsa_key():
    return rsa.generate_private_key(65537, 2048)
