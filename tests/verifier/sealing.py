"""Sealed statements, made by typst and pyHanko: good ones, and every way to change one."""

import io
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import typst
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import ObjectStream
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.verifier.carrying import (
    AT,
    LIST,
    SAYS,
    URL,
    Credential,
    Signer,
    as_json,
    der,
    new_key,
    rsa_key,
    status_list,
)
from tests.verifier.hostile import ELSEWHERE, HERE, Case, city, elsewhere, good_status

PAGE = b"""
#set document(title: "Statement", date: datetime(year: 2026, month: 11, day: 27))
#set text(lang: "en")
#for name in json(bytes(sys.inputs.files)) {
  pdf.attach(name.at(0), bytes(name.at(1)), relationship: "data", mime-type: "text/plain",
    description: name.at(0))
}
= Statement
No record within these items and this period.
"""


def credential(**parts):
    return Credential(city(), **({"bound": False} | parts)).text()


@cache
def enclosed_credential():
    return credential()


def content(status=HERE, issuer=URL, **changed):
    """Return what a statement says for machines."""
    statement = {
        "number": SAYS["statement_id"],
        "kind": "no-violation",
        "as_of": "2026-11-27T03:58:00Z",
        "valid_until": "2026-12-27",
        "subject": {"name": SAYS["name"], "id_last4": SAYS["id_last4"], "birth_year": 1990},
        "domains": ["construction", "food_drug"],
        "period": {"first": SAYS["period_from"], "last": SAYS["period_to"]},
        "finding": "no_adverse_entry",
        "sections": [],
    } | changed
    told = {"format": "recourse-statement/1", "issuer": issuer}
    told["statement"] = {name: value for name, value in statement.items() if value is not None}
    if status is not None:
        told["status"] = {"uri": LIST, "index": 7} if status is HERE else status
    return as_json(told)


@cache
def printed(*files, standards=("a-3a", "ua-1")):
    """Print a page that encloses these files: name and text."""
    return typst.compile(
        PAGE, sys_inputs={"files": as_json(files)}, pdf_standards=list(standards) or []
    )


def page(**enclosed):
    files = {"statement.json": content(), "statement.sd-jwt": enclosed_credential()} | {
        name.replace("_", ".", 1).replace("_", "-"): text for name, text in enclosed.items()
    }
    return printed(*((name, text) for name, text in files.items() if text is not None))


def asn1_certificate(certificate):
    return asn1.Certificate.load(der(certificate))


def asn1_key(key):
    return keys.PrivateKeyInfo.load(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


def sealed(
    pdf,
    *,
    by=None,
    certify=True,
    allowed=MDPPerm.NO_CHANGES,
    kind=SigSeedSubFilter.PADES,
    digest="sha256",
    with_also=(),
    stamped=False,
    field="Seal",
):
    """Seal a page."""
    by = by or city().seal
    store = SimpleCertificateStore()
    store.register_multiple([asn1_certificate(one) for one in (*by.chain[1:], *with_also)])
    signer = signers.SimpleSigner(
        signing_cert=asn1_certificate(by.chain[0]),
        signing_key=asn1_key(by.key),
        cert_registry=store,
    )
    about = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        subfilter=kind,
        certify=certify,
        docmdp_permissions=allowed,
    )
    with ThreadPoolExecutor(1) as elsewhere:  # pyHanko begins an event loop; one may run here
        made = elsewhere.submit(
            signers.sign_pdf,
            IncrementalPdfFileWriter(io.BytesIO(pdf)),
            about,
            signer=signer,
            timestamper=clock() if stamped else None,
            bytes_reserved=16384 if stamped else 8192,
        )
    return made.result().getvalue()


@cache
def clock():
    """Return somebody who stamps times."""
    who = city().signer("Clock", key=rsa_key())
    return DummyTimeStamper(
        asn1_certificate(who.chain[0]), asn1_key(who.key), fixed_dt=AT.replace(microsecond=0)
    )


@cache
def good():
    return sealed(page())


@cache
def papers():
    """Return sealed statements, good and hostile."""
    return [*_good(), *_issued_wrongly(), *_sealed_wrongly(), *_changed(), *_endless()]


def _case(name, data, why="", status="", **more):
    given = good_status() if status == "" else status
    return Case(f"{name} (pdf)", "pdf", data, why, given, **more)


def _good():
    yield _case("good", good())
    yield _case("good from an office", sealed(page(), by=city().below()), page=False)
    yield _of_another_issuer()
    yield _case("good with the authority", sealed(page(), with_also=[city().anchor]))
    yield _case("good with a time stamp", sealed(page(), stamped=True))
    yield _case("good in two revisions", sealed(_revised(page())))
    yield _case("good with packed objects", sealed(_packed(page())))


def _of_another_issuer():
    """Return the page of somebody else for whom the same authority vouches."""
    place = f"{ELSEWHERE}/status/1"
    told = content(issuer=ELSEWHERE, status={"uri": place, "index": 7})
    listed = status_list(city(), signer=elsewhere(), sub=place)
    made = sealed(page(statement_json=told, statement_sd_jwt=None), by=elsewhere())
    return _case("good of another issuer of the city", made, status=listed, page=False)


def _revised(pdf, times=1):
    """Write a revision more, before the seal."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Note"] = generic.pdf_string("revised" * times)
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _packed(pdf, kind=None):
    """Write it anew with object streams and a cross-reference stream."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import PdfFileWriter

    reader = PdfFileReader(io.BytesIO(pdf))
    writer = PdfFileWriter(stream_xrefs=True)
    kept = writer.prepare_object_stream()
    kept.__class__ = kind or kept.__class__
    root = writer.import_object(reader.root)
    for name, value in root.items():
        writer.root[name] = value
    writer.root["/Names"] = writer.add_object(writer.root["/Names"], obj_stream=kept)
    writer.add_object(generic.pdf_string("packed"), obj_stream=kept)
    writer.root["/Packed"] = writer.add_object(
        generic.DictionaryObject({generic.pdf_name("/A"): generic.NumberObject(1)}),
        obj_stream=kept,
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _issued_wrongly():
    def saying(name, why="", **changed):
        return _case(name, sealed(page(statement_json=content(**changed))), why)

    yield _case("no content", sealed(page(statement_json=None)), "does not enclose")
    yield _case("content no JSON", sealed(page(statement_json="{")), "JSON")
    yield _case("content of another form", sealed(page(statement_json="{}")), "another form")
    yield saying("over", "valid until", valid_until="2026-11-26")
    yield saying("good on its last day", valid_until="2026-11-27")
    yield saying("of tomorrow", "later than now", as_of="2026-11-28T00:00:00Z")
    yield saying("of no time", "another kind", as_of="2026-11-27T00:00:00")
    yield saying("of no day", "another kind", valid_until="2026-11-31")
    yield saying("of nobody", "another kind", subject={})
    yield saying("of no kind", "another kind", kind=None)
    for_one = {"address": "https://office.example/", "name": "x"}
    yield saying("made for somebody", "alone", recipient=for_one)
    yield saying("another issuer", "seal is of somebody else", issuer="https://x.example")
    nowhere = {"uri": "", "index": 7}
    yield saying("status nowhere", "no address", status=nowhere)
    yield from _enclosed_wrongly()
    yield saying("status nowhere said", "names no list", status=None)
    yield _case("revoked", good(), "revoked", status=status_list(city(), {7}))
    yield _case("no status given", good(), "give --status", status=None)


def _enclosed_wrongly():
    """Yield pages whose credential does not hold, or is of another statement."""

    def enclosing(name, text, why=""):
        return _case(name, sealed(page(statement_sd_jwt=text)), why)

    yield enclosing("good without a credential", None)
    two = f"{credential()}\n{credential(says=SAYS | {'domain': 'food_drug'})}\n"
    yield enclosing("good with two credentials", two)
    yield enclosing("bound to a wallet", credential(bound=True), "bound to a wallet")
    yield enclosing("credential over", credential(claims={"exp": 1}), "valid until")
    yield enclosing("credential no credential", "x", "no ~")
    other = elsewhere()
    theirs = credential(signer=other, claims={"iss": ELSEWHERE}, drop=("status",))
    yield enclosing("credential of another issuer", theirs, "another statement")
    of_another = credential(says=SAYS | {"statement_id": "S-2026-000124"})
    yield enclosing("credential of another statement", of_another, "another statement")
    somebody = credential(says=SAYS | {"name": "别人"})
    yield enclosing("credential about somebody else", somebody, "somebody else")
    nobody = Credential(city(), bound=False).text(shown=[0, 1, 2, 3, 4, 8])
    yield enclosing("credential about nobody", nobody, "whose it is")
    yield _case("seal of another issuer", sealed(page(), by=other), "seal is of somebody else")


def _sealed_wrongly():
    yield _case("stripped", page(), "no seal")
    yield _case("not certified", sealed(page(), certify=False), "forbid changes")
    form = sealed(page(), allowed=MDPPerm.FILL_FORMS)
    yield _case("forms may be filled", form, "forbid changes")
    notes = sealed(page(), allowed=MDPPerm.ANNOTATE)
    yield _case("notes may be added", notes, "forbid changes")
    plain = sealed(page(), kind=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    yield _case("not PAdES", plain, "another kind")
    yield _case("SHA-512", sealed(page(), digest="sha512"), "another kind")
    yield _case("two seals", _twice(), "more than one")
    yield _case("seal after a certificate", _after(), "more than one")
    from tests.verifier.carrying import City

    elsewhere = City()
    yield _case("another city", sealed(page(), by=elsewhere.seal), "no authority that you trust")
    own = Signer(elsewhere.seal.key, [*elsewhere.seal.chain, elsewhere.anchor])
    yield _case("another city with its authority", sealed(page(), by=own), "no authority")
    lent = Signer(new_key(), city().seal.chain)
    yield _case("key of somebody else", sealed(page(), by=lent), "not made with its certificate")
    from datetime import timedelta

    ended = city().signer("old", until=AT - timedelta(seconds=1))
    yield _case("certificate over", sealed(page(), by=ended), "valid only until")
    unneeded = sealed(page(), with_also=elsewhere.seal.chain)
    yield _case("a certificate too many", unneeded, "not needed")


def _endless():
    """Yield small pages that take long to read: everything refers to one place."""
    much = "more to read"
    yield _case("more to read than any", sealed(_revised(page(), times=310_000)), much)
    wide = " " * (9 << 20)
    bomb = page(statement_json=content() + wide, statement_sd_jwt=wide)
    yield _case("more to unpack than any", sealed(bomb), "too large")
    yield _case("two objects in one place", sealed(_packed(page(), _Folded)), "one place")
    yield _case("one object noted for ever", _noting_for_ever(), "too many objects")


class _Folded(ObjectStream):
    """Says that all its objects stand where the first one does."""

    def as_pdf_object(self):
        made = super().as_pdf_object()
        first = made["/First"]
        heads = made.data[:first].split()
        folded = b" ".join(b"%b %b" % (number, heads[1]) for number in heads[::2])
        return type(made)(
            dict_data={name: value for name, value in made.items() if name == "/Type"}
            | {generic.pdf_name("/N"): made["/N"]}
            | {generic.pdf_name("/First"): generic.NumberObject(first)},
            stream_data=folded.ljust(first) + made.data[first:],
        )


def _noting_for_ever():
    """Write a table of contents that says over and over where the same objects stand."""
    rows = zlib.compress(bytes(200_000), 9)
    about = b"<< /Type /XRef /W [1 0 0] /Index [%b] /Length %d /Filter /FlateDecode >>"
    head = b"%PDF-1.7\n1 0 obj\n" + about % (b"0 50000 " * 4, len(rows))
    return head + b"stream\n" + rows + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def _twice():
    """Seal twice: the first seal lets the second one be added."""
    first = sealed(page(), certify=False, field="First")
    return sealed(first, certify=False, field="Second")


def _after():
    first = sealed(page(), allowed=MDPPerm.FILL_FORMS)
    return sealed(first, certify=False, field="Second")


def _changed():
    whole = good()
    yield _case("empty", b"", "no PDF")
    yield _case("cut off", whole[:-20], "no PDF")
    yield _case("something appended", whole + b"x", "follows")
    yield _case("a line appended", whole + b"\n", "")
    yield _case("a comment appended", whole + b"%\n%%EOF\n", "")
    yield _case("a revision appended", _revised(whole), "does not cover")
    yield _case("attachment replaced in a revision", _replaced(whole), "does not cover")
    yield _case("seal removed in a revision", _without_seal(whole), "no seal")
    begin, middle, end, rest = map(int, _range(whole))
    for name, numbers in (
        ("range swapped", (middle, rest, 0, begin)),
        ("range shorter", (begin, middle, end, rest - 1)),
        ("range wider", (begin, middle - 1, end, rest)),
        ("hole wider", (begin, middle, end + 1, rest - 1)),
        ("range from one", (1, middle - 1, end, rest)),
        ("range over all", (0, len(whole), len(whole), 0)),
    ):
        yield _case(name, _with_range(whole, numbers), "")
    yield _case("hole filled", _filled(whole), "beside the seal")
    yield _case("small letters", _small(whole), "something else than a seal")
    yield _case("seal of another page", _transplanted(whole), "")
    yield _case("text before the file", b"x" + whole, "")
    yield _case("too large", whole[:20] + bytes(21 << 20) + whole[20:], "at most")


def _range(pdf):
    return re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", pdf).groups()


def _with_range(pdf, numbers):
    """Write another range in its place; nothing else moves."""
    found = re.search(rb"/ByteRange \[[^\]]*\] *", pdf)
    text = b"/ByteRange [%d %d %d %d]" % numbers
    return pdf[: found.start()] + text.ljust(len(found[0])) + pdf[found.end() :]


def _filled(pdf):
    end = int(_range(pdf)[2])
    return pdf[: end - 5] + b"ABCD" + pdf[end - 1 :]


def _small(pdf):
    _, begin, end, _ = map(int, _range(pdf))
    return pdf[:begin] + pdf[begin:end].lower() + pdf[end:]


def _transplanted(pdf):
    """Put the seal of one page into the place of another's."""
    other = sealed(page(statement_json=content(number="S-2026-000124")))
    _, begin, end, _ = map(int, _range(pdf))
    _, from_, to, _ = map(int, _range(other))
    return pdf[:begin] + other[from_:to] + pdf[end:]


def _replaced(pdf):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Names"] = generic.DictionaryObject()
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _without_seal(pdf):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    del writer.root["/AcroForm"]
    del writer.root["/Perms"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
