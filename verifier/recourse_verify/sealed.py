"""A statement as a sealed PDF: one seal over every byte, and what it encloses.

The seal must cover the file from its first byte to its last, but for the place of the seal
itself. So nothing can be appended, and nothing seen differs from what was sealed.

Law:
    ISO 32000-2 sections 12.8.1 (byte range) and 12.8.2.2 (DocMDP, no changes allowed);
    ETSI EN 319 142-1 (PAdES B-B).

"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from recourse_verify import certificates, cms, credentials, der, es256, statuses
from recourse_verify.credentials import Expected
from recourse_verify.errors import Malformed, Unsigned, Wrong
from recourse_verify.pdf_files import File
from recourse_verify.pdf_objects import Dictionary, Name, Reference, Stream, Value
from recourse_verify.texts import utf8

CONTENT, CREDENTIAL = "statement.json", "statement.sd-jwt"
FORMAT = "recourse-statement/1"
CITY = timezone(timedelta(hours=8))
"""Days end at midnight in Shanghai, which has kept one time since 1991."""

HOLE = re.compile(rb"<[0-9A-F]+>")
MOST_ATTACHMENTS = 32


@dataclass(frozen=True, slots=True)
class Content:
    """What a statement says for machines: the members of `statement.json`.

    `good_until` is the first instant at which it is not good any more.
    """

    issuer: str
    kind: str
    number: str
    as_of: int
    good_until: int
    recipient: str | None
    place: statuses.Place | None
    says: Mapping[str, Any]


def check(data: bytes, expected: Expected) -> dict[str, Any]:
    """Check a sealed statement, and return what it says.

    Raises:
        Wrong: The first thing that does not hold.

    """
    file = File(data)
    seal, digest = _seal_of(file)
    read = cms.seal_from(seal)
    chain = cms.check(read, digest=digest, anchors=expected.trust.anchors)
    sealed_by = certificates.signer_of(chain, anchors=expected.trust.anchors, at=expected.at)
    attached = dict(_attached(file))
    if CONTENT not in attached:
        raise Wrong(f"the statement does not enclose {CONTENT}")
    content = content_from(attached[CONTENT])
    if not sealed_by.speaks_for(content.issuer):
        raise Unsigned("the seal is of somebody else than the issuer it names")
    es256.need_in_time({"iat": content.as_of, "exp": content.good_until}, expected.at)
    if content.recipient is not None and content.recipient != expected.recipient:
        raise Wrong(f"it was made for {content.recipient} alone (--recipient)")
    enclosed = utf8(attached.get(CREDENTIAL, b"")).split()
    for text in enclosed:
        _need_the_same(text, content, expected)
    return {
        "issuer": content.issuer,
        "sealed by": sealed_by.name,
        "type": content.kind,
        "says": dict(content.says),
        "issued at": es256.time_of(content.as_of),
        "valid until": es256.time_of(content.good_until),
        "made for": content.recipient,
        "credentials inside": len(enclosed),
        "content": hashlib.sha256(attached[CONTENT]).hexdigest(),
        "time stamp": "there is one; it was not checked" if read.is_stamped else "none",
        "holder": credentials.ANYBODY,
        "status": credentials.status_of(content.place, expected),
    }


def content_from(data: bytes) -> Content:
    """Read what a statement says for machines.

    Raises:
        Malformed: It is of another form.

    """
    told = es256.object_from(data)
    if told.get("format") != FORMAT:
        raise Malformed(f"{CONTENT} is of another form than {FORMAT}", where=CONTENT)
    try:
        return _content(told, told["statement"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Malformed("something is missing, or of another kind", where=CONTENT) from error


def _content(told: Mapping[str, Any], said: Mapping[str, Any]) -> Content:
    """Read the members; whatever is missing or of another kind ends the reading."""
    place = None
    if "status" in told:
        place = statuses.place_from(told["status"]["uri"], told["status"]["index"])
    last_day = date.fromisoformat(_text(said["valid_until"]))
    end = datetime.combine(last_day + timedelta(days=1), time(), CITY)
    as_of = datetime.fromisoformat(_text(said["as_of"]))
    if as_of.tzinfo is None:
        raise ValueError("a time without its zone")
    recipient = said.get("recipient")
    subject, period = said["subject"], said.get("period") or {}
    says = {
        "statement_id": _text(said["number"]),
        "domains": said.get("domains"),
        "period_from": period.get("first"),
        "period_to": period.get("last"),
        "as_of": said["as_of"],
        "finding": said.get("finding"),
        "name": _text(subject["name"]),
        "id_last4": _text(subject["id_last4"]),
        "birth_year": subject.get("birth_year"),
    } | {name: said.get(name) for name in ("sections", "correction", "benefit")}
    return Content(
        issuer=_text(told["issuer"]),
        kind=_text(said["kind"]),
        number=said["number"],
        as_of=int(as_of.timestamp()),
        good_until=int(end.timestamp()),
        recipient=None if recipient is None else _text(recipient["address"]),
        place=place,
        says={name: value for name, value in says.items() if value not in (None, "", [])},
    )


def _text(value: object) -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value


def _need_the_same(text: str, content: Content, expected: Expected) -> None:
    """Check a credential that a statement encloses, and say where it is wrong."""
    try:
        _need_enclosed(text, content, expected)
    except Wrong as fault:
        raise type(fault)(fault.what, where=CREDENTIAL) from fault


def _need_enclosed(text: str, content: Content, expected: Expected) -> None:
    """Need an enclosed credential to hold, to be bound to no wallet, and of this statement."""
    claims = credentials.credential_from(text).claims
    if "cnf" in claims:
        raise Malformed("it is bound to a wallet, and has no place in a paper")
    if (claims.get("iss"), claims.get("statement_id")) != (content.issuer, content.number):
        raise Wrong("it belongs to another statement")
    credentials.check(text, expected)
    if any(claims.get(one) != content.says[one] for one in credentials.NAMED):
        raise Wrong("it is about somebody else")


def _seal_of(file: File) -> tuple[bytes, bytes]:
    """Return the one signature of a file in DER, and SHA-256 of all that it covers.

    Raises:
        Unsigned: There is none, or more than one, or it does not cover everything.

    """
    signature = _signature(file)
    expected = {"Type": "Sig", "Filter": "Adobe.PPKLite", "SubFilter": "ETSI.CAdES.detached"}
    if any(signature.get(name) != Name(text) for name, text in expected.items()):
        raise Unsigned("the seal is of another kind (PAdES)")
    _need_no_changes(file, signature)
    begin, end = signature.spans.get("Contents", (0, 0))
    size = len(file.data)
    if signature.get("ByteRange") != [0, begin, end, size - end] or begin >= end:
        raise Unsigned("the seal does not cover the whole file")
    if not HOLE.fullmatch(file.data, begin, end):
        raise Unsigned("there is something else than a seal in its place")
    digest = hashlib.sha256(file.data[:begin] + file.data[end:]).digest()
    return _der_in(file.data[begin + 1 : end - 1]), digest


def _der_in(digits: bytes) -> bytes:
    """Return the DER that stands in the place of the seal; zeroes fill the rest."""
    if len(digits) % 2:
        raise Malformed("half a byte stands in the place of the seal")
    data = bytes.fromhex(digits.decode())
    size = der.size_of_first(data)
    if any(data[size:]):
        raise Malformed("something stands beside the seal that is not covered by it")
    return data[:size]


def _signature(file: File) -> Dictionary:
    """Return the one signature of a file, read where it stands."""
    catalogue = file.dictionary(file.trailer.get("Root"))
    if catalogue.get("AcroForm") is None:
        raise Unsigned("the PDF has no seal")
    fields = file.items(file.dictionary(catalogue.get("AcroForm")).get("Fields"))
    if len(fields) != 1:
        raise Unsigned("the PDF has no seal, or more than one")
    value = _field(file, fields[0]).get("V")
    if value is None:
        raise Unsigned("the PDF has no seal, or more than one")
    permitted = catalogue.get("Perms")
    certifies = None if permitted is None else file.dictionary(permitted).get("DocMDP")
    if not isinstance(value, Reference) or value != certifies:
        raise Unsigned("the seal does not forbid changes")
    return file.dictionary(value)


def _field(file: File, value: Value) -> Dictionary:
    """Return the one field of the form, which is for a seal."""
    found = file.dictionary(value)
    if found.get("FT") != Name("Sig") or found.get("Kids") is not None:
        raise Unsigned("the PDF has a form, and our statements have none")
    return found


def _need_no_changes(file: File, signature: Dictionary) -> None:
    """Need the seal to forbid every change (DocMDP, 1)."""
    references = file.items(signature.get("Reference"))
    if len(references) != 1:
        raise Unsigned("the seal does not forbid changes")
    one = file.dictionary(references[0])
    allowed = file.dictionary(one.get("TransformParams"))
    if one.get("TransformMethod") != Name("DocMDP") or allowed.get("P") != 1:
        raise Unsigned("the seal does not forbid changes")


def _attached(file: File) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a statement that a PDF encloses; each name stands once."""
    catalogue = file.dictionary(file.trailer.get("Root"))
    names = catalogue.get("Names")
    tree = None if names is None else file.dictionary(names).get("EmbeddedFiles")
    seen: set[str] = set()
    for specification in () if tree is None else _leaves(file, tree, 0):
        name = _file_name(file, specification)
        if name in seen or len(seen) >= MOST_ATTACHMENTS:
            raise Malformed("a file is attached twice, or there are too many")
        seen.add(name)
        if name not in {CONTENT, CREDENTIAL}:
            continue
        kept = file.dictionary(specification.get("EF"))
        stream = file.whole(kept.get("F"))
        if not isinstance(stream, Stream):
            raise Malformed("an attached file is missing")
        yield name, file.unpacked(stream)


def _leaves(file: File, node: Value, depth: int) -> Iterator[Dictionary]:
    """Yield the values of a name tree."""
    if depth > 8:
        raise Malformed("the PDF is nested too deep")
    found = file.dictionary(node)
    for one in file.items(found.get("Names"))[1::2]:
        yield file.dictionary(one)
    for one in file.items(found.get("Kids")):
        yield from _leaves(file, one, depth + 1)


def _file_name(file: File, specification: Dictionary) -> str:
    """Return the name of an attached file."""
    name = file.whole(specification.get("UF"))
    if name is None:
        name = file.whole(specification.get("F"))
    if not isinstance(name, bytes):
        raise Malformed("an attached file has no name")
    return name.removeprefix(b"\xfe\xff").decode(
        "utf-16-be" if name[:2] == b"\xfe\xff" else "latin-1", errors="replace"
    )
