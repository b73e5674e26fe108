"""The code on a paper statement: COSE_Sign1 over claims, in base45.

    RC1: base45( 18([ << {1: -7, 4: kid} >>, {}, << claims >>, signature ]) )

`kid` is the first 8 bytes of SHA-256 of the signer's certificate; the certificates are not in the
code, they are published. Whoever shows a paper holds the paper: compare the name and the last
four digits with the person's document.

Law:
    RFC 9052 sections 4.2 and 4.4; RFC 8392 (claims);
    draft-ietf-oauth-status-list-21 section 6.3 (status, key 65535).

"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from recourse_verify import cbor, credentials, es256, statuses
from recourse_verify.base45 import from_base45
from recourse_verify.credentials import Expected
from recourse_verify.errors import Malformed, Unsigned, Wrong

PREFIX = "RC1:"
MOST_LETTERS = 600
SIGN1, ES256, KID_BYTES = 18, -7, 8
ISSUER, ISSUED, EXPIRES, STATUS = 1, 6, 4, 65535
BREAKS = re.compile(r"[\r\n\t]+")
TYPES = {"nv": "no-violation", "rp": "report", "co": "correction", "be": "benefit-eligibility"}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


def _is_period(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_day, value))


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    return type(value) is int and 0 <= value <= es256.LATEST


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True)
class Said:
    """A claim of ours: what it is called, and what it may be."""

    name: str
    is_one: Callable[[object], bool]
    may_lack: bool = True


SAYS = {
    -70001: Said("type", lambda value: isinstance(value, str) and value in TYPES, may_lack=False),
    -70002: Said("domains", _is_texts),
    -70003: Said("period", _is_period),
    -70004: Said("finding", _is_text),
    -70005: Said("name", _is_text),
    -70006: Said("id_last4", _is_text),
    -70007: Said("statement", _is_text),
    -70008: Said("report_hash", _is_hash),
    -70009: Said("as_of", _is_time),
    -70010: Said("recipient", _is_text),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A code that was read; nothing of it is believed yet."""

    kid: bytes
    claims: Mapping[int, Any]
    signed: bytes
    signature: bytes


def paper_from(text: str) -> Paper:
    """Read the code of a paper, as it was scanned or typed; line breaks do not count.

    Raises:
        Malformed: It is none of ours.
        Unsigned: It is signed in another way.

    """
    joined = BREAKS.sub("", text).lstrip()
    if len(joined) > MOST_LETTERS:
        raise Malformed(f"a code has at most {MOST_LETTERS} letters")
    if not joined.startswith(PREFIX):
        raise Malformed(f"this is no code of a statement: it does not begin with {PREFIX}")
    found = cbor.value_from(from_base45(joined.removeprefix(PREFIX)))
    if not isinstance(found, cbor.Tagged) or found.tag != SIGN1:
        raise Malformed("this is no COSE_Sign1")
    return _paper(found.value)


def _paper(parts: object) -> Paper:
    """Read the four parts of a COSE_Sign1."""
    if not isinstance(parts, list) or len(parts) != 4:
        raise Malformed("a COSE_Sign1 has four parts")
    protected, unprotected, payload, signature = parts
    if not all(isinstance(one, bytes) for one in (protected, payload, signature)):
        raise Malformed("a part of the COSE_Sign1 is of another kind")
    if unprotected != {} or not isinstance(unprotected, dict):
        raise Unsigned("something in the code is not signed")
    header = cbor.value_from(protected)
    if not isinstance(header, dict) or header.keys() != {1, 4} or header[1] != ES256:
        raise Unsigned("the code is not signed with ES256 alone")
    kid = header[4]
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise Malformed("the code does not name the certificate it was signed with")
    claims = cbor.value_from(payload)
    if not isinstance(claims, dict):
        raise Malformed("the code says nothing")
    return Paper(kid, claims, _signed(protected, payload), signature)


def _signed(protected: bytes, payload: bytes) -> bytes:
    """Return what the signature is over (RFC 9052 section 4.4)."""
    context = b"\x84\x6aSignature1"
    return context + _bytes(protected) + b"\x40" + _bytes(payload)


def _bytes(data: bytes) -> bytes:
    """Write bytes as CBOR; never longer than 65,535 here."""
    size = len(data)
    if size < 24:
        return bytes([0x40 | size]) + data
    head = b"\x58" + size.to_bytes(1) if size < 256 else b"\x59" + size.to_bytes(2)
    return head + data


def kid_of(certificate: x509.Certificate) -> bytes:
    """Return how a code names a certificate."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()[:KID_BYTES]


def check(
    text: str, expected: Expected, *, chains: Sequence[Sequence[x509.Certificate]]
) -> dict[str, Any]:
    """Check the code of a paper, and return what it says.

    Args:
        text: As it was scanned or typed.
        expected: What the one who checks expects.
        chains: Certificates of issuers, each with its authorities, the signer first.

    Raises:
        Wrong: The first thing that does not hold.

    """
    paper = paper_from(text)
    claims = paper.claims
    issuer = claims.get(ISSUER)
    if not isinstance(issuer, str):
        raise Malformed("the code does not say who issued it")
    chain = next((one for one in chains if kid_of(one[0]) == paper.kid), None)
    if chain is None:
        raise Unsigned("it was signed with a certificate that is not here: take a newer chain")
    signer = expected.trust.signer(chain, about=issuer, at=expected.at)
    es256.need_signature(signer.key, paper.signed, paper.signature)
    says = _said(claims)
    es256.need_in_time({"iat": claims[ISSUED], "exp": claims[EXPIRES]}, expected.at)
    _need_recipient(says.get("recipient"), expected.recipient)
    return {
        "issuer": issuer,
        "signed by": signer.name,
        "type": TYPES[says.pop("type")],
        "says": says,
        "issued at": es256.time_of(claims[ISSUED]),
        "valid until": es256.time_of(claims[EXPIRES]),
        "made for": says.pop("recipient", None),
        "holder": credentials.ANYBODY,
        "status": credentials.status_of(_place(claims, issuer), expected),
    }


def _said(claims: Mapping[int, Any]) -> dict[str, Any]:
    """Return our claims by their names; every key is known and holds what it must."""
    framed = {ISSUER, ISSUED, EXPIRES, STATUS}
    if not claims.keys() <= framed | SAYS.keys() or not framed - {STATUS} <= claims.keys():
        raise Malformed("the code says something that is not understood, or too little")
    says = {}
    for key, said in SAYS.items():
        if key not in claims and not said.may_lack:
            raise Malformed(f"the code does not say its {said.name}")
        if key in claims:
            if not said.is_one(claims[key]):
                raise Malformed(f"the {said.name} in the code is none")
            says[said.name] = _shown(said.name, claims[key])
    return says


def _shown(name: str, value: Any) -> Any:  # noqa: ANN401 - a claim
    """Write a claim as JSON has it."""
    if isinstance(value, bytes):
        return value.hex()
    return es256.said_at(value) if name == "as_of" else value


def _place(claims: Mapping[int, Any], issuer: str) -> statuses.Place | None:
    """Return where the status stands, if one is kept; a path is the issuer's (saves letters)."""
    if STATUS not in claims:
        return None
    told = claims[STATUS]
    if not isinstance(told, dict) or told.keys() != {"status_list"}:
        raise Malformed("the status is kept in a way that is not understood")
    kept = told["status_list"]
    if not isinstance(kept, dict) or kept.keys() != {"idx", "uri"}:
        raise Malformed("the status is kept in a way that is not understood")
    uri = kept["uri"]
    is_path = isinstance(uri, str) and uri.startswith("/") and not uri.startswith("//")
    return statuses.place_from(issuer + uri if is_path else uri, kept["idx"])


def _need_recipient(named: object, recipient: str | None) -> None:
    """Need the paper to be made for anybody, or for the one who checks."""
    if named is not None and named != recipient:
        raise Wrong(f"it was made for {named} alone (--recipient)")
