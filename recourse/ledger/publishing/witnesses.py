"""Ask witnesses to sign that they saw the log grow.

Law:
    C2SP tlog-witness; C2SP tlog-policy.

"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Wrong
from recourse_verify.memory import Growth
from recourse_verify.notes import Key, Note, Signature, note_from, signatures_from, signers_of
from recourse_verify.policies import Policy
from recourse_verify.texts import decimal
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
            answer = self._asked(name, head)
            if answer.status_code == CONFLICT:
                self.sizes[of_log] = decimal(answer.text.strip())
                answer = self._asked(name, head)
            if answer.status_code != requests.codes.ok:
                return []
            lines = _verified(answer.text, head.checkpoint, self.policy.witnesses[name])
        except (requests.RequestException, Wrong):
            return []
        self.sizes[of_log] = head.checkpoint.size
        return lines

    def _asked(self, name: str, head: Head) -> requests.Response:
        """Send a witness the growth since it signed last."""
        old = self.sizes.get((name, head.checkpoint.origin), 0)
        growth = Growth(old, tuple(head.tree.consistency(old)) if old else (), head.note)
        return _post(self.policy.urls[name], growth)


def _post(url: str, growth: Growth) -> requests.Response:
    """Send a checkpoint to a witness."""
    place = f"{url.rstrip('/')}/add-checkpoint"
    return requests.post(place, str(growth).encode(), timeout=SECONDS, allow_redirects=False)


def _verified(text: str, new: Checkpoint, key: Key) -> list[Signature]:
    """Return the lines that this witness made; those of others are passed over."""
    lines = signatures_from(text[:MOST_BYTES])
    return [line for line in lines if signers_of(Note(str(new), (line,)), [key])]


def lines_by_key(note: str) -> dict[tuple[str, bytes], Signature]:
    """Return the signature lines of a note by who made them."""
    return {(line.name, line.key_id): line for line in note_from(note).signatures}
