"""Who signs statements: keys of the vault, and certificates that lead to an anchor."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recourse.attestation import issuer as room
from recourse.attestation.errors import NotVouchedFor
from recourse.attestation.issuer import Use

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.KEY_DIR = tmp_path / "keys"
    settings.ISSUER_DIR = tmp_path / "issuer"
    settings.PUBLIC_URL = "https://records.example"


def test_nothing_is_signed_before_somebody_vouches() -> None:
    with pytest.raises(NotVouchedFor):
        room.issuer()


def test_the_demo_vouches_for_itself_once() -> None:
    room.make_demo_authority(NOW)
    first = room.issuer()
    room.make_demo_authority(NOW + timedelta(days=1))
    assert room.issuer().x5c == first.x5c
    first.chain[0].verify_directly_issued_by(first.anchor)
    assert first.chain[0].public_key() == first.key.public_key()
    assert first.chain[0].public_key() != room.seal().key.public_key()


def test_a_city_that_moved_is_vouched_for_anew(settings: Any) -> None:
    room.make_demo_authority(NOW)
    anchor = room.issuer().anchor
    settings.PUBLIC_URL = "http://127.0.0.1:8123"
    room.make_demo_authority(NOW)
    names = (
        room.issuer().chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    )
    assert settings.PUBLIC_URL in names.get_values_for_type(x509.UniformResourceIdentifier)
    assert room.issuer().anchor == anchor


def test_the_key_is_the_same_in_every_process_and_another_for_every_use() -> None:
    numbers = [room.private_key(str(use)).private_numbers().private_value for use in [*Use, *Use]]
    assert numbers[:2] == numbers[2:]
    assert len(set(numbers)) == len(Use)


def test_a_request_is_answered_by_an_authority() -> None:
    asked = x509.load_pem_x509_csr(room.request(Use.SEAL))
    assert asked.is_signature_valid
    authority, anchor = _authority()
    leaf = _vouch(asked.public_key(), authority, anchor)
    room.install(Use.SEAL, (leaf,), anchor)
    assert room.seal().chain == (leaf,)


def test_a_certificate_for_another_key_or_of_another_authority_is_refused() -> None:
    authority, anchor = _authority()
    stranger = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(NotVouchedFor):
        room.install(Use.SEAL, (_vouch(stranger.public_key(), authority, anchor),), anchor)
    ours = room.private_key(str(Use.SEAL)).public_key()
    _, other = _authority()
    with pytest.raises(NotVouchedFor):
        room.install(Use.SEAL, (_vouch(ours, authority, anchor),), other)


def _authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "City")])
    return key, _certificate(name, key.public_key(), key, name)


def _vouch(
    public: object, authority: ec.EllipticCurvePrivateKey, anchor: x509.Certificate
) -> x509.Certificate:
    assert isinstance(public, ec.EllipticCurvePublicKey)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "records.example")])
    return _certificate(name, public, authority, anchor.subject)


def _certificate(
    name: x509.Name,
    public: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(by, hashes.SHA256())
    )
