"""Everything ends: erase what is due, and erase again what a restored backup brought back.

Each kind of thing that ends stands once in `ERASERS`, under the name that the erasure journal
knows it by. Whatever else is to end is added there.

In which order: the journal has a line on the disk, then the database commits, then nobody can
undo it. A line that did not commit is done by `replay`, before anybody is served and each
hour. Done twice, a line leaves what it leaves when done once.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from recourse.attestation import actions as attestation
from recourse.attestation import queries as statements
from recourse.attestation.terms import Place as StatementPlace
from recourse.ground.actor import Actor
from recourse.ground.calendar import civil_date
from recourse.ground.journal import Line
from recourse.ground.keydir import needed_until
from recourse.journeys.destroy_key import (
    KEPT_AS_LONG_AS_ASKED,
    destroy_key,
    destroy_key_again,
)
from recourse.notice import actions as notices
from recourse.records import actions as records
from recourse.records import queries as files
from recourse.records.errors import NoSuchRecord
from recourse.records.terms import Place
from recourse.redress import actions as redress
from recourse.redress import queries as cases
from recourse.redress.terms import Place as CasePlace
from recourse.schemes import actions as schemes
from recourse.schemes import queries as applications
from recourse.schemes.terms import Place as ApplicationPlace
from recourse.store import journal
from recourse.store.keys import vault


class Eraser(NamedTuple):
    """How one kind of thing ends.

    Attributes:
        next_due: Erase one thing that is due, in a transaction of its own; say whether one was.
        again: Do a line of the journal again, in transactions of its own.
        is_back: Whether what a line says was erased can be read again.

    """

    next_due: Callable[[Actor, datetime], bool]
    again: Callable[[Line, Actor, datetime], None]
    is_back: Callable[[Line], bool]


def erase_due(*, by: Actor, now: datetime, limit: int = 500) -> int:
    """Do what the journal says and was not done, then erase what is due, and return how much.

    Args:
        by: Who erases.
        now: When.
        limit: At most so many of each kind; whoever gets that many asks again.

    Raises:
        JournalDamaged: The journal was changed; nothing is erased until it is restored.
        JournalCut: The database knows lines that the journal lacks.

    Law:
        PIPL art. 19, 47; charter G5.

    """
    done = replay(by=by, now=now)
    for next_due in (*(eraser.next_due for eraser in ERASERS.values()), _next_draft):
        for _ in range(limit):
            if not next_due(by, now):
                break
            done += 1
    return done


def replay(*, by: Actor, now: datetime) -> int:
    """Do every line of the journal that this database has not seen done; return how many.

    Destroyed keys are looked for each time: the vault may have come back from an older copy
    while the database did not.

    Raises:
        JournalDamaged: The journal was changed.
        JournalCut: The database knows lines that the journal lacks.
        JournalMisplaced: It lies where a restored backup would take it back.

    """
    lines, waiting = journal.read()
    missing = {line.number for line in waiting}
    to_do = [line for line in lines if line.number in missing or _is_a_key_that_is_back(line)]
    for line in to_do:
        ERASERS[line.erased].again(line, by, now)
    return len(to_do)


def faults() -> Iterator[str]:
    """Yield everything that does not fit between journal, database and vault.

    Raises:
        JournalDamaged: The journal was changed.
        JournalCut: The database knows lines that the journal lacks.
        JournalMisplaced: It lies where a restored backup would take it back.

    """
    lines, waiting = journal.read()
    for line in waiting:
        yield f"line {line.number} ({line.erased}): not done in this database"
    for line in lines:
        if ERASERS[line.erased].is_back(line):
            yield f"line {line.number} ({line.erased}): was erased, and can be read again"


@transaction.atomic
def erase_record(*, person: UUID, record: UUID, by: Actor, now: datetime) -> None:
    """Erase one record before its day, and take back its letters that nobody has fetched yet.

    To be called last in its transaction; see `records.actions.erase`.

    Raises:
        NoSuchRecord: There is no such record in this person's file.
        AlreadyOver: It is erased already.

    Law:
        PIPL art. 47.

    """
    records.erase(person=person, record=record, by=by, now=now)
    notices.take_back_letters(person=person, record=record, by=by, now=now)


@transaction.atomic(durable=True)
def _next_record(by: Actor, now: datetime) -> bool:
    """Erase one record that is due, with the letters that tell its contents."""
    place = records.erase_next(by=by, now=now)
    if place is not None:
        notices.take_back_letters(person=place.person, record=place.record, by=by, now=now)
    return place is not None


@transaction.atomic(durable=True)
def _record_again(line: Line, by: Actor, now: datetime) -> None:
    """Erase a record again; one that is erased stays as it is."""
    place = _place(line)
    records.erase_again(place=place, line=line, by=by, now=now)
    journal.claim(line)
    notices.take_back_letters(person=place.person, record=place.record, by=by, now=now)


def _record_is_back(line: Line) -> bool:
    """Whether a record has contents."""
    place = _place(line)
    try:
        return files.outside_of(place.person, place.record).has_contents
    except NoSuchRecord:
        return False


def _place(line: Line) -> Place:
    """Return the record a line tells of."""
    return Place(UUID(line.facts["person"]), UUID(line.facts["record"]))


@transaction.atomic(durable=True)
def _next_case(by: Actor, now: datetime) -> bool:
    """Erase one case that is due, with the letters that tell what was said in it."""
    return redress.erase_next(by=by, now=now) is not None


@transaction.atomic(durable=True)
def _case_again(line: Line, by: Actor, now: datetime) -> None:
    """Erase a case again; one that is erased stays as it is."""
    redress.erase_again(place=_case(line), line=line, by=by, now=now)
    journal.claim(line)


def _case_is_back(line: Line) -> bool:
    """Whether a case has contents."""
    place = _case(line)
    return cases.has_contents(place.person, place.case)


def _case(line: Line) -> CasePlace:
    """Return the case a line tells of."""
    return CasePlace(UUID(line.facts["person"]), UUID(line.facts["case"]))


@transaction.atomic(durable=True)
def _next_application(by: Actor, now: datetime) -> bool:
    """Erase what was put into one application that is due."""
    return schemes.erase_next(by=by, now=now) is not None


@transaction.atomic(durable=True)
def _application_again(line: Line, by: Actor, now: datetime) -> None:
    """Erase an application again; one that is erased stays as it is."""
    schemes.erase_again(place=_application(line), by=by, now=now)
    journal.claim(line)


def _application_is_back(line: Line) -> bool:
    """Whether an application has contents."""
    place = _application(line)
    return applications.has_contents(place.person, place.application)


def _application(line: Line) -> ApplicationPlace:
    """Return the application a line tells of."""
    return ApplicationPlace(UUID(line.facts["person"]), UUID(line.facts["application"]))


@transaction.atomic(durable=True)
def _next_statement(by: Actor, now: datetime) -> bool:
    """Erase one statement that is due."""
    return attestation.erase_next(by=by, now=now) is not None


@transaction.atomic(durable=True)
def _statement_again(line: Line, by: Actor, now: datetime) -> None:
    """Erase a statement again; one that is erased stays as it is."""
    attestation.erase_again(place=_statement(line), line=line, by=by, now=now)
    journal.claim(line)


def _statement_is_back(line: Line) -> bool:
    """Whether a statement can be read again."""
    return statements.has_contents(*_statement(line))


def _statement(line: Line) -> StatementPlace:
    """Return the statement a line tells of."""
    return StatementPlace(UUID(line.facts["person"]), UUID(line.facts["statement"]))


@transaction.atomic(durable=True)
def _next_draft(by: Actor, now: datetime) -> bool:
    """Sweep what one person has begun and not sent in time; no line of the journal tells of it."""
    return redress.sweep_drafts(by=by, now=now) is not None


def _next_key(by: Actor, now: datetime) -> bool:
    """Destroy one key whose month is over; a year's key goes only when somebody asks for it."""
    for name in vault().names():
        until = needed_until(name)
        if until is None or name.startswith(KEPT_AS_LONG_AS_ASKED):
            continue
        if until <= civil_date(now):
            destroy_key(name=name, by=by, now=now)
            return True
    return False


def _key_is_back(line: Line) -> bool:
    """Whether a destroyed key could be used again, or made anew."""
    return line.facts["key"] not in vault().destroyed()


def _is_a_key_that_is_back(line: Line) -> bool:
    return line.erased == journal.KEY and _key_is_back(line)


ERASERS: Mapping[str, Eraser] = {
    journal.KEY: Eraser(_next_key, destroy_key_again, _key_is_back),
    records.JOURNALLED: Eraser(_next_record, _record_again, _record_is_back),
    redress.JOURNALLED: Eraser(_next_case, _case_again, _case_is_back),
    schemes.JOURNALLED: Eraser(_next_application, _application_again, _application_is_back),
    attestation.JOURNALLED: Eraser(_next_statement, _statement_again, _statement_is_back),
}
"""By the name that the journal knows each by; in this order things end."""
