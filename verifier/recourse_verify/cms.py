"""The signature inside a sealed PDF: one signer, ES256, with its certificates, and no more.

What a signature does not cover is held to one spelling, so that not even that can be changed
unseen. A time stamp of a third party may be there; it must be of this signature, and nothing is
concluded from it.

Law:
    RFC 5652 section 5; RFC 5035 (signing-certificate-v2); RFC 5753 section 2 and RFC 5758
    section 3.2 (ECDSA with SHA-256); ETSI EN 319 142-1 (PAdES B-B, B-T); RFC 3161.

"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from recourse_verify import certificates
from recourse_verify.der import INTEGER, NULL, OCTETS, OID, SEQUENCE, SET, Part, part_from
from recourse_verify.errors import Malformed, Unsigned, Wrong

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
DATA = bytes.fromhex("2a864886f70d010701")
CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
SIGNING_CERTIFICATE = bytes.fromhex("2a864886f70d010910022f")
TIME_STAMP = bytes.fromhex("2a864886f70d010910020e")
TIME_STAMP_INFO = bytes.fromhex("2a864886f70d0109100104")
SHA256 = bytes.fromhex("608648016503040201")
ECDSA_SHA256 = bytes.fromhex("2a8648ce3d040302")
TAGGED = 0xA0, 0xA1
Attributes = Mapping[bytes, Part]


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature that was read, and not checked."""

    certificates: Sequence[x509.Certificate]
    identified_by: bytes
    attributes: Attributes
    signed: bytes
    signature: bytes
    is_stamped: bool


def seal_from(data: bytes) -> Seal:
    """Read the signature of a sealed PDF.

    Raises:
        Malformed: It is of another shape.

    """
    kind, content = part_from(data).some(SEQUENCE, least=2)
    (signed_data,) = content.some(TAGGED[0], least=1)
    parts = signed_data.some(SEQUENCE, least=5)
    version, digests, about, chain, signers = parts
    _need_oid(kind, SIGNED_DATA)
    _need_version(version)
    for one in digests.some(SET, least=1):
        _need_hash(one)
    (about_kind,) = about.some(SEQUENCE, least=1)
    _need_oid(about_kind, DATA)
    found = [
        certificates.from_der(one.need(SEQUENCE).whole)
        for one in chain.some(TAGGED[0], least=1, most=certificates.MOST_CERTIFICATES + 1)
    ]
    (signer,) = signers.some(SET, least=1)
    return _seal(signer, found)


def _seal(signer: Part, chain: Sequence[x509.Certificate]) -> Seal:
    """Read what the one signer says."""
    version, identity, digest, signed, method, signature, *more = signer.some(
        SEQUENCE, least=6, most=7
    )
    _need_version(version)
    _need_hash(digest)
    (algorithm,) = method.some(SEQUENCE, least=1)
    _need_oid(algorithm, ECDSA_SHA256)
    attributes = _attributes(signed, TAGGED[0])
    unsigned = _attributes(more[0], TAGGED[1]) if more else {}
    if not unsigned.keys() <= {TIME_STAMP}:
        raise Malformed("something stands beside the signature that is not signed")
    raw = signature.need(OCTETS).body
    if TIME_STAMP in unsigned:
        _need_stamp(unsigned[TIME_STAMP], raw)
    return Seal(
        certificates=chain,
        identified_by=identity.need(SEQUENCE).whole,
        attributes=attributes,
        signed=bytes([SET]) + signed.whole[1:],
        signature=raw,
        is_stamped=bool(unsigned),
    )


def _attributes(part: Part, tag: int) -> dict[bytes, Part]:
    """Read attributes: each kind once, with one value."""
    found: dict[bytes, Part] = {}
    for one in part.need(tag).parts():
        kind, values = one.some(SEQUENCE, least=2)
        (value,) = values.some(SET, least=1)
        name = kind.need(OID).body
        if name in found:
            raise Malformed("an attribute of the signature stands twice")
        found[name] = value
    return found


def _need_version(part: Part) -> None:
    """Need version 1: contents that are data, a signer named by issuer and number."""
    if part.need(INTEGER).body != b"\x01":
        raise Malformed("the signature is of another version")


def _need_oid(part: Part, oid: bytes) -> None:
    """Need an identifier."""
    if part.need(OID).body != oid:
        raise Malformed("the signature is of another kind than our seals")


def _need_hash(part: Part) -> None:
    """Need SHA-256; without parameters, or with NULL as older writers have it."""
    algorithm, *parameters = part.some(SEQUENCE, least=1, most=2)
    _need_oid(algorithm, SHA256)
    if any(one.whole != bytes([NULL, 0]) for one in parameters):
        raise Malformed("SHA-256 takes no parameters")


def _need_stamp(value: Part, signature: bytes) -> None:
    """Need a time stamp to be of this signature; who made it is not checked."""
    kind, content = value.some(SEQUENCE, least=2)
    _need_oid(kind, SIGNED_DATA)
    (signed_data,) = content.some(TAGGED[0], least=1)
    about = signed_data.some(SEQUENCE, least=4, most=6)[2]
    about_kind, about_content = about.some(SEQUENCE, least=2)
    _need_oid(about_kind, TIME_STAMP_INFO)
    (packed,) = about_content.some(TAGGED[0], least=1)
    info = part_from(packed.need(OCTETS).body).some(SEQUENCE, least=5, most=10)
    algorithm, digest = info[2].some(SEQUENCE, least=2)
    _need_hash(algorithm)
    if digest.need(OCTETS).body != hashlib.sha256(signature).digest():
        raise Wrong("the time stamp is of another signature")


def check(
    seal: Seal, *, digest: bytes, anchors: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """Check the signature; return its chain, the signer first, whose trust is still to be checked.

    Args:
        seal: The signature.
        digest: SHA-256 of what was signed.
        anchors: Authorities that are trusted; one of them may stand among the certificates.

    Raises:
        Unsigned: The signature is not of this document, or not made with the certificate named.

    """
    chain = _in_order(seal, anchors)
    values = seal.attributes
    if values.get(CONTENT_TYPE) is None or values[CONTENT_TYPE].need(OID).body != DATA:
        raise Unsigned("the signature is not about a document")
    told = values.get(MESSAGE_DIGEST)
    if told is None or told.need(OCTETS).body != digest:
        raise Unsigned("the document was changed after it was sealed")
    _need_certificate(values.get(SIGNING_CERTIFICATE), chain[0])
    key = chain[0].public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Unsigned("the seal's key is no P-256 key")
    try:
        key.verify(seal.signature, seal.signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise Unsigned("the seal was not made with its certificate") from error
    return chain


def _in_order(seal: Seal, anchors: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Return the chain from the one who signed; every certificate that is there is needed."""
    left = [one for one in seal.certificates if one not in anchors]
    found = [one for one in left if _identity(one) == seal.identified_by]
    if len(found) != 1 or len(set(seal.certificates)) < len(seal.certificates):
        raise Unsigned("the seal does not show the certificate it was made with")
    left.remove(found[0])
    while left:
        following = [one for one in left if one.subject == found[-1].issuer]
        if len(following) != 1:
            raise Unsigned("there is a certificate in the seal that is not needed")
        found += following
        left.remove(following[0])
    return found


def _identity(certificate: x509.Certificate) -> bytes:
    """Return issuer and number as a signature names its certificate."""
    parts = part_from(certificate.tbs_certificate_bytes).parts()
    number, _, issuer = parts[1:4] if parts[0].tag == TAGGED[0] else parts[:3]
    body = issuer.whole + number.whole
    return _sequence(body)


def _sequence(body: bytes) -> bytes:
    """Write a SEQUENCE."""
    size = len(body)
    if size < 0x80:
        return bytes([SEQUENCE, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([SEQUENCE, 0x80 | len(length)]) + length + body


def _need_certificate(value: Part | None, signer: x509.Certificate) -> None:
    """Need the signature to name its certificate by SHA-256 (signing-certificate-v2)."""
    if value is None:
        raise Unsigned("the seal does not name its certificate")
    (named,) = value.some(SEQUENCE, least=1)
    first, *_ = named.some(SEQUENCE, least=1, most=certificates.MOST_CERTIFICATES)
    fields = first.need(SEQUENCE).parts()
    if fields and fields[0].tag == SEQUENCE and len(fields) > 1 and fields[1].tag == OCTETS:
        _need_hash(fields[0])
        fields = fields[1:]
    if not fields or fields[0].need(OCTETS).body != signer.fingerprint(hashes.SHA256()):
        raise Unsigned("the seal names another certificate than it shows")
