"""Read the whole log back and say everything that does not fit.

Four things must hold: the root over the numbered entries is the stored one and no number
is missing; what was published stands where it was published; every entry opens to what it
commits to, and its row says the same; each person's chain runs 1, 2, 3 … to the stored head,
each entry naming the one before. Of a year whose key was destroyed nothing opens any more; its
root, and the number and the last commitment of each chain, must still fit.
"""

from pathlib import Path
from typing import NamedTuple

from recourse.ledger import following, standing, tombstones
from recourse.ledger.connections import connect_to_read


class Report(NamedTuple):
    """What was read, and what does not fit; a sound log has no faults.

    Attributes:
        entries: Numbered entries, in all logs.
        chains: Chains of people, one for each of their years.
        faults: What does not fit; each names the row.
        published: Entries that were compared with what was published.

    """

    entries: int
    chains: int
    faults: list[str]
    published: int = 0


def check(files: Path | None = None) -> Report:
    """Read everything in one snapshot and report what does not fit.

    Args:
        files: Folder of the published log, to compare with; None compares with nothing.

    """
    with connect_to_read() as connection:
        faults: list[str] = []
        entries = published = chains = 0
        logs = standing.logs(connection)
        for log in logs:
            found = standing.faults_of(connection, log, logs, files)
            entries, published = entries + log.size, published + found.published
            faults += found.faults
        faults += standing.strays(connection, logs, files)
        for chain_faults in following.chains(connection):
            chains += 1
            faults += chain_faults
        faults += following.faults_about_nobody(connection)
        faults += tombstones.faults(connection)
        return Report(entries, chains, faults, published)
