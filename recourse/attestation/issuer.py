"""Who signs statements: a key from the vault, and the certificates that vouch for it.

The private keys are derived from keys of the vault, so rotating, backing up and destroying them
is done as for every other key. Certificates are public; they lie in `ISSUER_DIR`:
`anchor.pem` (the city's authority), `statements.pem` and `seal.pem` (each a chain, the
signer's own certificate first, the anchor left out). A key signs from the day on which a
certificate for it is installed. What was there before is kept under `former/` and stays
published, so that what was signed with it can be checked for as long as it is good; what was
withdrawn lies under `withdrawn/`, and nobody believes it any more (`withdrawing.py`).
"""

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID
from django.conf import settings

from recourse.attestation.errors import KeyWithdrawn, NotOurCertificate, NotVouchedFor
from recourse.store.keys import vault

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of the group of P-256 (SEC 2, section 2.4.2)."""

WIDE_BYTES = 48
"""Half as many bytes again as a key has, so that no key is likelier (FIPS 186-5 A.2.1)."""

DEMO_DAYS = 730
FORMER, WITHDRAWN = "former", "withdrawn"


class Use(StrEnum):
    """What a key signs; the value names the key in the vault and the file of its certificates."""

    STATEMENTS = "statements"
    SEAL = "seal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """A key and who vouches for it.

    `chain` has the signer's own certificate first; `anchor`, which others must have from
    elsewhere, is not part of it.
    """

    url: str
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]
    anchor: x509.Certificate

    @property
    def kid(self) -> bytes:
        """Return the name of the certificate in codes on paper: 8 bytes of its SHA-256."""
        return kid_of(self.chain[0])

    @property
    def vouched_until(self) -> datetime:
        """Return until when others can believe the key: the first certificate to end, ends it."""
        return min(one.not_valid_after_utc for one in (*self.chain, self.anchor))

    @property
    def x5c(self) -> tuple[bytes, ...]:
        """Return the chain in DER, the signer's own certificate first."""
        return tuple(_der(one) for one in self.chain)


def issuer() -> Issuer:
    """Return who signs statements, credentials, status lists and codes on paper.

    Raises:
        NotVouchedFor: Nobody vouches for the key yet.

    """
    return _with(Use.STATEMENTS, settings.ISSUER_DIR, settings.PUBLIC_URL)


def seal() -> Issuer:
    """Return who seals PDF files.

    Raises:
        NotVouchedFor: Nobody vouches for the key yet.

    """
    return _with(Use.SEAL, settings.ISSUER_DIR, settings.PUBLIC_URL)


def private_key(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 key that belongs to the vault's key `name`, made on first use.

    Law:
        FIPS 186-5, appendix A.2.1 (extra random bits); RFC 5869.

    """
    return _derived(vault().named(f"issuer-{name}"), name)


@lru_cache(maxsize=16)
def _derived(secret: bytes, name: str) -> ec.EllipticCurvePrivateKey:
    """Derive a key from one of the vault."""
    derive = HKDF(hashes.SHA256(), WIDE_BYTES, salt=None, info=b"recourse P-256 " + name.encode())
    return ec.derive_private_key(
        int.from_bytes(derive.derive(secret)) % (ORDER - 1) + 1, ec.SECP256R1()
    )


def next_key(use: Use) -> str:
    """Make another key for a use, and return its name; it signs once it is vouched for."""
    return vault().rotate(f"issuer-{use}").removeprefix("issuer-")


def key_names(use: Use) -> list[str]:
    """Return the names of our keys for a use, the newest first; the first is made if need be."""
    ours = re.compile(rf"issuer-({use}-[0-9]{{4}})").fullmatch
    later = sorted(match[1] for match in map(ours, vault().names()) if match)
    first = [] if f"issuer-{use}" in vault().destroyed() else [str(use)]
    return [*reversed(later), *first]


def is_superseded(key: str) -> bool:
    """Whether a key of the vault signed once, and another signs in its place.

    What it signed is checked with its certificate; nobody needs the key itself any more.
    """
    for use in Use:
        names = [f"issuer-{name}" for name in key_names(use)]
        if key in names:
            found = _with(use, settings.ISSUER_DIR, settings.PUBLIC_URL).key.public_key()
            older = (private_key(one.removeprefix("issuer-")).public_key() for one in names)
            return names.index(key) > list(older).index(found)
    return False


def request(use: Use) -> bytes:
    """Return a request for a certificate (PKCS #10, PEM) to hand to the city's authority.

    It is for the newest key of that use.
    """
    key = private_key(key_names(use)[0])
    names = x509.SubjectAlternativeName(_names(settings.PUBLIC_URL))
    builder = x509.CertificateSigningRequestBuilder().subject_name(_named(_host(), str(use)))
    built = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    return built.public_bytes(serialization.Encoding.PEM)


def install(use: Use, chain: Sequence[x509.Certificate], anchor: x509.Certificate) -> None:
    """Keep certificates for a key of ours; those they replace are kept too, and stay published.

    Raises:
        NotOurCertificate: The first is not for our key, or they do not lead to the anchor.
        KeyWithdrawn: The key was withdrawn.

    """
    if not chain or _key_of(use, chain[0]) is None:
        raise NotOurCertificate(use=str(use))
    withdrawn = (settings.ISSUER_DIR / WITHDRAWN).glob("*.pem")
    if any(is_for_key_of(file, chain[0]) for file in withdrawn):
        raise KeyWithdrawn
    _refuse_broken(use, (*chain, anchor))
    folder: Path = settings.ISSUER_DIR
    (folder / FORMER).mkdir(parents=True, exist_ok=True)
    _replace(folder / "anchor.pem", (anchor,), aside="anchor-")
    _replace(folder / f"{use}.pem", chain, aside="")


def _replace(file: Path, chain: Sequence[x509.Certificate], *, aside: str) -> None:
    """Write a chain, whole or not at all; what it replaces is kept by the name of its first."""
    if file.exists():
        before = x509.load_pem_x509_certificates(file.read_bytes())
        if before[0] != chain[0]:
            kept = file.parent / FORMER / f"{aside}{kid_of(before[0]).hex()}.pem"
            kept.write_bytes(b"".join(map(_pem, before)))
    written = file.with_suffix(".new")
    written.write_bytes(b"".join(map(_pem, chain)))
    written.replace(file)


def is_for_key_of(file: Path, certificate: x509.Certificate) -> bool:
    """Whether the first certificate in a file is for the same key as this one."""
    first = x509.load_pem_x509_certificates(file.read_bytes())[0]
    return first.public_key() == certificate.public_key()


def kid_of(certificate: x509.Certificate) -> bytes:
    """Return how codes on paper name a certificate."""
    return hashlib.sha256(_der(certificate)).digest()[:8]


def published_chain(kid: str) -> bytes:
    """Return a chain in PEM by the name of its first certificate, in use or former.

    Args:
        kid: Sixteen hexadecimal digits, small.

    Raises:
        LookupError: There is none of this name.

    """
    if not re.fullmatch(r"[0-9a-f]{16}", kid):
        raise LookupError(kid)
    folder: Path = settings.ISSUER_DIR
    for file in (*(folder / f"{use}.pem" for use in Use), folder / FORMER / f"{kid}.pem"):
        if file.exists():
            chain = x509.load_pem_x509_certificates(file.read_bytes())
            if kid_of(chain[0]).hex() == kid:
                return b"".join(map(_pem, chain))
    raise LookupError(kid)


def published_chains() -> list[bytes]:
    """Return every chain of a key that signs codes on paper, in PEM, that in use first.

    Those of seals are among the former ones; a code names its own.
    """
    folder: Path = settings.ISSUER_DIR
    former = sorted((folder / FORMER).glob("[0-9a-f]" * 16 + ".pem"))
    return [file.read_bytes() for file in (folder / f"{Use.STATEMENTS}.pem", *former)]


def published_anchors() -> bytes:
    """Return the city's authority in PEM, and after it those it had before.

    Raises:
        NotVouchedFor: There is none yet.

    """
    folder: Path = settings.ISSUER_DIR
    try:
        now = (folder / "anchor.pem").read_bytes()
    except OSError as error:
        raise NotVouchedFor(use=str(Use.STATEMENTS)) from error
    return now + b"".join(
        one.read_bytes() for one in sorted((folder / FORMER).glob("anchor-*.pem"))
    )


def vouching() -> list[x509.Certificate]:
    """Return every certificate by which keys of ours are or were believed, authorities and all.

    Raises:
        NotVouchedFor: There is none yet.

    """
    folder: Path = settings.ISSUER_DIR
    seals = folder / f"{Use.SEAL}.pem"
    pem = [published_anchors(), *published_chains()]
    pem += [seals.read_bytes()] if seals.exists() else []
    return [one for each in pem for one in x509.load_pem_x509_certificates(each)]


def _refuse_broken(use: Use, path: Sequence[x509.Certificate]) -> None:
    """Refuse certificates of which one was not issued by the next."""
    try:
        for lower, upper in pairwise(path):
            lower.verify_directly_issued_by(upper)
    except (InvalidSignature, TypeError, ValueError) as error:
        raise NotOurCertificate(use=str(use)) from error


def make_demo_authority(now: datetime) -> None:
    """Vouch for our own keys by an authority of our own; for cities that do not exist.

    Does nothing while certificates are there that hold for another month and for this address.
    """
    key = private_key("demo-authority")
    anchor = _anchor(key, now)
    for use in Use:
        if not _holds(use, now):
            install(use, (_vouched(use, key, anchor, now),), anchor)


def _holds(use: Use, now: datetime) -> bool:
    """Whether our newest key has a certificate for this address that holds for a month yet."""
    try:
        found = _with(use, settings.ISSUER_DIR, settings.PUBLIC_URL)
    except NotVouchedFor:
        return False
    if found.key.public_key() != private_key(key_names(use)[0]).public_key():
        return False
    leaf = found.chain[0]
    known = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = known.get_values_for_type(x509.UniformResourceIdentifier)
    return settings.PUBLIC_URL in addresses and now + timedelta(days=30) < leaf.not_valid_after_utc


def _with(use: Use, folder: Path, url: str) -> Issuer:
    """Return a key with its certificates."""
    try:
        chain = _read(folder / f"{use}.pem", (folder / f"{use}.pem").stat().st_mtime_ns)
        anchor = _read(folder / "anchor.pem", (folder / "anchor.pem").stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise NotVouchedFor(use=str(use)) from error
    key = _key_of(use, chain[0])
    if key is None:
        raise NotVouchedFor(use=str(use))
    return Issuer(url=url, key=key, chain=chain, anchor=anchor[0])


def _key_of(use: Use, certificate: x509.Certificate) -> ec.EllipticCurvePrivateKey | None:
    """Return our key that a certificate vouches for, if it does for one."""
    public = certificate.public_key()
    ours = (private_key(name) for name in key_names(use))
    return next((key for key in ours if key.public_key() == public), None)


@lru_cache(maxsize=8)
def _read(file: Path, changed: int) -> tuple[x509.Certificate, ...]:  # noqa: ARG001 - asks anew when the file changed
    """Read certificates from a file."""
    return tuple(x509.load_pem_x509_certificates(file.read_bytes()))


def _anchor(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    """Return the certificate of the demo's authority; the one that is there, if it is."""
    file: Path = settings.ISSUER_DIR / "anchor.pem"
    if file.exists():
        return x509.load_pem_x509_certificate(file.read_bytes())
    name = _named("Demo city certificate authority", "demo")
    builder = _certificate(name, name, key.public_key(), now)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    return builder.sign(key, hashes.SHA256())


def _vouched(
    use: Use, key: ec.EllipticCurvePrivateKey, anchor: x509.Certificate, now: datetime
) -> x509.Certificate:
    """Return a certificate of the demo's authority for one of our keys."""
    public = private_key(key_names(use)[0]).public_key()
    builder = _certificate(_named(_host(), str(use)), anchor.subject, public, now)
    names = x509.SubjectAlternativeName(_names(settings.PUBLIC_URL))
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    usage = _usage(digital_signature=True, content_commitment=use is Use.SEAL)
    builder = builder.add_extension(usage, critical=True)
    return builder.sign(key, hashes.SHA256())


def _certificate(
    subject: x509.Name, by: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    """Begin a certificate that holds from yesterday on."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DEMO_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    """Return what a key may be used for, and nothing else."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _names(url: str) -> list[x509.GeneralName]:
    """Return the names under which others know us: our address, and its host."""
    host = urlsplit(url).hostname or ""
    try:
        named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        named = x509.DNSName(host)
    return [x509.UniformResourceIdentifier(url), named]


def _named(common: str, unit: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
