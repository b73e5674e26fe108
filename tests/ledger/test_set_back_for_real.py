"""A bad night with real processes: an older dump is restored, and the log goes on lawfully.

Signer, witnesses, sequencer and publisher are processes of their own, as the demo starts them; the
database is dumped and restored by PostgreSQL's own programs.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recourse.ground.actor import SYSTEM
from recourse.ground.signing import public_bytes, public_jwk
from recourse.ledger import accounting, actions, checking, evidence, queries
from recourse.ledger.connections import connect_to_read
from recourse.ledger.publishing.publisher import published_in
from recourse.ledger.publishing.signer import LogSigner
from recourse.ledger.terms import Draft, Kind
from recourse.store.keys import vault
from recourse_verify.checkpoints import checkpoint_from
from recourse_verify.main import main
from recourse_verify.notes import Type, note_from
from recourse_verify.policies import policy_from
from recourse_verify.signing import signers_in
from tests.guarantees.restoring import dump, restored, this_house
from tests.ledger.conftest import HOUSE

LIN, WANG = b"lin-mei-tag-0001", b"wang-lei-tag-002"
WITNESSES = ("ombudsman", "audit-office", "university")
PATIENCE_SECONDS = 240
A_BATCH = 1_000
COSIGNS = [Type.ED25519_COSIGNATURE, Type.ML_DSA_44_COSIGNATURE]


@dataclass
class Night:
    """The folders of a house, and its processes."""

    folder: Path
    database: str
    year: int
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    policy: str = ""

    @property
    def environment(self):
        return {
            **this_house().environment,
            "RECOURSE_DATABASE_URL": self.database,
            "RECOURSE_SIGNER_DIR": str(self.folder / "signer"),
            "RECOURSE_LOG_FILES_DIR": str(self.folder / "files"),
        }

    def log(self, letter=""):
        return self.folder / "files" / f"{self.year}{letter}"

    def start(self, name, *command):
        with (self.folder / f"{name}.out").open("ab") as out:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", *command], env=self.environment, stdout=out, stderr=out
            )

    def stop(self, *names):
        for name in names:
            self.running[name].send_signal(signal.SIGTERM)
        for name in names:
            assert self.running.pop(name).wait(PATIENCE_SECONDS) in {0, -signal.SIGTERM}, name

    def go_on(self, incident):
        command = ["ledger", "go-on", "--year", str(self.year), "--incident", incident]
        return subprocess.run(
            [sys.executable, "-m", "recourse", *command],
            env={**self.environment, "RECOURSE_DATABASE_ROLE": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    def said(self, name):
        return (self.folder / f"{name}.out").read_text()

    def vkeys_of(self, letter=""):
        """Return the log's keys, as the signer keeps them in its folder."""
        signs = LogSigner(self.folder / "signer", house=HOUSE, clock=time.time)
        return [str(one.key) for one in signs.signers(f"{HOUSE}/{self.year}{letter}")]

    def watch(self, *letters):
        """Start the witnesses for these logs, and write the policy."""
        trusted = [w for one in letters for key in self.vkeys_of(one) for w in ("--vkey", key)]
        lines = []
        for name in WITNESSES:
            state = ["--name", f"{name}.example", "--state", str(self.folder / name)]
            self.start(name, "recourse_verify.main", "witness", *state, "--port", "0", *trusted)
            until(lambda name=name: "listens on port" in self.said(name).rpartition("\n--\n")[2])
            port = self.said(name).strip().rpartition(" ")[2]
            key = signers_in(self.folder / name / "keys", f"{name}.example", COSIGNS)[0].key
            lines.append(f"witness {name} {key} http://127.0.0.1:{port}")
        lines += [f"group two 2 {' '.join(WITNESSES)}", "quorum two", ""]
        self.policy = "\n".join(lines)
        (self.folder / "files").mkdir(exist_ok=True)
        (self.folder / "files" / "policy").write_text(self.policy)

    def unwatch(self):
        self.stop(*WITNESSES)
        for name in WITNESSES:
            with (self.folder / f"{name}.out").open("a") as out:
                out.write("\n--\n")

    def work(self):
        self.start("sequencer", "recourse", "ledger", "sequence")
        self.start("publisher", "recourse", "ledger", "publish")

    def size(self, letter=""):
        """How many entries the newest checkpoint that enough witnesses signed counts."""
        text = published_in(self.log(letter))
        if text is None:
            return 0
        note, policy = note_from(text), policy_from(self.policy)
        names = {line.name for line in note.signatures}
        seen = sum(key.name in names for key in policy.witnesses.values())
        return checkpoint_from(note.text).size if seen >= 2 else -1


def until(holds):
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def night(folder) -> Iterator[Night]:
    """Give a house with its processes; end each by its own number."""
    house = Night(folder, os.environ["RECOURSE_DATABASE_URL"], datetime.now(UTC).year)
    try:
        yield house
    finally:
        for process in house.running.values():
            process.kill()
            process.wait()


def look(count, *tags):
    """Write look-ups of these people, in turn."""
    drafts = [
        Draft(Kind.OWN_FILE, tags[number % len(tags)], SYSTEM.code, None, {})
        for number in range(count)
    ]
    for begin in range(0, count, A_BATCH):
        actions.note_many(drafts=drafts[begin : begin + A_BATCH], now=datetime.now(UTC))


def a_bad_night(house, entries, timed):
    """Do all of it; `timed` is told how long what took."""
    folder = house.folder
    house.start("signer", "recourse", "signer")
    until((folder / "signer" / "signer.socket").exists)
    house.watch("")
    look(entries, LIN, None, WANG, *(b"person-%010d" % one for one in range(97)))
    house.work()
    timed("numbered, published, witnessed", lambda: until(lambda: house.size() == entries))
    backup = dump(folder)
    look(7, LIN, WANG, None)
    until(lambda: house.size() == entries + 7)
    before = folder / "before"
    before.write_text(published_in(house.log()))
    lost = queries.entries_of(LIN)[0].entry_id
    (folder / "lost.proof").write_text(evidence.proof_of(LIN, lost))
    house.stop("sequencer", "publisher")

    with restored(backup) as database:
        house.database = database
        with this_house().at(database).inside(), pytest.MonkeyPatch.context() as moved:
            moved.setenv("RECOURSE_DATABASE_URL", database)
            after_restoring(house, entries, lost, timed)


def after_restoring(house, entries, lost, timed):
    folder, vkeys = house.folder, [word for key in house.vkeys_of() for word in ("--vkey", key)]
    look(5, WANG, LIN)  # in the places of what is lost
    house.work()
    until(lambda: queries.gauge().waiting == 0 and "signed" in house.said("publisher"))
    assert f"{entries + 7} entries were signed, the database has" in house.said("publisher")
    assert house.size() == entries + 7
    found = timed("check of what was set back", lambda: checking.check(folder / "files"))
    log = f"log {house.year}0: "
    gone = f"entries {entries + 5} to {entries + 6} were published and are not here"
    assert log + f"entry {entries} is not the one that was published there" in found.faults
    assert log + gone in found.faults
    house.stop("sequencer", "publisher")

    done = timed("go-on", lambda: house.go_on("2026-17"))
    said = f"{HOUSE}/{house.year}b goes on. Lost: 7. Numbered again: 5.\n"
    assert (done.returncode, done.stdout) == (0, said), done.stderr

    house.unwatch()
    house.watch("", "b")
    look(4, LIN, WANG)
    house.work()
    until(lambda: house.size("b") == 10)
    found = timed("check of both logs", lambda: checking.check(folder / "files"))
    assert (found.entries, found.published, found.faults) == (entries + 17, entries + 17, [])
    verify_everything(house, entries, lost, vkeys, timed)


def verify_everything(house, entries, lost, vkeys, timed):
    """Look at all of it with the auditors' command, which knows keys and policy alone."""
    folder = house.folder
    both = [*vkeys, *(word for key in house.vkeys_of("b") for word in ("--vkey", key))]
    policy, key = ["--policy", str(folder / "policy")], ["--key", str(folder / "key")]
    (folder / "policy").write_text(house.policy)
    (folder / "key").write_text(public_jwk(public_bytes(vault().signing_key("receipt"))))
    with connect_to_read() as connection:
        now = datetime.now(UTC)
        made = timed("account", lambda: accounting.account_of(house.year, connection, now=now))
    assert made.faults == []
    (folder / "account").write_text(made.text)
    told = ["--account", str(folder / "account"), *key]
    for letter in ("", "b"):
        where = str(house.log(letter))
        assert timed("fsck", lambda where=where: main(["fsck", where, *both, *policy, *told])) == 0
    grown = ["--log", str(house.log()), *vkeys]
    now = str(house.log() / "checkpoint")
    assert main(["consistency", str(folder / "before"), now, *grown]) == 0
    assert main(["proof", str(house.log("b") / "link"), *both]) == 0
    assert main(["proof", str(folder / "lost.proof"), *vkeys]) == 0

    newest, *_ = queries.entries_of(LIN)
    assert newest.entry_id != lost
    (folder / "new.proof").write_text(evidence.proof_of(LIN, newest.entry_id))
    assert main(["proof", str(folder / "new.proof"), *both]) == 0
    (folder / "mine").write_text(evidence.bundle_of(LIN, now=datetime.now(UTC)))
    assert main(["chain", str(folder / "mine"), *key, *both, *policy]) == 0
    spans = json.loads(made.text)["account"]["logs"][0]["spans"]
    assert [(one["first"], one["last"], one["state"]) for one in spans] == [
        (0, entries - 1, "open"),
        (entries, entries + 6, "set-back"),
    ]


@pytest.mark.usefixtures("committed")
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_log_goes_on_after_an_older_dump_was_restored(tmp_path, settings):
    settings.LOG_FILES_DIR = tmp_path / "files"
    with night(tmp_path) as house:
        a_bad_night(house, int(os.environ.get("RECOURSE_NIGHT_ENTRIES", "600")), show)


def show(what, work):
    """Say how long something took; nothing is asked of it."""
    began = time.monotonic()
    found = work()
    sys.stdout.write(f"{what}: {time.monotonic() - began:.2f} s\n")
    return found
