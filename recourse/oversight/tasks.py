"""Later work of the room `oversight`, for the worker."""

from datetime import datetime

from recourse.ground.actor import SYSTEM
from recourse.ground.calendar import civil_date
from recourse.oversight.statistics import actions, queries, rules
from recourse.store import queue


@queue.task("oversight.freeze", every="23 4 * * *")
def freeze(*, now: datetime) -> None:
    """Count the earliest month that is ripe and not counted yet; one a job."""
    months = rules.due(queries.frozen(), today=civil_date(now))
    if not months:
        return
    actions.freeze(month=months[0], by=SYSTEM, now=now)
    if len(months) > 1:
        queue.defer("oversight.freeze")
