"""A statement as a sealed PDF: one seal over every byte, and what it encloses.

The seal must cover the file from its first byte to its last, but for the place of the seal
itself. So nothing can be appended, and nothing seen differs from what was sealed.

Law:
    ISO 32000-2 sections 12.8.1 (byte range) and 12.8.2.2 (DocMDP, no changes allowed);
    ETSI EN 319 142-1 (PAdES B-B).

"""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from recourse_verify import certificates, cms, credentials, der, es256
from recourse_verify.credentials import Expected
from recourse_verify.errors import Malformed, Unsigned, Wrong
from recourse_verify.pdf_files import File
from recourse_verify.pdf_objects import Dictionary, Name, Reference, Stream, Value
from recourse_verify.texts import utf8

CONTENT, CREDENTIAL = "statement.json", "statement.sd-jwt"
HOLE = re.compile(rb"<[0-9A-F]+>")
MOST_ATTACHMENTS = 32


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
    missing = [name for name in (CONTENT, CREDENTIAL) if name not in attached]
    if missing:
        raise Wrong(f"the statement does not enclose {' and '.join(missing)}")
    es256.object_from(attached[CONTENT])
    told = _credential(attached[CREDENTIAL], expected)
    if not sealed_by.speaks_for(told["issuer"]):
        raise Unsigned("the seal is of somebody else than the credential inside")
    return {
        **told,
        "sealed by": sealed_by.name,
        "content": hashlib.sha256(attached[CONTENT]).hexdigest(),
        "time stamp": "there is one; it was not checked" if read.is_stamped else "none",
        "holder": "whoever has the paper: compare name and last four digits with a document",
    }


def _credential(data: bytes, expected: Expected) -> dict[str, Any]:
    """Check the credential that a statement encloses; it is bound to no wallet."""
    try:
        text = utf8(data).strip()
        if "cnf" in credentials.credential_from(text).claims:
            raise Malformed("it is bound to a wallet, and has no place in a paper")
        return credentials.check(text, expected)
    except Wrong as fault:
        raise type(fault)(fault.what, where=CREDENTIAL) from fault


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
    fields = list(_fields(file, file.dictionary(catalogue.get("AcroForm")).get("Fields"), 0))
    signed = [one for one in fields if one.get("V") is not None]
    if len(fields) != 1 or len(signed) != 1:
        raise Unsigned("the PDF has no seal, or more than one")
    value = signed[0].get("V")
    permitted = catalogue.get("Perms")
    certifies = None if permitted is None else file.dictionary(permitted).get("DocMDP")
    if not isinstance(value, Reference) or value != certifies:
        raise Unsigned("the seal does not forbid changes")
    return file.dictionary(value)


def _fields(file: File, value: Value, depth: int) -> Iterator[Dictionary]:
    """Yield every field of the form."""
    for one in file.items(value):
        found = file.dictionary(one)
        if depth > 4 or found.get("FT") != Name("Sig") or found.get("Kids") is not None:
            raise Unsigned("the PDF has a form, and our statements have none")
        yield found


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
    """Yield the files that a PDF encloses, each name once."""
    catalogue = file.dictionary(file.trailer.get("Root"))
    names = catalogue.get("Names")
    tree = None if names is None else file.dictionary(names).get("EmbeddedFiles")
    seen: set[str] = set()
    for specification in () if tree is None else _leaves(file, tree, 0):
        name = _file_name(file, specification)
        if name in seen or len(seen) >= MOST_ATTACHMENTS:
            raise Malformed("a file is attached twice, or there are too many")
        seen.add(name)
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
