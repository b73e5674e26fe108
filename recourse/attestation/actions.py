"""What happens to a statement: kept, taken back, shown once by a code, erased."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from recourse.attestation import codes, contents, envelopes, errors, rules
from recourse.attestation.errors import NoSuchStatement, NotGood, TooManyToday
from recourse.attestation.models import Attempt, StatementRow
from recourse.attestation.queries import card_of, issued_at, statement_of
from recourse.attestation.terms import (
    Place,
    ShareCard,
    State,
    Statement,
    StatementCard,
    StoppedRecord,
    TakenBack,
)
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date, start_of
from recourse.ground.journal import Line
from recourse.ground.keydir import month_key_name
from recourse.ground.spoken_codes import new_code
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Facts, Kind
from recourse.people import queries as people
from recourse.records.terms import RecordCard
from recourse.store import journal
from recourse.store.gate import one_person

JOURNALLED = "statement"
"""What the erasure journal calls a statement."""

KEEP = """
INSERT INTO statement (person_id, id, number, kind, catalogue_version, issued_at, valid_until,
    planned_on, erase_on, key_month, carries, wrapped_key, contents)
VALUES (%(person)s, %(id)s, %(number)s, %(kind)s, %(catalogue)s, %(now)s, %(valid_until)s,
    %(erase_on)s, %(erase_on)s, %(key_month)s, %(carries)s, %(wrapped_key)s, %(contents)s)
"""
SHARE = """
INSERT INTO statement_share (person_id, id, statement_id, code_digest, recipient, made_at, until_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
ONE_ASKER = "SELECT pg_advisory_xact_lock(hashtextextended(encode(%s, 'hex'), 9))"


@transaction.atomic
def keep(
    *,
    person: UUID,
    statement: Statement,
    carried: Sequence[RecordCard],
    by: Actor,
    now: datetime,
) -> StatementCard:
    """Keep a statement as issued, sealed until its day, and write that into the person's log.

    Args:
        person: Whose it is.
        statement: What it says; as of `now`.
        carried: The records it shows, which nobody changes before the transaction ends.
        by: Who asked for it.
        now: When.

    Raises:
        TooManyToday: The person has had as many today as one day has.

    Law:
        PIPL art. 45; charter G5, G6.

    """
    with one_person(person):
        today = civil_date(now)
        if rules.is_too_many(issued_at(person, since=start_of(today)), now):
            raise TooManyToday(most=rules.MOST_A_DAY)
        erase_on = rules.erase_on(statement.valid_until, carried)
        plain = contents.canonical_of(statement)
        sealed = envelopes.close(person, statement.id, plain, erase_on=erase_on)
        row: dict[str, Any] = {
            "person": person,
            "id": statement.id,
            "number": statement.number,
            "kind": str(statement.kind),
            "catalogue": statement.catalogue_version,
            "now": now,
            "valid_until": statement.valid_until,
            "erase_on": erase_on,
            "carries": [card.id for card in carried],
            **sealed._asdict(),
        }
        with connection.cursor() as cursor:
            cursor.execute(KEEP, row)
        facts = {"statement": str(statement.id), "kind": str(statement.kind)}
        about = {"domains": list(statement.domains)} if statement.domains else {}
        _note(Kind.ATTESTED, person, by, now, {**facts, **about})
    return StatementCard(
        person=person,
        id=statement.id,
        number=statement.number,
        kind=statement.kind,
        issued_at=now,
        valid_until=statement.valid_until,
        erase_on=erase_on,
        taken_back_at=None,
        taken_back_why=None,
        state=State.GOOD,
        holds=True,
        carries=tuple(card.id for card in carried),
        statement=statement,
    )


@transaction.atomic
def take_back(
    *, person: UUID, statement: UUID, why: TakenBack, by: Actor, now: datetime
) -> StatementCard:
    """Take a statement back: whoever checks it from now on is told that it no longer holds.

    Never because of something that happened after it was issued: its instant stays true, and
    else somebody who keeps it could follow the person by asking again and again. One that is
    erased here can be taken back too: its copies hold to their last day.

    Args:
        person: Whose it is.
        statement: Which.
        why: It was wrong when issued, its person wishes so, or a key is in wrong hands.
        by: Who takes it back.
        now: When.

    Raises:
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, or was taken back before.

    """
    with one_person(person):
        row = _locked(person, statement)
        if not card_of(row, now).holds:
            raise NotGood
        row.taken_back_at, row.taken_back_why = now, str(why)
        row.save(update_fields=["taken_back_at", "taken_back_why"])
        facts = {"statement": str(statement), "why": str(why)}
        _note(Kind.ATTESTED_NO_MORE, person, by, now, facts)
        return card_of(row, now)


@transaction.atomic
def take_stop(*, by: Actor, now: datetime) -> StoppedRecord | None:  # noqa: ARG001 - actions name who and when
    """Hand over one record that ended early while statements carried it; None if none waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statement_stop_to_tell()")
        found = cursor.fetchone()
    return None if found is None else StoppedRecord(*found)


@transaction.atomic
def doubt_signed_before(*, before: datetime, by: Actor, now: datetime) -> int:  # noqa: ARG001 - the caller notes the deed
    """List what was issued before an instant and still holds, to be taken back; return how many.

    Nobody keeps which key signed what, so a key in wrong hands puts all of it in doubt.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT statements_doubt(%s, %s)", [before, civil_date(now)])
        return int(cursor.fetchone()[0])


@transaction.atomic
def take_doubtful(*, by: Actor, now: datetime) -> Place | None:  # noqa: ARG001 - actions name who and when
    """Hand over one statement that a key in wrong hands may have signed; None if none waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statement_doubtful_next()")
        found = cursor.fetchone()
    return None if found is None else Place(*found)


@transaction.atomic
def make_share(
    *, person: UUID, statement: UUID, recipient: str, by: Actor, now: datetime
) -> tuple[ShareCard, str]:
    """Make a code with which a counter is shown a statement once, within a day; return both.

    The code is given out this once.

    Args:
        person: Whose statement.
        statement: Which.
        recipient: Who may open it, by code; known to be there.
        by: The person.
        now: When.

    Raises:
        NoSuchStatement: There is no such statement of this person.
        NotGood: It is over, was taken back, or is erased.

    """
    with one_person(person):
        card = statement_of(person, statement, at=now)
        if card.state is not State.GOOD:
            raise NotGood
        code, share, until = new_code(), uuid7(now), now + codes.LASTS
        row: list[Any] = [
            *(person, share, statement, codes.digest_of(code)),
            *(recipient, now, until),
        ]
        with connection.cursor() as cursor:
            cursor.execute(SHARE, row)
        facts = {"statement": str(statement), "share": str(share), "recipient": recipient}
        _note(Kind.SHARE_MADE, person, by, now, facts)
    made = ShareCard(
        id=share,
        statement=statement,
        recipient=recipient,
        made_at=now,
        until_at=until,
        opened_at=None,
    )
    return made, code


@transaction.atomic
def open_share(
    *, digest: bytes, recipient: str, asker: bytes, called: str, by: Actor, now: datetime
) -> StatementCard | None:
    """Use a code up and return the statement it shows; None, and one wrong try, if it opens none.

    A code that never was, is used, is over, is for somebody else, or whose statement is not
    good any more: the same answer after the same two questions to the database. That nothing
    opens is an outcome, not a refusal, until the try is written down.

    Args:
        digest: Of the code.
        recipient: Who opens it, by code.
        asker: Keyed digest of the address they ask from.
        called: What they write about themselves; the person reads it.
        by: Who acts.
        now: When.

    Raises:
        TooManyWrongCodes: Too many wrong codes came from there lately.

    Law:
        Charter G6, G8.

    """
    _let_try(asker, now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statement_share_take(%s, %s, %s)", [digest, recipient, now])
        found = cursor.fetchone()
    if found is None:
        Attempt.objects.create(id=uuid7(now), asker=asker, at=now)
        return None
    person, share, statement = found
    with one_person(person):
        facts = {"share": str(share), "statement": str(statement)}
        named = {"recipient": recipient, "called": called}
        _note(Kind.SHARE_OPENED, person, by, now, {**facts, **named})
        return statement_of(person, statement, at=now)


def _let_try(asker: bytes, now: datetime) -> None:
    """Let somebody try a code, one at a time.

    Raises:
        TooManyWrongCodes: Too many wrong codes came from there lately.

    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_ASKER, [asker])
    wrong = Attempt.objects.filter(asker=asker, at__gt=now - codes.WAIT)
    if len(wrong.order_by("-at")[: codes.WRONG_AT_ONCE]) == codes.WRONG_AT_ONCE:
        raise errors.TooManyWrongCodes(minutes=codes.WAIT.seconds // 60)


@transaction.atomic
def forget_codes(*, by: Actor, now: datetime) -> None:  # noqa: ARG001 - the log keeps its own lines
    """Delete wrong tries of yesterday, and codes that are over for a month."""
    Attempt.objects.filter(at__lt=now - codes.LASTS).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_share_forget(%s)", [now - 30 * codes.LASTS])


@transaction.atomic
def erase_next(*, by: Actor, now: datetime) -> Place | None:
    """Erase one statement whose day has come; return which it was, None if there is none.

    To be called last in its transaction. A record that ends early moves the day of what carries
    it, and a backup from before does not know that: then the erasure journal is told.

    Raises:
        JournalDamaged, JournalCut: The erasure journal was changed; nothing is erased.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statement_to_erase(%s)", [civil_date(now)])
        found = cursor.fetchone()
    if found is None:
        return None
    place = Place(*found)
    with one_person(place.person):
        row = _locked(place.person, place.statement)
        _erase(row, by, now)
        if row.erase_on < row.planned_on:
            named = {"person": str(place.person), "statement": str(place.statement)}
            key = month_key_name(row.key_month)
            journal.write(erased=JOURNALLED, facts={**named, "key": key}, at=now)
    return place


@transaction.atomic
def forget_left(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - places without a statement say nothing of anybody
    """Delete the places of erased statements whose last good day is over; return of how many.

    Law:
        PIPL art. 19.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_left_forget(%s)", [civil_date(now)])
        return int(cursor.fetchone()[0])


@transaction.atomic
def erase_again(*, place: Place, line: Line, by: Actor, now: datetime) -> None:
    """Erase again what the journal says was erased, after a backup brought it back.

    Law:
        PIPL art. 47; charter G5.

    """
    with one_person(place.person):
        try:
            row = _locked(place.person, place.statement)
        except NoSuchStatement:
            return
        if row.wrapped_key is not None:
            row.erase_on = min(row.erase_on, civil_date(line.at))
            _erase(row, by, now)


def _erase(row: StatementRow, by: Actor, now: datetime) -> None:
    """Take the contents and their key out of a locked statement, and say so."""
    row.wrapped_key = row.contents = None
    row.save(update_fields=["erase_on", "wrapped_key", "contents"])
    _note(Kind.ATTESTED_ERASED, row.person_id, by, now, {"statement": str(row.id)})


def _locked(person: UUID, statement: UUID) -> StatementRow:
    """Return a statement's row, locked until the transaction ends.

    Raises:
        NoSuchStatement: There is no such statement of this person.

    """
    rows = StatementRow.objects.select_for_update().filter(person_id=person, id=statement)
    row = rows.first()
    if row is None:
        raise NoSuchStatement
    return row


def _note(kind: Kind, person: UUID, by: Actor, now: datetime, facts: Facts) -> None:
    """Write a line into the person's log."""
    ledger.note(kind=kind, tag=people.tag_of(person), by=by, now=now, facts=facts)
