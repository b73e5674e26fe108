"""Logs made by somebody else's writer, with our keys: what the verifier must read."""

from dataclasses import dataclass
from pathlib import Path

from tlog_scales.signing import MLDSA44CosignatureSigner, PlainEd25519Signer
from tlog_scales.writer import TilesWriter

from recourse_verify.notes import Key, Type
from recourse_verify.signing import Signer

ORIGIN = "log.example.org/2026"
LOG = Signer(ORIGIN, Type.ED25519, bytes(range(32)))
LOG_TOO = Signer(ORIGIN, Type.ML_DSA_44_COSIGNATURE, bytes(range(1, 33)))
OTHER = Signer(ORIGIN, Type.ED25519, bytes(32))
WITNESSES = [
    Signer(f"witness.example.org/{name}", Type.ED25519_COSIGNATURE, bytes([number] * 32))
    for number, name in enumerate("abc", start=1)
]


@dataclass
class Log:
    """A log on disk, and what stands in it."""

    folder: Path
    entries: list[bytes]
    writer: TilesWriter

    def grow(self, count: int) -> str:
        """Add entries, publish, and return the new checkpoint."""
        for _ in range(count):
            entry = b"entry %d" % len(self.entries)
            self.entries.append(entry)
            self.writer.add_leaf(entry)
        signers = [
            PlainEd25519Signer(ORIGIN, LOG.seed),
            MLDSA44CosignatureSigner(ORIGIN, LOG_TOO.seed),
        ]
        self.writer.commit(signers, gc=False)
        return self.checkpoint

    @property
    def checkpoint(self) -> str:
        return (self.folder / "checkpoint").read_text(encoding="utf-8")

    def read(self, path: str) -> bytes:
        from recourse_verify.sources import source

        return source(str(self.folder))(path)


def log(folder: Path, count: int) -> Log:
    """Make a log of so many entries."""
    made = Log(folder, [], TilesWriter.create(folder, ORIGIN))
    made.grow(count)
    return made


def keys() -> list[Key]:
    return [LOG.key, LOG_TOO.key]
