"""Answers of wallets, encrypted to the one request they answer.

Law:
    RFC 7516 section 7.1 (compact JWE); RFC 7518 section 4.6 (ECDH-ES) and 5.3 (AES-GCM); HAIP 1.0
    (ECDH-ES with P-256, A128GCM and A256GCM).

"""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from recourse_verify import es256, jws
from recourse_verify.errors import Malformed, Unsigned

KEY_BYTES = {"A128GCM": 16, "A256GCM": 32}
NONCE_BYTES, TAG_BYTES = 12, 16
MOST_BYTES = 512 << 10


def public_jwk(key: ec.EllipticCurvePublicKey, *, kid: str) -> dict[str, str]:
    """Return the key to which a wallet encrypts its answer."""
    numbers = key.public_numbers()
    x, y = (jws.base64url_of(one.to_bytes(32)) for one in (numbers.x, numbers.y))
    made = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
    return made | {"kid": kid, "use": "enc", "alg": "ECDH-ES"}


def decrypted(text: str, *, key: ec.EllipticCurvePrivateKey, kid: str) -> bytes:
    """Return what was encrypted to a key.

    Raises:
        Malformed: It is no answer, or asks for something that is not understood.
        Unsigned: It was encrypted to another key, or changed since.

    """
    parts = text.split(".")
    if len(text) > MOST_BYTES or len(parts) != 5 or parts[1]:
        raise Malformed("an encrypted answer has five parts, of which the second is empty")
    head, _, *rest = parts
    header = es256.object_from(jws.from_base64url(head))
    nonce, cipher, tag = map(jws.from_base64url, rest)
    size = KEY_BYTES.get(str(header.get("enc")))
    if header.get("alg") != "ECDH-ES" or size is None or {"crit", "zip"} & header.keys():
        raise Malformed("the answer is encrypted in a way that is not accepted")
    if header.get("kid") != kid:
        raise Unsigned("the answer is encrypted to another key")
    if len(nonce) != NONCE_BYTES or len(tag) != TAG_BYTES:
        raise Malformed("the answer is cut off")
    shared = key.exchange(ec.ECDH(), es256.key_from(header.get("epk")))
    agreed = _agreed(shared, enc=str(header["enc"]), size=size, header=header)
    try:
        return AESGCM(agreed).decrypt(nonce, cipher + tag, head.encode())
    except InvalidTag as error:
        raise Unsigned("the answer is encrypted to another key, or was changed") from error


def _agreed(shared: bytes, *, enc: str, size: int, header: dict[str, object]) -> bytes:
    """Derive the key of the content (RFC 7518 section 4.6.2)."""
    parties = [jws.from_base64url(str(header.get(name, ""))) for name in ("apu", "apv")]
    told = b"".join(struct.pack(">I", len(one)) + one for one in (enc.encode(), *parties))
    other = told + struct.pack(">I", size * 8)
    return ConcatKDFHash(hashes.SHA256(), size, other).derive(shared)
