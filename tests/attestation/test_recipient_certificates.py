"""Who vouches for statements vouches for nobody who asks for them, by whatever way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from recourse.attestation import issuer
from recourse.attestation.issuer import Use
from recourse.attestation.recipients import certificates
from recourse.attestation.recipients.errors import CouldSignStatements, UnfitCertificate

NOW = datetime.now(UTC)
OFFICE = "https://bakery.example"


@dataclass(frozen=True)
class Holder:
    """Somebody with a name and a key, who issues certificates."""

    name: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def vouched(self, by: "Holder", *, ca: bool = True, days: int = 1) -> x509.Certificate:
        host = x509.DNSName("bakery.example")
        return (
            x509.CertificateBuilder()
            .subject_name(_named(self.name))
            .issuer_name(_named(by.name))
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=2))
            .not_valid_after(NOW + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
            .add_extension(x509.SubjectAlternativeName([host]), critical=False)
            .sign(by.key, hashes.SHA256())
        )


BAKERY, CITY, FORMER, STEP = (Holder(name) for name in ("bakery", "City", "Former", "Step"))
OTHER, BETWEEN = Holder("Other"), Holder("Between")


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@pytest.fixture(autouse=True)
def city(settings: Any, tmp_path: Path) -> None:
    """Vouch for statements by one authority first, then by another and by way of a third."""
    settings.KEY_DIR = tmp_path / "keys"
    settings.ISSUER_DIR = tmp_path / "issuer"
    settings.PUBLIC_URL = "https://city.example"
    ours = Holder("city.example", issuer.private_key("statements"))
    issuer.install(Use.STATEMENTS, [ours.vouched(FORMER, ca=False)], FORMER.vouched(FORMER))
    path = [ours.vouched(STEP, ca=False), STEP.vouched(CITY)]
    issuer.install(Use.STATEMENTS, path, CITY.vouched(CITY))


def check(chain: Sequence[x509.Certificate], root: x509.Certificate) -> None:
    certificates.check(chain, root=root, address=OFFICE, now=NOW)


def test_a_whole_path_to_another_authority_is_taken() -> None:
    check([BAKERY.vouched(OTHER, ca=False)], OTHER.vouched(OTHER))
    check([BAKERY.vouched(BETWEEN, ca=False), BETWEEN.vouched(OTHER)], OTHER.vouched(OTHER))


OURS = {
    "the authority itself": lambda: ([BAKERY.vouched(CITY, ca=False)], CITY.vouched(CITY)),
    "one between, left off": lambda: ([BAKERY.vouched(BETWEEN, ca=False)], BETWEEN.vouched(CITY)),
    "one between, sent along": lambda: (
        [BAKERY.vouched(BETWEEN, ca=False), BETWEEN.vouched(CITY)],
        CITY.vouched(CITY),
    ),
    "our own one between": lambda: ([BAKERY.vouched(STEP, ca=False)], STEP.vouched(STEP)),
    "a former authority": lambda: ([BAKERY.vouched(FORMER, ca=False)], FORMER.vouched(FORMER)),
    "one between of a former": lambda: (
        [BAKERY.vouched(BETWEEN, ca=False)],
        BETWEEN.vouched(FORMER),
    ),
    "our key under another name": lambda: (
        [BAKERY.vouched(Holder("New", CITY.key), ca=False)],
        Holder("New", CITY.key).vouched(Holder("New", CITY.key)),
    ),
    "the key that signs": lambda: (
        [Holder("bakery", issuer.private_key("statements")).vouched(OTHER, ca=False)],
        OTHER.vouched(OTHER),
    ),
}


@pytest.mark.parametrize("path", OURS.values(), ids=OURS.keys())
def test_nothing_that_leads_to_who_vouches_for_statements_is_taken(path: Any) -> None:
    with pytest.raises(CouldSignStatements):
        check(*path())


UNFIT = {
    "one between left off": lambda: (
        [BAKERY.vouched(BETWEEN, ca=False)],
        OTHER.vouched(OTHER),
    ),
    "the end is no root": lambda: ([BAKERY.vouched(BETWEEN, ca=False)], BETWEEN.vouched(OTHER)),
    "a root that issues nothing": lambda: (
        [BAKERY.vouched(OTHER, ca=False)],
        OTHER.vouched(OTHER, ca=False),
    ),
    "one between that issues nothing": lambda: (
        [BAKERY.vouched(BETWEEN, ca=False), BETWEEN.vouched(OTHER, ca=False)],
        OTHER.vouched(OTHER),
    ),
    "a root that is over": lambda: (
        [BAKERY.vouched(OTHER, ca=False)],
        OTHER.vouched(OTHER, days=-1),
    ),
    "a root of the same name": lambda: (
        [BAKERY.vouched(OTHER, ca=False)],
        Holder("Other").vouched(Holder("Other")),
    ),
}


@pytest.mark.parametrize("path", UNFIT.values(), ids=UNFIT.keys())
def test_a_path_that_is_not_whole_is_refused(path: Any) -> None:
    with pytest.raises(UnfitCertificate):
        check(*path())
