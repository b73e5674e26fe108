"""Repair what is due without anybody asking, one record of one person at a time, and tell them."""

from datetime import datetime

from django.db import transaction

from recourse.catalogue import queries as catalogue
from recourse.ground.actor import Actor
from recourse.ground.uuid7 import uuid7
from recourse.notice import actions as notices
from recourse.notice.terms import Kind, NewNotice
from recourse.records import actions as records
from recourse.redress import actions as redress


def repair_by_itself(*, by: Actor, now: datetime, limit: int = 500) -> int:
    """Repair the records that are due, at most `limit`; return how many were.

    Law:
        Order 36 art. 2, 3; State Council General Office document 22 of 2025.

    """
    done = 0
    while done < limit and _repair_one(by=by, now=now):
        done += 1
    return done


@transaction.atomic(durable=True)
def _repair_one(*, by: Actor, now: datetime) -> bool:
    """Repair the record that has been due longest; return whether there was one."""
    in_force = catalogue.current()
    card = records.repair_next(items=in_force.items, by=by, now=now)
    if card is None:
        return False
    redress.overtake(person=card.person_id, record=card.id, by=by, now=now)
    notice = NewNotice(
        person_id=card.person_id,
        id=uuid7(now),
        record_id=card.id,
        kind=Kind.RECORD_ENDED.value,
        catalogue_version=in_force.version,
        facts={"by_itself": 1},
        written_at=now,
    )
    notices.write_many(notices=[notice], by=by, now=now)
    return True
