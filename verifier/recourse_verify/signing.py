"""Keys that sign notes: of a log, or of a witness that saw a log grow.

Law:
    C2SP signed-note v1.0.0; C2SP tlog-cosignature.

"""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from recourse_verify.errors import Malformed
from recourse_verify.notes import TIME_BYTES, Key, Signature, Type, is_name, message_of
from recourse_verify.texts import base64_of, from_base64

SEED_BYTES = 32
HEAD = "recourse-signing-key/v1"


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A name, a way of signing, and 32 secret bytes; what shows it never shows those."""

    name: str
    type: Type
    seed: bytes

    @property
    def key(self) -> Key:
        """Return the key that verifies."""
        secret = MLDSA44PrivateKey if self.type is Type.ML_DSA_44_COSIGNATURE else None
        public = (
            Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
            if secret is None
            else secret.from_seed_bytes(self.seed).public_key().public_bytes_raw()
        )
        return Key(self.name, self.type, public)

    def sign(self, text: str, *, at: int) -> Signature:
        """Sign the text of a note.

        Args:
            text: The text; for a cosignature, a checkpoint.
            at: Time of a cosignature, in seconds since 1970; a plain signature carries none.

        """
        key = self.key
        message = message_of(key, text, at)
        if self.type is Type.ML_DSA_44_COSIGNATURE:
            raw = MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(message)
        else:
            raw = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        time = b"" if self.type is Type.ED25519 else at.to_bytes(TIME_BYTES)
        return Signature(self.name, key.id, time + raw)


def signers_in(folder: Path, name: str, types: Sequence[Type]) -> list[Signer]:
    """Return the keys that a folder keeps under a name, making those that are missing.

    Args:
        folder: Readable by its owner alone.
        name: Name of the keys: the origin of a log, or what a witness is called.
        types: One key each.

    Raises:
        Malformed: A file is there that is no key of this name.

    """
    if not is_name(name):
        raise Malformed("a key's name has no spaces, no plus and nothing invisible")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        raise Malformed(
            "others may look into the folder of keys; run: chmod 700", where=str(folder)
        )
    return [_kept(folder / f"{kind.name.lower()}.key", name, kind) for kind in types]


def _kept(file: Path, name: str, kind: Type) -> Signer:
    """Read a key, or make and keep one; two who begin together end with the same."""
    if not file.exists():
        seed = base64_of(os.urandom(SEED_BYTES))
        handle, beside = tempfile.mkstemp(dir=file.parent)  # for its owner alone
        with os.fdopen(handle, "w") as new:
            new.write(f"{HEAD}\n{name}\n{int(kind)}\n{seed}\n")
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileExistsError):
            os.link(beside, file)
        Path(beside).unlink()
    return _read(file, name, kind)


def _read(file: Path, name: str, kind: Type) -> Signer:
    """Read a key file, which must be of this name and type."""
    lines = file.read_text().split("\n")
    if lines[:3] != [HEAD, name, str(int(kind))] or len(lines) != 5:
        raise Malformed(f"this is no key of {name}", where=str(file))
    seed = from_base64(lines[3])
    if len(seed) != SEED_BYTES:
        raise Malformed("a key has 32 secret bytes", where=str(file))
    return Signer(name, kind, seed)
