"""Ask witnesses to sign that they saw the log grow.

Law:
    C2SP tlog-witness; C2SP tlog-policy.

"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

import requests

from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.memory import Growth
from recourse_verify.notes import Key, Note, Signature, note_from, signatures_from, signers_of
from recourse_verify.policies import Policy
from recourse_verify.texts import decimal, utf8
from recourse_verify.tiles import Tree

SECONDS = 2
MOST_BYTES = 1 << 16
CONFLICT = 409


@dataclass(frozen=True)
class Head:
    """A checkpoint the log has signed, with the tree it is of."""

    note: str
    checkpoint: Checkpoint
    tree: Tree


@dataclass
class Witnesses:
    """The witnesses of a policy that can be asked, and how far each has come."""

    policy: Policy
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)

    def seen(self, head: Head) -> list[Signature]:
        """Return the lines of every witness that signs now, each verified.

        One that does not answer, or wrongly, is asked again next time.
        """
        names = [name for name in self.policy.urls if name in self.policy.witnesses]
        if not names:
            return []
        with ThreadPoolExecutor(len(names)) as pool:
            asked = pool.map(lambda name: self._of(name, head), names)
            return [line for lines in asked for line in lines]

    def are_all_in(self, note: str) -> bool:
        """Whether every witness that can be asked has signed a note."""
        signed = set(lines_by_key(note))
        asked = [self.policy.witnesses.get(name) for name in self.policy.urls]
        return all((key.name, key.id) in signed for key in asked if key is not None)

    def _of(self, name: str, head: Head) -> list[Signature]:
        """Return what one witness signs; nothing if it does not answer, or wrongly."""
        of_log = (name, head.checkpoint.origin)
        try:
            status, text = self._asked(name, head)
            if status == CONFLICT:
                self.sizes[of_log] = min(decimal(text.removesuffix("\n")), head.checkpoint.size)
                status, text = self._asked(name, head)
            if status != requests.codes.ok:
                self.sizes.pop(of_log, None)
                return []
            lines = _verified(text, head.checkpoint, self.policy.witnesses[name])
        except (requests.RequestException, Wrong, ValueError, OSError):
            self.sizes.pop(of_log, None)  # whatever it said last is not to be relied on
            return []
        self.sizes[of_log] = head.checkpoint.size
        return lines

    def _asked(self, name: str, head: Head) -> tuple[int, str]:
        """Send a witness the growth since it signed last; return its status and its words."""
        old = self.sizes.get((name, head.checkpoint.origin), 0)
        growth = Growth(old, tuple(head.tree.consistency(old)) if old else (), head.note)
        return _post(self.policy.urls[name], growth)


def _post(url: str, growth: Growth) -> tuple[int, str]:
    """Send a checkpoint to a witness, and read what it answers: little, and soon.

    Raises:
        requests.RequestException: It does not answer.
        Wrong: It answers at length, or at leisure, or not in UTF-8.

    """
    until = monotonic() + SECONDS
    with requests.post(
        f"{url.rstrip('/')}/add-checkpoint",
        str(growth).encode(),
        headers={"Accept-Encoding": "identity"},
        timeout=SECONDS,
        allow_redirects=False,
        stream=True,
    ) as answer:
        read = bytearray()
        is_packed = "Content-Encoding" in answer.headers
        for byte in answer.iter_content(1):  # one by one: a slow witness is not waited for
            read += byte
            if is_packed or len(read) > MOST_BYTES or monotonic() > until:
                raise Malformed("a witness answers in few bytes as they are, within two seconds")
        return answer.status_code, utf8(bytes(read))


def _verified(text: str, new: Checkpoint, key: Key) -> list[Signature]:
    """Return the lines that this witness made; those of others are passed over."""
    return [line for line in signatures_from(text) if signers_of(Note(str(new), (line,)), [key])]


def lines_by_key(note: str) -> dict[tuple[str, bytes], Signature]:
    """Return the signature lines of a note by who made them."""
    return {(line.name, line.key_id): line for line in note_from(note).signatures}
