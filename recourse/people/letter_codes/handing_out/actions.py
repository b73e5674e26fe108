"""Writes of how two clerks hand a code out: one begins and prints a half, another goes on.

The rules this module enforces:

* whoever prints a half has it alone: the other half is made for another official, in another seat;
* a document that is known and one that is not cost the same statements and read the same;
* the budget counts what was begun and what was gone on with, whether it came to anything or not;
* an outcome is returned, not raised, until it is written down.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q

from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date, start_of
from recourse.ground.refused import Refused
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.people import queries
from recourse.people.letter_codes import codes, rules
from recourse.people.letter_codes.errors import NothingBegun
from recourse.people.letter_codes.terms import Begun
from recourse.people.models import LetterBegun
from recourse.people.terms import Identity

WAIT: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@transaction.atomic
def begin(*, identity: Identity, official: UUID | None, by: Actor, now: datetime) -> str | Refused:
    """Begin a letter for whoever a clerk has recognised; return the first half, or why not.

    Args:
        identity: Who stands there, from the original of their document.
        official: Who sits in the seat.
        by: The seat at the counter.
        now: When.

    """
    document, name = queries.digests_of(identity)
    if (refused := _over_budget(by, now)) is not None:
        return _noted(document, refused, by, now)
    half = codes.new_half()
    LetterBegun(
        id=uuid7(now),
        shown=codes.shown(document, name),
        first_digest=codes.half_digest(document, half),
        agency_id=_agency(by),
        seat_id=by.id,
        account_id=official,
        at=now,
    ).save(force_insert=True)
    _note("letter-code-begun", document, by, now, {})
    return half


@transaction.atomic
def go_on(
    *, identity: Identity, official: UUID | None, by: Actor, now: datetime
) -> Begun | Refused:
    """Let a second clerk go on with what another one has begun; return it, or why not.

    It is gone on with once. The newest one counts.

    Args:
        identity: Who stands there, as the second clerk reads it from the document.
        official: Who sits in the second seat.
        by: The second seat, of the same agency.
        now: When.

    """
    document, name = queries.digests_of(identity)
    if (refused := _over_budget(by, now)) is not None:
        return _noted(document, refused, by, now)
    waiting = LetterBegun.objects.filter(
        agency_id=_agency(by),
        shown=codes.shown(document, name),
        confirmed_by=None,
        at__gt=now - rules.WAITS,
    ).exclude(Q(seat_id=by.id) | Q(account_id=official))
    row = waiting.order_by("-at", "-id").first()
    if row is None:
        return _noted(document, NothingBegun(), by, now)
    row.confirmed_by, row.confirmed_at = by.id, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    return Begun(id=row.id, seat=row.seat_id, first_digest=bytes(row.first_digest))


def _agency(by: Actor) -> UUID:
    """Return whose counter it is."""
    if by.agency is None:
        raise ValueError("documents are shown to a seat")
    return by.agency


def _over_budget(by: Actor, now: datetime) -> Refused | None:
    """Return why a seat may take part in no more today; one clerk of an agency at a time."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT, [f"letters of {_agency(by)}"])
    today = start_of(civil_date(now))
    begun, gone_on = Q(at__gte=today), Q(confirmed_at__gte=today)
    counted = LetterBegun.objects.filter(begun | gone_on, agency_id=_agency(by)).aggregate(
        agency=Count("id", filter=begun),
        first=Count("id", filter=begun & Q(seat_id=by.id)),
        second=Count("id", filter=gone_on & Q(confirmed_by=by.id)),
    )
    of_seat = counted["first"] + counted["second"]
    return rules.budget_refusal(of_seat=of_seat, of_agency=counted["agency"])


def _noted(document: bytes, refused: Refused, by: Actor, now: datetime) -> Refused:
    """Tell the log of whoever has the document what a counter was refused."""
    _note("letter-code-refused", document, by, now, {"why": refused.code})
    return refused


def _note(kind: str, document: bytes, by: Actor, now: datetime, facts: dict[str, str]) -> None:
    """Drop the deed's line into the log of whoever has the document, known here or not."""
    tag = queries.tag_of_document(document)
    ledger.note(kind=kind, tag=tag, by=by, now=now, facts=facts)
