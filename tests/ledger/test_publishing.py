"""The published log: files that anybody's reader reads, a signer that signs no fork, witnesses."""

import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader

from recourse.ground.actor import SYSTEM
from recourse.ledger import actions, sequencer
from recourse.ledger.errors import HeadDoesNotAgree, LogWasSetBack
from recourse.ledger.publishing import publisher
from recourse.ledger.publishing.publisher import Place, Publisher
from recourse.ledger.publishing.signer import LogSigner, NotSigned, ask
from recourse.ledger.publishing.tree_files import TreeFiles
from recourse.ledger.publishing.witnesses import Witnesses
from recourse_verify import checkpoints, merkle
from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Wrong
from recourse_verify.fsck import fsck
from recourse_verify.main import main
from recourse_verify.memory import Memory
from recourse_verify.policies import policy_from
from recourse_verify.sources import source
from recourse_verify.witness import Witness, server
from tests.conftest import owner
from tests.ledger.conftest import HOUSE, NOON, ORIGIN
from tests.verifier.making import WITNESSES

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
TEN_MINUTES = timedelta(minutes=10)


def note(count: int) -> None:
    for _ in range(count):
        actions.note(kind="own-file", tag=None, by=SYSTEM, now=NOON, facts={})


@contextmanager
def sequencing():
    with sequencer.connect() as connection:
        sequencer.drain(connection, now=NOON)
        yield connection


def grow(count: int) -> None:
    note(count)
    with sequencing():
        pass


def publish(work, *, now=NOON):
    with sequencing() as connection:
        return work.publish(connection, now=now)


def published(place, signs):
    text = publisher.published_in(place.folder(ORIGIN))
    return checkpoints.opened(text, log=[one.key for one in signs.signers(ORIGIN)])


@pytest.mark.usefixtures("committed")
@pytest.mark.storage
def test_what_is_published_is_whole_for_our_reader_and_for_somebody_elses(place, signs):
    grow(700)
    work = Publisher(place)
    assert publish(work) == 1
    for more in (1, 255, 1_100):
        grow(more)
        assert publish(work) == 1
    opened = published(place, signs)
    folder = place.folder(ORIGIN)
    theirs = TilesReader(LocalBackend(folder))

    assert opened.checkpoint.size == 2_056
    assert fsck(source(str(folder)), opened.checkpoint).faults == []
    assert theirs.get_checkpoint().root_hash == theirs.calculate_root_hash()
    assert len(theirs.get_entry(2_055)) == 33
    assert len(opened.signers) == 2
    vkey = str(signs.signers(ORIGIN)[0].key)
    assert main(["fsck", str(folder), "--vkey", vkey]) == 0


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_537, 65_793])
def test_files_are_the_same_in_whatever_steps_they_grew(tmp_path, size):
    entries = [b"%d" % number for number in range(size)]
    at_once, in_steps = TreeFiles(tmp_path / "a"), TreeFiles(tmp_path / "b")
    at_once.extend(entries)
    for step in (size // 3, size // 2, size):
        in_steps.extend(entries[in_steps.size : step])

    root = merkle.root_of([merkle.leaf_hash(entry) for entry in entries])
    assert at_once.tree().root() == in_steps.tree().root() == root
    for folder in (tmp_path / "a", tmp_path / "b"):
        assert fsck(source(str(folder)), Checkpoint("x", size, root)).faults == []


def test_files_that_a_crash_left_are_written_anew(tmp_path):
    entries = [b"%d" % number for number in range(900)]
    files = TreeFiles(tmp_path)
    files.extend(entries[:300])
    TreeFiles(tmp_path, 300).extend(entries[300:700])  # and then it crashed: no checkpoint

    again = TreeFiles(tmp_path, 300)
    again.extend(entries[300:])

    root = merkle.root_of([merkle.leaf_hash(entry) for entry in entries])
    assert again.tree().root() == root
    assert fsck(source(str(tmp_path)), Checkpoint("x", 900, root)).faults == []


@pytest.mark.usefixtures("committed")
def test_nothing_moves_while_nothing_grows_but_every_ten_minutes_it_is_signed_again(place):
    grow(3)
    work = Publisher(place)

    moved = [publish(work, now=NOON + after) for after in (0 * MINUTE, MINUTE, TEN_MINUTES)]

    assert moved == [1, 0, 1]


@pytest.mark.usefixtures("committed")
def test_a_database_set_back_to_an_earlier_point_gets_no_signature(place, signs):
    grow(5)
    with owner() as connection:
        before = connection.execute("TABLE ledger_head").fetchall()
    grow(4)
    publish(Publisher(place))
    with owner() as connection:  # what restoring an older backup does
        connection.execute("DELETE FROM ledger_entry WHERE leaf_index >= 5")
        connection.execute(
            "UPDATE ledger_head SET size = %s, root = %s, frontier = %s", before[0][1:4]
        )

    for _ in range(2):
        with pytest.raises(LogWasSetBack, match="9 entries were signed, the database has 5"):
            publish(Publisher(place))
    shutil.rmtree(place.files)  # nor when the published files are lost with it
    with pytest.raises(LogWasSetBack):
        publish(Publisher(place))
    grow(4)  # nor when other entries have taken the places of those that are gone
    with pytest.raises(NotSigned, match="nothing shows that 9 entries grew from the 9 signed"):
        publish(Publisher(place))
    grow(3)
    with pytest.raises(NotSigned, match="nothing shows that 12 entries grew from the 9 signed"):
        publish(Publisher(place))


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_entry SET commitment = decode(repeat('ab', 32), 'hex') WHERE leaf_index = 3",
        "DELETE FROM ledger_entry WHERE leaf_index = 3",
        "UPDATE ledger_entry SET leaf_index = 1003 WHERE leaf_index = 3",
        "UPDATE ledger_head SET root = decode(repeat('ab', 32), 'hex')",
        "UPDATE ledger_head SET size = 8",
    ],
    ids=["edited", "deleted", "moved", "another root", "cut"],
)
def test_a_log_that_somebody_changed_is_not_published(place, attack):
    grow(9)
    with owner() as connection:
        connection.execute(attack)

    with pytest.raises((HeadDoesNotAgree, Wrong)), sequencer.connect() as connection:
        Publisher(place).publish(connection, now=NOON)

    assert publisher.published_in(place.folder(ORIGIN)) is None


@pytest.mark.usefixtures("committed")
def test_without_a_signer_nothing_is_published_and_nothing_is_lost(tmp_path):
    grow(3)
    place = Place(files=tmp_path / "files", signer=tmp_path)

    with pytest.raises(NotSigned, match="does not answer"):
        publish(Publisher(place))

    assert publisher.published_in(place.folder(ORIGIN)) is None


def test_the_signer_signs_for_logs_of_its_own_house_alone(signs):
    empty = merkle.EMPTY_ROOT
    for origin in ("elsewhere/2026", "localhost/log/../2026", "localhost/log/", "localhost/log/26"):
        asked = f"old 0\n\n{Checkpoint(origin, 0, empty)}"
        assert signs.answer(asked.encode()).startswith("refused")
    more = f"old 0\n\n{Checkpoint(ORIGIN, 0, empty)}and more\n"
    assert signs.answer(more.encode()).startswith("refused")
    assert signs.answer(b"\xff").startswith("refused")
    assert signs.answer(f"old 0\n\n{Checkpoint(ORIGIN, 0, empty)}".encode()).startswith("signed")


def test_nobody_else_may_speak_to_the_signer(place):
    modes = {path.name: path.stat().st_mode & 0o777 for path in place.signer.iterdir()}

    assert modes["signer.socket"] == 0o600
    assert place.signer.stat().st_mode & 0o777 == 0o700


def test_a_signer_that_was_started_anew_remembers(tmp_path, place):
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(9)]
    forked = [merkle.leaf_hash(b"x%d" % number) for number in range(9)]
    ask(place.signer, old=0, path=(), new=Checkpoint(ORIGIN, 5, merkle.root_of(leaves[:5])))

    again = LogSigner(tmp_path / "signer", house=HOUSE, clock=NOON.timestamp)

    for root in (merkle.root_of(forked[:5]), merkle.root_of(leaves[:4])):
        asked = f"old 5\n\n{Checkpoint(ORIGIN, 5, root)}"
        assert again.answer(asked.encode()).startswith("refused")
    asked = f"old 0\n\n{Checkpoint(ORIGIN, 5, merkle.root_of(leaves[:5]))}"
    assert again.answer(asked.encode()) == "conflict 5\n"


@contextmanager
def witnesses(signs, folder, count):
    """Let witnesses watch; give their addresses."""
    with ExitStack() as stack:
        found = []
        for number, own in enumerate(WITNESSES[:count]):
            watching = Witness(
                logs=[one.key for one in signs.signers(ORIGIN)],
                signers=[own],
                memory=Memory(folder / f"witness-{number}"),
                clock=NOON.timestamp,
            )
            serving = stack.enter_context(server(watching, host="127.0.0.1", port=0))
            thread = Thread(target=serving.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(serving.shutdown)
            found.append(f"http://127.0.0.1:{serving.server_port}")
        yield found


def policy(addresses):
    lines = [
        f"witness {number} {one.key} {address}"
        for number, (one, address) in enumerate(zip(WITNESSES, addresses, strict=True))
    ]
    return "\n".join([*lines, "group two 2 0 1 2", "quorum two"])


@pytest.mark.usefixtures("committed")
def test_two_of_three_witnesses_make_a_checkpoint_final_and_the_third_may_come_later(
    place, signs, tmp_path
):
    grow(300)
    rules = tmp_path / "policy"
    with witnesses(signs, tmp_path, 2) as addresses:
        text = policy([*addresses, "http://127.0.0.1:9"])
        work = Publisher(place, Witnesses(policy_from(text)))
        rules.write_text(f"log {signs.signers(ORIGIN)[0].key}\n{text}")
        publish(work)
        there = ["fsck", str(place.folder(ORIGIN)), "--policy", str(rules)]
        assert main(there) == 0
        grow(40)
        publish(work)
        assert main(there) == 0
        assert publish(work, now=NOON + MINUTE) == 1  # the third is asked again
    work = Publisher(place, Witnesses(policy_from(policy(["http://127.0.0.1:9"] * 3))))
    grow(1)
    publish(work)
    assert main(there) == 1


@pytest.mark.usefixtures("committed")
def test_there_is_no_moment_in_which_the_head_lacks_its_witnesses(
    place, signs, tmp_path, monkeypatch
):
    found = []
    real = Witnesses.seen

    def seen(self, head):
        found.append(publisher.published_in(place.folder(ORIGIN)))
        return real(self, head)

    monkeypatch.setattr(Witnesses, "seen", seen)
    with witnesses(signs, tmp_path, 3) as addresses:
        work = Publisher(place, Witnesses(policy_from(policy(addresses))))
        for count in (3, 2):
            grow(count)
            publish(work)

    (before, between), after = found, publisher.published_in(place.folder(ORIGIN))
    assert before is None
    assert [text.count("\n— ") for text in (between, after)] == [5, 5]
    assert between.split("\n")[1:2] + after.split("\n")[1:2] == ["3", "5"]


@pytest.mark.usefixtures("committed")
@pytest.mark.slow
def test_a_publisher_killed_anywhere_is_gone_on_with_by_the_next(place, tmp_path, monkeypatch):
    """Kill it after each file it writes; the next one ends with a whole log."""
    grow(600)
    killed = (
        "import os, pathlib, sys\n"
        "left = [int(sys.argv[1])]\n"
        "real = pathlib.Path.replace\n"
        "def replace(self, to):\n"
        "    left[0] -= 1\n"
        "    if left[0] < 0: os._exit(9)\n"
        "    return real(self, to)\n"
        "pathlib.Path.replace = replace\n"
        "sys.argv = ['recourse', 'ledger', 'publish', '--once']\n"
        "from recourse.faces.cli.main import main\n"
        "main()\n"
    )
    monkeypatch.setenv("RECOURSE_LOG_FILES_DIR", str(place.files))
    monkeypatch.setenv("RECOURSE_SIGNER_DIR", str(place.signer))
    for writes in (0, 1, 3, 5, 6, 7):
        done = subprocess.run([sys.executable, "-c", killed, str(writes)], check=False)
        assert done.returncode in {0, 9}
    done = subprocess.run(
        [sys.executable, "-m", "recourse", "ledger", "publish", "--once"], check=False
    )
    assert done.returncode == 0
    text = publisher.published_in(place.folder(ORIGIN))
    opened = checkpoints.checkpoint_from(text.split("\n\n")[0] + "\n")

    assert opened.size == 600
    assert fsck(source(str(place.folder(ORIGIN))), opened).faults == []
