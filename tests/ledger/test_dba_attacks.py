"""Whoever owns the database deletes, edits, reorders, hides, inserts, truncates, restores.

Each deed is done before the head is published and after, and each is found, with the row named.
The log is six numbered entries and three that wait:

    place    0    1     2       3    4     5     waits 0  waits 1  waits 2
    about    Lin  Wang  nobody  Lin  Wang  Lin   Lin      nobody   Lin
"""

import base64
import json

import pytest

from recourse.ground.signing import public_bytes
from recourse.ledger import checking, evidence, rules
from recourse.ledger.errors import HeadDoesNotAgree
from recourse.ledger.publishing.publisher import published_in
from recourse.store.keys import vault
from recourse_verify import merkle
from recourse_verify.main import main
from tests.conftest import owner
from tests.ledger.conftest import ORIGIN
from tests.ledger.deeds import DEEDS, HEAD, NOT_THERE, REBUILD
from tests.ledger.test_going_on import (
    LATER,
    LIN,
    NOON,
    WANG,
    backup,
    go_on,
    log,
    note,
    number,
    publish,
    restore,
)
from tests.ledger.test_going_on import where as where  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.usefixtures("committed", "where"), pytest.mark.storage]


def names():
    """Return the names of all entries, as the world below has them."""
    with owner() as connection:
        numbered = connection.execute("SELECT entry_id FROM ledger_entry ORDER BY leaf_index")
        found = {f"e{place}": str(one) for place, (one,) in enumerate(numbered.fetchall())}
        waiting = connection.execute("SELECT entry_id FROM ledger_queue ORDER BY queue_id")
        return found | {f"w{place}": str(one) for place, (one,) in enumerate(waiting.fetchall())}


@pytest.fixture
def world(place, request):
    """Make the log described above, published or not; give the names of its entries."""
    note(LIN, WANG, None, LIN, WANG, LIN)
    number()
    if request.param == "after":
        publish(place)
    note(LIN, None, LIN)
    return names()


def do(deeds, named):
    """Do it as the owner, past every trigger and constraint of another table."""
    with owner() as connection:
        for one in deeds:
            if one is REBUILD:
                rebuild(connection)
            else:
                connection.execute(one.format(**named))


def rebuild(connection):
    """Compute the tree anew over whatever stands in the table, as a DBA with our code can."""
    tree = merkle.Frontier()
    rows = connection.execute("SELECT commitment FROM ledger_entry ORDER BY leaf_index").fetchall()
    for (commitment,) in rows:
        tree.append(merkle.leaf_hash(rules.leaf_of(bytes(commitment))))
    head = [tree.size, tree.root(), tree.to_bytes()]
    connection.execute("UPDATE ledger_head SET size = %s, root = %s, frontier = %s", head)


BEFORE = [deed for deed, (_, before, _) in DEEDS.items() if before is not None]


@pytest.mark.parametrize(
    ("world", "deed"),
    [("before", deed) for deed in BEFORE] + [("after", deed) for deed in DEEDS],
    indirect=["world"],
)
def test_the_check_names_the_row(world, deed, place, request):
    assert checking.check(place.files).faults == []
    sql, before, after = DEEDS[deed]

    do(sql, world)

    found = checking.check(place.files).faults
    is_published = published_in(place.folder(ORIGIN)) is not None
    for said in [*(before or []), *(after if is_published else [])]:
        assert any(said.format(**world) in fault for fault in found), (said, found)
    assert found


@pytest.mark.parametrize("world", ["after"], indirect=True)
def test_an_earlier_dump_that_was_restored_is_found_by_what_was_published(world, place):
    saved = backup()
    log(place, LIN, WANG)
    restore(saved)

    assert checking.check(place.files).faults == [
        "log 20260: entries 6 to 10 were published and are not here"
    ]


@pytest.mark.parametrize("world", ["after"], indirect=True)
def test_an_earlier_dump_in_which_others_took_their_places_is_found(world, place):
    saved = backup()
    log(place, LIN)
    restore(saved)
    with owner() as connection:
        connection.execute("UPDATE ledger_queue SET queue_id = DEFAULT WHERE person_tag IS NULL")
    number()

    found = checking.check(place.files).faults

    assert NOT_THERE.format(7) in found
    assert NOT_THERE.format(6) not in found


LINKED = {
    "the link edited": ("link = sha256('x')", "log 20261: entry 0 is not the link"),
    "the link taken away": ("link = NULL", "log 20261: entry 0 is not the link"),
    "another log before it": ("previous_log_id = NULL", "log 20261: the log None does not come"),
    "opened again": ("state = 'frozen'", "log 20261: it is frozen, and another of its year"),
}


@pytest.mark.parametrize("deed", LINKED)
def test_what_is_done_to_a_link_is_found(place, deed):
    log(place, LIN)
    saved = backup()
    log(place, WANG)
    restore(saved)
    go_on(place)
    publish(place)
    assert checking.check(place.files).faults == []
    change, said = LINKED[deed]

    with owner() as connection:
        connection.execute(f"UPDATE ledger_log SET {change} WHERE log_id = 20261")

    assert any(said in fault for fault in checking.check(place.files).faults)


def test_a_log_of_an_earlier_year_may_be_opened_later(place):
    log(place, LIN)
    note(LIN, now=NOON.replace(year=2025))
    number()
    publish(place)

    assert checking.check(place.files).faults == []


def test_a_head_that_the_next_log_names_cannot_be_changed(place):
    log(place, LIN, WANG)
    note(LIN, now=NOON.replace(year=2027))
    number()
    with owner() as connection:
        connection.execute("DELETE FROM ledger_entry WHERE log_id = 20260 AND leaf_index = 1")
        tree = merkle.Frontier()
        (left,) = connection.execute(
            "SELECT commitment FROM ledger_entry WHERE log_id = 20260"
        ).fetchone()
        tree.append(merkle.leaf_hash(rules.leaf_of(bytes(left))))
        connection.execute(
            "UPDATE ledger_head SET size = 1, root = %s, frontier = %s WHERE log_id = 20260",
            [tree.root(), tree.to_bytes()],
        )

    said = "log 20260: the link of log 20270 knows 2 entries, here are 1"
    assert said in checking.check().faults


@pytest.fixture
def auditor(place, signs, tmp_path, capsys):
    """Run the auditors' command; give its code and what it names."""
    key = tmp_path / "key"
    key.write_text(
        base64.urlsafe_b64encode(public_bytes(vault().signing_key("receipt"))).rstrip(b"=").decode()
    )
    vkey = ["--vkey", str(signs.signers(ORIGIN)[0].key), "--json"]

    def run(command, *words):
        more = ["--key", str(key)] if command == "chain" else []
        code = main([command, *map(str, words), *more, *vkey])
        told = json.loads(capsys.readouterr().out)
        return code, [f"{one['where']}: {one['what']}" for one in told.get("faults", [])]

    return run


BUNDLED = {
    "an entry deleted": "2026, entry 2: it does not follow the entry before it: one is missing",
    "hidden from its person": "2026, entry 2: it does not follow the entry before it",
    "two of one person reordered": "2026, entry 1: it does not follow the entry before it",
    "the queue truncated": "2026: the house signed for other logs, or other ends",
    "a chain's number edited": "the house signed for other logs, or other ends of them",
    "contents emptied": "",
}


@pytest.mark.parametrize("world", ["after"], indirect=True)
@pytest.mark.parametrize("deed", BUNDLED)
def test_a_bundle_that_is_made_from_it_does_not_hold(world, deed, place, auditor, tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(evidence.bundle_of(LIN, now=LATER), "utf-8")
    assert auditor("chain", old)[0] == 0
    do(DEEDS[deed][0], world)
    new.write_text(evidence.bundle_of(LIN, now=LATER), "utf-8")

    code, found = auditor("chain", new)

    if not BUNDLED[deed]:
        assert code == 0, "it is bound by its commitment, and counted as erased"
        assert json.loads(new.read_text("utf-8"))["years"][0]["entries"][1].get("opening") is None
        return
    assert code == 1
    assert BUNDLED[deed].removeprefix("2026: ") in found[0]


@pytest.mark.parametrize("world", ["before", "after"], indirect=True)
def test_what_the_end_of_a_chain_lost_shows_beside_an_older_bundle(world, auditor, tmp_path):
    """The newest entry of a person is taken out and their head set back: nothing here shows it."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(evidence.bundle_of(LIN, now=LATER), "utf-8")
    with owner() as connection:
        connection.execute(f"DELETE FROM ledger_queue WHERE entry_id = '{world['w2']}'")
        (head,) = connection.execute(
            f"SELECT commitment FROM ledger_queue WHERE entry_id = '{world['w0']}'"
        ).fetchone()
        connection.execute(HEAD.format("sequence = 4, head = %s"), [head])
    new.write_text(evidence.bundle_of(LIN, now=LATER), "utf-8")

    assert checking.check().faults == []
    assert auditor("chain", new)[0] == 0
    assert auditor("chain", new, "--older", new) == (0, [])
    assert auditor("chain", old, "--older", new) == (0, [])
    code, found = auditor("chain", new, "--older", old)
    assert code == 1
    assert found[0].startswith(f"{ORIGIN}, entry 5: it was here at")


FILES = {
    "an entry edited": ("tile/entries/000.p/6", lambda data: data[:-1] + b"x", "entry 5: "),
    "an entry deleted": ("tile/entries/000.p/6", lambda data: data[:-35], "tile/entries/000.p/6: "),
    "two reordered": (
        "tile/entries/000.p/6",
        lambda data: data[35:70] + data[:35] + data[70:],
        "entry 0: ",
    ),
    "an entry inserted": ("tile/entries/000.p/6", lambda data: data[:35] + data, "entry 1: "),
    "a bundle truncated": ("tile/entries/000.p/6", lambda data: b"", "tile/entries/000.p/6: "),
    "a hash edited": ("tile/0/000.p/6", lambda data: bytes(32) + data[32:], "entry 0: "),
    "a tile truncated": ("tile/0/000.p/6", lambda data: data[:64], "tile/0/000.p/6: "),
    "the size edited": ("checkpoint", lambda data: data.replace(b"\n6\n", b"\n5\n"), ": "),
    "the signature taken away": ("checkpoint", lambda data: data.split(b"\n\n")[0], ": "),
}


@pytest.mark.parametrize("world", ["after"], indirect=True)
@pytest.mark.parametrize("deed", FILES)
def test_what_is_done_to_the_published_files_is_named_by_the_auditor(world, deed, place, auditor):
    path, change, said = FILES[deed]
    file = place.folder(ORIGIN) / path
    assert auditor("fsck", place.folder(ORIGIN)) == (0, [])

    file.write_bytes(change(file.read_bytes()))

    code, found = auditor("fsck", place.folder(ORIGIN))
    assert code == 1
    assert any(said in fault for fault in found), found
    assert path == "checkpoint" or checking.check(place.files).faults or "tile/0" in path


@pytest.mark.parametrize("world", ["after"], indirect=True)
def test_an_earlier_checkpoint_put_back_is_found_beside_the_later_one(
    world, place, auditor, tmp_path
):
    folder = place.folder(ORIGIN)
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text(published_in(folder), "utf-8")
    log(place, WANG)
    new.write_text(published_in(folder), "utf-8")
    (folder / "checkpoint").write_text(old.read_text("utf-8"), "utf-8")

    assert auditor("consistency", old, new, "--log", folder) == (0, [])
    code, found = auditor("consistency", new, folder / "checkpoint", "--log", folder)
    assert (code, found) == (1, [": the log shrank from 10 to 6 entries"])


@pytest.mark.parametrize("world", ["after"], indirect=True)
def test_the_publisher_does_not_publish_over_what_was_changed(world, place):
    do(DEEDS["two of two people reordered and the tree rebuilt"][0], world)
    number()
    before = published_in(place.folder(ORIGIN))

    with pytest.raises(HeadDoesNotAgree):
        publish(place)

    assert published_in(place.folder(ORIGIN)) == before
