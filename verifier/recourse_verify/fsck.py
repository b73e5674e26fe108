"""Read a whole log back and say, file by file and entry by entry, what does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from recourse_verify import merkle
from recourse_verify.checkpoints import Checkpoint
from recourse_verify.errors import Wrong
from recourse_verify.tiles import (
    WIDTH,
    Read,
    bundle_path,
    entries_in,
    hashes_at,
    tile_path,
    whole_or_cut,
    width_at,
)

MOST_FAULTS = 1_000
OLD = "the older head"


@dataclass(slots=True)
class Report:
    """What was read, and what does not fit; a sound log has no faults."""

    entries: int = 0
    tiles: int = 0
    faults: list[Wrong] = field(default_factory=list)

    def add(self, fault: Wrong) -> None:
        """Keep a fault; the first thousand are enough to know."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def fsck(read: Read, checkpoint: Checkpoint, *, older: Checkpoint | None = None) -> Report:
    """Rebuild every tile and the root of a log from its entries.

    Args:
        read: Gives the log's files.
        checkpoint: Its head, after the signatures were verified.
        older: Another head of it that was signed; the same entries must lead to it.

    """
    report = Report()
    frontier = merkle.Frontier()
    level: list[bytes] = []
    for number in range(-(-checkpoint.size // WIDTH)):
        leaves = list(_leaves(read, number, checkpoint.size, report))
        report.entries += len(leaves)
        if len(report.faults) >= MOST_FAULTS:
            return report
        for leaf in leaves:
            frontier.append(leaf)
            if older is not None and frontier.size == older.size and frontier.root() != older.root:
                report.add(Wrong(f"the first {older.size} entries lead to another root", where=OLD))
        if len(leaves) == WIDTH:
            level.append(merkle.root_of(leaves))
    if frontier.size == checkpoint.size:  # else entries are missing, and were named
        _check_levels(read, level, checkpoint.size, report)
        if frontier.root() != checkpoint.root:
            report.add(Wrong("the entries lead to another root than the one that was signed"))
    return report


def _leaves(read: Read, number: int, size: int, report: Report) -> Iterator[bytes]:
    """Yield the leaf hashes of one bundle, compared with the tile beside it."""
    width = width_at(0, number, size)
    path = bundle_path(number, width)
    tile = _tile(read, 0, number, size, report)
    try:
        data = whole_or_cut(read, lambda wide: bundle_path(number, wide), width)
        hashes = [merkle.leaf_hash(entry) for entry in entries_in(data, width, where=path)]
    except Wrong as fault:
        report.add(fault)
        yield from tile
        return
    for place, (told, computed) in enumerate(zip(tile, hashes, strict=False)):
        if told != computed:
            where = f"entry {number * WIDTH + place}"
            report.add(Wrong("it does not hash to its leaf in the tree", where=where))
    yield from hashes


def _tile(read: Read, level: int, number: int, size: int, report: Report) -> list[bytes]:
    """Return the hashes of a tile; none if it is missing or misshapen, which is a fault."""
    report.tiles += 1
    try:
        return hashes_at(read, level, number, size)
    except Wrong as fault:
        report.add(fault)
        return []


def _check_levels(read: Read, below: list[bytes], size: int, report: Report) -> None:
    """Compare every tile above the leaves with the hashes below it."""
    level = 1
    while below:
        above = []
        for number in range(-(-len(below) // WIDTH)):
            computed = below[number * WIDTH : (number + 1) * WIDTH]
            tile = _tile(read, level, number, size, report)
            if tile and tile != computed:
                where = tile_path(level, number, len(computed))
                report.add(Wrong("it does not hash what lies below it", where=where))
            if len(computed) == WIDTH:
                above.append(merkle.root_of(computed))
        below, level = above, level + 1
