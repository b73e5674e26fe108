"""Deliveries whose time is over go, and with them what no batch owns."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from recourse.ground.actor import Actor
from recourse.intake import deliveries
from recourse.intake.models import Batch
from recourse.intake.terms import State


def delete_over(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - actions name who and when
    """Delete deliveries whose time is over, and whatever no batch owns; return how many.

    Law:
        PIPL art. 19, 47.

    """
    gone = 0
    hour_ago = now.timestamp() - 3_600
    for path in Path(settings.DELIVERIES_DIR).glob("*"):
        if path.suffix not in {deliveries.ENDING, deliveries.PREPARED_ENDING}:
            over = path.stat().st_mtime < hour_ago
        else:
            batch = Batch.objects.filter(id=path.stem).exclude(state=State.REFUSED).first()
            over = (
                path.stat().st_mtime < hour_ago
                if batch is None
                else deliveries.is_over(
                    received_at=batch.received_at, entered_at=batch.entered_at, now=now
                )
            )
        if over:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
