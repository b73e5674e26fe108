"""What people say and officers answer, sealed: one data key a case, wrapped by its month's key.

Every seal names what it belongs to; bytes moved to another case, or from the words of a person
to those of an officer, do not open.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from recourse.ground import canonical
from recourse.ground.calendar import first_of_month
from recourse.ground.keydir import KeyDestroyed
from recourse.ground.sealing import new_key, seal, unseal
from recourse.redress.terms import (
    REASON_CODES,
    CannotBeExpressed,
    Decision,
    EvidenceMissing,
    LawSaysNo,
    OfficerSaysNo,
    Outcome,
    Reason,
    Weighed,
    Weight,
)
from recourse.store.keys import vault

TOLD, ANSWER, NAME, CONTENT = b"told", b"answer", b"name", b"content"
_REASONS = {code: reason for reason, code in REASON_CODES.items()}


class Envelope(NamedTuple):
    """The key of a case, open, and what the database keeps of it."""

    person: UUID
    case: UUID
    key: bytes
    key_month: date
    wrapped_key: bytes

    def seal(self, what: bytes, plain: bytes, *, file: UUID | None = None) -> bytes:
        """Seal something of the case."""
        return seal(self.key, plain, bound_to=self._bound(what, file))

    def unseal(self, what: bytes, sealed: bytes, *, file: UUID | None = None) -> bytes:
        """Open something of the case.

        Raises:
            CannotOpen: It is not what was sealed for this place.

        """
        return unseal(self.key, sealed, bound_to=self._bound(what, file))

    def _bound(self, what: bytes, file: UUID | None) -> bytes:
        return what + self.person.bytes + self.case.bytes + (b"" if file is None else file.bytes)


def begin(person: UUID, case: UUID, erase_on: date) -> Envelope:
    """Return an envelope for a new case, under the key of the month of its erasure."""
    month, key = first_of_month(erase_on), new_key()
    wrapped = seal(vault().month_key(month), key, bound_to=person.bytes + case.bytes)
    return Envelope(person, case, key, month, wrapped)


def reopen(person: UUID, case: UUID, key_month: date, wrapped_key: bytes | None) -> Envelope | None:
    """Return the envelope of a case, or None if it is erased.

    Raises:
        CannotOpen: The wrapped key belongs to another case, or was changed.

    """
    if wrapped_key is None:
        return None
    try:
        month_key = vault().month_key(key_month)
    except KeyDestroyed:
        return None
    key = unseal(month_key, wrapped_key, bound_to=person.bytes + case.bytes)
    return Envelope(person, case, key, key_month, wrapped_key)


def as_bytes(value: Mapping[str, object]) -> bytes:
    """Write what is sealed as canonical JSON (RFC 8785)."""
    return canonical.dumps(dict(value))


def decision_as_bytes(decision: Decision) -> bytes:
    """Write the contents of a decision; what the columns say is not repeated."""
    reason = decision.reason
    return as_bytes(
        {
            "words": decision.words,
            "reason": {} if reason is None else _facts(reason),
            "weighed": {
                str(file): [str(one.weight), one.because] for file, one in decision.weighed.items()
            },
        }
    )


def _facts(reason: Reason) -> dict[str, str]:
    """Return what a reason says, by name."""
    match reason:
        case LawSaysNo(law=law, article=article):
            return {"law": law, "article": article}
        case OfficerSaysNo(because=because):
            return {"because": because}
        case EvidenceMissing(needed=needed):
            return {"needed": needed}
        case CannotBeExpressed(gap=gap):
            return {"gap": gap}


def decision_from(outcome: str, reason: str, sealed: bytes) -> Decision:
    """Read a decision from its columns and its opened contents."""
    told = json.loads(sealed)
    weighed = {
        UUID(file): Weighed(Weight(weight), because)
        for file, (weight, because) in told["weighed"].items()
    }
    return Decision(
        outcome=Outcome(outcome),
        words=told["words"],
        reason=_REASONS[reason](**told["reason"]) if reason else None,
        weighed=weighed,
    )
