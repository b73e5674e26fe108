"""Writes of status lists: give places out, revoke, open, close and forget lists."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from recourse.attestation.status import queries, rules
from recourse.attestation.status.terms import Why
from recourse.attestation.terms import VALID_DAYS, StatusIndex
from recourse.attestation.wallets.errors import NotOwnStatement, StatementOver
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.digests import KeyedDigest
from recourse.store.gate import one_person
from recourse.store.keys import vault

LONGEST = timedelta(days=max(VALID_DAYS.values()) + 1)
DRAW = """
WITH drawn AS MATERIALIZED (
    SELECT id FROM status_list WHERE closed_at IS NULL AND taken < %(full)s
    ORDER BY random() LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE status_list l SET taken = l.taken + 1, good_until = greatest(l.good_until, %(good_until)s)
FROM drawn WHERE l.id = drawn.id RETURNING l.id, l.taken - 1
"""
"""Drawn once: a subquery in its place may be run again for each row, and draws more each time."""

WAIT = """
SELECT id FROM status_list WHERE closed_at IS NULL AND taken < %s
ORDER BY random() LIMIT 1 FOR UPDATE
"""
OPEN_NOW = "SELECT count(*) FROM status_list WHERE closed_at IS NULL AND taken < %s"
OPEN = """
INSERT INTO status_list (id, opened_at, good_until) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
ADOPT = """
INSERT INTO status_list (id, opened_at, good_until, closed_at) VALUES (%s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
REVOKE = """
INSERT INTO status_revoked (list_id, place, revoked_at, why)
SELECT list_id, place, %s, %s FROM unnest(%s::integer[], %s::integer[]) AS t (list_id, place)
ON CONFLICT DO NOTHING
"""
CLOSE = "UPDATE status_list SET closed_at = %s WHERE id = %s AND closed_at IS NULL"
CLOSE_FULL = "UPDATE status_list SET closed_at = %s WHERE closed_at IS NULL AND taken >= %s"
PUBLISHED = "UPDATE status_list SET published_at = %s WHERE id = %s"
LOCK = """
SELECT valid_until, taken_back_at IS NULL AND contents IS NOT NULL AND erase_on > %s
FROM statement_of_one WHERE id = %s FOR UPDATE
"""
PLACED = "SELECT list_id, place FROM statement_place_of_one WHERE statement_id = %s"
PLACE = """
INSERT INTO statement_place_of_one (person_id, statement_id, list_id, place)
VALUES (%s, %s, %s, %s)
"""
FORGET = "DELETE FROM status_list WHERE id = %s"


@transaction.atomic
def take(*, count: int, good_until: date, by: Actor, now: datetime) -> tuple[StatusIndex, ...]:
    """Give out places that nobody has, each in another list as far as there are lists.

    Lists that somebody else draws from at this moment are passed over, so nobody waits for
    anybody else's transaction; with it the places are given back.

    Args:
        count: How many.
        good_until: Last day of what gets the places; its list is published until then.
        by: Who asks; not kept.
        now: When.

    """
    drawn: list[tuple[int, int]] = []
    while len(drawn) < count:
        more = _draw(count - len(drawn), good_until)
        if not more and not _waited():
            keep_open(by=by, now=now)
        drawn += more
    return tuple(_index(list_id, number) for list_id, number in drawn)


def _draw(most: int, good_until: date) -> list[tuple[int, int]]:
    """Return lists, drawn by lot, and the next number of each."""
    names: dict[str, Any] = {"most": most, "full": rules.FULL, "good_until": good_until}
    with connection.cursor() as cursor:
        cursor.execute(DRAW, names)
        return list(cursor.fetchall())


def _waited() -> bool:
    """Wait until one open list is free, if there is one; we hold none yet."""
    with connection.cursor() as cursor:
        cursor.execute(WAIT, [rules.FULL])
        return cursor.fetchone() is not None


def _index(list_id: int, number: int) -> StatusIndex:
    """Return the place of the `number`th of a list."""
    key = KeyedDigest(vault().named("status-lists")).of(list_id.to_bytes(4))
    place = rules.place_of(key, number)
    return StatusIndex(uri=queries.uri_of(list_id), list_id=list_id, index=place)


@transaction.atomic
def place_on_paper(*, person: UUID, statement: UUID, by: Actor, now: datetime) -> StatusIndex:
    """Return the place of a person's statement on paper: the same one however often it is printed.

    Taking the statement back revokes it, and erasing the statement forgets whose it was, in the
    same transaction and whoever does it.

    Raises:
        NotOwnStatement: There is no such statement of this person.
        StatementOver: It was taken back before it was ever printed, or is erased.

    """
    with one_person(person):
        good_until, is_standing = _locked(statement, now)
        place = _placed(statement)
        if place is None:
            if not is_standing:
                raise StatementOver
            (place,) = take(count=1, good_until=good_until, by=by, now=now)
            with connection.cursor() as cursor:
                cursor.execute(PLACE, [person, statement, place.list_id, place.index])
        return place


def _locked(statement: UUID, now: datetime) -> tuple[date, bool]:
    """Lock a statement, and return its last good day, and whether it may get a place."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [civil_date(now), statement])
        row = cursor.fetchone()
    if row is None:
        raise NotOwnStatement
    return row[0], row[1]


def _placed(statement: UUID) -> StatusIndex | None:
    """Return the place that a statement has on paper already, if it has one."""
    with connection.cursor() as cursor:
        cursor.execute(PLACED, [statement])
        row = cursor.fetchone()
    if row is None:
        return None
    return StatusIndex(uri=queries.uri_of(row[0]), list_id=row[0], index=row[1])


@transaction.atomic
def keep_open(*, by: Actor, now: datetime) -> None:  # noqa: ARG001 - lists are opened for nobody in particular
    """Close lists that are half full, and open new ones in their place."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_FULL, [now, rules.FULL])
        cursor.execute(OPEN_NOW, [rules.FULL])
        (there,) = cursor.fetchone()
        for _ in range(there, rules.LISTS_OPEN):
            cursor.execute(OPEN, [secrets.randbelow(rules.HIGHEST) + 1, now, civil_date(now)])


@transaction.atomic
def revoke(*, indices: Sequence[StatusIndex], why: Why, by: Actor, now: datetime) -> None:  # noqa: ARG001 - whose deed it is stands in the log of whose statement it was
    """Revoke places for good; the next publication says so.

    Args:
        indices: Which.
        why: It was wrong, its person wishes it, or a key is in wrong hands.
        by: Who does it; the caller notes the deed.
        now: When.

    """
    lists_, places = [one.list_id for one in indices], [one.index for one in indices]
    with connection.cursor() as cursor:
        cursor.execute(REVOKE, [now, Why(why), lists_, places])


@transaction.atomic
def adopt(*, ids: Iterable[int], by: Actor, now: datetime) -> None:  # noqa: ARG001 - a restored backup is nobody's deed
    """Know lists again that were published and that a restored backup does not know.

    Nothing is given out of them, and they are published until all that can have a place there
    is over.
    """
    with connection.cursor() as cursor:
        for id_ in ids:
            cursor.execute(ADOPT, [id_, now, civil_date(now + LONGEST), now])


@transaction.atomic
def close(*, id: int, by: Actor, now: datetime) -> None:  # noqa: A002, ARG001 - the house's word for it
    """Give nothing more out of a list."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [now, id])


@transaction.atomic
def published(*, id: int, by: Actor, now: datetime) -> None:  # noqa: A002, ARG001 - the house's word for it
    """Know that a list was signed at an instant, and lies where others read it."""
    with connection.cursor() as cursor:
        cursor.execute(PUBLISHED, [now, id])


@transaction.atomic
def forget(*, id: int, by: Actor, now: datetime) -> None:  # noqa: A002, ARG001 - the house's word for it
    """Forget a list of which everything is over, with what was revoked in it."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [id])
