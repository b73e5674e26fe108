"""Tell people, the same day, that somebody looked; keep who was shown which record."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from recourse.catalogue import queries as catalogue
from recourse.disclosure import actions as disclosure
from recourse.disclosure.terms import Untold
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.notice import actions as notices
from recourse.notice.terms import Kind, NewNotice
from recourse.records import actions as records

AT_ONCE = 500


@transaction.atomic(durable=True)
def tell_of_look_ups(*, by: Actor, now: datetime) -> int:
    """Write a notice for each look-up that waits, and return how many were taken up.

    Law:
        PIPL art. 17, 23, 44; charter G6, G10.

    """
    untold = disclosure.take_untold(most=AT_ONCE, by=by, now=now)
    version = catalogue.current().version if untold else ""
    notices.write_many(notices=_notices(untold, version, now), by=by, now=now)
    disclosure.keep_recipients(of=untold, by=by, now=now)
    for (person, on), shown in sorted(_shown(untold).items()):
        records.mark_disclosed(person=person, records=sorted(shown), on=on, by=by, now=now)
    return len(untold)


def _shown(untold: Sequence[Untold]) -> dict[tuple[UUID, date], set[UUID]]:
    """Return the records that were shown, by person and civil date.

    In this order they are locked: two workers never wait for each other in a circle.
    """
    shown: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
    for one in untold:
        if one.person_id is not None and one.records:
            shown[one.person_id, civil_date(one.at)].update(one.records)
    return shown


def _notices(untold: Sequence[Untold], version: str, now: datetime) -> list[NewNotice]:
    """Return the notices, one for each person who is here; each named like its entry."""
    return [
        NewNotice(
            person_id=one.person_id,
            id=one.entry_id,
            record_id=None,
            kind=Kind.LOOK_UP,
            catalogue_version=version,
            facts={
                "agency": str(one.agency_id),
                "at": one.at.isoformat(),
                "purpose": one.purpose,
                "entry": str(one.entry_id),
            },
            written_at=now,
        )
        for one in untold
        if one.person_id is not None
    ]
