"""What whoever owns the database can do to the log, and what is to be said of it.

What: (SQL, what is said before the head is published, what is said besides once it was). None:
nothing shows it before, because nobody else knows of it yet.
"""

from tests.ledger.test_going_on import LIN, TABLES, WANG

SET = "UPDATE ledger_entry SET {} WHERE leaf_index = 3"
SWAP = (
    "UPDATE ledger_entry SET leaf_index = 99 WHERE leaf_index = {0}",
    "UPDATE ledger_entry SET leaf_index = {0} WHERE leaf_index = {1}",
    "UPDATE ledger_entry SET leaf_index = {1} WHERE leaf_index = 99",
)
COPY = """
    INSERT INTO ledger_entry (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment)
    SELECT log_id, 6, gen_random_uuid(), person_tag, at, key_id, {}, {} FROM ledger_entry
    WHERE leaf_index = {}
"""
COPY_WAITING = """
    INSERT INTO ledger_queue (log_id, entry_id, person_tag, at, key_id, sealed, commitment)
    SELECT log_id, entry_id, person_tag, at, key_id, sealed, commitment FROM ledger_queue
    WHERE entry_id = '{w1}'
"""
CLOSE_GAP = "UPDATE ledger_entry SET leaf_index = leaf_index - 1 WHERE leaf_index > {}"
REBUILD = "rebuild"
TAG = "'\\x" + LIN.hex() + "'"
WAITS = "UPDATE ledger_queue SET {} WHERE entry_id = '{{w0}}'"
HEAD = f"UPDATE ledger_person_head SET {{}} WHERE person_tag = {TAG}"
CHAIN = f"log 20260, chain {LIN.hex()[:12]}: "
OTHER = "00000000-0000-7000-8000-000000000007"
NOT_THERE = "log 20260: entry {} is not the one that was published there"

DEEDS = {
    "an entry deleted": (
        ["DELETE FROM ledger_entry WHERE leaf_index = 3"],
        [
            "log 20260: entry 3 is missing; the next is 4",
            CHAIN + "entry 2 is missing; the next is 3",
        ],
        [],
    ),
    "the last entry deleted": (
        ["DELETE FROM ledger_entry WHERE leaf_index = 5"],
        ["log 20260: 5 entries, the head says 6", CHAIN + "entry 3 is missing; the next is 4"],
        ["log 20260: entries 5 to 5 were published and are not here"],
    ),
    "an entry deleted and the tree rebuilt": (
        ["DELETE FROM ledger_entry WHERE leaf_index = 3", CLOSE_GAP.format(3), REBUILD],
        [CHAIN + "entry 2 is missing; the next is 3, log 20260, entry 4 ({e5})"],
        [NOT_THERE.format(3), NOT_THERE.format(4), "entries 5 to 5 were published"],
    ),
    "an entry about nobody deleted and the tree rebuilt": (
        ["DELETE FROM ledger_entry WHERE leaf_index = 2", CLOSE_GAP.format(2), REBUILD],
        None,
        [NOT_THERE.format(2)],
    ),
    "contents edited": (
        [SET.format("sealed = sha256('x')")],
        [CHAIN + "entry 2 does not open: log 20260, entry 3 ({e3})"],
        [],
    ),
    "contents edited, about nobody": (
        ["UPDATE ledger_entry SET sealed = sha256('x') WHERE leaf_index = 2"],
        ["log 20260, entry 2 ({e2}): it does not open, as one about nobody should"],
        [],
    ),
    "contents exchanged": (
        [SET.format("sealed = (SELECT sealed FROM ledger_entry WHERE leaf_index = 0)")],
        [CHAIN + "entry 2 does not open: log 20260, entry 3 ({e3})"],
        [],
    ),
    "contents emptied": (
        [SET.format("sealed = NULL, erased_by = 1")],
        ["log 20260, entry 3 ({e3}): it does not open, and no rule accounts for it"],
        [],
    ),
    "commitment edited": (
        [SET.format("commitment = sha256('x')")],
        [CHAIN + "entry 2 does not open: log 20260, entry 3 ({e3})", "one of entries 0 to 3"],
        [NOT_THERE.format(3)],
    ),
    "commitment edited and the tree rebuilt": (
        [SET.format("commitment = sha256('x')"), REBUILD],
        [CHAIN + "entry 2 does not open: log 20260, entry 3 ({e3})"],
        [
            NOT_THERE.format(3),
            "the first 6 entries have another root than the published checkpoint",
        ],
    ),
    "name edited": (
        [SET.format(f"entry_id = '{OTHER}'")],
        [f"log 20260, entry 3 ({OTHER}): it says that it is {{e3}}"],
        [],
    ),
    "instant edited": (
        [SET.format("at = at + interval '1 day'")],
        ["log 20260, entry 3 ({e3}): it says that it happened at 2026-11-23T04:00:00+00:00"],
        [],
    ),
    "name of the key edited": (
        [SET.format("key_id = 'lost'")],
        ["log 20260, entry 3 ({e3}): it is said to be sealed under lost"],
        [],
    ),
    "hidden from its person": (
        [SET.format("person_tag = NULL")],
        [
            "log 20260, entry 3 ({e3}): it does not open, as one about nobody should",
            CHAIN + "entry 2 is missing; the next is 3, log 20260, entry 5 ({e5})",
        ],
        [],
    ),
    "given to another person": (
        [SET.format(f"person_tag = '\\x{WANG.hex()}'")],
        [f"log 20260, chain {WANG.hex()[:12]}: entry 2 does not open: log 20260, entry 3 ({{e3}})"],
        [],
    ),
    "moved to a log that is none": (
        [SET.format("log_id = 20270")],
        ["log 20270, entry 3 ({e3}): there is no such log", "log 20260: entry 3 is missing"],
        [],
    ),
    "two of one person reordered": (
        [one.format(0, 3) for one in SWAP],
        [CHAIN + "entry 1 is missing; the next is 2, log 20260, entry 0 ({e3})"],
        [NOT_THERE.format(0), NOT_THERE.format(3)],
    ),
    "two of two people reordered": (
        [one.format(3, 4) for one in SWAP],
        ["the entries have another root than the head says (one of entries 0 to 3)"],
        [NOT_THERE.format(3), NOT_THERE.format(4)],
    ),
    "two of two people reordered and the tree rebuilt": (
        [*(one.format(3, 4) for one in SWAP), REBUILD],
        None,
        [NOT_THERE.format(3), NOT_THERE.format(4)],
    ),
    "one inserted": (
        [COPY.format("sealed", "commitment", 3)],
        ["log 20260: 7 entries, the head says 6", "the next is 2, log 20260, entry 6"],
        [],
    ),
    "one inserted and the tree rebuilt": (
        [COPY.format("sealed", "commitment", 3), REBUILD],
        [CHAIN + "entry 4 is missing; the next is 2, log 20260, entry 6"],
        [],
    ),
    "one about nobody inserted a second time": (
        [COPY.format("sealed", "commitment", 2), REBUILD],
        ["log 20260, entry 2 ({e2}): it is there twice"],
        [],
    ),
    "one about nobody made up": (
        [COPY.format("sealed", "sha256('x')", 2), REBUILD],
        ["log 20260, entry 6 (", "it does not open, as one about nobody should"],
        [],
    ),
    "one made up and the head moved to it": (
        [
            "DELETE FROM ledger_queue WHERE person_tag IS NOT NULL",
            COPY.format("sealed", "sha256('x')", 3),
            REBUILD,
            HEAD.format("sequence = 4, head = sha256('x')"),
        ],
        [CHAIN + "entry 4 does not open: log 20260, entry 6"],
        [],
    ),
    "one inserted between": (
        [
            "UPDATE ledger_entry SET leaf_index = 100 - leaf_index WHERE leaf_index >= 3",
            "UPDATE ledger_entry SET leaf_index = 101 - leaf_index WHERE leaf_index > 90",
            COPY.format("sealed", "sha256('x')", 2).replace(", 6,", ", 3,"),
            REBUILD,
        ],
        ["log 20260, entry 3 (", "it does not open, as one about nobody should"],
        [NOT_THERE.format(3)],
    ),
    "all entries truncated": (
        ["TRUNCATE ledger_entry"],
        ["log 20260: 0 entries, the head says 6", "the next is 4, waiting entry {w0}"],
        ["log 20260: entries 0 to 5 were published and are not here"],
    ),
    "all entries truncated and the tree rebuilt": (
        ["TRUNCATE ledger_entry", REBUILD],
        ["the next is 4, waiting entry {w0}"],
        ["log 20260: entries 0 to 5 were published and are not here"],
    ),
    "the queue truncated": (
        ["TRUNCATE ledger_queue"],
        [CHAIN + "ends at 3, its head says 5"],
        [],
    ),
    "the chains' heads truncated": (
        ["TRUNCATE ledger_person_head"],
        [CHAIN + "it has no head; its entries do not show, the first is log 20260, entry 0 ({e0})"],
        [],
    ),
    "the trees' heads truncated": (
        ["TRUNCATE ledger_head"],
        ["log 20260: 6 entries, the head says 0", "entry 0 ({e0}): there is no such log"],
        [],
    ),
    "the logs truncated": (
        ["TRUNCATE ledger_log CASCADE"],
        ["log 20260, entry 0 ({e0}): there is no such log"],
        ["2026: this log was published and is not here"],
    ),
    "everything truncated": (
        [f"TRUNCATE {', '.join(TABLES)}"],
        None,
        ["2026: this log was published and is not here"],
    ),
    "one that waits deleted": (
        ["DELETE FROM ledger_queue WHERE entry_id = '{w0}'"],
        [CHAIN + "entry 4 is missing; the next is 5, waiting entry {w2}"],
        [],
    ),
    "one that waits edited": (
        [WAITS.format("sealed = sha256('x')")],
        [CHAIN + "entry 4 does not open: waiting entry {w0}"],
        [],
    ),
    "one that waits committed to something else": (
        [WAITS.format("commitment = sha256('x')")],
        [CHAIN + "entry 4 does not open: waiting entry {w0}"],
        [],
    ),
    "one that waits renamed": (
        [WAITS.format(f"entry_id = '{OTHER}'")],
        [f"waiting entry {OTHER}: it says that it is {{w0}}"],
        [],
    ),
    "one that waits put at another instant": (
        [WAITS.format("at = at + interval '1 day'")],
        ["waiting entry {w0}: it says that it happened at"],
        [],
    ),
    "one that waits under another key": (
        [WAITS.format("key_id = 'year-2027'")],
        ["waiting entry {w0}: it is said to be sealed under year-2027"],
        [],
    ),
    "one that waits hidden from its person": (
        [WAITS.format("person_tag = NULL")],
        ["waiting entry {w0}: it does not open, as one about nobody should"],
        [],
    ),
    "one that waits moved to another year": (
        [WAITS.format("log_id = 20270")],
        [f"log 20270, chain {LIN.hex()[:12]}: it has no head", "the first is waiting entry {w0}"],
        [],
    ),
    "two that wait reordered": (
        [
            "UPDATE ledger_queue SET queue_id = DEFAULT WHERE entry_id = '{w0}'",
        ],
        [CHAIN + "entry 4 is missing; the next is 5, waiting entry {w2}"],
        [],
    ),
    "one about nobody that waits doubled": (
        [COPY_WAITING],
        ["waiting entry {w1}: it is there twice"],
        [],
    ),
    "a chain's number edited": (
        [HEAD.format("sequence = 6")],
        [CHAIN + "ends at 5, its head says 6"],
        [],
    ),
    "a chain's end edited": (
        [HEAD.format("head = sha256('x')")],
        [CHAIN + "ends at 5, its head says 5"],
        [],
    ),
    "a chain's key edited": (
        [HEAD.format("wrapped_key = sha256('x')")],
        [CHAIN + "its key does not open"],
        [],
    ),
    "a chain's key taken away": (
        [HEAD.format("wrapped_key = NULL")],
        [CHAIN + "its key does not open"],
        [],
    ),
    "a chain's head taken away": (
        [f"DELETE FROM ledger_person_head WHERE person_tag = {TAG}"],
        [CHAIN + "it has no head; its entries do not show, the first is log 20260, entry 0 ({e0})"],
        [],
    ),
    "a chain's head moved to another year": (
        [HEAD.format("log_id = 20270")],
        [CHAIN + "it has no head; its entries do not show, the first is log 20260, entry 0 ({e0})"],
        [],
    ),
    "a chain emptied as if it had never begun": (
        [HEAD.format("sequence = 0, head = '', wrapped_key = NULL")],
        [CHAIN + "ends at 5, its head says 0"],
        [],
    ),
    "the root edited": (
        ["UPDATE ledger_head SET root = sha256('x')"],
        ["log 20260: the stored right edge does not lead to the stored root"],
        [],
    ),
    "the right edge edited": (
        ["UPDATE ledger_head SET frontier = sha256('x')"],
        ["log 20260: the stored right edge does not lead to the stored root"],
        [],
    ),
    "the size edited": (
        ["UPDATE ledger_head SET size = 4"],
        ["log 20260: 6 entries, the head says 4"],
        [],
    ),
    "the log renamed": (
        ["UPDATE ledger_log SET origin = 'elsewhere/2025'"],
        ["log 20260: it is called elsewhere/2025 of 2026, and is localhost/log/2026"],
        ["2026: this log was published and is not here"],
    ),
    "the log of another year": (
        ["UPDATE ledger_log SET year = 2025"],
        ["log 20260: it is called localhost/log/2026 of 2025"],
        [],
    ),
    "the log frozen": (
        ["UPDATE ledger_log SET state = 'frozen'"],
        ["log 20260: it is frozen, and another of its year does not go on"],
        [],
    ),
    "a log put before it": (
        ["UPDATE ledger_log SET previous_log_id = log_id"],
        ["log 20260: the log 20260 does not come before it", "entry 0 is not the link"],
        [],
    ),
}
