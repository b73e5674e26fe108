"""Freeze the figures of a month: counted once, added, never changed."""

from datetime import date, datetime

from django.db import connection, transaction

from recourse.ground.actor import Actor
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Kind
from recourse.oversight.statistics.counting import counts_of


@transaction.atomic
def freeze(*, month: date, by: Actor, now: datetime) -> bool:
    """Count a month that is over and keep its figures; say whether that was still to be done.

    Args:
        month: Its first day.
        by: The worker.
        now: When it is counted.

    Law:
        PIPL art. 6, 19 (only counts stay); charter (departments are measured, people are not).

    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO statistic_month (month, frozen_at) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [month, now],
        )
        if cursor.rowcount == 0:
            return False
        rows = [
            [month, one.subject.value, one.of_whom, one.what, one.count]
            for one in counts_of(month, now=now)
            if one.count
        ]
        cursor.executemany(
            "INSERT INTO statistic (month, subject, of_whom, what, count)"
            " VALUES (%s, %s, %s, %s, %s)",
            rows,
        )
    ledger.note(
        kind=Kind.STATISTICS_FROZEN, tag=None, by=by, now=now, facts={"month": month.isoformat()}
    )
    return True
