"""The tree against RFC 6962's own values, against others' vectors, and against itself."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recourse.ground import merkle
from tests.ground import vectors

# The reference tree of Certificate Transparency: eight leaves and the roots of its prefixes.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]
EXCEPTION = "additional/sizes-are-equal-one-and-proof-is-empty.json"  # its roots have 12 bytes

trees = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70, unique=True)


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_has_the_reference_roots(size):
    assert merkle.root_of(HASHES[:size]).hex() == ROOTS[size]


def test_a_node_never_passes_for_a_leaf():
    left, right = HASHES[:2]

    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)
    assert merkle.leaf_hash(b"") == hashlib.sha256(b"\0").digest()


def hashes(values):
    return [base64.b64decode(value) for value in values or []]


@vectors.needs("merkle")
def test_all_inclusion_vectors_of_others_are_judged_as_they_say():
    seen = 0
    for name, vector in vectors.read_all("merkle/inclusion"):
        answer = merkle.is_included(
            index=vector["leafIdx"],
            size=vector["treeSize"],
            leaf=base64.b64decode(vector["leafHash"]),
            proof=hashes(vector["proof"]),
            root=base64.b64decode(vector["root"]),
        )
        assert answer is not vector["wantErr"], name
        seen += 1
    assert seen == 98


@vectors.needs("merkle")
def test_all_consistency_vectors_of_others_but_the_one_with_short_roots_are_judged_as_they_say():
    seen = 0
    for name, vector in vectors.read_all("merkle/consistency"):
        answer = merkle.is_consistent(
            old_size=vector["size1"],
            new_size=vector["size2"],
            old_root=base64.b64decode(vector["root1"]),
            new_root=base64.b64decode(vector["root2"]),
            proof=hashes(vector["proof"]),
        )
        assert answer is (not vector["wantErr"] and name != EXCEPTION), name
        seen += 1
    assert seen == 98


@given(trees)
def test_a_frontier_has_the_root_of_all_its_leaves_and_survives_storage(leaves):
    frontier = merkle.Frontier()
    for at, leaf in enumerate(leaves):
        assert frontier.root() == merkle.root_of(leaves[:at])
        frontier.append(leaf)
        frontier = merkle.Frontier.from_bytes(frontier.size, frontier.to_bytes())

    assert frontier.size == len(leaves)
    assert frontier.root() == merkle.root_of(leaves)


def reference_root(leaves):
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node_hash(reference_root(leaves[:split]), reference_root(leaves[split:]))


@given(trees)
def test_a_root_is_what_the_definition_says(leaves):
    assert merkle.root_of(leaves) == reference_root(leaves)


@pytest.mark.slow
@given(trees, st.data())
def test_every_leaf_is_shown_to_be_in_its_place_and_in_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    elsewhere = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = merkle.root_of(leaves), merkle.inclusion_proof(index, leaves)
    shown = {"size": len(leaves), "proof": proof, "root": root}

    assert merkle.is_included(index=index, leaf=leaves[index], **shown)
    assert merkle.is_included(index=elsewhere, leaf=leaves[index], **shown) is (elsewhere == index)
    assert not merkle.is_included(index=index, leaf=merkle.leaf_hash(leaves[index]), **shown)
    assert not merkle.is_included(
        index=index, leaf=leaves[index], **{**shown, "size": len(leaves) * 4}
    )


@pytest.mark.slow
@given(trees, st.data())
def test_a_grown_tree_is_shown_to_have_grown_and_a_changed_one_never(leaves, data):
    old = data.draw(st.integers(1, len(leaves)))
    changed = data.draw(st.integers(0, old - 1))
    proof = merkle.consistency_proof(old, leaves)
    other = [*leaves[:changed], merkle.leaf_hash(leaves[changed]), *leaves[changed + 1 :]]
    sizes = {"old_size": old, "new_size": len(leaves), "proof": proof}
    old_root, new_root = merkle.root_of(leaves[:old]), merkle.root_of(leaves)

    assert merkle.is_consistent(old_root=old_root, new_root=new_root, **sizes)
    assert not merkle.is_consistent(
        old_root=merkle.root_of(other[:old]), new_root=new_root, **sizes
    )
    assert not merkle.is_consistent(old_root=old_root, new_root=merkle.root_of(other), **sizes)


@pytest.mark.parametrize("size", range(1, 34))
def test_a_whole_tree_proves_each_leaf_as_one_proof_would(size):
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(size)]

    levels = merkle.levels_of(leaves)

    assert levels[-1] == [merkle.root_of(leaves)]
    for index in range(size):
        assert merkle.path_in(levels, index) == merkle.inclusion_proof(index, leaves)


def test_what_was_never_there_has_no_proof():
    for index in (-1, 8):
        with pytest.raises(ValueError, match="no such leaf"):
            merkle.inclusion_proof(index, HASHES)
    for old in (0, 9):
        with pytest.raises(ValueError, match="no such tree"):
            merkle.consistency_proof(old, HASHES)


@pytest.mark.parametrize(("size", "data"), [(1, b""), (3, bytes(32)), (-1, b""), (2, bytes(33))])
def test_a_frontier_of_another_size_is_not_read(size, data):
    with pytest.raises(ValueError, match="does not belong"):
        merkle.Frontier.from_bytes(size, data)
