"""The Merkle tree of RFC 6962: hashes, roots, and what a proof must show.

The rules this module enforces:

* a leaf is hashed behind 0x00, a node behind 0x01, so neither passes for the other (2.1);
* the empty tree has the hash of nothing (2.1);
* proofs are verified by RFC 9162, sections 2.1.3.2 and 2.1.4.2, and every hash in them has
  32 bytes.
"""

import hashlib
from collections.abc import Sequence
from hmac import compare_digest

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """All that must be kept to grow a tree: the roots of its full subtrees, largest first.

    A tree of `size` leaves has one full subtree for each bit set in `size`.
    """

    __slots__ = ("_roots", "size")

    def __init__(self) -> None:
        """Start with the empty tree."""
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        carried, bits = leaf, self.size
        while bits & 1:
            carried = node_hash(self._roots.pop(), carried)
            bits >>= 1
        self._roots.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        if not self._roots:
            return EMPTY_ROOT
        root, *larger = reversed(self._roots)
        for subtree in larger:
            root = node_hash(subtree, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the subtrees' roots, one after the other; `size` is kept beside them."""
        return b"".join(self._roots)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> "Frontier":
        """Return the frontier that `to_bytes` wrote for a tree of `size` leaves.

        Raises:
            ValueError: A tree of this size has another number of full subtrees.

        """
        if size < 0 or len(data) != size.bit_count() * HASH_BYTES:
            raise ValueError("the frontier does not belong to a tree of this size")
        frontier = cls()
        frontier.size = size
        frontier._roots = [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
        return frontier


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree over `leaf_hashes`."""
    frontier = Frontier()
    for leaf in leaf_hashes:
        frontier.append(leaf)
    return frontier.root()


def is_included(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that the leaf hash `leaf` stands at `index` below `root`.

    Law:
        RFC 9162, section 2.1.3.2.

    """
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    position, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and compare_digest(computed, root)


def is_consistent(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the tree of `new_size` leaves grew from that of `old_size`.

    Nothing can be shown about the empty tree, so a size of 0 is never consistent.

    Law:
        RFC 9162, section 2.1.4.2.

    """
    if not 1 <= old_size <= new_size or not _are_hashes(old_root, new_root, *proof):
        return False
    if old_size == new_size:
        return not proof and compare_digest(old_root, new_root)
    path = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    if not path:
        return False
    old, new = _replay(old_size, new_size, path)
    return compare_digest(old, old_root) and compare_digest(new, new_root)


def _replay(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Compute both roots from the path; nothing equals them when its length is wrong."""
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return b"", b""
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else (b"", b"")


def _are_hashes(*values: bytes) -> bool:
    """Whether each value has the length of a hash."""
    return all(len(value) == HASH_BYTES for value in values)
