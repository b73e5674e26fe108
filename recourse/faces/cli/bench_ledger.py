"""`recourse bench ledger`: the log beside the bare insert of the same rows.

The limit moves rows from the queue into the table of entries and commits as often as the sequencer
does, without a tree. Beside it: the sequencer; the publisher's files; proofs of random entries,
made from those files and verified; and the whole log read back. Server and rows are made for the
run and thrown away.
"""

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recourse.faces.cli.bench_house import a_house

if TYPE_CHECKING:
    import psycopg

    from recourse.ledger.publishing.tree_files import TreeFiles

PROOFS = 2_000
SEALED_BYTES = 316
FILL = """
INSERT INTO ledger_queue (log_id, entry_id, person_tag, at, key_id, sealed, commitment)
SELECT %s, gen_random_uuid(), substr(uuid_send(gen_random_uuid()), 1, 16), now(), 'year-2026',
    convert_to(repeat('x', %s), 'UTF8'), sha256(uuid_send(gen_random_uuid()))
FROM generate_series(1, %s)
"""
BARE = """
WITH taken AS (
    DELETE FROM ledger_queue WHERE queue_id IN (
        SELECT queue_id FROM ledger_queue WHERE log_id = 9999 ORDER BY queue_id LIMIT %(rows)s)
    RETURNING *
)
INSERT INTO ledger_entry (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment)
SELECT log_id, %(size)s + row_number() OVER () - 1, entry_id, person_tag, at, key_id, sealed,
    commitment
FROM taken
"""


@click.command()
@click.option("--entries", default=200_000, show_default=True, help="Entries that wait.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def ledger(*, entries: int, as_json: bool) -> None:
    """Measure sequencing, publishing, proving and reading back beside a bare insert."""
    with a_house(), tempfile.TemporaryDirectory(prefix="recourse-bench-") as folder:
        told = _measured(entries, Path(folder))
    if as_json:
        click.echo(json.dumps(told))
        return
    limit = told["bare insert"]
    for name, per_second in told.items():
        click.echo(f"{name:<22} {per_second:>10,.0f}/s  ratio {per_second / limit:.2f}")


def _measured(entries: int, folder: Path) -> dict[str, float]:
    """Return how many of each are done in a second."""
    import psycopg

    from recourse.ledger import sequencer
    from recourse.ledger.connections import connect
    from recourse.ledger.publishing.tree_files import TreeFiles

    with psycopg.connect(os.environ["RECOURSE_DATABASE_URL"], autocommit=True) as owner:
        for log_id in (9999, 20260):
            owner.execute(FILL, [log_id, SEALED_BYTES, entries])
        owner.execute("VACUUM ANALYZE ledger_queue")
        told = {"bare insert": entries / _timed(lambda: _insert_bare(owner, entries))}
        owner.execute("DELETE FROM ledger_entry")
        owner.execute("VACUUM ANALYZE ledger_queue, ledger_entry")
        with connect() as connection:
            now = datetime.now(UTC)
            told["sequenced"] = entries / _timed(lambda: sequencer.drain(connection, now=now))
        rows = owner.execute("SELECT commitment FROM ledger_entry ORDER BY leaf_index").fetchall()
    files = TreeFiles(folder)
    leaves = [b"\x01" + bytes(row[0]) for row in rows]
    told["written as files"] = entries / _timed(lambda: files.extend(leaves))
    return told | _read_back(files)


def _read_back(files: "TreeFiles") -> dict[str, float]:
    """Prove, verify and rebuild from the files."""
    from recourse_verify import merkle
    from recourse_verify.checkpoints import Checkpoint
    from recourse_verify.fsck import fsck

    size, tree = files.size, files.tree()
    dice = random.Random(7)  # noqa: S311 - which entries are proved
    chosen = [dice.randrange(size) for _ in range(PROOFS)]
    proved: list[list[bytes]] = []
    seconds = _timed(lambda: proved.extend(map(tree.inclusion, chosen)))
    root, leaves = tree.root(), [tree.leaf(index) for index in chosen]

    def verify() -> None:
        for index, leaf, path in zip(chosen, leaves, proved, strict=True):
            if not merkle.is_included(index=index, size=size, leaf=leaf, proof=path, root=root):
                raise click.ClickException(f"entry {index} is not proved")

    told = {"proofs made": PROOFS / seconds, "proofs verified": PROOFS / _timed(verify)}
    head = Checkpoint("bench", size, root)
    told["read back (fsck)"] = size / _timed(lambda: fsck(files.read, head))
    return told


def _insert_bare(owner: "psycopg.Connection[tuple[int]]", entries: int) -> None:
    """Move rows as the sequencer does, in steps of as many, without a tree."""
    from recourse.ledger.sequencer import ROWS_A_STEP

    for size in range(0, entries, ROWS_A_STEP):
        owner.execute(BARE, {"size": size, "rows": ROWS_A_STEP})


def _timed(work: Callable[[], object]) -> float:
    """Return the seconds something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
