"""Later work of the room `attestation`, for the worker."""

from datetime import datetime

from recourse.attestation import actions
from recourse.attestation.status import publishing
from recourse.attestation.wallets import actions as wallets
from recourse.ground.actor import SYSTEM
from recourse.store import queue


@queue.task("attestation.publish_status", every="7 * * * *")
def publish_status(*, now: datetime) -> None:
    """Publish what was revoked in the last hour, and sign lists anew before they end."""
    publishing.publish_due(now=now)


@queue.task("attestation.forget_offers", every="37 * * * *")
def forget_offers(*, now: datetime) -> None:
    """Delete yesterday's offers, nonces that are too old, and places of what is erased and over.

    Law:
        PIPL art. 19 (no longer than the purpose needs).

    """
    wallets.forget(by=SYSTEM, now=now)
    actions.forget_left(by=SYSTEM, now=now)
