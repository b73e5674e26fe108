"""Writes of codes on paper: issue, void, come in by one.

The rules this module enforces:

* nobody learns whether somebody has a file here, or a code: a document that is known and one
  that is not cost the same statements and read the same answer;
* one try at a time for one document, so that limits hold against many at once;
* an attempt is an outcome, not an exception, until it is written down.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from recourse.ground.actor import Actor, ActorKind
from recourse.ground.refused import Refused
from recourse.ground.spoken_codes import new_code
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.people import actions as people
from recourse.people import queries
from recourse.people.errors import AccountClosed
from recourse.people.letter_codes import codes, rules
from recourse.people.letter_codes.errors import CodeLetsNobodyIn, NoSuchCode, TooManyTries
from recourse.people.letter_codes.queries import card_of
from recourse.people.letter_codes.terms import LetterCode
from recourse.people.models import LetterAttempt, LetterCodeRow
from recourse.people.terms import AccountCard, DocumentType
from recourse.store.gate import one_person

NOBODY: Final = UUID(int=0)
WAIT: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
FORGET: Final = "SELECT letter_codes_forget(%s)"


@transaction.atomic
def issue(*, person: UUID, document: bytes, by: Actor, now: datetime) -> tuple[LetterCode, str]:
    """Make a code for a person whom a seat has recognised; it is given out this once.

    Codes made before work no longer.

    Args:
        person: Who stands there.
        document: Digest of the document they showed.
        by: The seat that saw it.
        now: When.

    Raises:
        ValueError: Whoever saw it is no seat.

    """
    if by.kind is not ActorKind.SEAT:
        raise ValueError("documents are shown to a seat")
    code, id_ = new_code(), uuid7(now)
    with one_person(person):
        _open_codes(person, now).update(voided_at=now)
        row = LetterCodeRow(
            person_id=person,
            id=id_,
            code_digest=codes.digest_of(document, code),
            seat_id=by.id,
            issued_at=now,
            code_until=now + rules.DAYS,
        )
        row.save(force_insert=True)
        _note("letter-code-issued", person, row, by, now)
    return card_of(row), code


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
    *, document_type: DocumentType, number: str, code: str, by: Actor, now: datetime
) -> AccountCard | Refused:
    """Return the way in of whoever brings a code with the document it was made for, or why not.

    The refusal is returned, not raised: that somebody tried must be kept first.

    Args:
        document_type: By the code list ID_TYPE.
        number: As it was typed; of no known form is as good as unknown.
        code: As it was typed.
        by: Who lets them in.
        now: When.

    Law:
        PIPL art. 44, 45, 51; Order 36 (a counter beside every page).

    """
    document = queries.document_digest(document_type, number)
    whom = codes.whom(document)
    with connection.cursor() as cursor:
        cursor.execute(WAIT, [whom.hex()])
    if rules.must_wait(_wrong(whom, now), now=now):
        return TooManyTries()
    person = queries.person_of_digest(document) or NOBODY
    row = _used(person, codes.digest_of(document, code), now)
    outcome = CodeLetsNobodyIn() if row is None else _way_in(person, row, by, now)
    LetterAttempt(id=uuid7(now), whom=whom, at=now, is_refused=isinstance(outcome, Refused)).save(
        force_insert=True
    )
    return outcome


def _wrong(whom: bytes, now: datetime) -> list[datetime]:
    """Return when wrong codes were tried for a document in the last day."""
    tried = LetterAttempt.objects.filter(whom=whom, is_refused=True, at__gt=now - rules.DAY)
    return list(tried.order_by("-at").values_list("at", flat=True)[: rules.A_DAY])


def _used(person: UUID, digest: bytes, now: datetime) -> LetterCodeRow | None:
    """Use a code up and return it; None if it is none of this person's that works."""
    with one_person(person):
        found = _open_codes(person, now).select_for_update().filter(code_digest=digest).first()
        if found is not None:
            found.used_at = now
            found.save(update_fields=["used_at"])
    return found


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
    """Delete codes that a year ago worked for the last time, and old attempts; return how many.

    Law:
        PIPL art. 19.

    """
    gone, _ = LetterAttempt.objects.filter(at__lt=now - rules.KEEP_ATTEMPTS).delete()
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [now])
        return gone + int(cursor.fetchone()[0])


def _note(kind: str, person: UUID, row: LetterCodeRow, by: Actor, now: datetime) -> None:
    """Drop the deed's line into the person's log; it says which counter gave the code out."""
    facts = {"code": str(row.id), "seat": str(row.seat_id)}
    ledger.note(kind=kind, tag=queries.tag_of(person), by=by, now=now, facts=facts)
