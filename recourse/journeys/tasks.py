"""Later work of the journeys, for the worker."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from recourse.attestation import actions as attestation
from recourse.ground.actor import SYSTEM
from recourse.intake import queries as batches
from recourse.intake import sweeping
from recourse.intake.errors import DeliveryGone
from recourse.intake.mending import actions as mending
from recourse.journeys import erasing, take_in_batch
from recourse.journeys.repair_by_itself import repair_by_itself
from recourse.journeys.take_back_wrong import take_back_next
from recourse.journeys.tell_of_look_ups import AT_ONCE, tell_of_look_ups
from recourse.journeys.withdraw_key import take_back_doubtful
from recourse.store import queue

A_JOB = 500
A_CHECK_TAKES_LESS = timedelta(minutes=30)
"""Whatever waits longer for its check was forgotten when something stopped."""


@queue.task("intake.resume", every="*/5 * * * *")
def resume_entering(*, now: datetime) -> None:
    """Go on with every batch that a crash left unfinished; a finished one stays as it is.

    A batch that cannot go on holds no other up; that it could not is said at the end.

    Raises:
        ExceptionGroup: Why each of those could not go on.

    """
    forgotten = batches.unchecked(received_before=now - A_CHECK_TAKES_LESS)
    steps: list[Callable[[], object]] = [
        *(partial(take_in_batch.enter, batch=batch, now=now) for batch in batches.waiting()),
        *(partial(take_in_batch.check_received, batch=str(one), now=now) for one in forgotten),
    ]
    faults = [fault for step in steps if (fault := _fault_of(step)) is not None]
    if faults:
        raise ExceptionGroup("batches that cannot go on", faults)


def _fault_of(step: Callable[[], object]) -> Exception | None:
    """Take one step; return what stopped it. A delivery that is gone is over, and no fault."""
    try:
        step()
    except DeliveryGone:
        return None
    except Exception as fault:  # noqa: BLE001 - raised again when all others were tried
        return fault
    return None


@queue.task("intake.delete_over", every="17 * * * *")
def delete_deliveries(*, now: datetime) -> None:
    """Delete the delivered rows whose time is over, and what was put right in them."""
    sweeping.delete_over(by=SYSTEM, now=now)
    mending.forget_over(by=SYSTEM, now=now)


@queue.task("look_ups.tell", every="* * * * *")
def tell(*, now: datetime) -> None:
    """Tell people of the look-ups of the last minute; what does not fit is asked for again."""
    if tell_of_look_ups(by=SYSTEM, now=now) == AT_ONCE:
        queue.defer("look_ups.tell")


@queue.task("erasing.run", every="29 * * * *")
def erase(*, now: datetime) -> None:
    """Erase what is due; what does not fit into one job is asked for again."""
    if erasing.erase_due(by=SYSTEM, now=now, limit=A_JOB) >= A_JOB:
        queue.defer("erasing.run")


@queue.task("repair.by_itself", every="27 * * * *")
def repair(*, now: datetime) -> None:
    """Repair what is due without anybody asking; what does not fit is asked for again."""
    if repair_by_itself(by=SYSTEM, now=now) == AT_ONCE:
        queue.defer("repair.by_itself")


@queue.task("statements.take_back", every="* * * * *")
def take_back(*, now: datetime) -> None:
    """Take back statements that show what was wrong, or that a stolen key may have signed.

    What does not fit is asked for again.
    """
    for _ in range(A_JOB):
        if not (take_back_next(by=SYSTEM, now=now) or take_back_doubtful(by=SYSTEM, now=now)):
            return
    queue.defer("statements.take_back")


@queue.task("statements.forget_codes", every="43 * * * *")
def forget_codes(*, now: datetime) -> None:
    """Delete wrong tries of yesterday, and codes that are over for a month."""
    attestation.forget_codes(by=SYSTEM, now=now)
