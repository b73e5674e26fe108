"""Entries are numbered once each, in order, whoever crashes, and the check finds what is amiss."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from recourse.ground import merkle
from recourse.ground.actor import SYSTEM
from recourse.ledger import actions, checking, queries, rules, sequencer
from recourse.ledger.errors import HeadDoesNotAgree, LogIsFrozen
from recourse.ledger.terms import Kind
from recourse.store.keys import vault
from tests.conftest import owner

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.storage]

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIN, WANG = b"lin-mei-tag-0001", b"wang-lei-tag-002"
WRITER = """
import sys
from datetime import UTC, datetime
from recourse.faces.cli.house import open_house
open_house()
from recourse.ground.actor import SYSTEM
from recourse.ledger import actions
print("ready", flush=True)
number = 0
while True:
    tag = b"person-%d" % (number % 7) if number % 3 else None
    actions.note(kind="config", tag=tag, by=SYSTEM, now=datetime.now(UTC), facts={"n": number})
    print(number, flush=True)
    number += 1
"""


def note(tag: bytes | None = LIN, *, now: datetime = NOON) -> None:
    actions.note(kind="own-file", tag=tag, by=SYSTEM, now=now, facts={})


def drain() -> int:
    with sequencer.connect() as connection:
        return sequencer.drain(connection, now=NOON)


def test_numbered_entries_stay_in_the_persons_list():
    for tag in (LIN, None, LIN, WANG):
        note(tag)

    assert drain() == 4

    assert [card.leaf_index for card in queries.entries_of(LIN)][::-1] == [0, 2]
    assert queries.gauge().waiting == 0


def test_what_concerns_nobody_is_one_list_before_and_after_it_is_numbered():
    for tag, minute in ((LIN, 0), (None, 1), (WANG, 2), (None, 3)):
        note(tag, now=NOON + timedelta(minutes=minute))
    drain()
    note(None, now=NOON + timedelta(minutes=4))
    note(LIN, now=NOON + timedelta(minutes=5))

    page, older = queries.deeds({Kind.OWN_FILE}, limit=2)
    rest, end = queries.deeds({Kind.OWN_FILE}, limit=2, before=older)

    assert [card.leaf_index for card in (*page, *rest)] == [None, 3, 1]
    assert end is None
    assert queries.deeds({Kind.CONFIG}) == ([], None)


def test_the_root_is_that_of_the_leaves():
    for _ in range(5):
        note()
    drain()

    leaves = [
        merkle.leaf_hash(rules.leaf_of(card.commitment))
        for card in sorted(queries.entries_of(LIN), key=lambda card: card.leaf_index)
    ]

    assert queries.head().root == merkle.root_of(leaves)
    assert queries.head().origin == "localhost/log/2026"


def test_the_tree_grows_the_same_in_steps_of_any_size():
    for _ in range(7):
        note()
    with sequencer.connect() as connection:
        steps = [sequencer.step(connection, now=NOON, rows=3) for _ in range(4)]

    assert steps == [3, 3, 1, 0]
    assert checking.check() == checking.Report(7, 1, [])


def test_each_year_has_its_own_log():
    note(now=NOON)
    note(now=NOON.replace(year=2027))

    drain()

    assert [(head.origin, head.size) for head in queries.heads()] == [
        ("localhost/log/2027", 2),  # the first one links it to the year before
        ("localhost/log/2026", 1),
    ]
    assert checking.check().faults == []


def test_one_sequencer_works_and_the_others_stand_by():
    with sequencer.connect() as first, sequencer.connect() as second:
        assert sequencer.may_work(first)
        assert not sequencer.may_work(second)


def test_partitions_are_made_before_they_are_needed():
    note()
    drain()
    edge = (1 << 24) - 5
    with owner() as connection:
        connection.execute(
            "UPDATE ledger_head SET size = %s, root = %s, frontier = %s",
            [edge, *_made_up(edge)],
        )
    for _ in range(10):
        note()

    drain()

    with owner() as connection:
        rows = connection.execute(
            "SELECT tableoid::regclass::text, count(*) FROM ledger_entry GROUP BY 1 ORDER BY 1"
        ).fetchall()
        connection.execute("DROP TABLE ledger_entry_01")
    assert rows == [("ledger_entry_00", 6), ("ledger_entry_01", 5)]


def _made_up(size: int) -> tuple[bytes, bytes]:
    data = b"".join(bytes([number]) * 32 for number in range(size.bit_count()))
    return merkle.Frontier.from_bytes(size, data).root(), data


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ledger_head SET root = sha256('x')",
        "UPDATE ledger_head SET frontier = sha256('x')",
        "UPDATE ledger_head SET size = 3",
    ],
)
def test_a_sequencer_refuses_to_go_on_from_a_tampered_head(tampering):
    note()
    drain()
    with owner() as connection:
        connection.execute(tampering)
    note()

    with pytest.raises(HeadDoesNotAgree):
        drain()

    assert queries.gauge().waiting == 1


def test_a_frozen_log_takes_no_more():
    note()
    drain()
    with owner() as connection:
        connection.execute("UPDATE ledger_log SET state = 'frozen'")
    note()

    with pytest.raises(LogIsFrozen):
        drain()


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        ("DELETE FROM ledger_entry WHERE leaf_index = 1", "entry 1 is missing; the next is 2"),
        ("DELETE FROM ledger_entry WHERE leaf_index = 3", "3 entries, the head says 4"),
        ("DELETE FROM ledger_queue", "ends at 4, its head says 5"),
        ("UPDATE ledger_entry SET commitment = sha256('x') WHERE leaf_index = 2", "another root"),
        ("UPDATE ledger_entry SET sealed = sha256('x') WHERE leaf_index = 2", "does not open"),
        ("UPDATE ledger_person_head SET sequence = 4", "ends at 5, its head says 4"),
        ("UPDATE ledger_person_head SET wrapped_key = sha256('x')", "its key does not open"),
        ("UPDATE ledger_head SET root = sha256('x')", "does not lead to the stored root"),
    ],
)
def test_the_check_finds(tampering, fault):
    for _ in range(4):
        note()
    drain()
    note()
    assert checking.check() == checking.Report(4, 1, [])

    with owner() as connection:
        connection.execute(tampering)

    assert any(fault in found for found in checking.check().faults)


def test_the_check_opens_entries_about_nobody():
    note(None)
    note(None)
    with owner() as connection:
        connection.execute("UPDATE ledger_queue SET sealed = sha256('x') WHERE queue_id % 2 = 0")

    assert len(checking.check().faults) == 1


@pytest.fixture
def own_vault(tmp_path, settings):
    settings.KEY_DIR = tmp_path / "keys"


def test_when_a_years_key_is_destroyed_its_entries_close_and_every_proof_holds(own_vault):
    note()
    note(None)
    drain()
    before = queries.head()
    note()

    vault().destroy("year-2026")

    assert queries.entries_of(LIN) == []
    assert checking.check() == checking.Report(2, 1, [])
    drain()
    assert (before.size, queries.head().size) == (2, 3)
    assert checking.check() == checking.Report(3, 1, [])


def test_a_years_missing_entry_is_found_even_when_its_key_is_destroyed(own_vault):
    for _ in range(3):
        note()
    drain()
    vault().destroy("year-2026")

    with owner() as connection:
        connection.execute("DELETE FROM ledger_entry WHERE leaf_index = 1")

    assert len(checking.check().faults) == 2, "in the tree, and in the person's chain"


def test_entries_of_a_year_that_is_closed_hide_none_of_another_year(own_vault):
    note()
    later = NOON.replace(year=2027)
    actions.note(kind="own-file", tag=LIN, by=SYSTEM, now=later, facts={})

    vault().destroy("year-2026")

    (card,) = queries.entries_of(LIN)
    assert card.at == later


def test_a_gap_in_a_chain_is_found_even_when_the_tree_was_rebuilt_over_it():
    """An insider with the owner's rights removes a look-up and recomputes the whole tree."""
    for _ in range(3):
        note()
    with owner() as connection:
        connection.execute("DELETE FROM ledger_queue WHERE queue_id % 3 = 2")
    drain()

    assert any("is missing" in fault for fault in checking.check().faults)


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_gapped_when_sequencers_and_writers_are_killed():
    writers = [_start("-c", WRITER) for _ in range(2)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"

    for _ in range(4):
        sequencers = [_start("-m", "recourse", "ledger", "sequence") for _ in range(2)]
        time.sleep(2.0)  # real processes, killed in the middle of real work
        for process in sequencers:
            process.send_signal(signal.SIGKILL)
            process.communicate()
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
    acknowledged = [len(writer.communicate()[0].splitlines()) for writer in writers]

    drain()

    with owner() as connection:
        entries, distinct, last = connection.execute(
            "SELECT count(*), count(DISTINCT entry_id), max(leaf_index) FROM ledger_entry"
        ).fetchone()
    assert sum(acknowledged) > 100
    assert sum(acknowledged) <= entries <= sum(acknowledged) + len(writers)
    assert (distinct, last + 1) == (entries, entries)
    assert checking.check() == checking.Report(entries, 7, [])
