"""What accounts for an entry without contents: the log that went on, and says how many were lost.

Nothing else empties an entry. A year's key that is destroyed closes all entries of its year, and
leaves their rows as they are.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from recourse.ground.calendar import civil_date
from recourse.ledger.connections import Connection
from recourse_verify import bundles
from recourse_verify.errors import Wrong

LINKS = "SELECT log_id, origin, link FROM ledger_log WHERE link IS NOT NULL ORDER BY log_id"
MARKED = """
SELECT log_id, leaf_index, entry_id, sealed IS NULL, erased_by FROM ledger_entry
WHERE sealed IS NULL OR erased_by IS NOT NULL ORDER BY log_id, leaf_index
"""


class Loss(NamedTuple):
    """What the first entry of a log says of what was lost before it."""

    origin: str
    on: date
    lost: int


def losses(links: Iterable[tuple[int, str, bytes | None]]) -> Mapping[int, Loss]:
    """Return each log that goes on from a loss; a link that cannot be read tells of none.

    Args:
        links: Number, name and link of logs.

    """
    found: dict[int, Loss] = {}
    for log_id, origin, link in links:
        with suppress(Wrong, KeyError, TypeError, ValueError):
            said = bundles.said_in(bytes(link or b""))
            on = civil_date(datetime.fromisoformat(said["at"]))
            found[log_id] = Loss(origin, on, int(said["facts"]["lost"]))
    return found


def faults(connection: Connection) -> Iterator[str]:
    """Yield each entry whose contents are gone by no rule, and each loss that is told wrongly."""
    known = losses(connection.execute(LINKS).fetchall())
    counted: Counter[int] = Counter()
    with connection.cursor(name="marked") as rows:
        for log_id, index, entry, is_empty, erased_by in rows.execute(MARKED):
            name = f"log {log_id}, entry {index} ({entry})"
            if not is_empty:
                yield f"{name}: it is marked as erased, and has contents"
            elif erased_by is None or -erased_by not in known:
                yield f"{name}: it does not open, and no rule accounts for it"
            else:
                counted[-erased_by] += 1
    may_be_none = False
    for log_id, loss in sorted(known.items(), reverse=True):
        if counted[log_id] != loss.lost and not (may_be_none and not counted[log_id]):
            yield (
                f"log {log_id}: its link tells of {loss.lost} lost entries,"
                f" here are {counted[log_id]}"
            )
        may_be_none = may_be_none or bool(loss.lost)
