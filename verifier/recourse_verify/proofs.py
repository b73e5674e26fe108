"""Proof files: one entry is in the log whose checkpoint is enclosed.

Law:
    C2SP tlog-proof v1.

"""

from dataclasses import dataclass

from recourse_verify import merkle
from recourse_verify.checkpoints import Opened
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.texts import base64_of, decimal, from_base64, hash_from_base64, lines_of

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry stands, the way up to the root, and the checkpoint as text."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def __str__(self) -> str:
        """Return the proof as a file."""
        extra = [f"extra {base64_of(self.extra)}"] if self.extra else []
        head = [HEADER, *extra, f"index {self.index}", *map(base64_of, self.path), "", ""]
        return "\n".join(head) + self.checkpoint


def proof_from(text: str) -> Proof:
    """Read a proof file; nothing of it is verified yet.

    Raises:
        Malformed: It is no proof file.

    """
    lines_of(text)
    head, blank, checkpoint = text.partition("\n\n")
    if not blank:
        raise Malformed("a proof ends in a blank line and a checkpoint")
    first, *rest = head.split("\n")
    if first != HEADER:
        raise Malformed(f"a proof begins with {HEADER}")
    extra = b""
    if rest and rest[0].startswith("extra "):
        extra = from_base64(rest.pop(0).removeprefix("extra "))
    if not rest or not rest[0].startswith("index "):
        raise Malformed("there is no line “index N” where it must be")
    if len(rest) - 1 > MOST_HASHES:
        raise Malformed(f"no log is so large that a proof has over {MOST_HASHES} hashes")
    index = decimal(rest[0].removeprefix("index "))
    return Proof(index, tuple(map(hash_from_base64, rest[1:])), checkpoint, extra)


def check(proof: Proof, *, leaf: bytes, opened: Opened) -> None:
    """Check that the leaf stands where the proof says, below the checkpoint's root.

    Args:
        proof: As read.
        leaf: Hash of the entry, as a leaf of the tree.
        opened: The proof's own checkpoint, after its signatures were verified.

    Raises:
        Wrong: It does not.

    """
    size, root = opened.checkpoint.size, opened.checkpoint.root
    if not merkle.is_included(index=proof.index, size=size, leaf=leaf, proof=proof.path, root=root):
        raise Wrong(f"entry {proof.index} is not in the log of {size} entries under this root")
