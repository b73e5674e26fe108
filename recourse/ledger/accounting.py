"""Account for every entry of a year: it opens, or a rule says since when it does not.

Whoever keeps a copy of the published log holds the account against it with `recourse-verify fsck
--account`. It tells of places and days, and of nobody: anybody may have it.

There are two rules. The year's key was destroyed, after the year, as the erasure journal tells;
or a backup was restored and the log that went on says publicly how many entries were lost. No
other rule takes a single entry out: who looked is shown until the year's key is gone.

Law:
    PIPL art. 44, 47, 51; charter G5, G6.

"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from recourse.ground.calendar import civil_date
from recourse.ground.keydir import KeyDestroyed, year_key_name
from recourse.ground.sealing import CannotOpen
from recourse.ground.signing import compact_jws
from recourse.ledger import chain, rules, tombstones
from recourse.ledger.connections import Connection
from recourse.ledger.errors import NothingToAccountFor
from recourse.ledger.publishing.publisher import Place, link_in, published_in
from recourse.ledger.tombstones import Loss
from recourse.store import journal
from recourse.store.keys import vault
from recourse_verify import accounts
from recourse_verify.checkpoints import checkpoint_from
from recourse_verify.notes import note_from

LOGS = "SELECT log_id, origin, link FROM ledger_log WHERE year = %s ORDER BY log_id"
ENTRIES = f"""
SELECT e.log_id, e.leaf_index, e.entry_id, e.person_tag, e.sealed, e.commitment, e.erased_by,
    h.wrapped_key
FROM ledger_entry e LEFT JOIN ledger_person_head h
    ON h.person_tag = e.person_tag AND h.log_id = e.log_id - e.log_id %% {rules.LOGS_A_YEAR}
WHERE e.log_id = %(log_id)s AND e.leaf_index < %(size)s ORDER BY e.leaf_index
"""
A_PAGE = 5_000
State = Mapping[str, Any]


class Accounted(NamedTuple):
    """The account as a file, and every entry that no rule accounts for; then the file is empty."""

    text: str
    faults: list[str]


class _Row(NamedTuple):
    """One numbered entry, with what opens it."""

    log_id: int
    leaf_index: int
    entry_id: UUID
    person_tag: bytes | None
    sealed: bytes | None
    commitment: bytes
    erased_by: int | None
    wrapped_key: bytes | None

    @property
    def name(self) -> str:
        """Name it for whoever looks after the log."""
        return f"log {self.log_id}, entry {self.leaf_index} ({self.entry_id})"


class _Rules(NamedTuple):
    """What may keep an entry from opening: the year's key, and logs that went on from a loss."""

    destroyed: Mapping[str, Any] | None
    links: Mapping[int, State]

    def state_of(self, row: _Row) -> State | None:
        """Return what becomes of an entry; None if no rule accounts for it."""
        if row.sealed is None:
            return self.links.get(-(row.erased_by or 0))
        if self.destroyed is not None:
            return {"state": accounts.YEAR_KEY, "on": self.destroyed["on"]}
        return {"state": accounts.OPEN} if _opens(row) else None


def account_of(year: int, connection: Connection, *, now: datetime) -> Accounted:
    """Open every published entry of a year, and sign what becomes of each.

    Args:
        year: Civil year of the logs.
        connection: In a transaction; all of it is read as of one moment.
        now: When.

    Raises:
        NothingToAccountFor: Nothing of that year was published.
        JournalDamaged: The erasure journal was changed.
        JournalMisplaced: It lies where a restored backup would take it back.

    """
    logs = connection.execute(LOGS, [year]).fetchall()
    links = {log_id: _lost_by(loss) for log_id, loss in tombstones.losses(logs).items()}
    whole = _Rules(_destroyed(year), links)
    told: list[Mapping[str, Any]] = []
    faults: list[str] = []
    for log_id, origin, _link in logs:
        folder = Place(files=settings.LOG_FILES_DIR, signer=Path()).folder(origin)
        note = published_in(folder)
        if note is not None:
            size = checkpoint_from(note_from(note).text).size
            spans = accounts.spans_of(_states(connection, log_id, size, whole, faults))
            told.append({"checkpoint": note, "link": link_in(folder), "spans": spans})
    if not told:
        raise NothingToAccountFor(year=year)
    account = {"year": year, "at": now.isoformat(), "destroyed": whole.destroyed, "logs": told}
    return Accounted("" if faults else _signed(account, now), faults)


def _signed(account: Mapping[str, Any], now: datetime) -> str:
    """Return the account with the house's signature over it."""
    said: dict[str, object] = {
        "account": accounts.digest_of(account),
        "at": now.isoformat(),
        "iss": settings.LOG_NAME,
    }
    key = vault().signing_key("receipt")
    return accounts.as_text(account, compact_jws(key, said, typ=accounts.USE))


def _destroyed(year: int) -> Mapping[str, Any] | None:
    """Return which line of the erasure journal tells that the year's key was destroyed."""
    name = year_key_name(year)
    for line in journal.erasures().lines():
        if line.erased == journal.KEY and line.facts["key"] == name:
            on = civil_date(line.at).isoformat()
            return {"line": line.number, "on": on, "digest": line.digest.hex()}
    return None


def _lost_by(loss: Loss) -> State:
    """Return what is said of entries that were lost before a log went on."""
    return {"state": accounts.SET_BACK, "on": loss.on.isoformat(), "by": loss.origin}


def _states(
    connection: Connection, log_id: int, size: int, whole: _Rules, faults: list[str]
) -> Iterator[State]:
    """Yield what becomes of each published entry of a log; keep what nothing accounts for."""
    at = 0
    with connection.cursor(name="accounted") as rows:
        rows.itersize = A_PAGE
        for row in map(_Row._make, rows.execute(ENTRIES, {"log_id": log_id, "size": size})):
            if row.leaf_index != at:
                faults.append(f"log {log_id}, entry {at}: it was published and is not here")
            at = row.leaf_index + 1
            state = whole.state_of(row)
            if state is None:
                faults.append(f"{row.name}: it does not open, and no rule accounts for it")
            yield state or {}
    if at != size:
        faults.append(f"log {log_id}, entry {at}: it was published and is not here")


def _opens(row: _Row) -> bool:
    """Whether an entry opens to what it is committed to."""
    try:
        cipher = chain.cipher_of_row(
            row.person_tag, row.wrapped_key, log_id=row.log_id, vault=vault()
        )
        rules.unseal(cipher, sealed=row.sealed or b"", commitment=row.commitment)
    except (CannotOpen, KeyDestroyed, rules.DoesNotOpen):
        return False
    return True
