"""The status of the log, for anybody: how far it is, who watched, what is wrong.

No number here moves with single look-ups but what the published checkpoint itself says: what waits
is told as a range, a day only by whether gate and log fit. How many were asked is told once a
month is over, with the statistics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recourse.disclosure import comparing
from recourse.disclosure.comparing import Day
from recourse.ground.calendar import add_months, civil_date, first_of_month
from recourse.ground.words import Words
from recourse.ledger import queries as ledger
from recourse.ledger.seen import Seen, seen
from recourse.ledger.terms import Level
from recourse.oversight.statistics.rules import coarsely

LEVELS = {
    Level.EARLY: Words(
        zh="日志正在变慢。再慢下去，新的查询会被拒绝；您看自己的档案不受影响。",
        en="The log gets slow. If it goes on, look-ups are refused; your own access is not.",
    ),
    Level.REFUSING: Words(
        zh="日志落后太多，现在拒绝一切查询。您看自己的档案不受影响。",
        en="The log is too far behind, so look-ups are refused now. Your own access is not.",
    ),
}
NOT_WHOLE = Words(
    zh="公布的检查点读不出来，或者上面有假的签名。",
    en="The published checkpoint cannot be read, or bears a false signature.",
)
NO_WITNESS = Words(
    zh="有见证方还没有在最新的检查点上签名。",
    en="A witness has not signed the newest checkpoint yet.",
)
LATE = Words(
    zh="闸口和日志已经两天以上没有对过数。",
    en="Gate and log have not been compared for more than two days.",
)
DIFFERS = Words(
    zh="有一天，闸口放行的查询和日志里的对不上。",
    en="On some day, the look-ups that were let through and those in the log do not fit.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the page and the data say."""

    at: datetime
    logs: Sequence[Seen]
    waiting: Words
    level: Level
    alarms: Sequence[Words]
    days: Sequence[Day]


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show how the log is, in plain words."""
    return render(request, "public/log_status.html", {"page": _status(timezone.now())})


@require_safe
def as_json(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Return the same for a program that watches."""
    now = _status(timezone.now())
    answer = JsonResponse(
        {
            "at": now.at.isoformat(),
            "level": now.level.value,
            "waiting": now.waiting.as_json(),
            "alarms": [alarm.as_json() for alarm in now.alarms],
            "logs": [_log(one) for one in now.logs],
            "days": [{"day": one.day.isoformat(), "fits": one.fits} for one in now.days],
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _log(one: Seen) -> dict[str, object]:
    """Return one log for a program."""
    return {
        "log": one.head.origin,
        "published_size": one.size,
        "published_root": one.root.hex(),
        "is_whole": one.is_whole,
        "witnesses": {
            name: at.isoformat() if at is not None else None for name, at in one.witnesses
        },
    }


def _status(now: datetime) -> Status:
    """Gather what is known; four queries, and the published files."""
    gauge, logs = ledger.gauge(), seen()
    level = ledger.level_of(gauge, now=now)
    first = add_months(first_of_month(civil_date(now)), -1)
    return Status(
        at=now,
        logs=logs,
        waiting=coarsely(gauge.waiting),
        level=level,
        alarms=_alarms(logs, level, now),
        days=comparing.since(first),
    )


def _alarms(logs: Sequence[Seen], level: Level, now: datetime) -> list[Words]:
    """Return what is wrong, in plain words; nothing if all is well."""
    standing = comparing.standing(now=now)
    newest = logs[0].witnesses if logs else ()
    is_unseen = any(one.signed_at is None for one in newest)
    return [
        *([LEVELS[level]] if level in LEVELS else []),
        *([NOT_WHOLE] if not all(one.is_whole for one in logs) else []),
        *([NO_WITNESS] if is_unseen else []),
        *([LATE] if standing is not None and standing.is_late else []),
        *([DIFFERS] if standing is not None and standing.differing else []),
    ]
