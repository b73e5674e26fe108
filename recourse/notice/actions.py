"""What the room `notice` does: write, open, send, deem served."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from recourse.ground import canonical
from recourse.ground.actor import Actor
from recourse.notice.terms import Channel, NewNotice, Progress
from recourse.store import copying
from recourse.store.copying import of_instant, of_text, of_uuid

NOTICE_COLUMNS = "person_id, id, record_id, kind, catalogue_version, facts, written_at"
NOTICE_HEAD = copying.row_head(7)
DISPATCH_COLUMNS = "person_id, notice_id, channel, state, queued_at"
DISPATCH_HEAD = copying.row_head(5)
NO_FACTS = copying.of_json(b"{}")


@transaction.atomic
def write_many(*, notices: Sequence[NewNotice], by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Put notices into their people's inboxes and ask for them to be sent.

    In the transaction of the deed they tell of: what was done without telling does not exist.

    Law:
        PIPL art. 17, 35 (to be told); charter G2.

    """
    copying.copy_in("notice", NOTICE_COLUMNS, map(_packed, notices))
    waiting = of_text(Channel.INBOX) + of_text(Progress.QUEUED) + of_instant(now)
    copying.copy_in(
        "dispatch",
        DISPATCH_COLUMNS,
        (
            b"".join((DISPATCH_HEAD, of_uuid(new.person_id), of_uuid(new.id), waiting))
            for new in notices
        ),
    )


def _packed(new: NewNotice) -> bytes:
    """Pack one notice."""
    return b"".join(
        (
            NOTICE_HEAD,
            of_uuid(new.person_id),
            of_uuid(new.id),
            of_uuid(new.record_id) if new.record_id else copying.NULL,
            of_text(new.kind),
            of_text(new.catalogue_version),
            copying.of_json(canonical.dumps(new.facts)) if new.facts else NO_FACTS,
            of_instant(new.written_at),
        )
    )
