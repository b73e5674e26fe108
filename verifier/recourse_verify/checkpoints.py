"""Checkpoints: what a log says of itself, so many entries under such a root.

Law:
    C2SP tlog-checkpoint v1.0.0.

"""

from collections.abc import Iterable
from dataclasses import dataclass

from recourse_verify.errors import Malformed, Unsigned
from recourse_verify.notes import Key, Note, Signed, Type, note_from, signers_of
from recourse_verify.texts import base64_of, decimal, hash_from_base64, lines_of

FIRST_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at one moment."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """Return the text that is signed; this house writes no extension lines."""
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"


def checkpoint_from(text: str) -> Checkpoint:
    """Read the text of a checkpoint; extension lines are allowed and mean nothing here.

    Raises:
        Malformed: It is no checkpoint.

    """
    lines = lines_of(text)
    if len(lines) < FIRST_LINES or "" in lines:
        raise Malformed("a checkpoint has a line each for origin, size and root")
    return Checkpoint(lines[0], decimal(lines[1]), hash_from_base64(lines[2]))


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint that its log signed, with every trusted key that signed it."""

    checkpoint: Checkpoint
    note: Note
    signers: tuple[Signed, ...]


def opened(text: str, *, log: Iterable[Key], witnesses: Iterable[Key] = ()) -> Opened:
    """Read a signed checkpoint, and believe it only if the log itself signed it.

    Args:
        text: The note.
        log: Keys of logs that are trusted; a key's name is the origin of its log.
        witnesses: Keys of witnesses that are known.

    Raises:
        Malformed: It is no checkpoint.
        Unsigned: No trusted log signed it as its own, or a known key's line is forged.

    """
    note = note_from(text)
    checkpoint = checkpoint_from(note.text)
    own = [key for key in log if key.name == checkpoint.origin]
    signers = signers_of(note, [*own, *witnesses])
    if not any(one.key in own and one.key.type is Type.ED25519 for one in signers):
        raise Unsigned(f"no key that you trust for {checkpoint.origin} signed this checkpoint")
    return Opened(checkpoint, note, tuple(signers))
