"""What was published of each log, and which witnesses signed it, when; read from the files alone.

Anybody can read the same from the same files, without us.

Law:
    C2SP tlog-checkpoint, tlog-cosignature, tlog-policy.

"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings

from recourse.ledger import queries
from recourse.ledger.publishing.publisher import published_in
from recourse.ledger.terms import LogHead
from recourse_verify.checkpoints import checkpoint_from
from recourse_verify.errors import Wrong
from recourse_verify.notes import note_from, signers_of
from recourse_verify.policies import Policy, policy_from


class Witnessed(NamedTuple):
    """A witness, and when it signed the newest checkpoint; None if it has not."""

    name: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A log: its head here, what of it is published, who signed that.

    Attributes:
        head: How far it has come.
        size: Entries that the published checkpoint counts; 0 if there is none.
        root: Root that it names; empty if there is none.
        witnesses: Every witness of the policy.
        is_whole: Whether the checkpoint reads, and nobody's name stands under it falsely.

    """

    head: LogHead
    size: int
    root: bytes
    witnesses: tuple[Witnessed, ...]
    is_whole: bool


def seen() -> list[Seen]:
    """Return every log, the newest first; one query."""
    policy = _policy()
    return [_seen(head, policy) for head in queries.heads()]


def _seen(head: LogHead, policy: Policy) -> Seen:
    """Read one log's published checkpoint and its signatures."""
    unsigned = tuple(Witnessed(name, None) for name in policy.witnesses)
    nothing = Seen(head=head, size=0, root=b"", witnesses=unsigned, is_whole=True)
    try:
        text = published_in(settings.LOG_FILES_DIR / head.folder)
        if text is None:
            return nothing
        note = note_from(text)
        checkpoint = checkpoint_from(note.text)
        signed = {one.key.name: one.at for one in signers_of(note, policy.witnesses.values())}
    except (Wrong, UnicodeDecodeError):
        return Seen(head=head, size=0, root=b"", witnesses=unsigned, is_whole=False)
    return Seen(
        head=head,
        size=checkpoint.size,
        root=checkpoint.root,
        witnesses=tuple(
            Witnessed(name, _at(signed.get(key.name))) for name, key in policy.witnesses.items()
        ),
        is_whole=True,
    )


def _at(seconds: int | None) -> datetime | None:
    """Return an instant of a signature; None if there is none."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _policy() -> Policy:
    """Return who watches the log; nobody, if there is no policy that reads."""
    try:
        return policy_from(settings.LOG_POLICY.read_text(encoding="utf-8"))
    except (OSError, Wrong, UnicodeDecodeError):
        return Policy()
