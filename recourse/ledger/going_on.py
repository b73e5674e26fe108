"""Go on lawfully after the database was set back behind what was signed.

A signed history is never signed anew. So each log of the year that the signer signed is frozen at
the checkpoint it signed last, and another log of that year goes on, whose first entry commits
to that checkpoint and to the note about the incident.

What the database lost stands in the frozen log by its commitments, taken from the published files.
What it numbered since in the places of lost entries is numbered again in the new log, and what
waits comes after. People's chains and keys are of the year: nothing that could be read closes.

Law:
    Charter G6, G11; C2SP tlog-checkpoint (a log must never sign two inconsistent checkpoints).

"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import zip_longest
from typing import NamedTuple

from recourse.ground import merkle
from recourse.ground.merkle import Frontier
from recourse.ground.uuid7 import uuid7
from recourse.ledger import rules
from recourse.ledger.connections import Connection, has_worked, may_work
from recourse.ledger.errors import (
    FilesDoNotReach,
    HeadDoesNotAgree,
    NotANoteNumber,
    NothingToGoOnFrom,
    SequencerWorks,
    YearIsFull,
)
from recourse.ledger.logs import open_log
from recourse.ledger.publishing.publisher import Place
from recourse.ledger.publishing.signer import newest_of
from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Wrong
from recourse_verify.sources import source
from recourse_verify.tiles import WIDTH, bundle_path, entries_in, whole_or_cut, width_at

ROWS = 10_000
NOTE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,39}", re.ASCII)
OPENED = "SELECT log_id FROM ledger_log WHERE year = %s ORDER BY log_id"
HEAD = "SELECT size, root FROM ledger_head WHERE log_id = %s FOR UPDATE"
HELD = "SELECT commitment FROM ledger_entry WHERE log_id = %s ORDER BY leaf_index"
ASIDE = "CREATE TEMPORARY TABLE aside (LIKE ledger_entry) ON COMMIT DROP"
SET_ASIDE = """
WITH gone AS (DELETE FROM ledger_entry WHERE log_id = %s AND leaf_index >= %s RETURNING *)
INSERT INTO aside SELECT * FROM gone
"""
FETCH_FROM_QUEUE = """
WITH gone AS (DELETE FROM ledger_queue WHERE commitment = ANY(%s) RETURNING *)
INSERT INTO aside (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment)
SELECT log_id, queue_id, entry_id, person_tag, at, key_id, sealed, commitment FROM gone
"""
PUT_IN_PLACE = """
WITH signed AS (
    SELECT * FROM unnest(%(places)s::bigint[], %(commitments)s::bytea[], %(names)s::uuid[])
        AS s (leaf_index, commitment, entry_id)
), found AS (
    DELETE FROM aside USING signed WHERE aside.commitment = signed.commitment RETURNING aside.*
)
INSERT INTO ledger_entry
    (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment, erased_by)
SELECT %(log_id)s, s.leaf_index, coalesce(f.entry_id, s.entry_id), f.person_tag,
    coalesce(f.at, %(now)s), coalesce(f.key_id, 'lost'), f.sealed, s.commitment,
    CASE WHEN f.sealed IS NULL THEN coalesce(f.erased_by, -%(new)s) END
FROM signed AS s LEFT JOIN found AS f ON f.commitment = s.commitment
RETURNING key_id = 'lost'
"""
BRING_BACK = """
INSERT INTO ledger_log (log_id, origin, year, previous_log_id)
VALUES (%s, %s, %s, (SELECT max(log_id) FROM ledger_log WHERE log_id < %s))
"""
BRING_HEAD = "INSERT INTO ledger_head (log_id, root, updated_at) VALUES (%s, %s, %s)"
MOVE = """
UPDATE ledger_head SET size = %s, root = %s, frontier = %s, updated_at = %s WHERE log_id = %s
"""
FREEZE = "UPDATE ledger_log SET state = 'frozen' WHERE year = %s AND log_id < %s"
NUMBER_AGAIN = """
WITH numbered AS (
    INSERT INTO ledger_entry
        (log_id, leaf_index, entry_id, person_tag, at, key_id, sealed, commitment, erased_by)
    SELECT %(new)s, row_number() OVER (ORDER BY log_id, leaf_index),
        entry_id, person_tag, at, key_id, sealed, commitment, erased_by
    FROM aside
    RETURNING leaf_index, commitment
)
SELECT commitment FROM numbered ORDER BY leaf_index
"""
LINK = "SELECT commitment FROM ledger_entry WHERE log_id = %s AND leaf_index = 0"


class GoneOn(NamedTuple):
    """What was done: the log that goes on, how many entries are lost, how many stand in it anew."""

    origin: str
    lost: int
    again: int


class _Signed(NamedTuple):
    """A log as it was signed last, and what of it stands elsewhere or nowhere in the database."""

    log_id: int
    checkpoint: Checkpoint
    tree: Frontier
    shared: int
    missing: list[bytes]


def go_on(
    connection: Connection, place: Place, *, house: str, year: int, incident: str, now: datetime
) -> GoneOn:
    """Freeze the logs of a year where they were signed last, and open the one that goes on.

    All of it or nothing, in one transaction.

    Args:
        connection: As the owner of the tables; the sequencers must be stopped.
        place: The published files, and the signer, which must listen.
        house: Name of the house's logs.
        year: Civil year of the log that was set back.
        incident: Number of the note about the incident, under which others may ask for it.
        now: When.

    Returns:
        What was done.

    Raises:
        NotANoteNumber: The number says more than a number may.
        SequencerWorks: A sequencer is running.
        NothingToGoOnFrom: Everything that was signed is here.
        FilesDoNotReach: The published files do not hold all that was signed.
        HeadDoesNotAgree: The stored entries lead to another root than the stored one.
        YearIsFull: The year has had its ten logs.
        NotSigned: The signer does not answer.
        KeyDestroyed: The year is over and its key is gone.

    """
    if not NOTE_NUMBER.fullmatch(incident):
        raise NotANoteNumber
    if not may_work(connection):
        raise SequencerWorks
    try:
        with connection.transaction():
            return _gone_on(connection, place, house=house, year=year, incident=incident, now=now)
    finally:
        has_worked(connection)


def _gone_on(
    connection: Connection, place: Place, *, house: str, year: int, incident: str, now: datetime
) -> GoneOn:
    """Do it, in the caller's transaction, while no sequencer works."""
    opened = {log_id for (log_id,) in connection.execute(OPENED, [year])}
    signed = list(_signed(connection, place, house, year, opened))
    if not any(one.missing for one in signed):
        raise NothingToGoOnFrom(year=year)
    new = max({one.log_id for one in signed} | opened) + 1
    if rules.year_of(new) != year:
        raise YearIsFull(year=year)
    lost = _freeze(connection, signed, opened, new=new, house=house, now=now)
    open_log(connection, new, now=now, incident={"incident": incident, "lost": lost})
    again = _number_again(connection, new, now)
    return GoneOn(rules.origin_of(house, new), lost, again)


def _signed(
    connection: Connection, place: Place, house: str, year: int, opened: set[int]
) -> Iterator[_Signed]:
    """Yield each log of the year that was ever signed, the first one first."""
    first = rules.log_id_of(year)
    for log_id in range(first, first + rules.LOGS_A_YEAR):
        checkpoint = newest_of(place.signer, rules.origin_of(house, log_id))
        if checkpoint is None:
            return
        held = _held(connection, log_id) if log_id in opened else iter(())
        yield _compared(log_id, checkpoint, _published(place, checkpoint), held)


def _compared(
    log_id: int, signed: Checkpoint, published: Iterable[bytes], held: Iterable[bytes]
) -> _Signed:
    """Say how far the database has what was signed.

    Raises:
        FilesDoNotReach: The published files lead to another root than the signed one.

    """
    tree, shared, missing = Frontier(), 0, list[bytes]()
    for theirs, ours in zip_longest(published, held):
        if theirs is None:
            continue  # numbered after what was signed last
        tree.append(merkle.leaf_hash(rules.leaf_of(theirs)))
        if not missing and theirs == ours:
            shared += 1
        else:
            missing.append(theirs)
    if (tree.size, tree.root()) != (signed.size, signed.root):
        raise FilesDoNotReach(origin=signed.origin, size=signed.size)
    return _Signed(log_id, signed, tree, shared, missing)


def _held(connection: Connection, log_id: int) -> Iterator[bytes]:
    """Yield the commitments of a log as the database has them; lock its head.

    Raises:
        HeadDoesNotAgree: They lead to another root than the stored one.

    """
    row = connection.execute(HEAD, [log_id]).fetchone()
    tree = Frontier()
    with connection.cursor(name="held") as rows:
        rows.itersize = ROWS
        for (commitment,) in rows.execute(HELD, [log_id]):
            tree.append(merkle.leaf_hash(rules.leaf_of(bytes(commitment))))
            yield bytes(commitment)
    if row is None or (tree.size, tree.root()) != (row[0], bytes(row[1])):
        raise HeadDoesNotAgree


def _published(place: Place, signed: Checkpoint) -> Iterator[bytes]:
    """Yield the commitments of a log as they were published.

    Raises:
        FilesDoNotReach: A file is missing or cut.

    """
    read = source(str(place.folder(signed.origin)))
    try:
        for number in range(-(-signed.size // WIDTH)):
            width = width_at(0, number, signed.size)
            data = whole_or_cut(read, partial(bundle_path, number), width)
            for entry in entries_in(data, width, where=bundle_path(number, width)):
                yield entry[1:]
    except Wrong as fault:
        raise FilesDoNotReach(origin=signed.origin, size=signed.size) from fault


def _freeze(
    connection: Connection,
    signed: list[_Signed],
    opened: set[int],
    *,
    new: int,
    house: str,
    now: datetime,
) -> int:
    """Make each log again what was signed of it, and close it; return how many entries are lost.

    Everything is set aside before anything is put in its place: an entry that stands wrongly in
    one log, or waits, may be one that was signed.
    """
    connection.execute(ASIDE)
    for one in signed:
        connection.execute(SET_ASIDE, [one.log_id, one.shared])
        for some in _in_steps(one.missing):
            connection.execute(FETCH_FROM_QUEUE, [some])
    lost = 0
    for one in signed:
        if one.log_id not in opened:
            _bring_back(connection, one.log_id, house, now)
        lost += _put_in_place(connection, one, new, now)
        _move(connection, one.log_id, one.tree, now)
    connection.execute(FREEZE, [rules.year_of(new), new])
    return lost


def _in_steps(many: list[bytes]) -> Iterator[list[bytes]]:
    """Yield them in steps that a statement can take."""
    for at in range(0, len(many), ROWS):
        yield many[at : at + ROWS]


def _bring_back(connection: Connection, log_id: int, house: str, now: datetime) -> None:
    """Enter a log that the database knows nothing of any more."""
    year = rules.year_of(log_id)
    connection.execute(BRING_BACK, [log_id, rules.origin_of(house, log_id), year, log_id])
    connection.execute(BRING_HEAD, [log_id, merkle.EMPTY_ROOT, now])


def _put_in_place(connection: Connection, one: _Signed, new: int, now: datetime) -> int:
    """Put what was signed where it was signed; of what is lost, the commitment alone."""
    lost, place = 0, one.shared
    for some in _in_steps(one.missing):
        names = {
            "places": list(range(place, place + len(some))),
            "commitments": some,
            "names": [uuid7(now) for _ in some],
            "log_id": one.log_id,
            "now": now,
            "new": new,
        }
        lost += sum(is_lost for (is_lost,) in connection.execute(PUT_IN_PLACE, names))
        place += len(some)
    return lost


def _number_again(connection: Connection, new: int, now: datetime) -> int:
    """Number in the new log, after its link, what stood in the places of others."""
    tree = Frontier()
    link = connection.execute(LINK, [new]).fetchall()
    again = connection.execute(NUMBER_AGAIN, {"new": new}).fetchall()
    for (commitment,) in [*link, *again]:
        tree.append(merkle.leaf_hash(rules.leaf_of(bytes(commitment))))
    _move(connection, new, tree, now)
    return len(again)


def _move(connection: Connection, log_id: int, tree: Frontier, now: datetime) -> None:
    """Set the head of a log to a tree."""
    connection.execute(MOVE, [tree.size, tree.root(), tree.to_bytes(), now, log_id])
