"""Writes of codes on paper: make, void, come in by one.

The rules this module enforces:

* nobody learns whether somebody has a file here, or a code: a document that is known and one
  that is not cost the same statements and read the same answer;
* a right code is judged first and lets in, whatever others have tried with the same document;
* wrong ones come one at a time for one document, so that what is counted holds against many at
  once; a right one never waits behind them;
* an attempt is an outcome, not an exception, until it is written down.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from recourse.ground.actor import Actor, ActorKind
from recourse.ground.calendar import end_of
from recourse.ground.refused import Refused
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.people import actions as people
from recourse.people import queries
from recourse.people.errors import AccountClosed
from recourse.people.letter_codes import codes, rules
from recourse.people.letter_codes.errors import CodeLetsNobodyIn, NoSuchCode, TooManyTries
from recourse.people.letter_codes.queries import card_of
from recourse.people.letter_codes.terms import Begun, LetterCode
from recourse.people.models import LetterAttempt, LetterBegun, LetterCodeRow
from recourse.people.terms import AccountCard, DocumentType
from recourse.store.gate import one_person

NOBODY: Final = UUID(int=0)
WAIT: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
FORGET: Final = "SELECT letter_codes_forget(%s)"


@transaction.atomic
def make(
    *, person: UUID, document: bytes, begun: Begun, second: str, by: Actor, now: datetime
) -> LetterCode:
    """Keep the code of a person whom two clerks have recognised; its halves are on two papers.

    Codes made before work no longer. The caller notes it: what it costs to note is the same for a
    document that nobody has.

    Args:
        person: Who stands there.
        document: Digest of the document they showed.
        begun: What the first clerk has begun.
        second: The second half.
        by: The seat of the second clerk.
        now: When.

    Raises:
        ValueError: No seat does it, or the one that began it.

    """
    if by.kind is not ActorKind.SEAT or by.id == begun.seat:
        raise ValueError("documents are shown to two seats")
    with one_person(person):
        _open_codes(person, now).update(voided_at=now)
        row = LetterCodeRow(
            person_id=person,
            id=uuid7(now),
            code_digest=codes.digest_of(document, begun.first_digest, second),
            seat_id=begun.seat,
            confirmed_by=by.id,
            issued_at=now,
            code_until=end_of(rules.last_day(now)),
        )
        row.save(force_insert=True)
    return card_of(row)


@transaction.atomic
def void(*, person: UUID, id: UUID, by: Actor, now: datetime) -> LetterCode:  # noqa: A002 - the house's word for it
    """Let a code work no longer, because its person says so.

    Raises:
        NoSuchCode: The person has none of this identifier that works, or somebody else asks.

    """
    if by != Actor(kind=ActorKind.PERSON, id=person):
        raise NoSuchCode
    with one_person(person):
        row = _open_codes(person, now).select_for_update().filter(id=id).first()
        if row is None:
            raise NoSuchCode
        row.voided_at = now
        row.save(update_fields=["voided_at"])
        _note("letter-code-voided", person, row, by, now)
    return card_of(row)


def _open_codes(person: UUID, now: datetime) -> "QuerySet[LetterCodeRow]":
    """Return the codes of a person that work; the gate is open."""
    return LetterCodeRow.objects.filter(
        person_id=person, used_at=None, voided_at=None, code_until__gt=now
    )


@transaction.atomic
def come_in(
    *, document_type: DocumentType, number: str, halves: tuple[str, str], by: Actor, now: datetime
) -> AccountCard | Refused:
    """Return the way in of whoever brings a code with the document it was made for, or why not.

    The refusal is returned, not raised: that somebody tried must be kept first.

    Args:
        document_type: By the code list ID_TYPE.
        number: As it was typed; of no known form is as good as unknown.
        halves: Of the code, as they were typed, in either order.
        by: Who lets them in.
        now: When.

    Law:
        PIPL art. 44, 45, 51; Order 36 (a counter beside every page).

    """
    document = queries.document_digest(document_type, number)
    person = queries.person_of_digest(document) or NOBODY
    row = _used(person, codes.digests_of(document, *halves), now)
    if row is None:
        return _wrong(document, by, now)
    outcome = _way_in(person, row, by, now)
    _keep(codes.whom(document), now, is_refused=isinstance(outcome, Refused))
    return outcome


def _used(person: UUID, digests: list[bytes], now: datetime) -> LetterCodeRow | None:
    """Use a code up and return it; None if it is none of this person's that works."""
    with one_person(person):
        opened = _open_codes(person, now).select_for_update()
        found = opened.filter(code_digest__in=digests).first()
        if found is not None:
            found.used_at = now
            found.save(update_fields=["used_at"])
    return found


def _wrong(document: bytes, by: Actor, now: datetime) -> Refused:
    """Keep that a wrong code was tried, unless there were too many; the log says so once a day."""
    whom = codes.whom(document)
    with connection.cursor() as cursor:
        cursor.execute(WAIT, [whom.hex()])
    lately = LetterAttempt.objects.filter(is_refused=True)
    of_document = lately.filter(whom=whom, at__gt=now - rules.DAY)[: rules.A_DAY].count()
    in_all = lately.filter(at__gt=now - rules.HOUR)[: rules.AN_HOUR].count()
    if rules.too_many(of_document=of_document, in_all=in_all):
        return TooManyTries()
    _keep(whom, now, is_refused=True)
    if of_document + 1 == rules.A_DAY:
        tag = queries.tag_of_document(document)
        ledger.note(kind="letter-code-tried", tag=tag, by=by, now=now, facts={})
    return CodeLetsNobodyIn()


def _keep(whom: bytes, now: datetime, *, is_refused: bool) -> None:
    """Keep for two days that somebody tried."""
    LetterAttempt(id=uuid7(now), whom=whom, at=now, is_refused=is_refused).save(force_insert=True)


def _way_in(person: UUID, row: LetterCodeRow, by: Actor, now: datetime) -> AccountCard | Refused:
    """Return the account of whoever brought a code, opened the first time."""
    try:
        account = people.way_in(person=person, by=by, now=now)
    except AccountClosed as refused:
        return refused
    with one_person(person):
        _note("letter-code-used", person, row, Actor(kind=ActorKind.PERSON, id=person), now)
    return account


@transaction.atomic
def forget(*, by: Actor, now: datetime) -> int:  # noqa: ARG001 - the log keeps its own lines
    """Delete codes that a year ago worked for the last time, old attempts and what was begun.

    Returns:
        How many.

    Law:
        PIPL art. 19.

    """
    gone, _ = LetterAttempt.objects.filter(at__lt=now - rules.KEEP_ATTEMPTS).delete()
    begun, _ = LetterBegun.objects.filter(at__lt=now - rules.KEEP_ATTEMPTS).delete()
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now])
        return gone + begun + int(cursor.fetchone()[0])


def _note(kind: str, person: UUID, row: LetterCodeRow, by: Actor, now: datetime) -> None:
    """Drop the deed's line into the person's log; it says which counter gave the code out."""
    facts = {"code": str(row.id), "seat": str(row.seat_id)}
    ledger.note(kind=kind, tag=queries.tag_of(person), by=by, now=now, facts=facts)
