"""Later work: a row of the queue, written in the transaction of the deed that asks for it.

A task is a function of a room's `tasks.py`, registered under a name. `defer` writes
the row through Django's own connection, so a deed that rolls back leaves no work
behind, and a deed that commits cannot lose it. The worker is a face in disguise: it reads the
clock once per job and hands `now` to the task, so no room reads it.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from procrastinate import BaseRetryStrategy, JobContext, RetryStrategy
from procrastinate.contrib.django import app

Handler = Callable[..., None]
TASKS: dict[str, Handler] = {}
RETRY = RetryStrategy(max_attempts=10, exponential_wait=4)


def task(
    name: str, *, every: str = "", retry: BaseRetryStrategy = RETRY
) -> Callable[[Handler], Handler]:
    """Register a function as the handler of the task `name`.

    The function takes `now` and the arguments of `defer`, all by keyword. Run twice,
    it must leave what it leaves when run once.

    Args:
        name: `<room>.<deed>`.
        every: Crontab line on which the worker runs it unasked; empty is only when deferred.
        retry: When a failed job is tried again.

    """

    def register(handler: Handler) -> Handler:
        if TASKS.setdefault(name, handler) is not handler:
            raise ValueError(f"the task {name} has a handler already")
        _hand_to_the_worker(name, handler, every, retry)
        return handler

    return register


def _hand_to_the_worker(name: str, handler: Handler, every: str, retry: BaseRetryStrategy) -> None:
    """Tell procrastinate of the handler; swallow the tick a periodic job is given."""

    def run(_context: JobContext, /, timestamp: int = 0, **arguments: object) -> None:  # noqa: ARG001
        handler(now=datetime.now(UTC), **arguments)  # noqa: TID251 - the worker's one look at the clock

    registered = app.task(name=name, retry=retry, pass_context=True)(run)
    if every:
        app.periodic(cron=every, periodic_id=name)(registered)


def defer(task: str, **arguments: str | int) -> None:
    """Ask for `task` to be done after the caller's transaction has committed.

    Raises:
        KeyError: No handler is registered under that name.

    """
    TASKS[task]
    app.configure_task(task).defer(**arguments)
