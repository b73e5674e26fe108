"""A seal holds for whoever knows the city's certificate, and breaks at any change."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import Any

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from recourse.attestation import issuer
from recourse.attestation.errors import NotVouchedFor
from recourse.attestation.paper import sealing
from recourse.attestation.paper.pades import SIGNATURE_BYTES
from tests.attestation.paper.making import NO_VIOLATION, NOW, printed, sealed


def status_of(pdf: bytes, *anchors: x509.Certificate) -> PdfSignatureStatus:
    """Check a seal with pyHanko's own validator, as of the day it was made."""
    trusted = [_read(one) for one in (*anchors, issuer.seal().anchor)]
    context = ValidationContext(
        trust_roots=trusted, moment=NOW + timedelta(hours=1), best_signature_time=NOW
    )
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return validate_pdf_signature(
        signature, signer_validation_context=context, ts_validation_context=context
    )


def holds(pdf: bytes) -> bool:
    """Whether the seal of a file holds, and covers all of it."""
    try:
        status = status_of(pdf)
    except (PdfError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        return False  # not even a file any more
    return bool(status.bottom_line) and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _read(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


@pytest.fixture(scope="module")
def paper() -> dict[str, bytes]:
    return {}


@pytest.fixture
def one(paper: dict[str, bytes]) -> bytes:
    """Return one sealed sheet, made once."""
    if "one" not in paper:
        paper["one"] = sealed(NO_VIOLATION)
    return paper["one"]


@pytest.mark.slow
def test_a_seal_holds_against_the_citys_certificate(one: bytes):
    status = status_of(one)

    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level == ModificationLevel.NONE
    assert status.signer_reported_dt == NOW
    assert (status.md_algorithm, status.pkcs7_signature_mechanism) == ("sha256", "sha256_ecdsa")


@pytest.mark.slow
def test_it_is_pades_certified_allows_no_change_and_names_each_certificate_once(one: bytes):
    (signature,) = PdfFileReader(BytesIO(one)).embedded_signatures
    attributes = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}

    assert signature.sig_object["/SubFilter"] == SigSeedSubFilter.PADES.value
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}
    assert signature.signer_info["version"].native == "v1"
    assert len(signature.signed_data["certificates"]) == len(issuer.seal().chain)
    assert len(signature.signer_info["signature"].native) <= SIGNATURE_BYTES


@pytest.mark.slow
def test_a_seal_wastes_little_room(one: bytes):
    (signature,) = PdfFileReader(BytesIO(one)).embedded_signatures
    used = len(signature.signed_data.dump())

    assert len(signature.pkcs7_content) - used < 700
    assert len(one) - len(printed(NO_VIOLATION)) < 6_000


@pytest.mark.slow
def test_what_was_printed_stays_byte_for_byte(one: bytes):
    assert one.startswith(printed(NO_VIOLATION))


@pytest.mark.slow
def test_a_seal_holds_against_no_other_citys_certificate(one: bytes, settings: Any, tmp_path: Any):
    settings.KEY_DIR, settings.ISSUER_DIR = tmp_path / "keys", tmp_path / "issuer"
    issuer.make_demo_authority(NOW)

    assert not holds(one)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_one_changed_byte_breaks_it(one: bytes, part: int):
    start = one.index(b"/Contents<") if b"/Contents<" in one else one.rindex(b"/Contents <")
    step = start // 8
    changed = bytearray(one)
    changed[part * step + step // 2] ^= 0x01

    assert not holds(bytes(changed))


@pytest.mark.slow
def test_an_appended_revision_breaks_it(one: bytes):
    writer = IncrementalPdfFileWriter(BytesIO(one))
    writer.root["/Lang"] = writer.root["/Lang"].__class__("en")
    writer.update_root()
    out = BytesIO()
    writer.write(out)

    assert out.getvalue().startswith(one)
    assert not holds(out.getvalue())


@pytest.mark.slow
def test_nothing_is_sealed_before_somebody_vouches(settings: Any, tmp_path: Any):
    settings.ISSUER_DIR = tmp_path

    with pytest.raises(NotVouchedFor):
        sealing.seal()


@pytest.fixture(scope="module")
def clock() -> tuple[DummyTimeStamper, x509.Certificate]:
    """Return a time-stamp authority, and its certificate."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stamper = DummyTimeStamper(
        _read(certificate), keys.PrivateKeyInfo.load(secret), fixed_dt=NOW + timedelta(seconds=1)
    )
    return stamper, certificate


@pytest.fixture
def authority(
    clock: tuple[DummyTimeStamper, x509.Certificate], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Run the authority on this machine, and return its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            answer = clock[0].request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *told: object) -> None:
            pass

    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_seal_is_stamped_with_the_time_where_an_authority_is_named(
    authority: str, clock: tuple[DummyTimeStamper, x509.Certificate], settings: Any
):
    settings.TSA_URL = authority

    status = status_of(sealed(NO_VIOLATION), clock[1])

    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == NOW + timedelta(seconds=1)


@pytest.mark.slow
def test_an_authority_that_does_not_answer_keeps_nobody_waiting_and_is_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.TSA_URL = "http://127.0.0.1:9/"

    made = sealed(NO_VIOLATION)

    assert holds(made)
    assert "no time stamp from http://127.0.0.1:9/" in caplog.text
