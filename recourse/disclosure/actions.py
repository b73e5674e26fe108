"""Writes of the room `disclosure` outside the hot path: who was shown what, and recalls.

A record that stops leaves a line in `records`, in the transaction that stops it. Here each line
becomes one recall for each look-up that was shown the record, in one transaction with the entry
that tells the person of it and the queue row that carries it to the agency's address.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from recourse.agencies import queries as agencies
from recourse.disclosure import queries, recalls, rules
from recourse.disclosure.comparing import Compared
from recourse.disclosure.errors import WrongDigest
from recourse.disclosure.terms import ASKED_AGAIN, Change, Recall, Untold
from recourse.ground.actor import Actor
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Draft
from recourse.ledger.terms import Kind as LogKind
from recourse.people import queries as people
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.terms import Stop
from recourse.store import copying, queue
from recourse.store.copying import of_id, of_instant, of_text, of_uuid
from recourse.store.gate import one_person

RECIPIENT_COLUMNS = "person_id, record_id, entry_id, agency_id, seat_id, purpose, matter, shown_at"
RECIPIENT_HEAD = copying.row_head(8)
LONGEST_PAUSE_SECONDS = 3600
TO_TELL = """
SELECT r.entry_id, r.agency_id FROM recipient_of_one r
WHERE r.person_id = %(person)s AND r.record_id = %(record)s AND NOT EXISTS (
    SELECT FROM recall_of_one c
    WHERE c.person_id = r.person_id AND c.record_id = r.record_id AND c.entry_id = r.entry_id
        AND c.changed = %(changed)s AND c.since_at = %(since)s
) ORDER BY r.agency_id, r.entry_id
"""
NUMBER = """
INSERT INTO recall_number AS n (agency_id, last)
SELECT agency_id, recalls FROM unnest(%s::uuid[], %s::bigint[]) AS asked (agency_id, recalls)
ORDER BY agency_id
ON CONFLICT (agency_id) DO UPDATE SET last = n.last + excluded.last
RETURNING agency_id, last
"""
RECALL = """
INSERT INTO recall_of_one
    (person_id, id, record_id, entry_id, agency_id, number, changed, since_at, told_at)
SELECT %(person)s, id, %(record)s, entry_id, agency_id, number, %(changed)s, %(since)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(entries)s::uuid[], %(agencies)s::uuid[], %(numbers)s::bigint[])
    AS new (id, entry_id, agency_id, number)
"""
ACKNOWLEDGE = """
UPDATE recall_of_one SET acknowledged_at = %s, acknowledged_by = %s
WHERE person_id = %s AND id = %s AND acknowledged_at IS NULL
"""
PAUSE = """
INSERT INTO webhook_pause AS p (agency_id, failures, until_at)
VALUES (%(agency)s, 1, %(now)s + interval '2 seconds')
ON CONFLICT (agency_id) DO UPDATE SET failures = p.failures + 1,
    until_at = %(now)s
        + make_interval(secs => least(2 ^ least(p.failures + 1, 30), %(longest)s))
"""


class New(NamedTuple):
    """A recall about to be written: its name, the look-up, and whom it tells."""

    id: UUID
    entry_id: UUID
    agency_id: UUID


@transaction.atomic
def take_untold(*, most: int, by: Actor, now: datetime) -> list[Untold]:  # noqa: ARG001 - actions name who and when
    """Take look-ups whose people are to be told, oldest first, off the list.

    In the transaction that tells them: if it fails, the list is as it was.

    Args:
        most: At most so many, never more than 1,000.
        by: Who tells.
        now: When.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM look_ups_to_account_for(%s)", [most])
        return [Untold(*row) for row in cursor.fetchall()]


@transaction.atomic
def keep_recipients(*, of: Sequence[Untold], by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Keep who was shown which record, each look-up by itself.

    A yes or no that rests on records has shown them. Whether a record has stopped meanwhile
    is asked by `records.mark_disclosed`, in the same transaction.

    Law:
        PIPL art. 23, 55(4), 56; charter G10.

    """
    copying.copy_in(
        "recipient",
        RECIPIENT_COLUMNS,
        (
            _packed(one, one.person_id, record)
            for one in of
            if one.person_id is not None
            for record in one.records
        ),
    )


def _packed(one: Untold, person: UUID, record: UUID) -> bytes:
    """Pack one recipient."""
    return b"".join(
        (
            RECIPIENT_HEAD,
            of_uuid(person),
            of_uuid(record),
            of_uuid(one.entry_id),
            of_id(one.agency_id),
            of_id(one.seat_id),
            of_text(one.purpose),
            of_text(one.matter),
            of_instant(one.at),
        )
    )


@transaction.atomic
def recall_next(*, by: Actor, now: datetime) -> bool:
    """Tell every recipient of one record that has stopped; return whether there was one.

    Told once of each change: whoever was told, or became a recipient after a first round, makes
    no difference to the others.

    Law:
        Charter G10; PIPL art. 46, 47; GDPR art. 19 as anchor.

    """
    stop = records.take_stop(by=by, now=now)
    if stop is None:
        return False
    with one_person(stop.person):
        card = files.outside_of(stop.person, stop.record, at=now)
        change = rules.change_of(card, due_at=stop.due_at)
        if change is not None:
            _recall(stop, change, by=by, now=now)
    return True


def _recall(stop: Stop, change: Change, *, by: Actor, now: datetime) -> None:
    """Write a recall for each look-up that was not told of this change, and ask to carry it."""
    new = [New(uuid7(now), *row) for row in _to_tell(stop, change)]
    if not new:
        return
    _write(new, stop, change, now)
    tag = people.tag_of(stop.person)
    ledger.note_many(
        drafts=[
            Draft(
                LogKind.RECALL_SENT,
                tag,
                by.code,
                by.agency,
                {
                    "record": str(stop.record),
                    "look_up": str(one.entry_id),
                    "agency": str(one.agency_id),
                    "changed": str(change.changed),
                },
            )
            for one in new
        ],
        now=now,
    )
    reachable = agencies.with_webhook({one.agency_id for one in new})
    for one in new:
        if one.agency_id in reachable:
            queue.defer("disclosure.push", agency=str(one.agency_id), recall=str(one.id))


def _to_tell(stop: Stop, change: Change) -> list[tuple[UUID, UUID]]:
    """Return the look-ups that showed the record and were not told of this change yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            TO_TELL,
            {
                "person": stop.person,
                "record": stop.record,
                "changed": str(change.changed),
                "since": change.since,
            },
        )
        return [(entry, agency) for entry, agency in cursor.fetchall()]


def _write(new: Sequence[New], stop: Stop, change: Change, now: datetime) -> None:
    """Number recalls and write them.

    The count of an agency is held until the transaction ends, so numbers are seen in order: who
    has read up to a number has missed none below it.
    """
    last = _counted_up(Counter(one.agency_id for one in new))
    counts = {agency: count(first) for agency, first in last.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            RECALL,
            {
                "person": stop.person,
                "record": stop.record,
                "changed": str(change.changed),
                "since": change.since,
                "now": now,
                "ids": [one.id for one in new],
                "entries": [one.entry_id for one in new],
                "agencies": [one.agency_id for one in new],
                "numbers": [next(counts[one.agency_id]) for one in new],
            },
        )


def _counted_up(more: Mapping[UUID, int]) -> dict[UUID, int]:
    """Raise the counts of agencies, and return the first new number of each."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [list(more), list(more.values())])
        return {agency: last - more[agency] + 1 for agency, last in cursor.fetchall()}


@transaction.atomic
def acknowledge(*, recall: UUID, agency: UUID, digest: str, by: Actor, now: datetime) -> Recall:
    """Note that an agency has read a recall; the first acknowledgement counts.

    Args:
        recall: Which.
        agency: Whose it is.
        digest: That of the recall, as whoever acknowledges has read it.
        by: The seat that acknowledges; the system, where the agency's address answered.
        now: When.

    Raises:
        NoSuchRecall: The agency has no such recall.
        WrongDigest: The digest is that of something else.

    Law:
        Charter G10.

    """
    person = queries.whose(recall, agency=agency)
    with one_person(person):
        if digest != recalls.digest(queries.recall(person, recall)):
            raise WrongDigest
        if _acknowledged(person, recall, by=by, now=now):
            facts = {"recall": str(recall), "agency": str(agency)}
            tag = people.tag_of(person)
            ledger.note(kind="recall-acknowledged", tag=tag, by=by, now=now, facts=facts)
        return queries.recall(person, recall)


def _acknowledged(person: UUID, recall: UUID, *, by: Actor, now: datetime) -> bool:
    """Write an acknowledgement; return whether it was the first."""
    seat = by.id if by.agency is not None else None
    with connection.cursor() as cursor:
        cursor.execute(ACKNOWLEDGE, [now, seat, person, recall])
        return bool(cursor.rowcount)


@transaction.atomic
@transaction.atomic
def keep_comparison(*, compared: Compared, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Keep what was found when gate and log were compared; what was kept before stays.

    Args:
        compared: One civil day.
        by: The worker.
        now: When it was compared.

    """
    day = [compared.day, now]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO look_ups_compared VALUES (%s, %s, %s, %s, %s)",
            [*day, compared.counted, compared.found, compared.fits],
        )
        cursor.executemany(
            "INSERT INTO look_ups_compared_of_agency VALUES (%s, %s, %s, %s, %s)",
            [[*day, agency, *both] for agency, both in compared.agencies.items()],
        )


def note_failure(*, agency: UUID, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Leave the address of an agency alone for 2, 4, 8 … seconds, an hour at the most.

    So an agency that does not answer costs one attempt for each pause, however many recalls wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(PAUSE, {"agency": agency, "now": now, "longest": LONGEST_PAUSE_SECONDS})


@transaction.atomic
def note_success(*, agency: UUID, by: Actor, now: datetime) -> None:  # noqa: ARG001 - actions name who and when
    """Forget the failures of an address that has answered."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM webhook_pause WHERE agency_id = %s", [agency])


@transaction.atomic
def forget_names(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - actions name who and when
    """Drop names of questions that can no longer be asked again under them; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM look_up_named WHERE at <= %s", [now - ASKED_AGAIN])
        return int(cursor.rowcount)
