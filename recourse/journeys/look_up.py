"""A look-up: mandate, person, standing records, smallest answer, entry, commit; then the answer.

Several questions that arrive together take the two trips to the database together and
share one durable commit. Each keeps its own entry, its own refusal, its own answer.
Replies are written while the entries travel, and leave after the commit: no proof, no data.

A person nobody knows, a name that does not belong to the number, and an empty file take the same
steps, the same statements and the same answer.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings

from recourse.catalogue.terms import Answer as Kind
from recourse.disclosure import queries, rules
from recourse.disclosure.queries import Asked, Read, Spent
from recourse.disclosure.rules import Day
from recourse.disclosure.terms import (
    Access,
    Answer,
    Ask,
    Budget,
    Earlier,
    NoAnswer,
    Outcome,
    Row,
    Shown,
)
from recourse.ground.keydir import KeyDestroyed, Vault
from recourse.ground.refused import Refused
from recourse.ledger.chain import Pen, log_at
from recourse.ledger.terms import Draft, EntryReceipt, QueueRow
from recourse.ledger.terms import Kind as EntryKind
from recourse.people import queries as people
from recourse.people import rules as people_rules
from recourse.people.terms import DocumentType, Identity
from recourse.store.keys import vault
from recourse.store.trips import Trips

Reply = TypeVar("Reply")
NOBODY = UUID(int=0)
STRANGER = Access(
    code=f"seat:{NOBODY}",
    seat_id=NOBODY,
    agency_id=NOBODY,
    agency_kind="",
    is_valid=False,
    purposes=frozenset(),
    seat_budget=0,
    seat_spent=0,
    agency_budget=0,
    agency_spent=0,
)
"""A machine that was taken off the list after its token was signed."""


NO_BUDGET = Budget(0, 0, 0, 0)


class Meant(NamedTuple):
    """Whom a question is about, as keyed digests; the tag is where the log keeps them."""

    identity: bytes
    name: bytes
    tag: bytes


class Found(NamedTuple):
    """What a question came to, before it is logged."""

    ask: Ask
    meant: Meant | None
    access: Access
    refused: Refused | None
    person: UUID | None
    records: tuple[UUID, ...]
    shown: tuple[Shown, ...]
    budget: Budget
    repeats: UUID | None = None


async def look_up_many(
    asks: Sequence[Ask], *, connection: Trips, day: Day, slot: int, now: datetime
) -> list[Outcome]:
    """Answer or refuse each question, log each, commit, and only then return; see `carry`."""
    return await carry(asks, connection=connection, day=day, slot=slot, now=now, written=list)


async def carry(
    asks: Sequence[Ask],
    *,
    connection: Trips,
    day: Day,
    slot: int,
    now: datetime,
    written: Callable[[Sequence[Outcome]], list[Reply]],
) -> list[Reply]:
    """Answer or refuse each question, log each, commit, and only then return the replies.

    Args:
        asks: At most 64.
        connection: Outside any transaction; the caller rolls back if this raises.
        day: The catalogue on the civil date of `now`.
        slot: Which counter of the budget this writer adds to.
        now: When.
        written: Writes the replies while the entries are on their way to the disk; it lets
            nothing out and never raises.

    Law:
        PIPL art. 6, 34, 51, 54; charter G6, G7, G8.

    """
    tag_key = vault().named("person-tag")
    meant = [_meant(ask, tag_key) for ask in asks]
    read = await queries.read(
        connection,
        clients=sorted({ask.client for ask in asks if not ask.at_desk}),
        seats=sorted({UUID(ask.client) for ask in asks if ask.at_desk}),
        on=day.on,
        log_id=log_at(now),
        tags=sorted({one.tag for one in meant if one}),
        asked=list(_asked(asks, meant, day)),
        names=sorted({ask.named.key for ask in asks if ask.named}),
        at=now,
    )
    found = list(_found(asks, meant, read, day))
    pen = Pen(now=now, vault=vault(), heads=read.heads)
    entries = pen.write_all([_draft(one, day) for one in found])
    spent = list(map(_spent, found, entries, repeat(day)))
    queries.write(connection, pen=pen, entries=entries, spent=spent, on=day.on, slot=slot)
    replies = written(list(map(_outcome, found, entries, repeat(day))))
    await connection.back()
    return replies


def _meant(ask: Ask, tag_key: bytes) -> Meant | None:
    """Return the digests of whoever is meant."""
    if ask.identity is None:
        return None
    identity, name = people.digests_of(ask.identity)
    return Meant(identity, name, people_rules.person_tag(tag_key, identity))


def _asked(asks: Sequence[Ask], meant: Sequence[Meant | None], day: Day) -> Iterator[Asked]:
    """Yield what the door is asked: one place for each person, whatever comes of it."""
    for ask, one in zip(asks, meant, strict=True):
        if one is not None and (plan := day.plans.get(ask.purpose)) is not None:
            yield Asked(one.identity, one.name, plan.items, plan.decided_from, plan.contents)
        elif one is not None:
            yield Asked(one.identity, one.name, (), None, contents=False)


def _found(
    asks: Sequence[Ask], meant: Sequence[Meant | None], read: Read, day: Day
) -> Iterator[Found]:
    """Decide each question in the order they came, counting each against its budget."""
    places = _by_place(read.rows)
    by_seat: Counter[UUID] = Counter()
    by_agency: Counter[UUID] = Counter()
    for ask, one in zip(asks, meant, strict=True):
        access = read.access.get(ask.client, STRANGER)
        earlier = Earlier(by_seat[access.seat_id], by_agency[access.agency_id])
        by_seat[access.seat_id] += 1
        by_agency[access.agency_id] += 1
        first = read.first.get(ask.named.key) if ask.named else None
        refused = rules.refusal_of(ask, access, day, earlier) or rules.name_refusal(ask, first)
        rows = next(places) if one else []
        found = _decided(ask, one, access, refused, rows=rows, day=day)
        repeats = None if first is None or refused else first.entry
        yield found._replace(budget=rules.budget_of(access, earlier), repeats=repeats)


def _by_place(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows of each asked person, in the order they were asked."""
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and rows[end].place == rows[at].place:
            end += 1
        yield list(rows[at:end])
        at = end


def _decided(
    ask: Ask,
    meant: Meant | None,
    access: Access,
    refused: Refused | None,
    *,
    rows: Sequence[Row],
    day: Day,
) -> Found:
    """Refuse, or keep what the purpose may see."""
    person = rows[0].person_id if rows and rows[0].known else None
    if refused is not None:
        return Found(ask, meant, access, refused, person, (), (), NO_BUDGET)
    seen = [
        (row.record_id, shown)
        for row in rows
        if row.record_id is not None and (shown := _shown(row, ask, day, vault())) is not None
    ]
    records, all_shown = tuple(one for one, _ in seen), tuple(one for _, one in seen)
    return Found(ask, meant, access, None, person, records, all_shown, NO_BUDGET)


def _shown(row: Row, ask: Ask, day: Day, keys: Vault) -> Shown | None:
    """Open what the purpose needs of a record; nothing of one whose key is gone."""
    plan, item = day.plans[ask.purpose], row.item or ""
    if not plan.contents:
        return Shown(item, {})
    try:
        fields, said = queries.contents_of(row, keys), queries.statement_of(row, keys)
    except KeyDestroyed:
        return None
    return Shown(item, rules.shown_fields(plan, item, fields), said)


def _draft(found: Found, day: Day) -> Draft:
    """Return the entry that tells of a question: codes and counts, never a value."""
    ask, access = found.ask, found.access
    facts: dict[str, Any] = {
        "purpose": ask.purpose if day.knows(ask.purpose) else "",
        "matter": ask.matter,
        **({"desk": True} if ask.at_desk else {"machine": ask.client}),
        "catalogue": day.catalogue.version,
    }
    tag = found.meant.tag if found.meant else None
    if found.refused is not None:
        facts["why"] = found.refused.code
        return Draft(EntryKind.LOOK_UP_REFUSED, tag, access.code, access.agency_id, facts)
    plan = day.plans[ask.purpose]
    facts["basis"] = plan.basis
    facts["answer"] = plan.purpose.answer.value
    facts["items"] = [shown.item for shown in found.shown]
    if stated := sum(shown.statement is not None for shown in found.shown):
        facts["statements"] = stated
    if found.repeats is not None:
        facts["repeats"] = str(found.repeats)
    kind = EntryKind.LOOK_UP if found.person else EntryKind.LOOK_UP_MISS
    return Draft(kind, tag, access.code, access.agency_id, facts)


def _spent(found: Found, entry: QueueRow, day: Day) -> Spent:
    """Return what the budget and the list of the untold keep of a look-up."""
    return Spent(
        entry.entry_id,
        found.person,
        found.access.agency_id,
        found.access.seat_id,
        found.ask.purpose if day.knows(found.ask.purpose) else "",
        found.ask.matter,
        found.records,
        at_desk=found.ask.at_desk,
        was_answered=found.refused is None,
        named=found.ask.named,
    )


def _outcome(found: Found, entry: QueueRow, day: Day) -> Outcome:
    """Return what leaves, now that the entry is durable."""
    receipt = EntryReceipt(
        entry_id=entry.entry_id, log_id=entry.log_id, at=entry.at, commitment=entry.commitment
    )
    if found.refused is not None:
        return NoAnswer(refused=found.refused, receipt=receipt, budget=found.budget)
    wants_fields = day.plans[found.ask.purpose].purpose.answer is Kind.FIELDS
    return Answer(
        purpose=found.ask.purpose,
        as_of=entry.at,
        found=bool(found.shown),
        records=found.shown if wants_fields else None,
        receipt=receipt,
        budget=found.budget,
        repeats=found.repeats,
    )


def identity_from(*, document_type: str, number: str, name: str) -> Identity:
    """Return who is meant, checked and normalised.

    Raises:
        Refused: The document number or the name is malformed.

    """
    return people_rules.identity(
        document_type=DocumentType(document_type),
        number=number,
        name=name,
        synthetic=settings.DEMO,
    )
