"""Whole logs that somebody else wrote: read, proved, rebuilt, and every change in them named."""

import json
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader

from recourse_verify import checkpoints, merkle, proofs, tiles
from recourse_verify.errors import Malformed, NotFound, Wrong
from recourse_verify.fsck import fsck
from recourse_verify.main import main
from recourse_verify.proofs import Proof, proof_from
from recourse_verify.tiles import Tree, bundle_path, tile_path, width_at
from tests.verifier.making import LOG, ORIGIN, WITNESSES, keys, log

SIZE = 70_000
VKEY = str(LOG.key)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A log of three levels: 70,000 entries, the specification's own example."""
    return log(tmp_path_factory.mktemp("log") / "log", SIZE)


@pytest.fixture
def small(tmp_path):
    """A log that may be spoiled."""
    return log(tmp_path / "log", 600)


def head_of(made):
    return checkpoints.opened(made.checkpoint, log=keys()).checkpoint


def test_paths_and_widths_are_those_of_the_specification():
    assert tile_path(0, 1_234_067) == "tile/0/x001/x234/067"
    assert tile_path(3, 5, 17) == "tile/3/005.p/17"
    assert bundle_path(999) == "tile/entries/999"
    assert bundle_path(1_000, 1) == "tile/entries/x001/000.p/1"
    assert [width_at(0, 272, SIZE), width_at(0, 273, SIZE), width_at(0, 274, SIZE)] == [256, 112, 0]
    assert [width_at(1, 0, SIZE), width_at(1, 1, SIZE), width_at(2, 0, SIZE)] == [256, 17, 1]
    assert [width_at(0, 0, 256), width_at(1, 0, 256), width_at(1, 0, 255)] == [256, 1, 0]


def test_a_log_that_somebody_else_wrote_is_whole(large):
    report = fsck(large.read, head_of(large))

    assert (report.entries, report.tiles, report.faults) == (SIZE, 274 + 2 + 1, [])
    assert Tree(large.read, SIZE).root() == head_of(large).root


@pytest.mark.parametrize("index", [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, SIZE - 1])
def test_a_place_is_proved_as_somebody_else_proves_it(large, index):
    theirs = TilesReader(LocalBackend(large.folder))
    theirs.set_size(SIZE)
    tree = Tree(large.read, SIZE)

    path = tree.inclusion(index)

    assert path == theirs.get_inclusion_proof(index, SIZE).node_hashes
    assert tree.leaf(index) == merkle.leaf_hash(large.entries[index])
    proof = Proof(index, tuple(path), large.checkpoint)
    assert proof_from(str(proof)) == proof
    opened = checkpoints.opened(proof.checkpoint, log=keys())
    proofs.check(proof, leaf=merkle.leaf_hash(large.entries[index]), opened=opened)
    with pytest.raises(Wrong):
        proofs.check(proof, leaf=merkle.leaf_hash(b"another entry"), opened=opened)


@pytest.mark.parametrize("old", [1, 2, 255, 256, 257, 65_536, 65_537, SIZE - 1, SIZE])
def test_growth_is_proved_as_somebody_else_proves_it(large, old):
    theirs = TilesReader(LocalBackend(large.folder))
    theirs.set_size(SIZE)

    path = Tree(large.read, SIZE).consistency(old)

    assert path == theirs.get_consistency_proof(old, SIZE).node_hashes
    root = merkle.root_of([merkle.leaf_hash(entry) for entry in large.entries[:old]])
    assert merkle.is_consistent(
        old_size=old, new_size=SIZE, old_root=root, new_root=head_of(large).root, proof=path
    )


@settings(max_examples=40, deadline=None)
@given(size=st.integers(1, 1_200), data=st.data())
def test_proofs_from_tiles_are_those_from_all_leaves(size, data):
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(size)]
    levels = [leaves]
    while len(levels[-1]) >= 256:
        full = len(levels[-1]) // 256
        levels.append([merkle.root_of(levels[-1][n * 256 : n * 256 + 256]) for n in range(full)])
    files = {
        tile_path(level, number, width_at(level, number, size)): b"".join(
            hashes[number * 256 : number * 256 + 256]
        )
        for level, hashes in enumerate(levels)
        for number in range(-(-len(hashes) // 256))
    }
    tree = Tree(files.__getitem__, size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    assert tree.root() == merkle.root_of(leaves)
    assert merkle.is_included(
        index=index, size=size, leaf=leaves[index], proof=tree.inclusion(index), root=tree.root()
    )
    assert merkle.is_consistent(
        old_size=old,
        new_size=size,
        old_root=merkle.root_of(leaves[:old]),
        new_root=tree.root(),
        proof=tree.consistency(old),
    )


def test_there_is_no_proof_of_what_never_was(small):
    tree = Tree(small.read, 600)
    for asked in (-1, 600):
        with pytest.raises(Wrong):
            tree.inclusion(asked)
    for old in (0, 601):
        with pytest.raises(Wrong):
            tree.consistency(old)


def entries_of(small, number, width):
    file = small.folder / bundle_path(number, width)
    return file, tiles.entries_in(file.read_bytes(), width, where="")


def spoil(small, change, number=1, width=256):
    file, entries = entries_of(small, number, width)
    file.write_bytes(tiles.bundle_of(change(entries)))


def swapped(entries):
    return [entries[1], entries[0], *entries[2:]]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda entries: [*entries[:7], b"forged", *entries[8:]], ["entry 263"]),
        (swapped, ["entry 256", "entry 257"]),
        (lambda entries: entries[:-1], ["tile/entries/001"]),
        (lambda entries: [*entries, b"one more"], ["tile/entries/001"]),
    ],
    ids=["edited", "reordered", "deleted", "inserted"],
)
def test_a_changed_entry_is_named(small, change, named):
    spoil(small, change)

    found = [fault.where for fault in fsck(small.read, head_of(small)).faults]

    assert found[: len(named)] == named


@pytest.mark.parametrize(
    "path", ["tile/entries/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]
)
def test_a_file_that_is_missing_cut_or_changed_is_named(small, path):
    file = small.folder / path
    whole = file.read_bytes()
    for spoilt in (None, b"", whole[:-1], whole + b"\0", bytes([whole[5] ^ 1]) * len(whole)):
        file.unlink() if spoilt is None else file.write_bytes(spoilt)
        faults = fsck(small.read, head_of(small)).faults
        assert path in {fault.where for fault in faults} or "entry" in faults[0].where
        file.write_bytes(whole)
    assert fsck(small.read, head_of(small)).faults == []


def test_a_log_that_was_cut_back_or_written_anew_does_not_hold(small, tmp_path, capsys):
    old = tmp_path / "old"
    old.write_text(small.checkpoint, encoding="utf-8")
    small.grow(100)
    new = tmp_path / "new"
    new.write_text(small.checkpoint, encoding="utf-8")
    forked = log(tmp_path / "fork", 0)
    forked.entries = [b"another history"]
    forked.writer.add_leaf(b"another history")
    forked.grow(699)
    fork = tmp_path / "forked"
    fork.write_text(forked.checkpoint, encoding="utf-8")
    there = ["--log", str(small.folder), "--vkey", VKEY]

    assert main(["consistency", str(old), str(new), *there]) == 0
    assert main(["consistency", str(new), str(old), *there]) == 1
    assert main(["consistency", str(old), str(fork), *there]) == 1
    forked_there = ["--log", str(forked.folder), "--vkey", VKEY]
    assert main(["consistency", str(old), str(fork), *forked_there]) == 1
    assert "did not grow from the one of 600" in capsys.readouterr().out


def test_a_partial_file_may_have_become_a_full_one(small):
    before = head_of(small)
    small.grow(400)
    shutil.rmtree(small.folder / "tile/0/002.p")
    shutil.rmtree(small.folder / "tile/entries/002.p")

    assert fsck(small.read, before).faults == []


def test_the_command_tells_a_machine_and_a_person(small, tmp_path, capsys):
    assert main(["fsck", str(small.folder), "--vkey", VKEY, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["holds"], told["entries"], told["log"]) == (True, 600, ORIGIN)
    assert main(["fsck", str(small.folder), "--vkey", str(WITNESSES[0].key)]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out
    for misuse in (
        ["fsck", str(small.folder)],
        ["fsck", str(small.folder), "--vkey", "x"],
        ["proof", str(tmp_path / "nowhere"), "--vkey", VKEY],
    ):
        assert main(misuse) == 2
    assert main(["fsck", str(tmp_path / "nowhere"), "--vkey", VKEY]) == 1


def test_a_proof_is_checked_from_the_command_line(small, tmp_path):
    tree = Tree(small.read, 600)
    file, entry = tmp_path / "x.tlog-proof", tmp_path / "entry"
    file.write_text(str(Proof(300, tuple(tree.inclusion(300)), small.checkpoint)), "utf-8")
    entry.write_bytes(small.entries[300])
    leaf = merkle.leaf_hash(small.entries[300]).hex()

    assert main(["proof", str(file), "--vkey", VKEY, "--entry", str(entry)]) == 0
    assert main(["proof", str(file), "--vkey", VKEY, "--entry-hash", leaf]) == 0
    assert main(["proof", str(file), "--vkey", VKEY, "--entry-hash", "00" * 32]) == 1
    assert main(["proof", str(file), "--vkey", VKEY, "--entry-hash", "xx"]) == 2
    assert main(["proof", str(file), "--vkey", VKEY]) == 2


def test_a_log_is_read_from_any_web_server(small, capsys):
    handler = partial(SimpleHTTPRequestHandler, directory=str(small.folder))
    handler.func.log_message = lambda *_: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/"
            assert main(["fsck", address, "--vkey", VKEY]) == 0
            (small.folder / "tile/0/000").unlink()
            assert main(["fsck", address, "--vkey", VKEY]) == 1
            assert "tile/0/000" in capsys.readouterr().out
        finally:
            server.shutdown()
            serving.join()


def test_a_policy_needs_its_witnesses(small, tmp_path):
    names = "abc"
    lines = [f"log {VKEY}"]
    lines += [f"witness {n} {one.key}" for n, one in zip(names, WITNESSES, strict=True)]
    policy = tmp_path / "policy"
    policy.write_text("\n".join([*lines, "group all 2 a b c", "quorum all", ""]))
    there = ["fsck", str(small.folder), "--policy", str(policy)]
    text = small.checkpoint.split("\n\n")[0] + "\n"
    cosigned = small.checkpoint

    assert main(there) == 1
    for one in WITNESSES[:2]:
        cosigned += str(one.sign(text, at=1_790_000_000))
        (small.folder / "checkpoint").write_text(cosigned, encoding="utf-8")
    assert main(there) == 0


@given(st.binary(max_size=300))
def test_whatever_bytes_come_as_a_bundle_are_entries_or_refused(data):
    try:
        found = tiles.entries_in(data, 0, where="x")
    except Malformed:
        return
    assert found == [] or tiles.bundle_of(tiles.entries_in(data, len(found), where="x")) == data


@given(st.text(max_size=300))
def test_whatever_text_comes_as_a_proof_is_read_in_its_one_spelling_or_refused(text):
    try:
        proof = proof_from(f"c2sp.org/tlog-proof@v1\n{text}")
    except Wrong:
        return
    assert str(proof).endswith(text)


@pytest.mark.parametrize(
    "change",
    [
        ("index 0", "index 00"),
        ("index 0", "index +0"),
        ("index 0", "Index 0"),
        ("index 0\n", ""),
        ("@v1", "@v2"),
        ("index 0", "extra AA\nindex 0"),
        ("index 0", "extra QQ==\nextra QQ==\nindex 0"),
        ("\n\n", "\n"),
        ("index 0\n", "index 0\nAAAA\n"),
        ("index 0\n", "index 0\n" + ("A" * 43 + "=\n") * 64),
    ],
)
def test_what_is_no_proof_is_not_read(small, change):
    text = str(Proof(0, (bytes(32),), small.checkpoint))
    with pytest.raises(Malformed):
        proof_from(text.replace(*change, 1))


def test_the_verifier_needs_nothing_of_the_house():
    program = "import recourse_verify.main, sys; print({m.split('.')[0] for m in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert "'recourse_verify'" in done.stdout
    assert not {"'recourse'", "'django'"} & set(done.stdout.strip("{}\n").split(", "))


def test_a_folder_that_leads_elsewhere_is_not_a_log(tmp_path):
    from recourse_verify.sources import source

    with pytest.raises(NotFound):
        source(str(tmp_path))("checkpoint")
