"""Certificates end and keys change; what was signed before can still be checked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from recourse.attestation import issuer as room
from recourse.attestation.issuer import Use
from recourse.faces.cli.issuer import issuer as command
from recourse.ground.actor import SYSTEM
from recourse.ground.keydir import KeyStillNeeded
from recourse.journeys.destroy_key import destroy_key
from recourse.store.keys import vault

NOW = datetime.now(UTC)
URL = "https://records.example"
AUTHORITY = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.KEY_DIR = tmp_path / "keys"
    settings.ISSUER_DIR = tmp_path / "issuer"
    settings.PUBLIC_URL = URL
    settings.DEMO = False


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def anchor(name: str = "City", days: int = 3650) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    return _signed(subject, AUTHORITY.public_key(), subject, days)


def vouch(request: bytes, by: x509.Certificate, days: int = 730) -> x509.Certificate:
    """Issue what an authority would for a request."""
    asked = x509.load_pem_x509_csr(request)
    assert asked.is_signature_valid
    names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _signed(asked.subject, asked.public_key(), by.subject, days, names)


def _signed(subject: Any, public: Any, by: Any, days: int, names: Any = None) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=days))
    )
    if names is not None:
        builder = builder.add_extension(names, critical=False)
    return builder.sign(AUTHORITY, hashes.SHA256())


def kept(folder: Path, name: str, certificate: x509.Certificate) -> Path:
    file = folder / name
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return file


def installed(tmp_path: Path, use: str = "statements", *, days: int = 730) -> x509.Certificate:
    """Ask for a certificate for the newest key, have it issued, and install it."""
    leaf = vouch(run("request", use).stdout_bytes, anchor(), days)
    files = kept(tmp_path, "leaf.pem", leaf), kept(tmp_path, "city.pem", anchor())
    done = run("install", use, files[0], "--anchor", files[1])
    assert done.exit_code == 0, done.output
    return leaf


def test_from_nothing_to_a_certificate(tmp_path: Path):
    assert run("show").exit_code == 1
    assert run("init").exit_code == 0
    for use in Use:
        installed(tmp_path, use)

    shown = run("show")

    assert shown.exit_code == 0, shown.output
    assert room.issuer().kid.hex() in shown.output
    assert room.seal().kid.hex() in shown.output


def test_a_demo_vouches_for_itself_and_a_city_does_not(settings: Any):
    assert run("init").exit_code == 0
    assert not (settings.ISSUER_DIR / "anchor.pem").exists()

    settings.DEMO = True
    assert run("init").exit_code == 0
    assert run("show").exit_code == 0


def test_an_operator_is_told_thirty_days_before_a_certificate_ends(tmp_path: Path):
    installed(tmp_path, "seal")
    installed(tmp_path, "statements", days=29)

    shown = run("show")

    assert shown.exit_code == 1
    assert "renew it" in shown.output
    assert "请换新" in shown.output
    assert "“seal”" not in shown.output


def test_an_operator_is_told_when_the_address_is_another(tmp_path: Path, settings: Any):
    for use in Use:
        installed(tmp_path, use)
    settings.PUBLIC_URL = "https://other.example"

    shown = run("show")

    assert shown.exit_code == 1
    assert "is not for https://other.example" in shown.output


def test_another_key_signs_only_when_it_is_vouched_for(tmp_path: Path):
    first = installed(tmp_path)
    asked = run("request", "statements", "--new-key")
    assert room.issuer().chain == (first,)

    second = vouch(asked.stdout_bytes, anchor())
    assert second.public_key() != first.public_key()
    done = run(
        *("install", "statements", kept(tmp_path, "second.pem", second)),
        *("--anchor", kept(tmp_path, "city.pem", anchor())),
    )

    assert done.exit_code == 0, done.output
    assert room.issuer().chain == (second,)
    assert room.issuer().key.public_key() == second.public_key()


@pytest.mark.django_db
def test_what_was_signed_with_a_former_key_can_still_be_checked(tmp_path: Path, settings: Any):
    web = Client(headers={"host": "localhost"})
    first = installed(tmp_path)
    old = room.issuer()
    room.next_key(Use.STATEMENTS)
    leaf = vouch(run("request", "statements").stdout_bytes, anchor())
    moved = anchor("City, second authority")
    room.install(Use.STATEMENTS, (_under(leaf, moved),), moved)

    assert _read(web, f"/issuer/chain/{old.kid.hex()}.pem") == [first]
    now = room.issuer()
    assert _read(web, f"/issuer/chain/{now.kid.hex()}.pem") == list(now.chain)
    assert _read(web, "/issuer/chain.pem") == list(now.chain)
    assert _read(web, "/issuer/anchor.pem") == [moved, old.anchor]


@pytest.mark.slow
def test_a_former_key_is_destroyed_and_what_it_signed_is_checked_all_the_same(
    committed: None, tmp_path: Path
):
    installed(tmp_path)
    old = room.issuer()
    run("request", "statements", "--new-key")
    with pytest.raises(KeyStillNeeded):
        destroy_key(name="issuer-statements", by=SYSTEM, now=NOW)
    leaf = installed(tmp_path)

    with pytest.raises(KeyStillNeeded):
        destroy_key(name="issuer-statements-0001", by=SYSTEM, now=NOW)
    destroy_key(name="issuer-statements", by=SYSTEM, now=NOW)

    assert "issuer-statements" in vault().destroyed()
    assert room.issuer().chain == (leaf,)
    assert x509.load_pem_x509_certificates(room.published_chain(old.kid.hex())) == list(old.chain)


def _under(leaf: x509.Certificate, by: x509.Certificate) -> x509.Certificate:
    """Return a certificate as another authority, with the same key here, would issue it."""
    return _signed(leaf.subject, leaf.public_key(), by.subject, 730)


def _read(web: Client, address: str) -> list[x509.Certificate]:
    answer = web.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pem-certificate-chain"
    return x509.load_pem_x509_certificates(answer.content)


@pytest.mark.django_db
@pytest.mark.parametrize("kid", ["0" * 16, "x", "..%2Fanchor", "A" * 16])
def test_a_name_that_names_nothing_leads_nowhere(tmp_path: Path, kid: str):
    installed(tmp_path)

    assert Client(headers={"host": "localhost"}).get(f"/issuer/chain/{kid}.pem").status_code == 404


@pytest.mark.django_db
def test_before_anybody_vouches_there_is_nothing_to_publish():
    web = Client(headers={"host": "localhost"})

    assert web.get("/issuer/anchor.pem").status_code == 503
    assert web.get("/issuer/chain.pem").status_code == 503


def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(tmp_path: Path):
    leaf = installed(tmp_path)
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    other = _signed(leaf.subject, stranger, anchor().subject, 30)
    city = kept(tmp_path, "city.pem", anchor())
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("nothing")
    both = tmp_path / "both.pem"
    both.write_bytes(city.read_bytes() * 2)

    refused = run("install", "statements", kept(tmp_path, "other.pem", other), "--anchor", city)
    assert refused.exit_code == 1
    assert "not for a key of “statements”" in refused.output
    assert run("install", "statements", nothing, "--anchor", city).exit_code == 2
    assert run("install", "statements", city, "--anchor", both).exit_code == 2
    assert run("install", "statements", city, "--anchor", city).exit_code == 1
    assert run("install", "statements", tmp_path / "none.pem", "--anchor", city).exit_code == 2
    assert run("request", "statements", "--out", tmp_path / "no" / "such").exit_code == 1
    assert room.issuer().chain == (leaf,)
