"""Destroy a key of the vault when its day has come, and say so in the log and in the journal.

A month's key takes with it every record that had to be erased by that month, a delivery's key
the files that departments handed in, a year's key the contents of that year's log; here, and
in every copy of the database there is. A key that signed statements goes when another signs.
"""

from datetime import datetime

from django.db import transaction

from recourse.attestation import issuer
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.journal import Line
from recourse.ground.keydir import KeyStillNeeded, needed_until
from recourse.ledger import actions as ledger
from recourse.people import actions as people
from recourse.people import envelopes
from recourse.store import journal
from recourse.store.keys import vault

KEPT_AS_LONG_AS_ASKED = "year-"
"""Keys of the log go only by command: until then people read who looked."""


def destroy_key(*, name: str, by: Actor, now: datetime) -> None:
    """Destroy the key `name` for good.

    Raises:
        KeyStillNeeded: Its month or year is not over, it signs, or it is none that ever ends.
        NotVouchedFor: It is for signing statements, and no key does that yet.
        IdentityKeyInUse: Somebody's identity is still sealed under it.
        NoSuchKey: There is none of this name.
        KeyDestroyed: It was destroyed before.
        JournalDamaged: The erasure journal takes no further line; nothing is destroyed.

    Law:
        PIPL art. 47.

    """
    vault().by_name(name)
    if envelopes.is_generation(name):
        people.retire_identity_key(name=name, by=by, now=now)
        return
    if not _is_over(name, now):
        raise KeyStillNeeded(name=name)
    with transaction.atomic(durable=True):
        ledger.note(kind="key-change", tag=None, by=by, now=now, facts={"destroyed": name})
        journal.write(erased=journal.KEY, facts={"key": name}, at=now)
        vault().destroy(name)


def _is_over(name: str, now: datetime) -> bool:
    """Whether a key's month or year is over, or another signs statements in its place."""
    until = needed_until(name)
    if until is not None:
        return civil_date(now) >= until
    return issuer.is_superseded(name)


def destroy_key_again(line: Line, by: Actor, now: datetime) -> None:
    """Destroy a key again that an older copy of the vault has brought back.

    Identities that a restored database holds under it are wrapped by another key first.

    Law:
        PIPL art. 47; charter G5.

    """
    name = line.facts["key"]
    if envelopes.is_generation(name) and name in vault().names():
        people.rotate_identity_keys(by=by, now=now)
    with transaction.atomic(durable=True):
        journal.claim(line)
        ledger.note(kind="key-change", tag=None, by=by, now=now, facts={"destroyed": name})
        vault().destroy(name)
