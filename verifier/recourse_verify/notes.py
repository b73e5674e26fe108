"""Signed notes, and the keys that sign them.

Law:
    C2SP signed-note v1.0.0; C2SP tlog-cosignature (Ed25519 0x04, ML-DSA-44 0x06).

"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from recourse_verify.errors import Malformed, Unsigned
from recourse_verify.texts import base64_of, decimal, from_base64, hash_from_base64, lines_of

MOST_SIGNATURES = 64
MOST_BYTES = 1 << 20
DASH = "\N{EM DASH} "
ID_BYTES = 4
TIME_BYTES = 8


class Type(IntEnum):
    """Types of signature, as signed-note assigns them."""

    ED25519 = 0x01
    ED25519_COSIGNATURE = 0x04
    ML_DSA_44_COSIGNATURE = 0x06


KEY_BYTES = {Type.ED25519: 32, Type.ED25519_COSIGNATURE: 32, Type.ML_DSA_44_COSIGNATURE: 1312}
SIGNATURE_BYTES = {
    Type.ED25519: 64,
    Type.ED25519_COSIGNATURE: TIME_BYTES + 64,
    Type.ML_DSA_44_COSIGNATURE: TIME_BYTES + 2420,
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key to verify with: who, how, and the public key itself."""

    name: str
    type: Type
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes a signature line begins with."""
        head = self.name.encode() + b"\n" + bytes([self.type])
        return hashlib.sha256(head + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """Return the vkey."""
        return f"{self.name}+{self.id.hex()}+{base64_of(bytes([self.type]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a note; nobody has verified it yet."""

    name: str
    key_id: bytes
    raw: bytes

    def __str__(self) -> str:
        """Return the line, with its end."""
        return f"{DASH}{self.name} {base64_of(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, and the lines that sign it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        """Return the note as it travels."""
        return f"{self.text}\n" + "".join(map(str, self.signatures))


@dataclass(frozen=True, slots=True)
class Signed:
    """A key that did sign; `at` is in seconds since 1970 where the signature carries a time."""

    key: Key
    at: int | None


def is_name(name: str) -> bool:
    """Whether this may name a key: not empty, no spaces, no plus, nothing invisible."""
    return bool(name) and "+" not in name and name.isprintable() and not set(name) & _SPACES


_SPACES = {chr(code) for code in range(0x3001) if chr(code).isspace()}


def key_from(vkey: str) -> Key:
    """Read a vkey: name, identifier and public key, joined by plus signs.

    Raises:
        Malformed: It is no vkey, of a type that is not known, or its identifier is of another key.

    """
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = from_base64(encoded)
    if not is_name(name) or not material or material[0] not in set(Type):
        raise Malformed("this is no verifier key, or one of an unknown type")
    key = Key(name, Type(material[0]), material[1:])
    if len(key.public) != KEY_BYTES[key.type]:
        raise Malformed("the verifier key has a public key of another length")
    if key.id.hex() != key_id:
        raise Malformed("the verifier key's identifier does not belong to it")
    return key


def note_from(text: str) -> Note:
    """Read a note; its signatures are not verified yet.

    Raises:
        Malformed: It is no signed note, or has more than 64 signatures or a mebibyte.

    """
    if len(text) > MOST_BYTES:
        raise Malformed("the note is longer than a mebibyte")
    lines_of(text)
    body, blank, below = text.rpartition("\n\n")
    if not blank or not below:
        raise Malformed("there is no blank line with signatures below")
    return Note(f"{body}\n", signatures_from(below))


def signatures_from(text: str) -> tuple[Signature, ...]:
    """Read signature lines, as they stand below a note and as a witness answers.

    Raises:
        Malformed: A line is no signature, or there are more than 64.

    """
    lines = lines_of(text)
    if not 1 <= len(lines) <= MOST_SIGNATURES:
        raise Malformed(f"a note has 1 to {MOST_SIGNATURES} signatures")
    return tuple(map(_signature_from, lines))


def _signature_from(line: str) -> Signature:
    """Read one signature line."""
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    data = from_base64(encoded)
    if not line.startswith(DASH) or not is_name(name) or len(data) <= ID_BYTES:
        raise Malformed("a signature is “— name base64”, and one line is not")
    return Signature(name, data[:ID_BYTES], data[ID_BYTES:])


def signers_of(note: Note, keys: Iterable[Key]) -> list[Signed]:
    """Return which of these keys signed; lines of other keys are passed over.

    Raises:
        Unsigned: A line bears one of these keys' names and was not made by it.

    """
    known = {(key.name, key.id): key for key in keys}
    found = []
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is not None:
            found.append(Signed(key, _verified(key, note.text, line.raw)))
    return found


def _verified(key: Key, text: str, raw: bytes) -> int | None:
    """Verify one signature and return its time, if it carries one."""
    if len(raw) != SIGNATURE_BYTES[key.type]:
        raise Unsigned(f"a signature of {key.name} has another length")
    at, signature = None, raw
    if key.type is not Type.ED25519:
        at, signature = int.from_bytes(raw[:TIME_BYTES]), raw[TIME_BYTES:]
        if not 0 < at < 1 << 63:
            raise Unsigned(f"a signature of {key.name} is of no time that can be")
    message = message_of(key, text, at or 0)
    try:
        if key.type is Type.ML_DSA_44_COSIGNATURE:
            MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
        else:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise Unsigned(f"{key.name} did not sign this") from error
    return at


def message_of(key: Key, text: str, at: int) -> bytes:
    """Return what a key of this type signs of a note.

    Args:
        key: Who signs; an ML-DSA-44 cosignature says so in what it signs.
        text: The note's text; for a cosignature, a checkpoint.
        at: Time of a cosignature, in seconds since 1970.

    Raises:
        Malformed: An ML-DSA-44 cosignature over a text that is no checkpoint.

    """
    if key.type is Type.ED25519:
        return text.encode()
    if key.type is Type.ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    lines: Sequence[str] = lines_of(text)
    if len(lines) < 3:
        raise Malformed("a cosignature is over a checkpoint, and this is none")
    name, origin = key.name.encode(), lines[0].encode()
    if not 1 <= len(name) <= 255 or not 1 <= len(origin) <= 255:
        raise Malformed("a cosigner and a log have names of 1 to 255 bytes")
    size, root = decimal(lines[1]), hash_from_base64(lines[2])
    return b"".join(
        (
            b"subtree/v1\n\0",
            bytes([len(name)]) + name,
            struct.pack(">Q", at),
            bytes([len(origin)]) + origin,
            struct.pack(">QQ", 0, size),
            root,
        )
    )
