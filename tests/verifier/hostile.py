"""What somebody could hand over, good and hostile, each with why it is refused.

The same cases are read by `recourse-verify` and, in a browser, by the page `/verify`.
"""

import hashlib
import hmac
import json
import zlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tests.verifier.carrying import (
    AT,
    AUD,
    DAY,
    LIST,
    NONCE,
    NOW,
    SAYS,
    URL,
    VCT,
    City,
    Credential,
    Raw,
    Signer,
    b64,
    base45,
    cbor,
    certificate,
    code,
    der,
    digest,
    disclosure,
    jwk,
    names,
    new_key,
    packed,
    rsa_key,
    status_list,
    usage,
)

HERE = object()
ELSEWHERE = "https://x.example"


@dataclass(frozen=True)
class Case:
    """Something handed over; it holds if its name begins with “good”.

    `why` is part of the reason it is refused; empty where several would do. `page` is what the
    page of this city says, where that differs: the command believes whoever the authority vouches
    for, and checks what any issuer made; the page knows one issuer and its certificates.
    """

    name: str
    kind: str
    data: str | bytes
    why: str = ""
    status: str | None = None
    aud: str | None = None
    nonce: str | None = None
    recipient: str | None = None
    page: bool | None = None

    @property
    def holds(self):
        return self.name.startswith("good")


@cache
def city():
    return City()


@cache
def elsewhere():
    """Return somebody else for whom the same authority vouches."""
    return city().signer("x", san=names(ELSEWHERE, "x.example"))


@cache
def good_status():
    return status_list(city(), {3})


def credential(**parts):
    return Credential(city(), **parts)


def cred(name, text, why="", *, status=HERE, **more):
    return Case(name, "cred", text, why, good_status() if status is HERE else status, **more)


def shown(name, text, why="", **more):
    return cred(name, text, why, **{"aud": AUD, "nonce": NONCE} | more)


@cache
def credentials():
    """Return good and hostile credentials."""
    return [
        *(*_good(), *_of_others(), *_unbound(), *_headers(), *_claims()),
        *(*_disclosures(), *_forms(), *_chains(), *_bindings()),
    ]


def _good():
    whole = credential()
    yield cred("good", whole.text())
    yield cred("good without a name", whole.text(shown=[0, 1, 2, 3, 4]))
    yield cred("good with nothing shown", whole.text(shown=[]))
    yield cred("good for anybody", credential(bound=False).text())
    yield shown("good from a wallet", whole.presented(shown=[0, 4]))
    yield cred("good through an office", credential(signer=city().below()).text(), page=False)
    named = credential(claims={"aud": "https://office.example/"})
    yield cred("good for a recipient", named.text(), recipient="https://office.example/")
    inner = disclosure("s", "street", "长安街")
    nested = Credential(
        city(),
        says={},
        more=(inner,),
        claims={"_sd": [], "address": {"_sd": [digest(inner)], "city": "x"}},
    )
    yield cred("good with something nested", nested.text())
    element = disclosure("s", "first")
    listed = Credential(
        city(),
        says={},
        more=(element,),
        claims={"_sd": [], "list": [{"...": digest(element)}, {"...": digest("decoy")}, "second"]},
    )
    yield cred("good with an element of a list", listed.text())
    strong = Credential(
        city(),
        says={},
        more=(element,),
        claims={
            "_sd": [],
            "_sd_alg": "sha-512",
            "list": [{"...": digest(element, hashlib.sha512)}],
        },
    )
    yield cred("good with another hash", strong.text())


def _of_others():
    """Yield what others make for whom the same authority vouches: the page is not theirs."""
    other, url, home = elsewhere(), ELSEWHERE, city()
    place = {"status_list": {"idx": 7, "uri": f"{url}/status/1"}}
    listed = status_list(home, signer=other, sub=f"{url}/status/1")
    theirs = {"iss": url, "vct": f"{url}/vct/no-violation/1", "status": place}
    made = credential(signer=other, claims=theirs)
    name = "good of another issuer of the city"
    yield cred(name, made.text(), status=listed, page=False)
    unnamed = credential(signer=other, claims=theirs, drop=("iss",))
    name = "of another issuer, which it does not name"
    yield cred(name, unnamed.text(), "who issued", status=listed)
    posing = credential(signer=other, drop=("iss",))
    yield cred("of another issuer, as if it were ours", posing.text(), "who issued")
    again = home.signer("city.example statements")
    yield by("good by a certificate that is not published", again, "", page=False)
    yield cred("issuer not named", credential(drop=("iss",)).text(), "who issued")
    yield cred("without a status", credential(drop=("status",)).text(), "names no list")
    yield cred("without a status or list", credential(drop=("status",)).text(), "", status=None)


def _unbound():
    """Yield what is cut out of the paper of somebody else, and shown as one's own."""
    paper = credential(bound=False)
    whose = "whose it is"
    for kind in ("no-violation", "report", "correction", "benefit-eligibility"):
        of_kind = credential(bound=False, claims={"vct": f"{URL}/vct/{kind}/1"})
        yield cred(f"cut out of a paper: {kind}", of_kind.text(shown=[0, 1, 2, 3, 4]), whose)
    yield cred("paper without its name", paper.text(shown=[0, 1, 2, 3, 4, 6, 7, 8]), whose)
    yield cred("paper without its last digits", paper.text(shown=[0, 1, 2, 3, 4, 5, 7, 8]), whose)
    yield cred("paper with nothing shown", paper.text(shown=[]), whose)
    empty = credential(bound=False, says=SAYS | {"name": ""})
    yield cred("paper with an empty name", empty.text(), whose)
    listed = credential(bound=False, says=SAYS | {"name": ["x"]})
    yield cred("paper with a name that is none", listed.text(), whose)
    identity = {name: SAYS[name] for name in ("name", "id_last4", "birth_year", "statement_id")}
    rest = {name: value for name, value in SAYS.items() if name not in identity}
    fixed = credential(bound=False, says=rest, claims=identity)
    yield cred("good on paper, with the name open", fixed.text(shown=[0]))
    ticket = credential(bound=False, claims={"vct": f"{URL}/library-ticket"})
    yield cred("good of a kind that speaks of nobody", ticket.text(shown=[0]), page=False)


def _headers():
    good = credential()
    head, body, signature = good.jwt.split(".")
    rest = "~".join(["", *good.disclosures, ""])
    none = b64(json.dumps(good.head | {"alg": "none"}).encode())
    yield cred("alg none", f"{none}.{body}.{rest}", "three parts")
    yield cred("alg none, signature kept", f"{none}.{body}.{signature}{rest}", "ES256")
    confused = b64(json.dumps(good.head | {"alg": "HS256"}).encode())
    for form, secret in (
        ("PEM", city().statements.chain[0].public_bytes(Encoding.PEM)),
        ("DER", der(city().statements.chain[0])),
    ):
        mac = hmac.new(secret, f"{confused}.{body}".encode(), hashlib.sha256).digest()
        text = f"{confused}.{body}.{b64(mac)}{rest}"
        yield cred(f"HS256 with the certificate as key ({form})", text, "ES256")
    for alg in ("es256", "ES384", "ES256K", "EdDSA"):
        yield cred(f"alg {alg}", credential(header={"alg": alg}).text(), "ES256")
    for typ in ("vc+sd-jwt", "JWT", "DC+SD-JWT", "application/dc+sd-jwt", "kb+jwt", None):
        yield cred(f"typ {typ}", credential(header={"typ": typ}).text(), "type")
    yield cred("crit", credential(header={"crit": ["x"], "x": 1}).text(), "crit")
    yield cred("b64", credential(header={"b64": False}).text(), "crit")
    yield cred("no certificate", credential(header={"x5c": None}).text(), "x5c")
    own = jwk(city().holder)
    mine = Credential(city(), signer=Signer(city().holder, []), header={"x5c": None, "jwk": own})
    yield cred("key in the header", mine.text(), "x5c")
    changed = b64(json.dumps(good.body | {"exp": NOW + 9 * DAY}).encode())
    yield cred("claims changed", f"{head}.{changed}.{signature}{rest}", "changed")
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    yield cred("signature changed", f"{head}.{body}.{flipped}{rest}", "changed")
    yield cred("signature of nothing", f"{head}.{body}.{b64(bytes(64))}{rest}", "changed")
    yield cred("signature too short", f"{head}.{body}.{b64(bytes(63))}{rest}", "64 bytes")
    der_form = b64(city().statements.key.sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    yield cred("signature in DER", f"{head}.{body}.{der_form}{rest}", "64 bytes")


def _claims():
    yield cred("expired", credential(claims={"exp": NOW}).text(), "valid until")
    yield cred("not valid yet", credential(claims={"nbf": NOW + DAY}).text(), "not valid before")
    yield cred("issued tomorrow", credential(claims={"iat": NOW + DAY}).text(), "later than now")
    for name, value in (
        ("a text", "2"),
        ("a fraction", 1.5),
        ("yes", True),
        ("negative", -1),
        ("nothing", None),
        ("too large", 1 << 52),
    ):
        yield cred(f"exp is {name}", credential(claims={"exp": value}).text(), "no time")
    yield cred("no type", credential(drop=("vct",)).text(), "vct")
    yield cred("empty type", credential(claims={"vct": ""}).text(), "vct")
    yield cred("type is a list", credential(claims={"vct": [VCT]}).text(), "vct")
    yield cred("issuer is a list", credential(claims={"iss": [URL]}).text(), "iss")
    yield cred("another issuer", credential(claims={"iss": "https://x.example"}).text(), "speak")
    for iss in (
        f"{URL}.evil.example",
        "http://city.example",
        f"{URL}@evil.example",
        "city.example",
    ):
        yield cred(f"issuer {iss}", credential(claims={"iss": iss}).text(), "speak")
    named = credential(claims={"aud": "https://office.example/"})
    yield cred("made for somebody", named.text(), "alone")
    yield cred("made for somebody else", named.text(), "alone", recipient="https://x.example/")
    yield cred("made for nobody", credential(claims={"aud": []}).text(), "no recipient")
    yield cred("status of no kind", credential(claims={"status": {}}).text(), "not understood")
    for name, value in (("nothing", None), ("a text", "7"), ("negative", -1), ("yes", True)):
        status = {"status_list": {"idx": value, "uri": LIST}}
        yield cred(f"place is {name}", credential(claims={"status": status}).text(), "no number")
    nowhere = {"status_list": {"idx": 7}}
    yield cred("status list nowhere", credential(claims={"status": nowhere}).text(), "no address")


def _disclosures():
    good = credential()
    extra = disclosure("s", "degree", "doctor")
    yield cred("unreferenced disclosure", f"{good.text()}{extra}~", "did not sign")
    twice = f"{good.text()}{good.disclosures[0]}~"
    yield cred("disclosure twice", twice, "there twice")
    other = credential(says=SAYS | {"name": "别人"}, bound=True)
    other_text = "~".join([good.jwt, other.disclosures[5], ""])
    yield cred("disclosure of another credential", other_text, "did not sign")
    for name, value in (
        ("exp", NOW + DAY),
        ("iss", URL),
        ("nbf", 0),
        ("cnf", {"jwk": jwk(new_key())}),
        ("vct", VCT),
        ("status", {"status_list": {"idx": 8, "uri": LIST}}),
        ("aud", AUD),
    ):
        hidden = disclosure("s", name, value)
        text = credential(more=(hidden,), drop=(name,)).text()
        yield cred(f"disclosable {name}", text, "may not be left")
    for name in ("_sd", "...", "_sd_alg"):
        hidden = disclosure("s", name, [])
        yield cred(f"disclosed claim named {name}", credential(more=(hidden,)).text(), "reserved")
    said = disclosure("s", "finding", "other")
    yield cred("claim said twice", credential(more=(said,)).text(), "said twice")
    over = disclosure("s", "open", 2)
    yield cred("disclosed over", credential(more=(over,), claims={"open": 1}).text(), "said twice")
    yield cred("digest twice", _with_digests([digest("x")] * 2), "two places")
    in_two = {"_sd": [digest("x")], "inner": {"_sd": [digest("x")]}}
    yield cred("digest in two places", credential(says={}, claims=in_two).text(), "two places")
    element = disclosure("s", "v")
    in_object = credential(says={}, more=(element,))
    yield cred("element in an object", in_object.text(), "fit the place")
    member = disclosure("s", "name", "v")
    for name, value, why in (
        ("member in a list", {"_sd": [], "l": [{"...": digest(member)}]}, "fit the place"),
        ("more beside an element", {"_sd": [], "l": [{"...": digest("x"), "y": 1}]}, "beside"),
        ("dots outside a list", {"_sd": [], "o": {"...": digest("x")}}, "no meaning"),
        ("dots at the top", {"_sd": [], "...": digest("x")}, "no meaning"),
        ("hash inside", {"_sd": [], "o": {"_sd_alg": "sha-256"}}, "no meaning"),
        ("element of no text", {"_sd": [], "l": [{"...": 1}]}, "a digest is a text"),
        ("digests no list", {"_sd": "x"}, "list of digests"),
        ("digest no text", {"_sd": [1]}, "a digest is a text"),
        ("unknown hash", {"_sd_alg": "md5"}, "hash"),
        ("hash no text", {"_sd_alg": ["sha-256"]}, "hash"),
    ):
        made = credential(says={}, more=(member,), claims=value)
        yield cred(name, made.text(), why)
    for name, text in (
        ("of four parts", '["s","n","v","x"]'),
        ("of one part", '["s"]'),
        ("that is an object", '{"s":1}'),
        ("without salt", '[1,"n","v"]'),
        ("whose name is a number", '["s",1,"v"]'),
        ("that is no JSON", '["s","n"'),
        ("with a name twice", '["s","n",{"a":1,"a":2}]'),
        ("that is not finite", '["s","n",NaN]'),
        ("beyond all numbers", '["s","n",1e999]'),
        ("with half a character", '["s","n","\\ud800"]'),
        ("with more after it", '["s","n","v"] x'),
        ("with a number too large", '["s","n",9007199254740993]'),
        ("with a comma too many", '["s","n","v",]'),
        ("with a space of another kind", '["s","n",\u00a01]'),
    ):
        raw = b64(text.encode())
        yield cred(f"disclosure {name}", credential(more=(raw,)).text(), "")
    latin = b64(b'["s","n","\xe9"]')
    yield cred("disclosure not in UTF-8", credential(more=(latin,)).text(), "UTF-8")
    deep = disclosure("s", "n", json.loads("[" * 60 + "]" * 60))
    yield cred("disclosure too deep", credential(more=(deep,)).text(), "deeper")
    yield cred("disclosures in a tower", _tower(40), "deeper")


def _with_digests(digests):
    return credential(says={}, claims={"_sd": digests}).text()


def _tower(height):
    """Hide an object in an object, and so on."""
    made = [disclosure("s", "n", 1)]
    for _ in range(height):
        made.append(disclosure("s", "n", {"_sd": [digest(made[-1])]}))
    return credential(says={}, more=tuple(made), claims={"_sd": [digest(made[-1])]}).text()


def _forms():
    good = credential()
    text = good.text()
    head, body, signature = good.jwt.split(".")
    rest = text[len(good.jwt) :]
    yield cred("empty", "", "no ~")
    yield cred("no tilde", good.jwt, "no ~")
    yield cred("extra tilde", f"{text}~", "empty disclosure")
    yield cred("tilde in front", f"~{text}", "three parts")
    yield cred("two tildes", text.replace("~", "~~", 1), "empty disclosure")
    yield cred("cut off", text[:-2], "shown to somebody")
    yield cred("a space inside", text.replace("~", " ~", 1), "three parts")
    yield cred("four parts", f"{good.jwt}.x{rest}", "three parts")
    yield cred("padding", f"{head}=.{body}.{signature}{rest}", "three parts")
    yield cred("base64 slack", f"{head}.{body}.{_slack(signature)}{rest}", "one spelling")
    slack = good.text(shown=[]) + _slack(good.disclosures[4]) + "~"
    yield cred("disclosure with slack", slack, "")
    yield cred("plain base64", f"{head}.{body}.{'+/' + signature[2:]}{rest}", "three parts")
    large = credential(says={}, claims={"x": "x" * 260_000})
    yield cred("oversized", large.text(), "at most")
    many = tuple(disclosure(str(number), f"n{number}", 1) for number in range(1001))
    yield cred("too many disclosures", credential(says={}, more=many).text(), "more than")
    twice = f'{{"vct":"a","iss":"{URL}","vct":"{VCT}"}}'
    yield cred("claim twice in JSON", credential(raw=twice, says={}).text(), "twice")
    yield cred("claims no object", credential(raw="[]", says={}).text(), "object")
    latin = b'{"iss":"\xe9"}'
    yield cred("claims not in UTF-8", credential(raw=latin, says={}).text(), "UTF-8")
    marked = b'\xef\xbb\xbf{"iss":"x"}'
    yield cred("claims with a mark in front", credential(raw=marked, says={}).text(), "JSON")
    deep = f'{{"iss":{"[" * 100}1{"]" * 100}}}'
    yield cred("claims too deep", credential(raw=deep, says={}).text(), "deeper")
    deeper = f'{{"iss":{"[" * 20_000}1{"]" * 20_000}}}'
    yield cred("claims far too deep", credential(raw=deeper, says={}).text(), "")


def _slack(text):
    """Change the last letter in bits that stand for nothing; keep what it says."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    loose = {2: 4, 3: 2}[len(text) % 4]
    value = letters.index(text[-1])
    return text[:-1] + letters[value ^ 1 if loose > 1 else value]


def by(name, signer, why, **more):
    return cred(name, credential(signer=signer).text(), why, **more)


def _chains():
    home = city()
    other = City()
    yield by("another city", other.statements, "no authority that you trust")
    posing = Signer(other.statements.key, [other.statements.chain[0], other.anchor])
    yield by("another city with its authority", posing, "no authority that you trust")
    yield by(
        "anchor sent along", Signer(home.statements.key, [*home.statements.chain, home.anchor]), ""
    )
    key = new_key()
    alone = certificate(key, "Self", "Self", key, san=names())
    yield by("self-signed", Signer(key, [alone]), "for itself")
    yield by("signed by the authority itself", Signer(home.key, [home.anchor]), "authority")
    forged = new_key()
    false = certificate(forged, "city.example", "City authority", forged, san=names())
    yield by("name of the authority, key of another", Signer(forged, [false]), "no authority")
    lent = Signer(new_key(), home.statements.chain)
    yield by("certificate of somebody else", lent, "somebody else signed")
    ended = home.signer("old", until=AT - timedelta(seconds=1))
    yield by("certificate expired", ended, "was valid only until")
    yet = home.signer("new", since=AT + timedelta(seconds=1))
    yield by("certificate not valid yet", yet, "valid only from")
    yield by(
        "leaf is an authority", home.signer("ca", ca=True, use=usage(certifies=True)), "authority"
    )
    yield by("leaf may not sign", home.signer("x", use=usage(signs=False)), "not for signing")
    under = new_key()
    lower = certificate(under, "below", "city.example statements", home.statements.key, san=names())
    leaf_as_ca = Signer(under, [lower, *home.statements.chain])
    yield by("leaf as authority", leaf_as_ca, "no authority")
    yield from _authorities(home)
    yield from _limits(home)


def _authorities(home):
    yield by("between without right", home.below(ca=False), "no authority")
    unsigned = home.below(use=usage(certifies=False))
    yield by("authority without the right to certify", unsigned, "may not")
    yield by("office expired", home.below(until=AT - timedelta(seconds=1)), "was valid only until")
    short = home.below(path_length=0)
    third = new_key()
    _, upper = short.chain
    deep_key = new_key()
    middle = certificate(third, "Third", "Office authority", short.key, ca=True)
    last = certificate(deep_key, "deep", "Third", third, san=names())
    yield by("authority below its limit", Signer(deep_key, [last, middle, upper]), "")


def _limits(home):
    numbers = x509.SubjectAlternativeName(
        [x509.IPAddress(ip_address(one)) for one in ("192.0.2.7", "2001:db8::1")]
    )
    yield by("no names", home.signer("x", san=None), "does not speak")
    yield by(
        "names another", home.signer("x", san=names("https://x.example", "x.example")), "speak"
    )
    numbered = credential(
        signer=home.signer("x", san=numbers), claims={"iss": "https://[2001:db8::1]:8443/a"}
    )
    yield cred("good: names the number of a machine", numbered.text(), page=False)
    yield by("names another machine", home.signer("x", san=numbers), "does not speak")
    only_host = names(None)
    yield by("good: names the host", home.signer("x", san=only_host), "", page=False)
    p384 = home.signer("x", key=new_key(ec.SECP384R1()))
    broken = Signer(home.statements.key, p384.chain)
    yield by("key of another curve", broken, "P-256")
    yield by("RSA key", Signer(home.statements.key, home.signer("x", key=rsa_key()).chain), "P-256")
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    yield by("critical extension", home.signer("x", more=[(unknown, True)]), "not understood")
    limit = x509.NameConstraints([x509.DNSName("city.example")], None)
    yield by("limit on names", home.below(more=[(limit, True)]), "not understood")
    reversed_chain = home.below()
    reversed_chain.chain.reverse()
    yield by("chain in reverse", reversed_chain, "authority")
    for name, x5c in (
        ("x5c empty", []),
        ("x5c no list", "x"),
        ("x5c of numbers", [1]),
        ("x5c no certificate", ["AAAA"]),
        ("x5c in base64url", [b64(der(home.statements.chain[0]))[:-1] + "_"]),
        ("x5c too long", home.statements.x5c * 5),
        ("x5c twice", home.statements.x5c * 2),
    ):
        yield cred(name, credential(header={"x5c": x5c}).text(), "")
    broken = der(home.statements.chain[0]).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x12")
    odd = b64encode(broken).decode()
    yield cred("x5c of another version", credential(header={"x5c": [odd]}).text(), "certificate")
    cut = b64encode(der(home.statements.chain[0]) + b"\0").decode()
    yield cred("x5c with more after it", credential(header={"x5c": [cut]}).text(), "certificate")


def _bindings():
    whole = credential()
    other = credential(says=SAYS | {"domain": "food_drug"})
    yield shown("wrong audience", whole.presented(aud="https://x.example"), "another verifier")
    yield shown("audience is a list", whole.presented(aud=[AUD]), "another verifier")
    yield shown("wrong nonce", whole.presented(nonce="n-0"), "another question")
    yield shown("no nonce", whole.presented(drop=("nonce",)), "another question")
    yield shown("stale", whole.presented(iat=NOW - 301), "too old")
    yield shown("a year old", whole.presented(iat=NOW - 365 * DAY), "too old")
    yield shown("of tomorrow", whole.presented(iat=NOW + DAY), "later than now")
    yield shown("of no time", whole.presented(drop=("iat",)), "too old")
    yield shown("of another credential", whole.presented(of=other.text()), "another credential")
    moved = whole.text() + other.presented().rpartition("~")[2]
    yield shown("moved from another credential", moved, "another credential")
    more = whole.presented(shown=[0]).rpartition("~")[2]
    yield shown("shows more than was bound", whole.text(shown=[0, 5]) + more, "another credential")
    yield shown("of another key", whole.presented(key=new_key()), "somebody else signed")
    yield shown("of the issuer's key", whole.presented(key=city().statements.key), "else signed")
    yield shown("type JWT", whole.presented(header={"typ": "JWT"}), "type")
    yield shown("type of a credential", whole.presented(header={"typ": "dc+sd-jwt"}), "type")
    yield shown("key binding with alg none", whole.presented(header={"alg": "none"}), "ES256")
    yield shown("key binding with HS256", whole.presented(header={"alg": "HS256"}), "ES256")
    yield shown("key binding with crit", whole.presented(header={"crit": ["x"]}), "crit")
    yield shown("key binding over", whole.presented(exp=NOW - 1), "valid until")
    yield shown("no key binding", whole.text(), "no key binding")
    yield shown("bound to no key", credential(bound=False).presented(), "no key")
    secret = jwk(city().holder) | {"d": b64(bytes(32))}
    yield shown(
        "secret key shown", credential(claims={"cnf": {"jwk": secret}}).presented(), "secret"
    )
    for name, change in (
        ("of another kind", {"kty": "OKP"}),
        ("of another curve", {"crv": "P-384"}),
        ("off the curve", {"x": b64(bytes(32))}),
        ("too short", {"x": b64(bytes(31))}),
    ):
        made = credential(claims={"cnf": {"jwk": jwk(city().holder) | change}})
        yield shown(f"key binding with a key {name}", made.presented(), "P-256")
    yield cred("shown to somebody", whole.presented(), "shown to somebody")


@cache
def statuses():
    """Return credentials with status lists, good and hostile."""
    return list(_statuses())


def _statuses():
    text = credential().text()
    home = city()

    def case(name, why="", **parts):
        return cred(f"{name} (status)", text, why, status=status_list(home, **parts))

    yield case("good")
    yield case("good with more bits", status_list=packed([0] * 16, 2))
    yield case("revoked", "revoked", revoked={7})
    yield case("suspended", "suspended", status_list=packed([2] * 16, 2))
    yield case("of a kind of its own", "status 11", status_list=packed([11] * 16, 4))
    yield case("good: neighbour revoked", revoked={6, 8})
    yield cred("status not given", text, "give --status", status=None)
    yield case("over", "fetch it anew", exp=NOW)
    yield case("of tomorrow", "later than now", iat=NOW + DAY)
    yield case("of no time", "when it was made", drop=("iat",))
    yield case("good without an end", drop=("exp",))
    yield case("old and without an end", "fetch it anew", iat=NOW - 3 * DAY, drop=("exp",))
    yield case("of another place", "another status list", sub=f"{URL}/status/2")
    yield case("of no place", "another status list", drop=("sub",))
    yield case("too short", "no place 7", size=0)
    yield case("no list", "no status list", drop=("status_list",))
    for bits in (0, 3, 16, "1", True):
        yield case(f"bits {bits!r}", "bits", status_list=packed([0] * 16) | {"bits": bits})
    for name, lst in (
        ("not packed", b64(bytes(8))),
        ("cut off", b64(zlib.compress(bytes(1024))[:-2])),
        ("more after it", b64(zlib.compress(bytes(1024)) + b"\0")),
        ("raw deflate", b64(zlib.compress(bytes(1024))[2:-4])),
        ("a bomb", b64(zlib.compress(bytes(20 << 20), 9))),
        ("with slack", _slack(b64(zlib.compress(bytes(1025), 0)))),
        ("padded", b64(zlib.compress(bytes(1024))) + "="),
    ):
        yield case(name, "", status_list={"bits": 1, "lst": lst})
    for ttl in (0, -1, "3600", True):
        yield case(f"ttl {ttl!r}", "time to live", ttl=ttl)
    yield case("typ JWT", "type", header={"typ": "JWT"})
    yield case("alg none", "ES256", header={"alg": "none"})
    yield case("crit", "crit", header={"crit": ["x"]})
    yield case("of another city", "no authority", signer=City().statements)
    stranger = home.signer("x", san=names("https://x.example", "x.example"))
    yield case("of another issuer of the city", "does not speak", signer=stranger)
    yield cred("a credential instead of a status", text, "type", status=credential().jwt)
    yield cred("nothing instead of a status", text, "three parts", status="")
    good = status_list(home)
    flipped = good[:-20] + ("A" if good[-20] != "A" else "B") + good[-19:]
    yield cred("status changed", text, "changed", status=flipped)


@cache
def codes():
    """Return codes of papers, good and hostile."""
    return list(_codes())


def _codes():
    home = city()

    def qr(name, text, why="", *, status=HERE, **more):
        given = good_status() if status is HERE else status
        return Case(f"{name} (code)", "qr", text, why, given, **more)

    def made(name, why="", **parts):
        return qr(name, code(home, **parts), why)

    good = code(home)
    yield qr("good", good)
    yield qr("good in two lines", f"{good[:100]}\n{good[100:200]}\r\n{good[200:]}")
    yield made("good with a hash", claims={-70008: bytes(32)})
    yield made("good with a path", claims={65535: {"status_list": {"idx": 7, "uri": "/status/1"}}})
    elsewhere = {"status_list": {"idx": 7, "uri": "//evil.example/status/1"}}
    yield made("a path to elsewhere", "", claims={65535: elsewhere})
    yield qr("good for a recipient", code(home, {-70010: AUD}), recipient=AUD)
    for kind in ("rp", "co", "be"):
        yield made(f"good {kind}", claims={-70001: kind}, drop=(-70002, -70003, -70004))
    yield qr("made for somebody", code(home, {-70010: AUD}), "alone")
    yield qr("empty", "", "begin with RC1")
    yield qr("another prefix", "HC1:" + good[4:], "begin with RC1")
    yield qr("small letters", good.lower(), "")
    yield qr("cut off", good[:-3], "")
    yield qr("one letter less", good[:-1], "")
    yield qr("longer", good + "AB", "")
    yield qr("a letter of no alphabet", good[:-1] + "=", "base45")
    yield qr("letters for no bytes", good[:7] + ":::" + good[10:], "letter is wrong")
    yield made("oversized", "at most", claims={-70005: "x" * 400})
    yield from _said(made)
    yield made("another issuer", "does not speak", claims={1: "https://x.example"})
    yield made("revoked", "", claims={65535: {"status_list": {"idx": 3, "uri": LIST}}})
    yield qr("no status given", good, "give --status", status=None)
    yield made("key of somebody else", "somebody else signed", key=new_key())
    stranger = City().statements
    yield made("certificate not here", "newer chain", signer=stranger)
    lent = {1: -7, 4: home.statements.kid}
    yield made("certificate of somebody else", "else signed", key=stranger.key, protected=lent)
    kid = home.statements.kid
    for name, protected in (
        ("no protected alg", {4: kid}),
        ("ES384", {1: -35, 4: kid}),
        ("alg by name", {1: "ES256", 4: kid}),
        ("no kid", {1: -7}),
        ("more in the header", {1: -7, 4: kid, 5: b"x"}),
        ("crit", {1: -7, 2: [9], 4: kid, 9: 1}),
        ("kid too short", {1: -7, 4: kid[:7]}),
        ("kid is a text", {1: -7, 4: "x"}),
    ):
        yield made(name, "", protected=protected)
    moved = code(home, protected={4: kid}, unprotected={1: -7})
    yield qr("alg not protected", moved, "not signed")
    yield made("kid not protected", "not signed", unprotected={4: kid})
    yield made("header empty", "", protected=Raw(b""))
    yield made("wrong tag", "COSE_Sign1", tag=b"\xd1")
    yield made("no tag", "COSE_Sign1", tag=b"")
    yield made("two tags", "", tag=b"\xd2\xd2")
    yield made("tag of a CWT", "COSE_Sign1", tag=b"\xd8\x3d")
    yield made("tag in a longer form", "shortest", tag=b"\xd8\x12")
    yield made("something after it", "follows", after=b"\0")
    yield made("signature too short", "64 bytes", signature=bytes(63))
    yield made("signature of nothing", "changed", signature=bytes(64))
    yield made("signature no bytes", "kind", signature="x")
    yield made("payload in a list", "says nothing", payload=cbor([1]))
    yield made("payload empty", "cut off", payload=b"")
    yield from _cbors(made, qr)


def _said(made):
    """Yield codes that say too little, too much, or what nobody says."""
    yield made("expired", "valid until", claims={4: NOW})
    yield made("issued tomorrow", "later than now", claims={6: NOW + DAY})
    for key in (1, 4, 6, -70001):
        yield made(f"without {key}", "", drop=(key,))
    yield made("without a status", "names no list", drop=(65535,))
    yield made("unknown claim", "not understood", claims={-70011: 1})
    yield made("claim by text", "not understood", claims={"x": 1})
    yield made("unknown type", "type", claims={-70001: "xx"})
    for key, value in (
        (1, 7),
        (4, "x"),
        (6, -1),
        (65535, {}),
        (65535, {"status_list": {"idx": 7}}),
        (65535, {"status_list": {"idx": 7, "uri": LIST, "x": 1}}),
        (65535, {"status_list": {"idx": -1, "uri": LIST}}),
        (-70002, []),
        (-70002, [1]),
        (-70003, ["2021-11-27"]),
        (-70003, ["2021-11-27", "2026-11-31"]),
        (-70003, ["20211127", "2026-11-27"]),
        (-70004, ""),
        (-70005, b"x"),
        (-70008, bytes(31)),
        (-70009, "x"),
    ):
        yield made(f"{key} is {value!r}", "", claims={key: value})


def _cbors(made, qr):
    """Yield codes whose claims are written in another way than the one."""
    whole = cbor(
        {
            1: URL,
            4: NOW + DAY,
            6: NOW - DAY,
            65535: {"status_list": {"idx": 7, "uri": LIST}},
            -70001: "nv",
        }
    )
    yield made("good with few claims", payload=whole)
    finding = cbor(-70004)

    def plus(written):
        return bytes([whole[0] + 1]) + whole[1:] + written

    yield made("good with a claim more", payload=plus(finding + cbor("x")))
    yield made("key twice", "twice", payload=plus(cbor(-70001) + cbor("nv")))
    yield made("keys out of order", "out of order", payload=plus(cbor(5) + cbor(b"x")))
    for name, written, why in (
        ("text of unknown length", b"\x7f\x61x\xff", "unknown length"),
        ("list of unknown length", b"\x9f\x01\xff", "unknown length"),
        ("length in a longer form", b"\x78\x01x", "shortest"),
        ("text not in UTF-8", b"\x61\xff", "UTF-8"),
        ("half a character", b"\x63\xed\xa0\x80", "UTF-8"),
        ("a fraction", b"\xf9\x3c\x00", "floating-point"),
        ("a simple value", b"\xf6", "simple value"),
        ("yes", b"\xf5", "simple value"),
        ("reserved", b"\x7c", "unknown length"),
        ("cut off", b"\x62x", "cut off"),
        ("list longer than all", b"\x9b\x00\xff\xff\xff\xff\xff\xff\xff", "cut off"),
        ("a tower", b"\x81" * 20 + b"\x01", "deeper"),
        ("a tag inside", b"\xc1\x01", ""),
        ("a tag as key", b"\xa1\xc1\x01\x01", ""),
        ("a number in a longer form", b"\x18\x17", "shortest"),
    ):
        yield made(f"finding is {name}", why, payload=plus(finding + written))
    unknown = b"\xbf" + whole[1:] + b"\xff"
    yield made("claims of unknown length", "unknown length", payload=unknown)
    yield qr("not CBOR", "RC1:" + base45(b"\xff" * 20), "")
    yield qr("nothing after the prefix", "RC1:", "cut off")


def exported(cases):
    """Return cases as JSON has them, with what the page is pinned to.

    The page asks no wallet. What a wallet showed to somebody is for them to check; a credential
    that nobody has shown to hold is shown, and the page says so.
    """
    told = [
        {
            "name": case.name,
            "text": case.data if isinstance(case.data, str) else None,
            "bytes": None if isinstance(case.data, str) else b64encode(case.data).decode(),
            "status": case.status,
            "recipient": case.recipient,
            "holds": _holds_on_the_page(case),
        }
        for case in cases
    ]
    return {
        "at": NOW * 1000,
        "issuer": URL,
        "anchor": _pem(city().anchor),
        "chains": ["".join(map(_pem, one.chain)) for one in (city().statements, city().seal)],
        "cases": told,
    }


def _pem(certificate):
    return certificate.public_bytes(Encoding.PEM).decode()


def _holds_on_the_page(case):
    if case.page is not None:
        return case.page
    return case.name == "no key binding" or (case.holds and case.aud is None)
