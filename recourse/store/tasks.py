"""Later work of the plumbing, for the worker."""

from datetime import datetime

from django.core.management import call_command

from recourse.store import queue


@queue.task("store.forget_sessions", every="43 * * * *")
def forget_sessions(*, now: datetime) -> None:  # noqa: ARG001 - Django compares with its own clock
    """Delete the sessions that are over, and sign-ins that nobody finished.

    Law:
        PIPL art. 19 (no longer than the purpose needs).

    """
    call_command("clearsessions")
