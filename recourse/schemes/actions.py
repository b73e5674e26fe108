"""Writes of the room `schemes`: a person applies, withdraws; what was put in is erased."""

from datetime import datetime, timedelta
from os import urandom
from uuid import UUID

from django.db import connection, transaction

from recourse.ground import canonical, numbers
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.keydir import month_key_name
from recourse.ground.uuid7 import uuid7
from recourse.ledger import actions as ledger
from recourse.ledger.terms import Kind as Entry
from recourse.notice import actions as notices
from recourse.notice.terms import Kind as Notice
from recourse.notice.terms import NewNotice
from recourse.people import queries as people
from recourse.redress import actions as redress
from recourse.redress import envelopes
from recourse.redress.terms import Filing, Kind
from recourse.schemes import errors, queries, rules
from recourse.schemes.models import Application
from recourse.schemes.terms import Answer, ApplicationCard, Place, State
from recourse.store import journal
from recourse.store.gate import one_person

JOURNALLED = "application"
"""What the erasure journal calls an application."""

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))"


@transaction.atomic
def apply(
    *, person: UUID, answer: Answer, agency: UUID | None, words: str, by: Actor, now: datetime
) -> ApplicationCard:
    """Apply for a benefit: granted at once where the rule may, else put before an officer.

    Args:
        person: Who applies.
        answer: What the rule says now; sealed with the application.
        agency: Who answers; None only where nobody need.
        words: What the person wants to say beside it.
        by: The person.
        now: When.

    Raises:
        AppliedAlready: They wait for the same benefit, or have it.
        WordsTooLong: They say more than anybody reads.

    Law:
        PIPL art. 24 (nobody is refused by a program alone); charter G12.

    """
    scheme = answer.scheme
    with one_person(person):
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [f"{person}/{scheme.id}"])
        _need_first(person, scheme.id, now)
        case = None
        if not answer.automatic:
            asked = Filing(kind=Kind.BENEFIT, words=words, scheme=scheme.id, agency=agency)
            case = redress.file(person=person, asked=asked, by=by, now=now).id
        row = _new(person, answer, case, now)
        if answer.automatic:
            _note(Entry.BENEFIT_GRANTED, row, by, now)
            _tell(row, by, now)
        else:
            _note(Entry.BENEFIT_APPLIED, row, by, now)
        return queries.application_of(person, row.id, at=now)


def _need_first(person: UUID, scheme: str, now: datetime) -> None:
    """Refuse a second application while the first is waited for or holds."""
    for card in queries.applications_of(person, at=now):
        if card.scheme == scheme and card.state in {State.WAITING, State.GRANTED}:
            raise errors.AppliedAlready


def _new(person: UUID, answer: Answer, case: UUID | None, now: datetime) -> Application:
    """Write an application; its receipt, and with it all that was put in, is sealed."""
    scheme, today, new = answer.scheme, civil_date(now), uuid7(now)
    outcome = answer.outcome
    last = rules.erase_on(today, keep_months=scheme.keep_months)
    envelope = envelopes.begin(person, new, last)
    return Application.objects.create(
        person_id=person,
        id=new,
        number=numbers.written("E", today, int.from_bytes(urandom(5))),
        scheme=scheme.id,
        catalogue_version=str(answer.receipt["catalogue_version"]),
        rule_digest=bytes.fromhex(str(answer.receipt["rule"])),
        applied_at=now,
        case_id=case,
        outcome="" if outcome is None else outcome.id,
        valid_days=rules.longest(scheme) if outcome is None else outcome.valid_days,
        erase_on=last,
        key_month=envelope.key_month,
        wrapped_key=envelope.wrapped_key,
        told=envelope.seal(queries.SEALED, canonical.dumps(dict(answer.receipt))),
    )


def _tell(row: Application, by: Actor, now: datetime) -> None:
    """Write the person a letter about what the rule granted."""
    last_on = civil_date(now) + timedelta(days=row.valid_days - 1)
    letter = NewNotice(
        person_id=row.person_id,
        id=uuid7(now),
        record_id=None,
        kind=Notice.BENEFIT.value,
        catalogue_version=row.catalogue_version,
        facts={
            "number": row.number,
            "scheme": row.scheme,
            "outcome": row.outcome,
            "last_on": last_on.isoformat(),
        },
        written_at=now,
    )
    notices.write_many(notices=[letter], by=by, now=now)


@transaction.atomic
def withdraw(*, person: UUID, application: UUID, by: Actor, now: datetime) -> None:
    """Withdraw an application, or give a granted benefit back; what was put in ends today.

    Raises:
        NoSuchApplication: There is no such application of this person.
        NothingToWithdraw: It was refused, withdrawn before, or is over.

    Law:
        PIPL art. 15, 47; charter G5.

    """
    with one_person(person):
        rows = Application.objects.select_for_update()
        row = rows.filter(person_id=person, id=application).first()
        if row is None:
            raise errors.NoSuchApplication
        card = queries.application_of(person, application, at=now)
        if card.state not in {State.WAITING, State.GRANTED}:
            raise errors.NothingToWithdraw
        if card.state is State.WAITING and card.case is not None:
            redress.take_back(person=person, case=card.case.id, by=by, now=now)
        _end(row, by, now)


@transaction.atomic
def end_with_case(*, person: UUID, case: UUID, by: Actor, now: datetime) -> None:
    """End the application whose case was taken back in this transaction, if it is about one.

    Law:
        PIPL art. 15, 47; charter G5.

    """
    with one_person(person):
        rows = Application.objects.select_for_update().filter(person_id=person, case_id=case)
        row = rows.filter(withdrawn_at=None).first()
        if row is not None:
            _end(row, by, now)


def _end(row: Application, by: Actor, now: datetime) -> None:
    """Write that an application is withdrawn; what was put in is gone from today on."""
    row.withdrawn_at, row.erase_on = now, min(row.erase_on, civil_date(now))
    row.save(update_fields=["withdrawn_at", "erase_on"])
    _note(Entry.BENEFIT_WITHDRAWN, row, by, now)


@transaction.atomic
def erase_next(*, by: Actor, now: datetime) -> Place | None:
    """Erase what was put into one application whose day has come; None if there is none.

    To be called last in its transaction. Withdrawing moves its day earlier, and a backup from
    before does not know that: then the erasure journal is told.

    Raises:
        JournalDamaged, JournalCut: The erasure journal was changed; nothing is erased.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM scheme_next_to_erase(%s)", [civil_date(now)])
        found = cursor.fetchone()
    if found is None:
        return None
    place = Place(*found)
    with one_person(place.person):
        row = Application.objects.get(person_id=place.person, id=place.application)
        if row.withdrawn_at is not None:
            facts = {"person": str(row.person_id), "application": str(row.id)}
            key = month_key_name(row.key_month)
            journal.write(erased=JOURNALLED, facts={**facts, "key": key}, at=now)
        _erase(row, by, now)
    return place


@transaction.atomic
def erase_again(*, place: Place, by: Actor, now: datetime) -> None:
    """Erase again what the journal says was erased, after a backup brought it back.

    Law:
        PIPL art. 47; charter G5.

    """
    with one_person(place.person):
        rows = Application.objects.filter(person_id=place.person, id=place.application)
        row = rows.filter(wrapped_key__isnull=False).first()
        if row is not None:
            _erase(row, by, now)


def _erase(row: Application, by: Actor, now: datetime) -> None:
    """Take the contents and their key out of an application, and say so."""
    row.wrapped_key = row.told = None
    row.save(update_fields=["wrapped_key", "told"])
    _note(Entry.BENEFIT_ERASED, row, by, now)


def _note(kind: Entry, row: Application, by: Actor, now: datetime) -> None:
    """Write a deed into the log of the person."""
    tag = people.tag_of(row.person_id)
    facts = {"application": row.number, "scheme": row.scheme}
    ledger.note(kind=kind, tag=tag, by=by, now=now, facts=facts)
