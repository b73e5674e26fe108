"""The certificate by which a wallet knows who asks.

Law:
    OpenID4VP 1.0 section 5.9.3 (x509_hash); HAIP 1.0 section 5 (no self-signed certificate, the
    authority is not sent along); RFC 5280.

"""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from recourse.attestation import issuer
from recourse.attestation.recipients.errors import CouldSignStatements, UnfitCertificate
from recourse_verify.jws import base64url_of

DEMO_DAYS = 365
DEMO_AUTHORITY = "demo-recipients-authority"


def client_id(certificate: x509.Certificate) -> str:
    """Return the name by which wallets know who holds a certificate."""
    der = certificate.public_bytes(serialization.Encoding.DER)
    return f"x509_hash:{base64url_of(hashlib.sha256(der).digest())}"


def check(
    chain: Sequence[x509.Certificate], *, root: x509.Certificate, address: str, now: datetime
) -> None:
    """Refuse certificates that do not say who asks, or that could say more than that.

    Whoever asks could leave out the one that leads to who vouches for statements. So the path
    must be whole, up to an authority that vouches for itself.

    Args:
        chain: The organisation's own certificate first, each issued by the next; the authority
            at the end is left out.
        root: That authority, named by the operator and not by the organisation.
        address: What names the organisation.
        now: When.

    Raises:
        UnfitCertificate: They do not lead from a P-256 key and this address to that authority.
        CouldSignStatements: One of them leads to who vouches for statements, or did once.

    """
    if not chain or not _is_for(chain[0], address) or chain[0].subject == chain[0].issuer:
        raise UnfitCertificate
    path = (*chain, root)
    if not all(one.not_valid_before_utc <= now < one.not_valid_after_utc for one in path):
        raise UnfitCertificate
    for ours in issuer.vouching():
        if any(_leads_to(one, ours) for one in path):
            raise CouldSignStatements
    if not all(_is_issued(lower, upper) for lower, upper in pairwise((*path, root))):
        raise UnfitCertificate
    if not all(map(_is_authority, path[1:])):
        raise UnfitCertificate


def _is_for(certificate: x509.Certificate, address: str) -> bool:
    """Whether a certificate is of a P-256 key that signs, and names the host of an address."""
    key = certificate.public_key()
    if not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        return False
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    hosts = [one.lower() for one in names.get_values_for_type(x509.DNSName)]
    hosts += [str(one) for one in names.get_values_for_type(x509.IPAddress)]
    return not basic.ca and urlsplit(address).hostname in hosts


def _leads_to(one: x509.Certificate, ours: x509.Certificate) -> bool:
    """Whether a certificate was issued by one of ours, or is for the same key."""
    return one.public_key() == ours.public_key() or _is_issued(one, ours)


def _is_authority(one: x509.Certificate) -> bool:
    """Whether a certificate is of somebody who issues certificates."""
    try:
        return one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _is_issued(one: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether an authority issued a certificate."""
    try:
        one.verify_directly_issued_by(authority)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def vouch_in_demo(
    request: x509.CertificateSigningRequest, *, address: str, now: datetime
) -> x509.Certificate:
    """Return a certificate for an organisation of a city that does not exist.

    The authority is another than the one that vouches for statements.
    """
    root = demo_root(now)
    public = request.public_key()
    if not request.is_signature_valid or not isinstance(public, ec.EllipticCurvePublicKey):
        raise UnfitCertificate
    host = urlsplit(address).hostname or ""
    try:
        named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        named = x509.DNSName(host)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]))
        .issuer_name(root.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(root.not_valid_before_utc)
        .not_valid_after(root.not_valid_after_utc)
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(issuer.private_key(DEMO_AUTHORITY), hashes.SHA256())
    )


def demo_root(now: datetime) -> x509.Certificate:
    """Return who vouches for organisations of a city that does not exist; its key stays."""
    key = issuer.private_key(DEMO_AUTHORITY)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demo authority for recipients")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DEMO_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
