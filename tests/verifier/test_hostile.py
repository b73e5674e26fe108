"""What a dishonest house, a stranger or a witness could try; each was once believed, or a crash."""

import base64
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recourse.ground.signing import compact_jws, public_bytes
from recourse.ledger.publishing.tree_files import TreeFiles
from recourse.ledger.publishing.witnesses import Head, Witnesses
from recourse_verify import bundles
from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Malformed, Wrong
from recourse_verify.main import main
from recourse_verify.memory import Growth, Memory
from recourse_verify.policies import policy_from
from recourse_verify.signing import signers_in
from recourse_verify.witness import Witness
from tests.verifier.making import LOG, ORIGIN, WITNESSES
from tests.verifier.test_witness import NOW, growth, note

HOUSE = Ed25519PrivateKey.from_private_bytes(bytes(range(3, 35)))
AT = "2026-11-27T04:00:00+00:00"


def bundle(folder, count=4, **changes):
    """Make an honest bundle of one year; `changes` are made before the house signs."""
    openings, before = [], ""
    for place in range(1, count + 1):
        said = {"at": "2026-11-26T04:00:00+00:00", "prev": before, "seq": place, "t": "look-up"}
        openings.append(bytes([place] * 32) + json.dumps(said, separators=(",", ":")).encode())
        before = bundles.commitment_of(openings[-1]).hex()
    commitments = [bundles.commitment_of(one) for one in openings]
    files = TreeFiles(folder)
    files.extend(map(bundles.leaf_of, commitments))
    tree = files.tree()
    head = str(Checkpoint(ORIGIN, count, tree.root()))
    account = {
        "at": AT,
        "chain": bundles.digest_of(commitments),
        "log": ORIGIN,
        "logs": [[ORIGIN, count, before]],
    }
    entries = [
        {
            "opening": base64.b64encode(one).decode(),
            "index": place,
            "path": [base64.b64encode(step).decode() for step in tree.inclusion(place)],
        }
        for place, one in enumerate(openings)
    ]
    return {
        "account": compact_jws(HOUSE, account | changes, typ=bundles.USE),
        "checkpoint": f"{head}\n{LOG.sign(head, at=NOW)}",
        "entries": entries,
    }


def checked(*years, policy=None):
    text = bundles.as_text(years)
    return bundles.check(text, public=public_bytes(HOUSE), logs=[LOG.key], policy=policy)


def test_an_honest_bundle_holds_and_what_is_erased_in_it_is_counted(tmp_path):
    year = bundle(tmp_path)
    (found,) = checked(year)
    assert (found.size, found.erased, found.waiting, found.at) == (4, 0, 0, AT)

    opening = base64.b64decode(year["entries"][1].pop("opening"))
    commitment = bundles.commitment_of(opening)
    year["entries"][1]["commitment"] = base64.b64encode(commitment).decode()
    assert checked(year)[0].erased == 1


def exchanged(year):
    for entry in year["entries"][1:3]:
        entry.pop("opening")
        entry["commitment"] = base64.b64encode(bytes(32)).decode()
        entry["index"] = None


def held_back(year):
    year["entries"][1]["index"] = None


def held_back_for_long(year):
    year["entries"][3]["index"] = None


def without_checkpoint(year):
    year["checkpoint"] = None


def shortened(year):
    year["entries"].pop()


def with_booleans(year):
    year["entries"][0]["index"] = False


@pytest.mark.parametrize(
    "change", [exchanged, held_back, without_checkpoint, shortened, with_booleans]
)
def test_a_bundle_in_which_something_is_hidden_does_not_hold(tmp_path, change):
    year = bundle(tmp_path)
    change(year)
    with pytest.raises(Wrong):
        checked(year)


def test_an_entry_may_wait_for_a_day_and_no_longer(tmp_path):
    late = bundle(tmp_path / "a", at="2026-11-27T04:00:01+00:00")
    soon = bundle(tmp_path / "b", at="2026-11-27T03:59:59+00:00")
    for year in (late, soon):
        held_back_for_long(year)

    assert checked(soon)[0].waiting == 1
    with pytest.raises(Wrong, match="1 days later"):
        checked(late)


def test_years_that_are_missing_repeated_or_strange_do_not_hold(tmp_path):
    year = bundle(tmp_path)
    two = bundle(tmp_path / "two", logs=[[ORIGIN, 4, "x"], ["log.example.org/2025", 2, "y"]])
    strange = bundle(tmp_path / "strange", log="nobody.example/1999")
    for years in ([], [year, year], [two], [strange], [1], [None], ["x"], [[]]):
        with pytest.raises(Wrong):
            checked(*years)


def test_a_policy_accepts_no_bundle_without_a_checkpoint(tmp_path):
    year = bundle(tmp_path)
    without_checkpoint(year)
    for entry in year["entries"]:
        entry["index"] = None
    assert checked(year)[0].waiting == 4
    with pytest.raises(Wrong, match="no checkpoint"):
        checked(year, policy=policy_from("quorum none\n"))


def test_what_a_house_writes_cannot_move_the_cursor_of_who_checks(tmp_path, capsys):
    file, key = tmp_path / "x", tmp_path / "key"
    name = "x\nholds\n\x1b[8m\u202e"
    file.write_text(bundles.as_text([bundle(tmp_path / "log", log=name)]))
    key.write_text(base64.urlsafe_b64encode(public_bytes(HOUSE)).rstrip(b"=").decode())

    assert main(["chain", str(file), "--key", str(key), "--vkey", str(LOG.key)]) == 1

    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "DOES NOT HOLD"
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert main(["chain", str(file), "--key", str(file), "--vkey", str(LOG.key)]) == 2


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '{"a": 1, "a": 2}', '{"a": NaN}', "[1]"])
def test_what_is_no_plain_object_is_not_read(text):
    from recourse_verify import jws

    with pytest.raises(Malformed):
        jws.object_from(text)


def test_a_witness_whose_log_repeats_its_line_goes_on(tmp_path):
    watching = Witness(logs=[LOG.key], signers=[WITNESSES[0]], memory=Memory(tmp_path))
    line = note(3).split("\n\n")[1]
    assert watching.add_checkpoint(str(Growth(0, (), note(3))).encode()).status == 200
    repeated = Growth(3, (), note(3) + line * 60)

    assert watching.add_checkpoint(str(repeated).encode()).status == 200
    assert watching.add_checkpoint(str(growth(3, 9)).encode()).status == 200


def test_nobody_counts_twice_in_a_policy():
    keys = [str(one.key) for one in WITNESSES]
    head = f"witness w {keys[0]}\nwitness v {keys[1]}\n"
    for groups in ("group p any w\ngroup q any w\ngroup b all p q\n", "group p 2 w w\n"):
        with pytest.raises(Malformed):
            policy_from(f"{head}{groups}quorum p\n")
    chain = "".join(f"group g{n} any {'w' if n == 0 else f'g{n - 1}'}\n" for n in range(1_500))
    with pytest.raises(Malformed, match="at most 100 groups"):
        policy_from(f"{head}{chain}quorum g0\n")


def test_six_who_begin_together_end_with_the_same_keys(tmp_path):
    from recourse_verify.notes import Type

    def seed(folder):
        return signers_in(folder, ORIGIN, [Type.ED25519])[0].seed

    for number in range(20):
        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(seed, [tmp_path / str(number)] * 6))
        assert len(set(found)) == 1


def test_keys_that_others_may_read_are_not_used(tmp_path):
    (tmp_path / "keys").mkdir(mode=0o755)
    with pytest.raises(Malformed, match="chmod 700"):
        signers_in(tmp_path / "keys", ORIGIN, [])


ANSWERS = {
    "of no character set": ("text/plain; charset=undefined", b"x"),
    "of a strange one": ("text/plain; charset=a\0b", b"x"),
    "at length": ("text/plain", b"x" * (1 << 20)),
    "not in UTF-8": ("text/plain", b"\xff\xfe"),
    "at leisure": ("text/plain", None),
}


@pytest.mark.parametrize("how", ANSWERS)
def test_a_witness_that_answers_badly_holds_nobody_up(how, tmp_path):
    kind, body = ANSWERS[how]

    class Bad(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            try:
                if body is not None:
                    self.wfile.write(body)
                for _ in range(100 if body is None else 0):
                    self.wfile.write(b"x")
                    time.sleep(0.3)
            except OSError:
                return

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Bad) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        url = f"http://127.0.0.1:{server.server_port}"
        asked = Witnesses(policy_from(f"witness w {WITNESSES[0].key} {url}\nquorum w\n"))
        files = TreeFiles(tmp_path)
        files.extend([b"x"])
        head = Head(note(1), Checkpoint(ORIGIN, 1, files.tree().root()), files.tree())
        before = time.monotonic()
        try:
            assert asked.seen(head) == []
            assert timedelta(seconds=time.monotonic() - before) < timedelta(seconds=8)
        finally:
            server.shutdown()
            serving.join()
