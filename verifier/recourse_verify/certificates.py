"""Chains of certificates, from the one that signed to the authority that is trusted.

Every certificate must be needed and in force, may do what it does, and holds nothing critical
that is not understood here. The signer's key is P-256, and the signer is no authority.

Law:
    RFC 5280 section 6.1 (what is not supported is refused); RFC 7515 section 4.1.6 (x5c);
    OpenID4VC HAIP 1.0 (the anchor is not sent along; no self-signed leaf).

"""

import ipaddress
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from recourse_verify.errors import Malformed, Unsigned
from recourse_verify.texts import from_base64

MOST_CERTIFICATES = 4
MOST_BYTES = 16 << 10
UNDERSTOOD = (x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage)
SUBJECT_NAMES = x509.SubjectAlternativeName
HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
UNREADABLE = (
    *(ValueError, TypeError, UnsupportedAlgorithm, CryptographyDeprecationWarning),
    *(x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType),
)
LOOPBACK = "127.0.0.1", "::1", "localhost"
Extension = TypeVar("Extension", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate that leads to a trusted authority; `name` is its subject."""

    certificate: x509.Certificate

    @property
    def name(self) -> str:
        """Return the subject as RFC 4514 writes it."""
        return self.certificate.subject.rfc4514_string()

    @property
    def key(self) -> ec.EllipticCurvePublicKey:
        """Return the P-256 key."""
        key = self.certificate.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(
            key.curve, ec.SECP256R1
        ):
            raise Unsigned("the signer's key is no P-256 key")
        return key

    def speaks_for(self, address: str) -> bool:
        """Whether the certificate names the issuer at `address`, or an issuer above it.

        A certificate that names whole addresses speaks for those alone; one that names hosts
        speaks for every address there.
        """
        names = _extension(self.certificate, SUBJECT_NAMES)
        if names is None:
            return False
        whole = names.get_values_for_type(x509.UniformResourceIdentifier)
        if whole:
            return any(is_below(address, one) for one in whole)
        host = host_of(address)
        found = [one.lower() for one in names.get_values_for_type(x509.DNSName)]
        found += [str(one) for one in names.get_values_for_type(x509.IPAddress)]
        return bool(host) and host in found


def is_below(address: str, issuer: str) -> bool:
    """Whether an address is the issuer's own, or stands below it."""
    return address == issuer or address.startswith(issuer.rstrip("/") + "/")


def host_of(address: str) -> str:
    """Return the host of an https address, or of an http one on this machine; else nothing."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.username is not None or not address.isascii():
        return ""
    if parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK):
        return _plain(host)
    return ""


def _plain(host: str) -> str:
    """Return an IP address in its one spelling, and a name in small letters."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.lower()


def from_pem(data: bytes, *, where: str = "") -> list[x509.Certificate]:
    """Read certificates in PEM.

    Raises:
        Malformed: There is none, or one cannot be read.

    """
    try:
        found = x509.load_pem_x509_certificates(data)
        for one in found:
            _read_whole(one)
    except UNREADABLE as error:
        raise Malformed("this is no certificate in PEM", where=where) from error
    return found


def from_der(data: bytes) -> x509.Certificate:
    """Read a certificate in DER.

    Raises:
        Malformed: It is none.

    """
    if len(data) > MOST_BYTES:
        raise Malformed("no certificate is so large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            found = x509.load_der_x509_certificate(data)
            _read_whole(found)
    except UNREADABLE as error:
        raise Malformed("this is no certificate") from error
    return found


def _read_whole(one: x509.Certificate) -> None:
    """Read every part of a certificate now: one that is broken is found here, and not later."""
    _ = one.extensions, one.subject.rfc4514_string(), one.issuer.rfc4514_string()
    _ = one.public_key(), one.not_valid_before_utc, one.not_valid_after_utc


def from_x5c(value: object) -> list[x509.Certificate]:
    """Read the chain in the header of a token, the signer first.

    Raises:
        Malformed: There is none, it is too long, or one certificate cannot be read.

    """
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_CERTIFICATES:
        raise Malformed(f"x5c is a list of 1 to {MOST_CERTIFICATES} certificates")
    if not all(isinstance(one, str) for one in value):
        raise Malformed("a certificate in x5c is a text")
    return [from_der(from_base64(one)) for one in value]


def signer_of(
    chain: Sequence[x509.Certificate], *, anchors: Sequence[x509.Certificate], at: datetime
) -> Signer:
    """Return whose chain this is, if it leads to a trusted authority at that time.

    Args:
        chain: The signer's certificate first, each signed by the next; without the authority.
        anchors: Authorities that are trusted.
        at: When.

    Raises:
        Unsigned: It leads nowhere, or through somebody who may not sign certificates.

    """
    signer, *between = chain
    _need_signer(signer)
    for place, authority in enumerate(between):
        _need_authority(authority, below=place)
        _need_issued(chain[place], authority)
    anchor = _anchor_of(chain[-1], anchors, at)
    _need_authority(anchor, below=len(between))
    for one in (*chain, anchor):
        _need_in_force(one, at)
        _need_understood(one)
        if one is not anchor and any(_is(one, trusted) for trusted in anchors):
            raise Unsigned("a trusted authority stands in the chain that it should end")
    found = Signer(signer)
    _ = found.key
    return found


def _is(one: x509.Certificate, other: x509.Certificate) -> bool:
    return one.public_bytes(Encoding.DER) == other.public_bytes(Encoding.DER)


def _anchor_of(
    last: x509.Certificate, anchors: Sequence[x509.Certificate], at: datetime
) -> x509.Certificate:
    """Return the trusted authority that signed the end of a chain.

    An authority may have had several certificates for its key; one in force counts first.
    """
    found = [anchor for anchor in anchors if _is_issued(last, anchor)]
    if not found:
        raise Unsigned("the certificates lead to no authority that you trust")
    in_force = (one for one in found if one.not_valid_before_utc <= at <= one.not_valid_after_utc)
    return next(in_force, found[0])


def _is_issued(issued: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether one certificate is signed by another."""
    try:
        _need_issued(issued, authority)
    except Unsigned:
        return False
    return True


def _need_issued(issued: x509.Certificate, authority: x509.Certificate) -> None:
    """Need one certificate to be signed by another, with SHA-2 and a key that is strong enough."""
    key = authority.public_key()
    is_strong = isinstance(key, ec.EllipticCurvePublicKey) or (
        isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048
    )
    try:
        if not is_strong or not isinstance(issued.signature_hash_algorithm, HASHES):
            raise Unsigned("a certificate is signed in a way that is not accepted")
        issued.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unsigned("a certificate was not signed by the next one") from error


def _need_signer(certificate: x509.Certificate) -> None:
    """Need a certificate to be that of somebody who signs, and of no authority."""
    basic = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    if certificate.version is not x509.Version.v3:
        raise Unsigned("the signer's certificate is of an old form")
    if basic is not None and basic.ca:
        raise Unsigned("the signer's certificate is that of an authority")
    if usage is not None and not usage.digital_signature:
        raise Unsigned("the signer's certificate is not for signing")
    if certificate.subject == certificate.issuer:
        raise Unsigned("the signer vouches for itself")


def _need_authority(certificate: x509.Certificate, *, below: int) -> None:
    """Need a certificate to be that of an authority that may have `below` others below it."""
    basic = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    if certificate.version is not x509.Version.v3 or basic is None or not basic.ca:
        raise Unsigned("somebody who is no authority signed a certificate")
    if usage is not None and not usage.key_cert_sign:
        raise Unsigned("an authority signed a certificate and may not")
    if basic.path_length is not None and basic.path_length < below:
        raise Unsigned("there are more authorities in the chain than are allowed")


def _need_in_force(certificate: x509.Certificate, at: datetime) -> None:
    """Need a certificate to be valid at a time; its last second included."""
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at < since:
        raise Unsigned(f"a certificate is valid only from {since.isoformat()}")
    if at.astimezone(UTC).replace(microsecond=0) > until:
        raise Unsigned(f"a certificate was valid only until {until.isoformat()}")


def _need_understood(certificate: x509.Certificate) -> None:
    """Need every critical extension to be one that is understood; a limit on names is not."""
    for one in certificate.extensions:
        is_limit = isinstance(one.value, x509.NameConstraints)
        if is_limit or (one.critical and not isinstance(one.value, (*UNDERSTOOD, SUBJECT_NAMES))):
            raise Unsigned(f"a certificate has a limit that is not understood: {one.oid}")


def _extension(certificate: x509.Certificate, kind: type[Extension]) -> Extension | None:
    """Return an extension, or None."""
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
