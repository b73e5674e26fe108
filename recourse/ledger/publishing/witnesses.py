"""Ask witnesses to sign that they saw the log grow.

Law:
    C2SP tlog-witness; C2SP tlog-policy.

"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests

from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Wrong
from recourse_verify.memory import Growth
from recourse_verify.notes import Key, Note, Signature, note_from, signatures_from, signers_of
from recourse_verify.policies import Policy
from recourse_verify.tiles import Tree

SECONDS = 2
MOST_BYTES = 1 << 16
CONFLICT = 409


@dataclass
class Witnesses:
    """The witnesses of a policy that can be asked, and how far each has come."""

    policy: Policy
    sizes: dict[str, int] = field(default_factory=dict)

    def seen(self, note: str, new: Checkpoint, tree: Tree) -> list[Signature]:
        """Return the lines of every witness that signs now, each verified.

        Args:
            note: The checkpoint, signed by the log.
            new: What it says.
            tree: The tree it is of, for the proofs.

        """
        named = [(name, url) for name, url in self.policy.urls.items() if self._is_witness(name)]
        if not named:
            return []
        with ThreadPoolExecutor(len(named)) as pool:
            asked = pool.map(lambda one: list(self._of(*one, note, new, tree)), named)
            return [line for lines in asked for line in lines]

    def _is_witness(self, name: str) -> bool:
        return name in self.policy.witnesses

    def _of(
        self, name: str, url: str, note: str, new: Checkpoint, tree: Tree
    ) -> Iterator[Signature]:
        """Yield what one witness signs; nothing if it does not answer, or wrongly."""
        try:
            answer = _post(url, self._growth(name, note, new, tree))
            if answer.status_code == CONFLICT:
                self.sizes[name] = int(answer.text)
                answer = _post(url, self._growth(name, note, new, tree))
            if answer.status_code == requests.codes.ok:
                yield from _verified(answer.text, new, self.policy.witnesses[name])
                self.sizes[name] = new.size
        except (requests.RequestException, Wrong, ValueError):
            return

    def _growth(self, name: str, note: str, new: Checkpoint, tree: Tree) -> Growth:
        """Return what is sent to a witness that has come so far."""
        old = self.sizes.get(name, 0)
        return Growth(old, tuple(tree.consistency(old)) if old else (), note)


def _post(url: str, growth: Growth) -> requests.Response:
    """Send a checkpoint to a witness."""
    place = f"{url.rstrip('/')}/add-checkpoint"
    return requests.post(place, str(growth).encode(), timeout=SECONDS, allow_redirects=False)


def _verified(text: str, new: Checkpoint, key: Key) -> Iterator[Signature]:
    """Yield the lines that this witness made; others are passed over."""
    for line in signatures_from(text[:MOST_BYTES]):
        note = Note(str(new), (line,))
        if signers_of(note, [key]):
            yield line


def lines_by_key(note: str) -> Mapping[tuple[str, bytes], Signature]:
    """Return the signature lines of a note by who made them."""
    return {(line.name, line.key_id): line for line in note_from(note).signatures}
