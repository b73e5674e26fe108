"""What a person carries in a wallet: a credential of any issuer, and that they hold it.

    signed token ~ disclosure ~ disclosure ~ [key binding token]

Law:
    RFC 9901 sections 4, 4.3 and 7; draft-ietf-oauth-sd-jwt-vc-25 sections 3.2 (type, claims
    that are never disclosed) and 3.5 (key of the issuer by x5c); RFC 7800 section 3.2 (cnf).

"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from recourse_verify import disclosures, es256, statuses
from recourse_verify.errors import Malformed, Unsigned, Wrong
from recourse_verify.trust import Trust

TYP, KEY_BINDING = "dc+sd-jwt", "kb+jwt"
OPEN = frozenset({"iss", "aud", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})
"""Claims that a holder could gain by leaving out."""

FRAME = OPEN | {"iat"}
OURS = re.compile(r"/vct/(?:no-violation|report|correction|benefit-eligibility)/\d+\Z")
"""How the types of a city's statements end; what is on paper of them says whose it is."""

NAMED = "name", "id_last4"
FRESH_SECONDS = 300
ANYBODY = "whoever has the paper: compare name and last four digits with a document"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the one who checks asked the wallet for; both or neither."""

    audience: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What the one who checks expects.

    `asked` is what the wallet was asked for; without it nobody has shown that they hold the
    credential. `recipient` is who checks, if the credential was made for somebody alone.
    `lists` are the status lists at hand; `may_lack_status` does without, and says so.
    """

    at: datetime
    trust: Trust
    asked: Asked | None = None
    recipient: str | None = None
    lists: Sequence[str] = ()
    may_lack_status: bool = False
    fresh_seconds: int = FRESH_SECONDS


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential that was read, its disclosures in place, and nothing of it believed yet."""

    token: es256.Token
    claims: Mapping[str, Any] = field(repr=False)
    presented: str
    binding: str


def credential_from(text: str) -> Credential:
    """Read a credential.

    Raises:
        Malformed: It is none.
        Wrong: What it discloses does not fit what was signed.

    """
    if len(text) > es256.MOST_BYTES:
        raise Malformed(f"a credential has at most {es256.MOST_BYTES} characters")
    signed, *shown = text.split("~")
    if not shown:
        raise Malformed("this is no credential with selective disclosure: there is no ~ in it")
    *opening, binding = shown
    if not all(opening):
        raise Malformed("there is an empty disclosure")
    token = es256.token_from(signed, typ=TYP)
    claims = disclosures.opened(token.claims, opening, never=OPEN)
    return Credential(token, claims, text.removesuffix(binding), binding)


def check(text: str, expected: Expected) -> dict[str, Any]:
    """Check a credential, and return what it says.

    Raises:
        Wrong: The first thing that does not hold.

    """
    read = credential_from(text)
    claims = read.claims
    issuer = _text(claims, "iss")
    signer = expected.trust.need_signed(read.token, about=issuer, at=expected.at)
    kind = _text(claims, "vct")
    if kind is None:
        raise Malformed("it does not say of what type it is (vct)")
    es256.need_in_time(claims, expected.at)
    _need_named(claims, kind)
    _need_recipient(claims, expected.recipient)
    holder = _holder(read, expected)
    status = status_of(statuses.place_in(claims), expected)
    return {
        "issuer": issuer or signer,
        "signed by": signer,
        "type": kind,
        "says": {name: value for name, value in claims.items() if name not in FRAME},
        "issued at": es256.time_of(es256.seconds_in(claims, "iat")),
        "valid until": es256.time_of(es256.seconds_in(claims, "exp")),
        "made for": claims.get("aud"),
        "holder": holder,
        "status": status,
    }


def status_of(place: statuses.Place | None, expected: Expected) -> dict[str, Any]:
    """Check the status, or say that it was left out.

    Raises:
        Wrong: It is not good any more, or cannot be told: without the list, or without a place.

    """
    if place is None:
        if not expected.may_lack_status:
            raise Wrong("it names no list in which it could be called back (--without-status)")
        return {"is": "none is kept"}
    if expected.lists:
        text = statuses.chosen(expected.lists, place)
        return statuses.check(text, place=place, trust=expected.trust, at=expected.at)
    if not expected.may_lack_status:
        raise Wrong(f"whether it is still good stands in {place.uri}: give --status FILE")
    return {"is": "not checked", "stands in": place.uri}


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    """Return a claim that is a text, or None where there is none."""
    if name not in claims:
        return None
    value = claims[name]
    if not isinstance(value, str) or not value:
        raise Malformed(f"{name} is no text")
    return value


def _need_recipient(claims: Mapping[str, Any], recipient: str | None) -> None:
    """Need the credential to be made for anybody, or for the one who checks."""
    if "aud" not in claims:
        return
    named = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if not named or not all(isinstance(one, str) for one in named):
        raise Malformed("aud is no recipient")
    if recipient not in named:
        raise Wrong(f"it was made for {', '.join(named)} alone (--recipient)")


def _need_named(claims: Mapping[str, Any], kind: str) -> None:
    """Need a statement of a city that is bound to no wallet to say whose it is.

    Whoever was given a paper has its credential, and could cut out the name and show it as their
    own. What other issuers bind to nobody may speak of nobody; the result says so.
    """
    if "cnf" not in claims and OURS.search(kind) and not _names_somebody(claims):
        raise Unsigned("it is bound to no wallet, and does not show whose it is (name, id_last4)")


def _names_somebody(claims: Mapping[str, Any]) -> bool:
    return all(isinstance(claims.get(one), str) and claims[one] for one in NAMED)


def _holder(read: Credential, expected: Expected) -> str:
    """Need whoever shows it to hold its key, if the one who checks asked for that."""
    if expected.asked is None:
        if read.binding:
            raise Wrong("it was shown to somebody: say to whom, with --aud and --nonce")
        return _unshown(read.claims)
    if not read.binding:
        raise Unsigned("nobody showed that they hold its key (there is no key binding)")
    _check_binding(read, expected, expected.asked)
    return "holds the key"


def _unshown(claims: Mapping[str, Any]) -> str:
    """Say what is known of whoever has it, where nobody showed that they hold its key."""
    if "cnf" in claims:
        return "bound to a key; nobody showed that they hold it"
    if _names_somebody(claims):
        return ANYBODY
    return "whoever has a copy: it is bound to no key, and does not show whose it is"


def _check_binding(read: Credential, expected: Expected, asked: Asked) -> None:
    """Need the key binding to be made for this credential, this verifier and this moment."""
    where = "key binding"
    cnf = read.claims.get("cnf")
    if not isinstance(cnf, dict) or "jwk" not in cnf:
        raise Unsigned("the credential is bound to no key that could be shown", where=where)
    token = es256.token_from(read.binding, typ=KEY_BINDING)
    token.need_signed_by(es256.key_from(cnf["jwk"]))
    claims = token.claims
    if claims.get("aud") != asked.audience:
        raise Wrong("it was made for another verifier", where=where)
    if claims.get("nonce") != asked.nonce:
        raise Wrong("it answers another question (nonce)", where=where)
    digest = disclosures.hash_of(read.token.claims, read.presented.encode())
    if claims.get("sd_hash") != digest:
        raise Wrong("it belongs to another credential, or shows something else", where=where)
    es256.need_in_time(claims, expected.at)
    made = es256.seconds_in(claims, "iat")
    if made is None or expected.at.timestamp() - made > expected.fresh_seconds:
        raise Wrong("it is too old", where=where)
