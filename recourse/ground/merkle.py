"""The Merkle tree of RFC 6962: the proofs a house gives.

Hashes, roots and what a proof must show are those of the verifier: whoever checks us computes
them by the same lines.
"""

from collections.abc import Sequence
from typing import TypeVar

from recourse_verify.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Frontier",
    "consistency_proof",
    "inclusion_proof",
    "is_consistent",
    "is_included",
    "leaf_hash",
    "levels_of",
    "node_hash",
    "path_in",
    "root_of",
]
Hash = TypeVar("Hash", bytes, str)


def inclusion_proof(index: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """Return the siblings on the way from the leaf at `index` up to the root.

    Raises:
        ValueError: There is no leaf at `index`.

    Law:
        RFC 6962, section 2.1.1.

    """
    if not 0 <= index < len(leaf_hashes):
        raise ValueError("there is no such leaf")
    if len(leaf_hashes) == 1:
        return []
    split = _split(len(leaf_hashes))
    left, right = leaf_hashes[:split], leaf_hashes[split:]
    if index < split:
        return [*inclusion_proof(index, left), root_of(right)]
    return [*inclusion_proof(index - split, right), root_of(left)]


def levels_of(leaf_hashes: Sequence[bytes]) -> list[list[bytes]]:
    """Return the tree level by level, leaves first, the root alone in the last.

    The last node of an odd level has no sibling and moves up as it is: so the largest full
    subtree stands on the left, as in RFC 6962.

    Args:
        leaf_hashes: At least one.

    """
    levels = [list(leaf_hashes)]
    while len(below := levels[-1]) > 1:
        level = list(map(node_hash, below[::2], below[1::2]))
        levels.append(level + below[len(level) * 2 :])
    return levels


def path_in(levels: Sequence[Sequence[Hash]], index: int) -> list[Hash]:
    """Return the siblings on the way from the leaf at `index` up to the root.

    The same as `inclusion_proof`, from a tree that is there already: for whoever proves
    every leaf of a small tree.

    Args:
        levels: From `levels_of`, or the same in another form.
        index: Of the leaf.

    """
    path = []
    for level in levels[:-1]:
        if index ^ 1 < len(level):
            path.append(level[index ^ 1])
        index >>= 1
    return path


def consistency_proof(old: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """Return the proof that the tree over `leaf_hashes` grew from its first `old` leaves.

    Raises:
        ValueError: `old` is not within 1 to the number of leaves.

    Law:
        RFC 6962, section 2.1.2.

    """
    if not 1 <= old <= len(leaf_hashes):
        raise ValueError("there was no such tree")
    return _subproof(old, leaf_hashes, whole=True)


def _subproof(old: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """Return SUBPROOF of RFC 6962; `whole` while the old tree's own root can be left out."""
    if old == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if old <= split:
        return [*_subproof(old, left, whole=whole), root_of(right)]
    return [*_subproof(old - split, right, whole=False), root_of(left)]


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
