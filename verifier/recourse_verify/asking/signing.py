"""The key of whoever asks: made here, vouched for by an authority, and never sent anywhere.

Law:
    OpenID4VP 1.0 section 5.9.3 (x509_hash); RFC 9101 section 4 (signed request object); RFC 2986.

"""

import hashlib
import ipaddress
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from recourse_verify.errors import Malformed
from recourse_verify.jws import base64url_of
from recourse_verify.texts import base64_of

SHORTEST_SECRET = 16
TYP = "oauth-authz-req+jwt"


def client_id_of(certificate: x509.Certificate) -> str:
    """Return the name by which wallets know who holds a certificate."""
    digest = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
    return f"x509_hash:{base64url_of(digest)}"


def signed(
    claims: Mapping[str, Any],
    *,
    key: ec.EllipticCurvePrivateKey,
    chain: Sequence[x509.Certificate],
) -> str:
    """Return a signed request object."""
    x5c = [base64_of(one.public_bytes(Encoding.DER)) for one in chain]
    header = {"alg": "ES256", "typ": TYP, "x5c": x5c}
    said = ".".join(base64url_of(json.dumps(one).encode()) for one in (header, claims))
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{said}.{base64url_of(r.to_bytes(32) + s.to_bytes(32))}"


def make_key(file: Path) -> ec.EllipticCurvePrivateKey:
    """Make a key and keep it in a file that only its owner reads; one that is there is kept.

    Raises:
        Malformed: What lies there is no P-256 key.

    """
    if file.exists():
        return key_in(file.read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def kept_secret(file: Path) -> str:
    """Return the secret that a file keeps; it is made if the file is not there.

    Raises:
        Malformed: What lies there is too short to be one.

    """
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24), encoding="ascii")
    kept = file.read_text(encoding="utf-8").strip()
    if len(kept) < SHORTEST_SECRET:
        raise Malformed("this is no secret")
    return kept


def key_in(data: bytes) -> ec.EllipticCurvePrivateKey:
    """Read a P-256 key in PEM.

    Raises:
        Malformed: It is none.

    """
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise Malformed("this is no private key in PEM") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Malformed("the key is no P-256 key")
    return key


def request_for(key: ec.EllipticCurvePrivateKey, *, address: str) -> bytes:
    """Return a request for a certificate (PEM) that names the host of an address."""
    host = urlsplit(address).hostname or ""
    try:
        named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        named = x509.DNSName(host)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    names = x509.SubjectAlternativeName([named])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    return made.public_bytes(Encoding.PEM)
